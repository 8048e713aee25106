"""Positions taken by an adjective or received in a passive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern, verbs
from analysis.statements.phrases import can_speak, noun_phrase_from
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import kept_article, limit_at, trim, unwrap
from analysis.statements.subjects import subject_of
from analysis.statements.tokens import is_subject


@lru_cache(maxsize=1)
def _positions() -> re.Pattern[str]:
    return pattern("position", adjectives="|".join(verbs().positions))


def position(scene: Scene) -> Iterator[Proposal]:
    """Yield "X est favorable à …", "X se dit opposé à …", "X reste hostile à …"."""
    r = scene.r
    for m in _positions().finditer(r.flat):
        adjective, verb = r.token_at(m.start("adjective")), r.token_at(m.end("verb") - 1)
        if not scene.is_told(m.start()) or adjective is None or verb is None:
            continue
        place = (m.start(), m.end("adjective"))
        governs = any(map(is_subject, adjective.children))
        cue = Cue(*place, "position", (), "finite", token=adjective if governs else verb)
        subject, how = subject_of(r, cue)
        start = m.end() - kept_article(m.group())
        end = clause_end(r, start, cue, "object", scene.cues, limit_at(r, m.start()))
        yield Proposal(
            segments=unwrap(r, trim(r, start, end)),
            cue=place,
            mention=subject,
            rule="position adjective",
            lemma=m["adjective"],
            source=can_speak(r, subject),
            subject=how,
            polarity=next(v for k, v in verbs().positions.items() if m["adjective"].startswith(k)),
        )


def passive(scene: Scene) -> Iterator[Proposal]:
    """Yield "La proposition a été saluée par X": the subject is the content, the agent the source."""
    r = scene.r
    for m in pattern("passive").finditer(r.flat):
        forms = verbs().forms.get(m["verb"].lower(), ())
        form = next((f for f in forms if f.mood == "past" and f.lemma in verbs().passives), None)
        verb = r.token_at(m.start("verb"))
        if not scene.is_told(m.start()) or form is None or verb is None:
            continue
        subject = next(filter(is_subject, verb.children), None)
        mention = noun_phrase_from(r, m.end(), limit_at(r, m.end()))
        if subject is None or mention is None or subject.pos_ == "PRON":
            continue
        start = max(subject.left_edge.idx, r.sentence_at(m.start())[0])
        yield Proposal(
            segments=[trim(r, start, m.start())],
            cue=(m.start(), m.end("verb")),
            mention=mention,
            rule="passive",
            lemma=form.lemma,
            source=can_speak(r, mention),
            subject="agent",
        )
