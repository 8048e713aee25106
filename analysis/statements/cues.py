"""Cues: the verb groups, prepositions and nouns that attribute content to a source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.statements.lexicon import Form, VerbClass, load, pattern, verbs, words
from analysis.statements.reading import Reading, Span

if TYPE_CHECKING:
    from spacy.tokens import Token


_PREVIOUS = re.compile(r"(\w+'?)\s*$")


@dataclass(slots=True)
class Cue:
    """One attribution cue in its place.

    Attributes
    ----------
    start, end : int
        The whole group: auxiliary, adverbs in between, clitics, inverted pronoun.
    lemma : str
        Infinitive, noun or preposition.
    senses : tuple of VerbClass
        The classes that the lexicon gives it; empty for a preposition or a noun.
    mood : str
        "finite", "compound" (with an auxiliary), "elliptic" (a participle whose auxiliary stands with an
        earlier verb), "present" (participle), "infinitive"; "preposition" or "noun".
    pronoun : (start, end) or None
        The inverted subject pronoun: a-t-*il* dit.
    """

    start: int
    end: int
    lemma: str
    senses: tuple[VerbClass, ...]
    mood: str
    pronoun: Span | None = None
    negated: bool = False
    conditional: bool = False
    inserted: bool = False
    subject: Span | None = None
    subject_found: str = ""
    token: Token | None = field(default=None, repr=False)

    @property
    def frames(self) -> frozenset[str]:
        """The complements that any of its senses may take."""
        return frozenset().union(*(s.frames for s in self.senses)) if self.senses else frozenset()

    def sense_for(self, frame: str) -> VerbClass | None:
        """Return the first sense that takes a complement of this kind."""
        return next((s for s in self.senses if frame in s.frames), None)


@dataclass(frozen=True)
class _Grammar:
    """Closed word classes, from grammar.yaml."""

    avoir: frozenset[str]
    etre: frozenset[str]
    conditional: frozenset[str]
    between: frozenset[str]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    data = load("grammar.yaml")
    return _Grammar(*(frozenset(data[k]) for k in ("avoir", "être", "conditional", "between")))


def find_cues(r: Reading) -> list[Cue]:
    """Return the verb cues of an article in text order, those inside quotations too."""
    cues: list[Cue] = []
    lexicon = verbs()
    for i, word in enumerate(r.words):
        if word.low in lexicon.forms and r.in_prose(word.start):
            forms = sorted(
                lexicon.forms[word.low], key=lambda f: f.mood != "past" or _auxiliary(r, i) is None
            )
            cue = next(filter(None, (_verb_cue(r, i, form) for form in forms)), None)
            if cue and not (cues and cue.start < cues[-1].end):
                cues.append(cue)
    return _with_ellipsis(r, cues)


@dataclass(slots=True)
class _Group:
    """A verb group while it is read: its characters, its mood and what its auxiliary and clitics say."""

    start: int
    end: int
    mood: str
    pronoun: Span | None = None
    conditional: bool = False
    reflexive: bool = False
    negated: bool = False


def _verb_cue(r: Reading, i: int, form: Form) -> Cue | None:
    """Return the cue around a word that may be a form of a reporting verb."""
    word = r.words[i]
    token = r.token_at(word.start)
    if token is None:
        return None
    aux = _auxiliary(r, i) if form.mood == "past" else None
    group = _past_group(r, i, aux) if form.mood == "past" else _simple_group(r, i, form.mood)
    _read_clitics(r, group)
    passive = group.mood == "compound" and not group.reflexive and r.words[aux or 0].low in _grammar().etre
    if passive and form.lemma not in verbs().with_etre:
        return None
    if group.mood == "infinitive":
        _read_modal(r, group)
    senses, group.end, lemma = _senses(r, i, form.lemma, group.reflexive, group.end)
    if not senses or not _looks_verbal(r, token, group):
        return None
    if group.negated and lemma in verbs().silent_when_negated:
        return None
    return Cue(
        start=group.start,
        end=group.end,
        lemma=lemma,
        senses=senses,
        mood=group.mood,
        pronoun=group.pronoun,
        negated=group.negated,
        conditional=group.conditional,
        token=token,
    )


def _past_group(r: Reading, i: int, aux: int | None) -> _Group:
    """Return a participle with its auxiliary, or alone."""
    word = r.words[i]
    if aux is None:
        return _Group(word.start, word.end, "elliptic")
    first = r.words[aux]
    inversion = pattern("inverted_pronoun").match(r.flat, first.end)
    pronoun = inversion.span(1) if inversion else None
    return _Group(first.start, word.end, "compound", pronoun, first.low in _grammar().conditional)


def _simple_group(r: Reading, i: int, mood: str) -> _Group:
    """Return a simple form, with its inverted pronoun."""
    word = r.words[i]
    inversion = pattern("inverted_pronoun").match(r.flat, word.end)
    if inversion is None or mood != "finite":
        return _Group(word.start, word.end, mood)
    conditional = word.low.endswith(words("conditional_endings"))
    return _Group(word.start, inversion.end(), mood, inversion.span(1), conditional)


def _read_clitics(r: Reading, group: _Group) -> None:
    """Take the clitics into the group; they tell whether it is reflexive and negated."""
    clitics = pattern("clitics_before").search(r.flat, max(0, group.start - 16), group.start)
    before = clitics.group(1) if clitics else ""
    group.start -= len(before)
    group.reflexive = bool(pattern("reflexive").search(before))
    ne = pattern("negation").search(before)
    group.negated = bool(ne and pattern("negative").search(r.flat[group.start : group.end + 12]))


def _read_modal(r: Reading, group: _Group) -> None:
    """Take the modal before an infinitive into the group: "a tenu à *rappeler*"."""
    modal = _modal().search(r.flat, max(0, group.start - 40), group.start)
    if modal:
        group.start, group.mood = modal.start(), "compound"
        ne = pattern("negated_left").search(r.flat, max(0, group.start - 6), group.start + 3)
        group.negated = group.negated or bool(ne)


def _senses(
    r: Reading, i: int, lemma: str, reflexive: bool, end: int
) -> tuple[tuple[VerbClass, ...], int, str]:
    """Return the senses of the verb, those of a phrase first, and the end of the group."""
    for rest, phrase_reflexive, sense in verbs().phrases.get(lemma, ()):
        if phrase_reflexive != reflexive:
            continue
        after = [
            w
            for w in r.words[i + 1 : i + 2 + len(rest) + 2]
            if w.low not in _grammar().between or w.low in rest
        ]
        if tuple(w.low for w in after[: len(rest)]) == rest and after[len(rest) - 1].end - end < 40:
            return (sense,), after[len(rest) - 1].end, f"{lemma} {' '.join(rest)}"
    return verbs().classes.get((lemma, reflexive), ()), end, lemma


def _auxiliary(r: Reading, i: int) -> int | None:
    """Return the index of the auxiliary before a past participle, over adverbs and an inverted pronoun."""
    grammar = _grammar()
    for j in range(i - 1, max(-1, i - 8), -1):
        gap = r.flat[r.words[j].end : r.words[j + 1].start]
        if gap.strip(" -',") and not (gap.strip() == "«" and i - j > 1):
            return None
        low = r.words[j].low
        if low in grammar.avoir or low in grammar.etre:
            return j
        if low not in grammar.between and not pattern("adverb").match(low):
            token = r.token_at(r.words[j].start)
            if token is None or token.pos_ != "ADV":
                return None
    return None


def _looks_verbal(r: Reading, token: Token, group: _Group) -> bool:
    """Say whether a form that may also be a noun or an adjective is a verb here."""
    if group.mood == "compound" or group.pronoun:
        return True
    if group.mood == "finite":
        return token.pos_ in ("VERB", "AUX") or _looks_finite(r, token, group.start)
    if group.mood == "infinitive":
        before = r.flat[max(0, group.start - 40) : group.start]
        return token.pos_ == "VERB" and bool(_before_infinitive().search(before))
    return token.pos_ in ("VERB", "ADJ", "AUX" if group.mood == "elliptic" else "NOUN")


def _looks_finite(r: Reading, token: Token, start: int) -> bool:
    """Say whether a word that the parse takes for a noun is a finite verb: by its neighbours."""
    if token.pos_ in ("NOUN", "ADJ"):
        after = r.doc[token.i + 1] if token.i + 1 < len(r.doc) else None
        if after is not None and token.i and r.doc[token.i - 1].pos_ == "PROPN":
            opens = after.pos_ in ("DET", "ADV") or after.text == "«" or after.text in words("que")
            if opens:
                return True
        previous = _PREVIOUS.search(r.flat[max(0, start - 14) : start])
        if previous and previous.group(1).lower() in words("verb_leads"):
            return True
    after_break = r.flat[max(0, start - 3) : start].rstrip().endswith((",", "»", "?", "!", "…"))
    return after_break and token.pos_ in ("NOUN", "ADJ", "PROPN", "X", "ADV")


@lru_cache(maxsize=1)
def _modal() -> re.Pattern[str]:
    """Match what makes one group with a reporting infinitive: "a tenu à", "préfère"."""
    grammar = _grammar()
    aux = "|".join(sorted(grammar.avoir | grammar.etre, key=len, reverse=True))
    modals = "|".join(sorted(map(re.escape, verbs().modals), key=len, reverse=True))
    return pattern("modal_group", aux=aux, modals=modals)


@lru_cache(maxsize=1)
def _before_infinitive() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(load("grammar.yaml")["before_infinitive"]) + r")$")


def _with_ellipsis(r: Reading, cues: list[Cue]) -> list[Cue]:
    """Keep a bare participle only where it continues an earlier compound verb: "a rappelé … et salué …"."""
    kept: list[Cue] = []
    for cue in cues:
        if cue.mood != "elliptic" or _continues(r, cue, kept):
            kept.append(cue)
    return kept


def _continues(r: Reading, cue: Cue, earlier: list[Cue]) -> bool:
    """Say whether a participle is joined to a compound verb before it in the sentence."""
    left = r.flat[max(0, cue.start - 24) : cue.start].rstrip()
    if r.depths[cue.start] or not pattern("joined_participle").search(left):
        return False
    begin = r.sentence_at(cue.start)[0]
    return any(
        c.start >= begin and c.mood in ("compound", "elliptic") and not r.depths[c.start] and not c.pronoun
        for c in earlier
    )


@dataclass(frozen=True)
class _Prepositions:
    """The prepositions of prepositions.yaml, those with other uses, and what is no source behind them."""

    pattern: re.Pattern[str]
    cautious: frozenset[str]
    stops: re.Pattern[str]
    cautious_stops: re.Pattern[str]


@lru_cache(maxsize=1)
def _prepositions() -> _Prepositions:
    data = load("prepositions.yaml")
    ordered = sorted(data["sources"], key=lambda e: -len(e["words"]))
    return _Prepositions(
        re.compile(rf"(?<!\w)(?:{'|'.join(_either_case(e['words']) for e in ordered)})", re.IGNORECASE),
        frozenset(e["words"] for e in ordered if e.get("caution")),
        _any_of(data["not_sources"]),
        _any_of(data["not_sources"] + data["pour_no_source"]),
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


def _either_case(preposition: str) -> str:
    """Return the pattern of a preposition; a capital À may have lost its accent."""
    text = re.sub("^à ", "[àa] ", preposition)
    return text if preposition.endswith("'") else text + r"(?![\w-])"


def find_prepositions(r: Reading) -> list[Cue]:
    """Return "selon", "d'après", "pour", "aux yeux de"… where a source may follow, outside quotations."""
    known = _prepositions()
    cues = []
    for m in known.pattern.finditer(r.flat):
        if r.depths[m.start()] or not r.in_prose(m.start()):
            continue
        low = m.group().lower()
        cautious = low in known.cautious
        after = r.flat[m.end() : m.end() + 24].lstrip(" ").lower()
        if (known.cautious_stops if cautious else known.stops).match(after):
            continue
        after_break = bool(pattern("after_break").search(r.flat, max(0, m.start() - 8), m.start()))
        opens = after_break or r.sentence_at(m.start())[0] == m.start()
        if cautious and not (opens and (m.group()[0].isupper() or after_break)):
            continue
        cues.append(Cue(m.start(), m.end(), low, (), "preposition", inserted=not opens))
    return cues
