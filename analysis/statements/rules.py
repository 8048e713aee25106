"""The rules: each looks at one kind of attribution and proposes statements.

A rule never decides against another; :mod:`analysis.statements.choose` does that by evidence.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from analysis.statements.contents import clause_end, complement, trim
from analysis.statements.cues import Cue, find_cues, find_prepositions
from analysis.statements.lexicon import layout, load, verbs
from analysis.statements.marks import Quote
from analysis.statements.phrases import can_speak, noun_phrase_from, subject_of, subject_span
from analysis.statements.reading import Reading, Span


@dataclass
class Proposal:
    """A statement that a rule proposes.

    Attributes
    ----------
    segments : list of (start, end)
    cue, mention : (start, end) or None
    rule : str
        The rule's name and, after a colon, the frame.
    lemma : str
    source : str
        What the mention looks like, see :func:`analysis.statements.phrases.can_speak`.
    carried : bool
        True when the speaker is that of the statement before.
    hint : (start, end) or None
        For a quotation without cue: whom the sentence before speaks of.
    hint_after : (start, end) or None
        The same for the sentence after, for a quotation that opens the article.
    """

    segments: list[Span]
    cue: Span | None
    mention: Span | None
    rule: str
    lemma: str = ""
    source: str = "none"
    subject: str = ""
    negates: bool = False
    negated: bool = False
    conditional: bool = False
    question: bool = False
    carried: bool = False
    possessive: bool = False
    hint: Span | None = None
    hint_after: Span | None = None
    polarity: int = 0
    classes: tuple[str, ...] = ()
    probability: float = field(default=0.5)

    @property
    def start(self) -> int:
        """Where the first segment starts."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """Where the last segment ends."""
        return self.segments[-1][1]


@dataclass
class Scene:
    """An article with the cues found in it: what every rule gets."""

    r: Reading
    verbs: list[Cue]
    prepositions: list[Cue]

    @property
    def cues(self) -> list[Cue]:
        """All cues in text order."""
        return sorted(self.verbs + self.prepositions, key=lambda c: c.start)


def propose(r: Reading) -> list[Proposal]:
    """Run every rule on an article.

    Parameters
    ----------
    r : Reading

    Returns
    -------
    list of Proposal
        In no particular order; they may overlap.
    """
    verbs, prepositions = find_cues(r), find_prepositions(r)
    for cue in verbs:
        cue.inserted = is_inserted(r, cue)
    find_subjects(r, verbs)
    scene = Scene(r, verbs, prepositions)
    found = [p for rule in RULES for p in rule(scene)]
    return [p for p in found if p.segments and all(s < e for s, e in p.segments)]


def find_subjects(r: Reading, verbs: list[Cue]) -> None:
    """Set the subject of every verb cue; one without its own takes that of the cue before it in the sentence."""
    before: Cue | None = None
    for cue in verbs:
        if cue.inserted:
            cue.subject = cue.pronoun or inverted_subject(r, cue)
            cue.subject_found = "pronoun" if cue.pronoun else "inverted"
        else:
            cue.subject, cue.subject_found = subject_of(r, cue)
            same = (
                before is not None
                and before.subject is not None
                and r.sentence_at(before.start) == r.sentence_at(cue.start)
            )
            if (
                same
                and before is not None
                and cue.subject_found not in ("parse", "pronoun", "relative")
                and _leans(r, cue)
            ):
                cue.subject, cue.subject_found = before.subject, "shared"
        if not r.depths[cue.start]:
            before = cue


def _leans(r: Reading, cue: Cue) -> bool:
    """Say whether a cue leans on an earlier subject: a participle, an infinitive, "et promet"."""
    left = r.flat[max(0, cue.start - 24) : cue.start].rstrip()
    return cue.mood in ("elliptic", "present", "infinitive") or bool(
        re.search(r"\b(?:et|ou|mais|puis)(?: \w+ment| aussi| même)?$", left)
    )


def is_inserted(r: Reading, cue: Cue) -> bool:
    """Say whether a verb cue is an inserted or closing clause: "…, a-t-il dit", "« … », déclare X"."""
    frames = cue.frames
    if not frames & {"incise", "quote"} or cue.mood not in ("finite", "compound"):
        return False
    left = r.flat[max(0, cue.start - 6) : cue.start].rstrip()
    after_break = left.endswith((",", "»", "?", "!", "…", "—", "–"))
    after_quote = left.rstrip(" ,").endswith("»")
    if cue.pronoun:
        return after_break or r.depths[cue.start] > 0
    if not after_break:
        return False
    if not (after_quote or r.depths[cue.start]) and not (_clause_before(r, cue) or _only_comma(r, cue)):
        return False
    phrase = inverted_subject(r, cue)
    if phrase is None or r.depths[phrase[0]] != r.depths[cue.start]:
        return False
    token = r.token_at(phrase[0])
    if token is not None and (token.pos_ == "ADP" or r.flat[phrase[0] : phrase[0] + 4] in ("des ", "aux ")):
        return False
    if after_quote or r.depths[cue.start]:
        return token is not None and token.pos_ in ("DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM", "X")
    inverted = cue.token is not None and any(
        c.dep_.startswith("nsubj") and c.i > cue.token.i for c in cue.token.children
    )
    closes = re.match(
        r"\s*(?:[.,;!?»]|$|(?:dans|à|lors|devant|sur|en|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|au|ce|par|auprès|avant|tout|qui|hier|mi-)\b)",
        r.flat[phrase[1] : phrase[1] + 14],
    )
    return can_speak(r, phrase) in ("name", "people", "bodies", "documents") and (
        inverted or closes is not None
    )


def _only_comma(r: Reading, cue: Cue) -> bool:
    """Say whether the comma before a cue is the first of its sentence, so that it closes no apposition."""
    begin = r.sentence_at(cue.start)[0]
    return r.flat[begin : cue.start].count(",") == 1 and cue.start - begin > 20


def _clause_before(r: Reading, cue: Cue) -> bool:
    """Say whether a main clause of its own stands between the sentence's start and an inserted cue."""
    span = r.doc.char_span(r.sentence_at(cue.start)[0], cue.start, alignment_mode="contract")
    if span is None:
        return False
    finite = [t for t in span if _is_finite(t) and not r.depths[t.idx]]
    return any(
        not (
            t.dep_.startswith("acl")
            or any(c.text.lower() in ("qui", "que", "qu'", "dont", "où") for c in t.lefts)
        )
        for t in finite
    )


_ADVERBIAL = re.compile(
    r"\s*(?:(?:de (?:son|leur) côté|pour (?:sa|leur) part|à son tour|en retour|aussitôt|encore|aussi|également|ainsi|toutefois|cependant|néanmoins|alors|ensuite|enfin|déjà|même|quant à (?:lui|elle|eux)|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier)(?: (?:soir|matin))?|(?:à|en|depuis) [A-ZÀ-Ö][\w-]+|\w{3,}ment|en substance|en riant|en souriant|à voix basse|sans (?:s'|se |plus )?\w+(?: davantage)?|d'emblée|d'un ton \w+|dans un communiqué|à l'AFP|devant la presse|sur [\w.]+|sur son compte [\w.]+|en anglais|en russe)\s*,?\s*)+(?=\S)"
)


def inverted_subject(r: Reading, cue: Cue) -> Span | None:
    """Return the subject behind its verb, over an adverb or a date: "tranche de son côté *le patron*"."""
    at = cue.end
    skipped = _ADVERBIAL.match(r.flat, at, _limit(r, at))
    return noun_phrase_from(r, skipped.end() if skipped else at, _limit(r, at))


def _limit(r: Reading, at: int) -> int:
    """Return the end of the sentence, without its full stop."""
    quote = r.quote_at(at)
    end = r.sentence_at(at)[1]
    if quote is not None and r.depths[at]:
        end = min(end, quote.end)
    return end


# ---------------------------------------------------------------- cue before the content


def forward(scene: Scene) -> Iterator[Proposal]:
    """Cue, then content: "X a déclaré que …", "X a salué …", "X promet de …", "X : « … »" with a verb."""
    r = scene.r
    for cue in scene.verbs:
        if cue.inserted or r.depths[cue.start]:
            continue
        limit = _limit(r, cue.start)
        found = complement(r, cue, max(limit, _colon_limit(r, cue, limit)))
        if (
            found is None
            or (cue.negated
            and r.flat[found.start : found.start + 30].startswith(verbs().silences))
        ):
            continue
        subject, how = cue.subject, cue.subject_found
        source = can_speak(r, subject)
        if found.quote is not None:
            segments, frame = _quoted_complement(scene, cue, found.quote, limit), "quote"
        else:
            frame = found.frame
            end = clause_end(
                r,
                found.start,
                cue,
                frame,
                scene.cues,
                max(limit, found.start + 1 if frame != "colon" else r.sentence_at(found.start)[1]),
            )
            segments = _unwrap(r, trim(r, found.start, end))
        sense = cue.sense_for(frame if frame != "quote" else "quote") or cue.senses[0]
        yield Proposal(
            segments,
            (cue.start, cue.end),
            subject,
            f"verb {cue.mood}:{frame}",
            cue.lemma,
            source,
            how,
            sense.negates,
            cue.negated,
            cue.conditional,
            _is_question(r, cue.end),
            polarity=sense.polarity,
            classes=tuple(s.name for s in cue.senses),
        )


def _colon_limit(r: Reading, cue: Cue, limit: int) -> int:
    """A colon at the end of a sentence may introduce the sentence after it."""
    return limit + 1 if r.flat[limit : limit + 1] == ":" else limit


def _is_question(r: Reading, at: int) -> bool:
    end = r.sentence_at(at)[1]
    return r.flat[end - 1 : end] == "?" and not r.depths[end - 1]


def _quoted_complement(scene: Scene, cue: Cue, quote: Quote, limit: int) -> list[Span]:
    """Return the quotation, or the phrase around it where it is only part of the clause."""
    r = scene.r
    after = r.flat[quote.outer_end : limit].lstrip(" ")
    whole = not after or after[0] in ".,;:!?)(–—" or r.text[quote.start].isupper()
    say = bool(cue.frames & {"que", "incise"})
    if (whole and (say or r.text[quote.start].isupper())) or ":" in r.flat[cue.end : quote.outer_start]:
        return [(quote.start, quote.end)]
    if not after or (after[0] in ".;!?" and say):
        return [(quote.start, quote.end)]
    end = clause_end(r, quote.outer_start, cue, "object", scene.cues, limit)
    return (
        _unwrap(r, trim(r, quote.outer_start, max(end, quote.outer_end)))
        if "attribute" not in cue.frames and say
        else [trim(r, quote.outer_start, max(end, quote.outer_end))]
    )


def _unwrap(r: Reading, span: Span) -> list[Span]:
    """Take the marks off content that stands whole between one pair of them."""
    quote = next((q for q in r.quotes if q.level == 1 and q.outer_start == span[0]), None)
    if quote is not None and quote.outer_end >= span[1]:
        return [(quote.start, quote.end)]
    return [span]


def position(scene: Scene) -> Iterator[Proposal]:
    """ "X est favorable à …", "se dit opposé à …", "reste hostile à …"."""
    r = scene.r
    for m in _POSITION.finditer(r.flat):
        if r.depths[m.start()] or not r.in_prose(m.start()):
            continue
        adjective = r.token_at(m.start("adjective"))
        verb = r.token_at(m.start("verb"))
        if adjective is None or verb is None:
            continue
        polarity = next(v for k, v in verbs().positions.items() if m.group("adjective").startswith(k))
        start = m.end() - (3 if m.group().endswith("la ") else 2 if m.group().endswith("l'") else 0)
        cue = Cue(m.start(), m.end("adjective"), "position", (), "finite", m.span("verb"), token=verb)
        subject, how = subject_of(r, cue)
        if subject is None:
            cue.token = adjective
            subject, how = subject_of(r, cue)
        end = clause_end(r, start, cue, "object", scene.cues, _limit(r, m.start()))
        yield Proposal(
            _unwrap(r, trim(r, start, end)),
            (m.start(), m.end("adjective")),
            subject,
            "position adjective",
            m.group("adjective"),
            can_speak(r, subject),
            how,
            polarity=polarity,
        )


def _position_pattern() -> re.Pattern[str]:
    stems = "|".join(verbs().positions)
    copula = r"(?:s'est|se sont|s'était|s'étaient) (?:\w+ ){0,2}(?:dit|dite|dits|déclaré\w*|montré\w*)|se (?:dit|disent|déclare|déclarent|montre|montrent)|est|sont|était|étaient|reste|restent|demeure|demeurent|serait|seraient"
    return re.compile(
        rf"(?:n'|ne )?(?P<verb>{copula}) (?:(?:pas|plus|aussi|toujours|très|plutôt|totalement|résolument|fermement|farouchement|\w+ment|« ?\w+ment ?») )*(?P<adjective>(?:{stems})(?:e|s|es)?) (?:à la |à l'|au |aux |à )"
    )


_POSITION = _position_pattern()


def passive(scene: Scene) -> Iterator[Proposal]:
    """ "La proposition a été saluée par X": the subject is the content, the agent the source."""
    r = scene.r
    for m in _PASSIVE.finditer(r.flat):
        if r.depths[m.start()] or not r.in_prose(m.start()):
            continue
        forms = verbs().forms.get(m.group("verb").lower(), ())
        form = next((f for f in forms if f.mood == "past" and f.lemma in verbs().passives), None)
        token = r.token_at(m.start("verb"))
        if form is None or token is None:
            continue
        subject = next((c for c in token.children if c.dep_.startswith("nsubj")), None)
        mention = noun_phrase_from(r, m.end(), _limit(r, m.end()))
        if subject is None or mention is None or subject.pos_ == "PRON":
            continue
        content = trim(r, max(subject.left_edge.idx, r.sentence_at(m.start())[0]), m.start())
        yield Proposal(
            [content],
            (m.start(), m.end("verb")),
            mention,
            "passive",
            form.lemma,
            can_speak(r, mention),
            "agent",
        )


_PASSIVE = re.compile(
    r"\b(?:(?:a|ont|avait|avaient|aurait) (?:\w+ ){0,3}?été|est|sont|était|étaient|fut|furent) (?:\w+ment |aussitôt |aussi |vivement )?(?P<verb>\w+(?:é|ée|és|ées|enu|enue|enus|enues|ti|tie|tis|ties|illi|illie))(?: \w+)? par "
)


# ---------------------------------------------------------------- cue inside or after the content


def inserted(scene: Scene) -> Iterator[Proposal]:
    """Content, then cue: "« … », a déclaré X", "…, estime X", "« A, a-t-il dit, B »"."""
    r = scene.r
    for cue in scene.verbs:
        if not cue.inserted:
            continue
        if cue.pronoun:
            mention, how = cue.pronoun, "pronoun"
            if r.flat[slice(*cue.pronoun)] == "on":
                mention = _on_source(r, cue) or mention
            end = cue.end
        else:
            mention = inverted_subject(r, cue)
            how, end = "inverted", mention[1] if mention else cue.end
        segments = (
            _inside_quote(r, cue, end)
            if r.depths[cue.start]
            else _before(scene, cue) + _rest(scene, cue, end)
        )
        if not segments:
            continue
        yield Proposal(
            segments,
            (cue.start, cue.end),
            mention,
            "incise " + ("in quotation" if r.depths[cue.start] else "after"),
            cue.lemma,
            can_speak(r, mention),
            how,
            negated=cue.negated,
            conditional=cue.conditional,
            classes=tuple(s.name for s in cue.senses),
        )


def _on_source(r: Reading, cue: Cue) -> Span | None:
    """ "dit-on à l'Élysée", "indique-t-on dans l'entourage du ministre": the place is the source."""
    m = re.compile(r"(?: \w+ment)? (?:à|au|aux|dans|chez|de source|du côté de|en)(?: |\b)").match(
        r.flat, cue.end
    )
    return noun_phrase_from(r, m.end(), _limit(r, m.end())) if m else None


def _inside_quote(r: Reading, cue: Cue, end: int) -> list[Span]:
    quote = r.quote_at(cue.start)
    if quote is None:
        return []
    first = trim(r, quote.start, _comma_before(r, cue.start))
    after = re.compile(r"[^,.;!?»:]{0,60}?[,.;!?:]\s*").match(r.flat, end, quote.end)
    second = (after.end(), quote.end) if after else None
    if second is None or second[0] >= second[1]:
        return [first]
    if quote.reason != "pair" and not r.flat[second[0]].isupper() and not _has_finite(r, second):
        return [first]
    return [first, second]


def _has_finite(r: Reading, span: Span) -> bool:
    tokens = r.doc.char_span(*span, alignment_mode="contract")
    return tokens is not None and any(_is_finite(t) for t in tokens)


def _comma_before(r: Reading, at: int) -> int:
    left = r.flat[:at].rstrip() if at < 400 else r.flat[at - 400 : at].rstrip()
    offset = 0 if at < 400 else at - 400
    cut = len(left.rstrip(",—– "))
    return offset + cut


def _before(scene: Scene, cue: Cue) -> list[Span]:
    """Return the content that ends at an inserted cue."""
    r = scene.r
    at = _comma_before(r, cue.start)
    quote = next((q for q in r.quotes if q.level == 1 and q.outer_end == at), None)
    sentence = r.sentence_at(max(0, at - 1))
    if quote is not None:
        return _quote_or_clause(scene, quote, cue)
    begin = _after_link(r, sentence[0], at)
    begin = _after_colon_lead(r, begin, at)
    begin = _clause_start(scene, begin, cue)
    for other in scene.cues:
        if begin <= other.start < at and other.mood == "preposition" and other.start == begin:
            comma = r.flat.find(", ", begin, at)
            begin = comma + 2 if comma > 0 else begin
    return [trim(r, begin, at)] if at - begin > 3 else []


def _after_colon_lead(r: Reading, begin: int, at: int) -> int:
    lead = re.match(r"(?:[A-ZÀ-Ö ,'-]{3,40}|[^.:«»]{0,40}\([^)]{2,20}\)) [-–—] ", r.flat[begin:at])
    return begin + lead.end() if lead else begin


def _after_link(r: Reading, begin: int, end: int) -> int:
    low = r.flat[begin:end].lower()
    for link in layout().links:
        if re.match(rf"{re.escape(link)}[, ]", low):
            step = begin + len(link)
            return step + len(r.flat[step:end]) - len(r.flat[step:end].lstrip(" ,"))
    return begin


def _quote_or_clause(scene: Scene, quote: Quote, cue: Cue) -> list[Span]:
    """Return the quotation alone, or with the start of its sentence where it does not stand by itself."""
    r = scene.r
    begin = _after_link(r, r.sentence_at(quote.outer_start)[0], quote.outer_start)
    begin = max(begin, r.paragraphs[r.paragraph_at(quote.outer_start)][0])
    begin = _after_colon_lead(r, begin, quote.outer_start)
    lead = r.flat[begin : quote.outer_start]
    whole = [(quote.start, quote.end)]
    if not lead.strip(" «,—–-") or lead.rstrip().endswith(":"):
        return whole
    inner = r.doc.char_span(quote.start, quote.end, alignment_mode="expand")
    outer = r.doc.char_span(begin, quote.outer_start, alignment_mode="expand")
    if inner is None or outer is None:
        return whole
    lead_has_verb = any(_is_finite(t) for t in outer)
    quote_is_clause = any(
        _is_finite(t) and not t.dep_.startswith("acl") and not _subordinate(t, inner) for t in inner
    )
    if quote_is_clause and (lead_has_verb or r.text[quote.start].isupper()):
        return whole
    inside_cue = any(begin <= c.start < quote.outer_start and not r.depths[c.start] for c in scene.verbs)
    if inside_cue and lead_has_verb:
        return whole
    return [(trim(r, begin, quote.outer_end)[0], quote.outer_end)]


_SUBORDINATORS = frozenset(["que", "qu'", "qui", "où", "dont", "quand", "si", "lorsque", "lorsqu'", "puisque", "parce", "comme"])


def _subordinate(t, inner) -> bool:
    return any(c.text.lower() in _SUBORDINATORS and c.i >= inner.start for c in t.lefts)


def _is_finite(t) -> bool:
    return t.pos_ in ("VERB", "AUX") and "Fin" in t.morph.get("VerbForm")


def _rest(scene: Scene, cue: Cue, end: int) -> list[Span]:
    """Return what goes on after an inserted cue: the second half of the sentence, or a quotation without a new cue."""
    r = scene.r
    limit = _limit(r, cue.start)
    m = re.compile(r"[^,.;:!?«»]{0,60}?([,:])\s*").match(r.flat, end, limit)
    if m:
        quote = next((q for q in r.quotes if q.level == 1 and q.outer_start == m.end()), None)
        at = _comma_before(r, cue.start)
        closed = next((q for q in r.quotes if q.level == 1 and q.outer_end == at), None)
        if quote is not None and (closed is not None or quote.outer_end + 3 < limit):
            tail = r.flat[quote.outer_end : limit].strip(" .!?")
            return (
                [(quote.start, quote.end)]
                if closed is not None and not tail
                else ([trim(r, quote.outer_start, limit)] if closed is None else [])
            )
        if closed is None and m.group(1) == "," and not _begins_journalist(r, m.end(), cue, scene, limit):
            return [trim(r, m.end(), clause_end(r, m.end(), cue, "que", scene.cues, limit))]
        return []
    at = _comma_before(r, cue.start)
    if not any(q.level == 1 and q.outer_end == at for q in r.quotes):
        return []
    stop = re.compile(r"[^.;:!?«»]{0,120}?\.\s*(?=«)").match(r.flat, end)
    if (
        not stop
        or "\n" in stop.group()
        or any(c.start < stop.end() and c.start >= end and not r.depths[c.start] for c in scene.verbs)
    ):
        return []
    quote = next((q for q in r.quotes if q.level == 1 and q.outer_start == stop.end()), None)
    if quote is None or _has_own_cue(scene, quote):
        return []
    after = r.flat[quote.outer_end : quote.outer_end + 2].strip()
    return [] if after and after[0] not in ".!?«" and not after[0].isupper() else [(quote.start, quote.end)]


def _begins_journalist(r: Reading, at: int, cue: Cue, scene: Scene, limit: int) -> bool:
    """Say whether what follows the inserted cue is no longer the speaker's."""
    after = r.flat[at : min(limit, at + 60)]
    if layout().circumstances.match(after) or re.match(
        r"(?:qui|dont|où|alors que|tandis que|le |la |l'|un |une |ancien|ajoutant|lequel|(?:pour|selon|chez) (?:qui|lequel|laquelle|lesquels))\b",
        after,
    ):
        return True
    return any(at <= c.start <= at + 12 and c.mood in ("present", "elliptic") for c in scene.verbs)


def _has_own_cue(scene: Scene, quote: Quote) -> bool:
    """Say whether an inserted cue stands in or right after a quotation."""
    return any(
        c.inserted and (quote.start <= c.start < quote.end or 0 <= c.start - quote.outer_end <= 4)
        for c in scene.verbs
    )


# ---------------------------------------------------------------- prepositions


def according_to(scene: Scene) -> Iterator[Proposal]:
    """ "Selon X, …", "…, selon X", "… selon lui …", "Pour X, …", "À en croire X, …"."""
    r = scene.r
    for cue in scene.prepositions:
        limit = _limit(r, cue.start)
        sentence = r.sentence_at(cue.start)
        bound = re.search(r"(?<=à )(?:l'|les(?= )|ses(?= )|leurs(?= ))", cue.lemma)
        mention = (
            (cue.start + bound.start(), cue.start + bound.end())
            if bound
            else noun_phrase_from(r, cue.end, limit)
        )
        if mention is None or any(c.pronoun and 0 <= cue.start - c.end <= 2 for c in scene.verbs):
            continue
        source = can_speak(r, mention) if not bound else "pronoun"
        if cue.lemma in ("pour", "suivant"):
            comma = r.flat[mention[1] : mention[1] + 1] == ","
            if (
                source not in ("name", "people", "bodies", "pronoun")
                or not comma
                or (source == "name" and not _is_agent(r, mention))
            ):
                continue
        if r.flat[slice(*mention)].lower() in ("elle", "lui", "eux", "elles"):
            source = "pronoun"
        segments = _attributed_clause(scene, cue, mention, sentence, limit)
        if segments:
            yield Proposal(
                segments,
                (cue.start, cue.end),
                mention,
                f"preposition {cue.lemma}",
                cue.lemma,
                source,
                "preposition",
                conditional=_conditional(r, segments),
            )


def for_whom(scene: Scene) -> Iterator[Proposal]:
    """ "X, pour qui …", "la banque, selon laquelle …": the noun before the relative is the source."""
    r = scene.r
    for m in _FOR_WHOM.finditer(r.flat):
        if r.depths[m.start()] or not r.in_prose(m.start()):
            continue
        sentence = r.sentence_at(m.start())
        token = r.token_at(m.start("comma") - 1)
        if token is None or token.idx < sentence[0]:
            continue
        while (
            token.dep_ in ("nmod", "appos", "flat:name", "amod", "conj")
            and sentence[0] <= token.head.idx < token.idx
        ):
            token = token.head
        mention = subject_span(r, token, r.doc[min(token.i + 1, len(r.doc) - 1)])
        source = can_speak(r, mention)
        if source not in ("name", "people", "bodies"):
            continue
        cue = Cue(m.start("cue"), m.end("cue"), m.group("cue"), (), "preposition", m.span("cue"))
        end = clause_end(r, m.end(), cue, "que", scene.cues, _limit(r, m.end()))
        yield Proposal(
            _unwrap(r, trim(r, m.end(), end)),
            m.span("cue"),
            mention,
            "preposition relative",
            m.group("cue"),
            source,
            "relative",
        )


_FOR_WHOM = re.compile(
    r"(?P<comma>,?) (?P<cue>pour|selon|d'après) (?:qui|lequel|laquelle|lesquels|lesquelles)(?:,)? "
)


def _is_agent(r: Reading, span: Span) -> bool:
    tokens = r.doc.char_span(*span, alignment_mode="expand")
    return tokens is not None and any(t.ent_type_ in ("PER", "ORG", "LOC") for t in tokens)


def _conditional(r: Reading, segments: list[Span]) -> bool:
    return any(re.search(r"\b(?:aurai(?:en)?t|serai(?:en)?t)\b", r.flat[s:e]) for s, e in segments)


def _attributed_clause(scene: Scene, cue: Cue, mention: Span, sentence: Span, limit: int) -> list[Span]:
    r = scene.r
    start = _after_link(r, sentence[0], cue.start + 1)
    start = _after_colon_lead(r, start, cue.start) if start < cue.start else start
    after = re.compile(r"[^,;.«»]{0,90}?,\s*").match(r.flat, mention[1], limit)
    opens = not r.flat[start : cue.start].strip(" ,;") or r.flat[: cue.start].rstrip().endswith(
        (";", " –", " —")
    )
    if opens:
        if after is None:
            return []
        begin = _over_appositions(r, after.end(), limit)
        end = clause_end(r, begin, cue, "que", scene.cues, limit)
        return _unwrap(r, trim(r, begin, end))
    begin = _clause_start(scene, start, cue)
    left = trim(r, begin, _comma_before(r, cue.start))
    quote = next((q for q in r.quotes if q.level == 1 and q.outer_end == left[1]), None)
    if quote is not None:
        return _quote_or_clause(scene, quote, cue)
    comma = re.compile(r"\s*,\s*").match(r.flat, mention[1], limit)
    if cue.inserted or (comma and not layout().circumstances.match(r.flat, comma.end())):
        tail = comma.end() if comma else mention[1]
        end = clause_end(r, tail, cue, "que", scene.cues, limit)
        right = trim(r, tail, end)
        if right[1] - right[0] > 3 and (
            cue.inserted
            or not re.match(
                r"(?:qui|dont|ajoutant|précisant|mais|et|alors|tandis|où)\b", r.flat[right[0] : right[1]]
            )
        ):
            return [left, right]
    return [left]


def _over_appositions(r: Reading, at: int, limit: int) -> int:
    """Step over "…, de l'université de X, …" behind a source: stretches between commas without a finite verb."""
    for _ in range(2):
        m = re.compile(r"[^,;:«»]{3,90},\s+").match(r.flat, at, limit)
        span = r.doc.char_span(at, m.end(), alignment_mode="contract") if m else None
        opens = r.flat[at : at + 3].lower()
        if (
            m is None
            or span is None
            or any(_is_finite(t) for t in span)
            or opens in ("si ", "en ", "dan", "à p", "au ", "mal", "apr", "dep")
        ):
            return at
        if not re.match(
            r"(?:de |d'|du |directeur|directrice|président|professeur|chercheu|ministre|porte-parole|chef|qui |ancien|auteur|spécialiste|expert|responsable|avocat|maire|secrétaire|un |une |le |la |l')",
            r.flat[at:limit],
        ):
            return at
        rest = r.doc.char_span(m.end(), limit, alignment_mode="contract")
        if (
            rest is None
            or not any(_is_finite(t) for t in rest)
            or (r.flat[at : at + 3] in ("le ", "la ", "un ")
            and "," not in r.flat[m.end() : limit])
        ):
            return at
        at = m.end()
    return at


def _clause_start(scene: Scene, start: int, cue: Cue) -> int:
    """Return where the clause before a closing "selon X" starts: after a semicolon or a colon."""
    r = scene.r
    for m in reversed(list(re.finditer(r"[;:] ", r.flat[start : cue.start]))):
        at = start + m.start()
        if not r.depths[at] and cue.start - at > 12:
            return at + 2
    return start


# ---------------------------------------------------------------- nouns


def nominal(scene: Scene) -> Iterator[Proposal]:
    """ "l'annonce par X de …", "le refus de X de …", "l'appel lancé par X à …"."""
    r = scene.r
    data = load("nouns.yaml")["nouns"]
    for m in _NOMINAL.finditer(r.flat):
        noun = m.group("noun").lower()
        if r.depths[m.start()] or not r.in_prose(m.start()):
            continue
        limit = _limit(r, m.start())
        mention = noun_phrase_from(r, m.end(), limit)
        if mention is None:
            continue
        links = "|".join(_LINKS[link] for link in data[noun]["link"])
        link = re.compile(rf"(?:[^,.;:«»]{{0,40}}?)\s(?:{links})|\s?:\s").search(
            r.flat, mention[0], min(limit, mention[1] + 60)
        )
        mention, link = _cut_at_link(r, mention, links, limit, link)
        if link is None or mention is None:
            continue
        source = can_speak(r, mention)
        if source not in ("name", "people", "bodies", "pronoun"):
            continue
        start = link.end()
        if re.search(r"(?:de|à) (?:la |l')$", link.group()):
            start -= 3 if link.group().endswith("la ") else 2
        cue = Cue(m.start("noun"), m.end("noun"), noun, (), "noun", m.span("noun"))
        end = clause_end(r, start, cue, "object", scene.cues, limit)
        yield Proposal(
            _unwrap(r, trim(r, start, end)),
            m.span("noun"),
            mention,
            f"noun {noun}",
            noun,
            source,
            "noun",
            polarity=data[noun].get("polarity", 0),
        )


_LINKS = {
    "de": "de la |de l'|du |des |de |d'",
    "à": "à la |à l'|au |aux |à ",
    "que": "que |qu'",
    "contre": "contre ",
    "pour": "pour ",
    "sur": "sur ",
}


def _cut_at_link(
    r: Reading, mention: Span, links: str, limit: int, link: re.Match[str] | None
) -> tuple[Span | None, re.Match[str] | None]:
    """Split "l'Union européenne du prolongement": the mention ends before the word that links the content."""
    pattern = re.compile(rf"\s(?:{links})|\s?:\s")
    token = r.token_at(mention[0])
    if token is None:
        return None, None
    head = token
    while head.head.i > head.i and head.pos_ in ("DET", "ADJ", "ADP", "NUM"):
        head = head.head
    first = pattern.search(r.flat, max(mention[0] + 1, head.idx + len(head) - 1), min(limit, mention[1] + 60))
    if first is None:
        return None, None
    return (mention[0], min(mention[1], first.start())), first


def _nominal_pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted(map(re.escape, load("nouns.yaml")["nouns"]), key=len, reverse=True))
    return re.compile(
        rf"\b(?:l'|le |la |les |du |un |une |cet |cette |au |aux |des )(?P<noun>{nouns})(?: \w+(?:é|ée|ant|el|elle|if|ive|ique|al|ale))? (?:par |de la part (?:de |du |des |d')|de (?=l'|la )|de (?=[A-ZÀ-Ö])|du (?=\w)|des (?=\w)|d'(?=[A-ZÀ-Ö]))",
        re.IGNORECASE,
    )


_NOMINAL = _nominal_pattern()


def formula(scene: Scene) -> Iterator[Proposal]:
    """ "« … » La formule est d'Emmanuel Macron"."""
    r = scene.r
    nouns = "|".join(load("nouns.yaml")["formulas"])
    pattern = re.compile(
        rf"\s*(?:La|Le|Les|Ces|Cette|Ce|L')\s?(?P<noun>{nouns}),? (?:est|sont|était|étaient|vient|viennent|émane) (?:signée? )?(?:de |du |d'|des |celle de )"
    )
    terms = re.compile(
        r"\s*(?P<noun>C'est en ces termes|C'est ainsi|Ainsi) (?:que |qu'|s'exprime |parle |parlait |s'exprimait )"
    )
    for quote in r.quotes:
        m = (
            (pattern.match(r.flat, quote.outer_end) or terms.match(r.flat, quote.outer_end))
            if quote.level == 1
            else None
        )
        if m:
            mention = noun_phrase_from(r, m.end(), _limit(r, m.end()))
            if mention:
                yield Proposal(
                    [(quote.start, quote.end)],
                    m.span("noun"),
                    mention,
                    "noun formula",
                    m.group("noun"),
                    can_speak(r, mention),
                    "noun",
                )


# ---------------------------------------------------------------- no verb


def verbless(scene: Scene) -> Iterator[Proposal]:
    """ "X : « … »" and "Et X, ministre : « … »" without a verb."""
    r = scene.r
    for quote in r.quotes:
        if quote.level != 1 or not r.in_prose(quote.outer_start):
            continue
        colon = re.search(r"\s?:\s?$", r.flat[max(0, quote.outer_start - 3) : quote.outer_start])
        if not colon:
            continue
        at = quote.outer_start - len(colon.group())
        sentence = r.sentence_at(at)
        lead = r.doc.char_span(sentence[0], at, alignment_mode="contract")
        if (
            lead is None
            or any(_is_finite(t) for t in lead)
            or any(sentence[0] <= c.start < at for c in scene.verbs)
        ):
            continue
        begin = _after_link(r, sentence[0], at)
        mention = noun_phrase_from(r, begin, at)
        if mention is None or at - mention[1] > 60:
            continue
        source = can_speak(r, mention)
        if source in ("name", "people", "bodies"):
            yield Proposal(
                [(quote.start, quote.end)], None, mention, "colon without verb", "", source, "colon"
            )


def signature(scene: Scene) -> Iterator[Proposal]:
    """A quotation on a line of its own, signed on the next: "— Charles Michel, premier ministre"."""
    r = scene.r
    for (start, end), (s, e) in itertools.pairwise(r.paragraphs):
        signed = re.compile(r"[—–-]\s?(?=[A-ZÀ-Ö])").match(r.flat, s, e)
        quote = next(
            (q for q in r.quotes if q.level == 1 and q.outer_start == start and q.outer_end >= end - 2), None
        )
        if signed is None or quote is None or r.flat[e - 1] in ".!?…»":
            continue
        mention = noun_phrase_from(r, signed.end(), e)
        if mention is not None:
            yield Proposal(
                [(quote.start, quote.end)], None, mention, "signature", "", can_speak(r, mention), "colon"
            )


def free(scene: Scene) -> Iterator[Proposal]:
    """A quotation of a sentence or more without any cue: the speaker before it goes on."""
    r = scene.r
    for quote in r.quotes:
        if quote.level != 1 or not r.in_prose(quote.outer_start) or _has_own_cue(scene, quote):
            continue
        before = r.flat[max(0, quote.outer_start - 3) : quote.outer_start].rstrip(" ")
        after_colon = before.endswith(":") and not _clause_verbless(scene, quote)
        starts = (
            after_colon
            or not before
            or before[-1] in "\n.!?»…"
            or quote.outer_start == r.sentence_at(quote.outer_start)[0]
        )
        text = r.flat[quote.start : quote.end]
        ends = (
            text[-1:] in ".!?…"
            or r.flat[quote.outer_end : quote.outer_end + 1] in (".", "!", "?", "", "\n")
            or quote.reason != "pair"
        )
        inner = r.doc.char_span(quote.start, quote.end, alignment_mode="expand")
        clause = inner is not None and any(_is_finite(t) or _imperative(t) for t in inner)
        alone = (
            (starts
            and (quote.outer_start, quote.outer_end) in r.sentences)
            or len(re.findall(r"[.!?…]", text)) > 1
        )
        if not (starts and ends and (clause or alone or len(text.split()) > 7)):
            continue
        name = "free quotation after colon" if after_colon else "free quotation"
        yield Proposal(
            [(quote.start, quote.end)],
            None,
            None,
            name,
            "",
            "none",
            "carried",
            carried=True,
            hint=_hint(r, quote),
            hint_after=_hint_after(r, quote),
        )


def _clause_verbless(scene: Scene, quote: Quote) -> bool:
    """Say whether no finite verb stands before a quotation in its sentence."""
    r = scene.r
    lead = r.doc.char_span(r.sentence_at(quote.outer_start)[0], quote.outer_start, alignment_mode="contract")
    return lead is None or not any(_is_finite(t) for t in lead)


def _imperative(t) -> bool:
    return t.pos_ == "VERB" and "Imp" in t.morph.get("Mood")


def _hint(r: Reading, quote: Quote) -> Span | None:
    """Return the subject of the sentence before, in the same paragraph."""
    begin = r.paragraphs[r.paragraph_at(quote.outer_start)][0]
    if begin >= quote.outer_start - 2:
        return None
    return _person_of(r, r.sentence_at(max(begin, quote.outer_start - 3)))


def _hint_after(r: Reading, quote: Quote) -> Span | None:
    """Return the subject of the sentence after a quotation that opens the article: it introduces the speaker."""
    at = quote.outer_end + len(r.flat[quote.outer_end :]) - len(r.flat[quote.outer_end :].lstrip(" .\n"))
    return _person_of(r, r.sentence_at(at)) if at < len(r.flat) else None


def _person_of(r: Reading, sentence: Span) -> Span | None:
    """Return the first subject of a sentence that can be a source."""
    for token in r.doc.char_span(*sentence, alignment_mode="contract") or ():
        if token.dep_ == "nsubj" and not r.depths[token.idx]:
            span = subject_span(r, token, token.head)
            if span and can_speak(r, span) in ("name", "pronoun", "people", "bodies"):
                return span
    return None


RULES: tuple[Callable[[Scene], Iterator[Proposal]], ...] = (
    forward,
    position,
    passive,
    inserted,
    according_to,
    for_whom,
    nominal,
    formula,
    verbless,
    signature,
    free,
)
