"""Attribution by a noun: "l'annonce par X de …", "le refus de X de …", "son appel à …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import alternatives, load, pattern
from analysis.statements.phrases import SOURCES, can_speak, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import kept_article, limit_at, trim, unwrap
from analysis.statements.tokens import has_finite, is_infinitive

if TYPE_CHECKING:
    from spacy.tokens import Token


def _nouns() -> dict[str, dict[str, Any]]:
    return load("nouns.yaml")["nouns"]


@lru_cache(maxsize=1)
def _nominal() -> re.Pattern[str]:
    return pattern("nominal", nouns="|".join(sorted(map(re.escape, _nouns()), key=len, reverse=True)))


@lru_cache(maxsize=1)
def _possessed() -> re.Pattern[str]:
    return pattern("possessed", nouns="|".join(sorted(map(re.escape, _nouns()), key=len, reverse=True)))


@cache
def _links(noun: str) -> tuple[re.Pattern[str], ...]:
    """Return what introduces the content of a noun, the likeliest first."""
    return tuple(
        re.compile(rf"\s(?:{alternatives(f'link_{link}')})|\s?:\s") for link in _nouns()[noun]["link"]
    )


def nominal(scene: Scene) -> Iterator[Proposal]:
    """Yield what the noun of a position introduces: "l'appel lancé par X à …"."""
    r = scene.r
    for m in _nominal().finditer(r.flat):
        if not scene.is_told(m.start()):
            continue
        noun = m["noun"].lower()
        limit = limit_at(r, m.start())
        phrase = noun_phrase_from(r, m.end(), limit)
        split = _split_at_link(r, phrase, _links(noun), limit) if phrase else None
        if split is None:
            continue
        mention, link = split
        source = can_speak(r, mention)
        if source not in (*SOURCES, "pronoun"):
            continue
        start = link.end() - kept_article(link.group())
        cue = Cue(*m.span("noun"), noun, (), "noun")
        yield Proposal(
            segments=unwrap(r, trim(r, start, _end(scene, cue, start, limit))),
            cue=m.span("noun"),
            mention=mention,
            rule=f"noun {noun}",
            lemma=noun,
            source=source,
            subject="noun",
            polarity=_nouns()[noun].get("polarity", 0),
        )


def _end(scene: Scene, cue: Cue, start: int, limit: int) -> int:
    """Return the end of a noun's content: a comma, where the main clause comes behind it."""
    r = scene.r
    end = clause_end(r, start, cue, "object", scene.cues, limit)
    opens = not has_finite(r.tokens(r.sentence_at(cue.start)[0], cue.start) or ())
    comma = r.flat.rfind(", ", start, end)
    main = r.tokens(end, limit, "expand")
    return comma if opens and comma > 0 and not r.depths[comma] and main and has_finite(main) else end


def possessed(scene: Scene) -> Iterator[Proposal]:
    """Yield what the noun of a position introduces whose owner is a possessive: "*son* appel à …"."""
    r = scene.r
    for m in _possessed().finditer(r.flat):
        noun = m["noun"].lower()
        limit = limit_at(r, m.start())
        link = next(filter(None, (p.match(r.flat, m.end(), limit) for p in _links(noun))), None)
        if link is None or ":" in link.group() or not scene.is_told(m.start()):
            continue
        start = link.end() - kept_article(link.group())
        cue = Cue(*m.span("noun"), noun, (), "noun")
        yield Proposal(
            segments=unwrap(r, trim(r, start, _end(scene, cue, start, limit))),
            cue=m.span("noun"),
            mention=m.span("owner"),
            rule="noun possessed",
            lemma=noun,
            source="pronoun",
            subject="noun",
            polarity=_nouns()[noun].get("polarity", 0),
        )


def _split_at_link(
    r: Reading, phrase: Span, links: tuple[re.Pattern[str], ...], limit: int
) -> tuple[Span, re.Match[str]] | None:
    """Split "l'Union européenne du prolongement": the mention ends before the word that links the content."""
    head = r.token_at(phrase[0])
    if head is None:
        return None
    while head.head.i > head.i and head.pos_ in ("DET", "ADJ", "ADP", "NUM"):
        head = head.head
    start = max(phrase[0] + 1, head.idx + len(head) - 1)
    last = min(limit, phrase[1] + 60)
    found = next(filter(None, (_link_after(r, head, p, start, last) for p in links)), None)
    return ((phrase[0], min(phrase[1], found.start())), found) if found else None


def _link_after(
    r: Reading, head: Token, link: re.Pattern[str], start: int, last: int
) -> re.Match[str] | None:
    """Return the link behind a source, not the first "de" where that belongs to it: "le ministre de …"."""
    found = list(link.finditer(r.flat, start, last))
    if len(found) > 1 and found[0].start() <= head.idx + len(head):
        body = head.text[0].isupper() and pattern("plural_of").match(found[0].group())
        named = body or r.flat[found[0].end()].isupper()
        verb = r.token_at(found[0].end())
        return found[1] if named and not (verb is not None and is_infinitive(verb)) else found[0]
    return found[0] if found else None
