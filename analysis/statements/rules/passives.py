"""Positions received in a passive: "La proposition a été saluée par X", "un texte jugé « flou » par X"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.cues.groups import auxiliary, grammar
from analysis.statements.lexicon import Form, pattern, verbs
from analysis.statements.phrases import SOURCES, can_speak, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import limit_at, trim, unwrap
from analysis.statements.tokens import is_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOMINAL = ("NOUN", "PROPN")


@dataclass(frozen=True)
class _Passive:
    """A participle with an agent: its cue, what it is said of, and the attribute it gives to that."""

    cue: Span
    content: Span
    attribute: Span | None
    mention: Span
    form: Form
    mood: str


def passive(scene: Scene) -> Iterator[Proposal]:
    """Yield each participle with an agent: the subject or the noun is the content, the agent the source."""
    r = scene.r
    before: _Passive | None = None
    for i, word in enumerate(r.words):
        form = _passive_form(word.low)
        if form is None or not scene.is_told(word.start):
            continue
        found = _read(r, i, form, before)
        if found is None:
            continue
        before = found
        judged = form.lemma in verbs().judging
        if judged != (found.attribute is not None):
            continue
        yield Proposal(
            segments=[found.content] + ([found.attribute] if found.attribute else []),
            cue=found.cue,
            mention=found.mention,
            rule="passive" if found.mood == "passive" else f"passive {found.mood}",
            lemma=form.lemma,
            source=can_speak(r, found.mention),
            subject="agent",
            negates=_negates(form.lemma),
        )
        if judged:
            yield from _second_judgement(r, found)


def _second_judgement(r: Reading, first: _Passive) -> Iterator[Proposal]:
    """Yield what a second source finds of the same thing: "jugée « utile » par X, *« hâtive »* par Y"."""
    limit = limit_at(r, first.cue[0])
    m = pattern("second_judgement").match(r.flat, first.mention[1], limit)
    mention = noun_phrase_from(r, m.end(), limit) if m else None
    attribute = _attribute(r, m.span("attribute")) if m else None
    if mention is None or attribute is None:
        return
    yield Proposal(
        segments=unwrap(r, attribute),
        cue=None,
        mention=mention,
        rule="passive second",
        lemma=first.form.lemma,
        source=can_speak(r, mention),
        subject="agent",
    )


def charged(scene: Scene) -> Iterator[Proposal]:
    """Yield what somebody is charged with: "est accusé par X de Y", "longtemps soupçonnée d'Y par X"."""
    r = scene.r
    for word in r.words:
        form = next((f for f in verbs().forms.get(word.low, ()) if f.lemma in verbs().charging), None)
        if form is None or form.mood != "past" or not scene.is_told(word.start):
            continue
        found = _charge(scene, word.start, word.end)
        if found is None:
            continue
        content, mention = found
        yield Proposal(
            segments=unwrap(r, content),
            cue=(word.start, word.end),
            mention=mention,
            rule="passive charge",
            lemma=form.lemma,
            source=can_speak(r, mention),
            subject="agent",
        )


def _charge(scene: Scene, start: int, end: int) -> tuple[Span, Span] | None:
    """Return the charge and who makes it, in either order behind a participle."""
    r = scene.r
    limit = limit_at(r, start)
    by = pattern("agent_after").match(r.flat, end, limit)
    if by and by["attribute"] is None:
        mention = noun_phrase_from(r, by.end(), limit)
        link = pattern("charge_behind_agent").match(r.flat, mention[1], limit) if mention else None
        if mention is None or link is None:
            return None
        opens = bool(pattern("opens_participle").fullmatch(r.flat, r.sentence_at(start)[0], start))
        cue = Cue(start, end, "charge", (), "present" if opens else "finite")
        return trim(r, link.end(), clause_end(r, link.end(), cue, "de_inf", scene.cues, limit)), mention
    m = pattern("charge").match(r.flat, end, limit)
    mention = noun_phrase_from(r, m.end(), limit) if m else None
    if m is None or mention is None or can_speak(r, mention) not in SOURCES:
        return None
    return trim(r, *m.span("charge")), mention


def impersonal(scene: Scene) -> Iterator[Proposal]:
    """Yield "il est précisé que …": said by whoever spoke before."""
    r = scene.r
    for m in pattern("impersonal").finditer(r.flat):
        forms = (f for f in verbs().forms.get(m["verb"], ()) if f.mood == "past")
        form = next((f for f in forms if f.lemma in verbs().impersonal), None)
        if form is None or not scene.is_told(m.start()):
            continue
        cue = Cue(*m.span("cue"), form.lemma, (), "finite")
        end = clause_end(r, m.end(), cue, "que", scene.cues, limit_at(r, m.end()))
        yield Proposal(
            segments=unwrap(r, trim(r, m.end(), end)),
            cue=m.span("cue"),
            mention=None,
            rule="passive impersonal",
            lemma=form.lemma,
            source="none",
            subject="carried",
            carried=True,
        )


def _negates(lemma: str) -> bool:
    """Say whether a verb denies its object."""
    senses = verbs().classes.get((lemma, False), ())
    return next((s.negates for s in senses if "object" in s.frames), False)


def _passive_form(low: str) -> Form | None:
    known = verbs()
    forms = known.forms.get(low, ())
    return next((f for f in forms if f.mood == "past" and f.lemma in known.passives | known.judging), None)


def _read(r: Reading, i: int, form: Form, before: _Passive | None) -> _Passive | None:
    word = r.words[i]
    limit = limit_at(r, word.start)
    m = pattern("agent_after").match(r.flat, word.end, limit)
    mention = noun_phrase_from(r, m.end(), limit) if m else None
    token = r.token_at(word.start)
    if m is None or mention is None or token is None:
        return None
    aux = auxiliary(r, i)
    start = word.start
    if aux is not None and r.words[aux].low in grammar().etre:
        mood, content = "passive", _subject(r, token)
        start = _group_start(r, aux)
    elif aux is not None:
        return None
    elif before is not None and _beside(r, before, word.start):
        mood, content = "beside", before.content
    else:
        mood, content = "participle", _noun(r, token)
        bare = form.lemma in verbs().bare_passives | verbs().judging
        if not bare or can_speak(r, mention) not in SOURCES:
            return None
    if content is None or content[0] >= start:
        return None
    content = trim(r, content[0], min(content[1], start)) if mood != "beside" else content
    return _Passive((start, word.end), content, _attribute(r, m.span("attribute")), mention, form, mood)


def _group_start(r: Reading, aux: int) -> int:
    """Return where the group of a passive begins: "*a* été", "*est*"."""
    first = aux
    for j in range(aux - 1, max(-1, aux - 4), -1):
        if r.words[j].low in grammar().avoir:
            return r.words[j].start
        if r.words[j].low not in grammar().between and not pattern("adverb").match(r.words[j].low):
            break
    return r.words[first].start


def _subject(r: Reading, verb: Token) -> Span | None:
    """Return the subject of a passive verb; a pronoun is no content."""
    subject = next(filter(is_subject, verb.children), None)
    if subject is None or subject.pos_ == "PRON":
        return None
    start = max(subject.left_edge.idx, r.sentence_at(verb.idx)[0])
    return start, verb.idx


def _noun(r: Reading, participle: Token) -> Span | None:
    """Return the noun phrase that a participle with an agent belongs to: "*une décision* dénoncée par"."""
    noun = _noun_at_left(r, participle) or participle.head
    if noun.pos_ not in _NOMINAL or noun.i > participle.i or noun.idx < r.sentence_at(participle.idx)[0]:
        return None
    left = pattern("behind_noun").search(r.flat, noun.idx, participle.idx)
    end = left.start() if left else participle.idx
    start = next((t.idx for t in noun.lefts if t.dep_ in ("det", "nummod", "amod")), noun.idx)
    return (start, end) if "," not in r.flat[start:end] else None


def _noun_at_left(r: Reading, participle: Token) -> Token | None:
    """Return the noun before a participle, where only a comma parts them: "*Sa proposition*, jugée …"."""
    end = r.skip_back(participle.idx)
    before = r.token_at(end - 2) if r.flat.endswith(",", 0, end) else None
    bare = before is not None and before.pos_ == "NOUN" and before.i and before.nbor(-1).pos_ == "DET"
    return before if bare else None


def _beside(r: Reading, before: _Passive, at: int) -> bool:
    """Say whether a participle shares the subject of an earlier one: "saluée par X et regrettée par Y"."""
    same = r.sentence_at(before.cue[0]) == r.sentence_at(at)
    return same and bool(pattern("beside_passive").search(r.flat, before.mention[1], at))


def _attribute(r: Reading, span: Span) -> Span | None:
    """Return what a judgement says of its object: the quotation, or the adjective."""
    if span[0] < 0:
        return None
    link = pattern("quoted_attribute").match(r.flat, *span)
    if link:
        return link.end(), span[1]
    token = r.token_at(span[0])
    return span if token is not None and token.pos_ == "ADJ" else None
