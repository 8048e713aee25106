"""The cast of an article, and who speaks in each of its statements."""

from __future__ import annotations

from datetime import date, datetime

from spacy.tokens import Doc

from .actors import Actors
from .bodies import Bodies
from .entities import Entity, Event
from .lexicon import grammar, lexicon
from .mentions import Mentions
from .query import Query, Speaker
from .roster import People
from .scene import Scene
from .words import Words

_PREPOSITIONS = grammar("prepositions")
_SUBJECTS = frozenset(("il", "elle"))
_NOBODY = grammar("impersonal")
_FRONTED = grammar("fronted")
_CLITICS = grammar("clitics")


class Cast:
    """The people, states and bodies of one article, built once and asked for every statement.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The whole article, parsed; ``doc.text`` is the article's text.
    actors : Actors
        Consulted after the article itself.
    published : datetime or None
        The day on which offices are looked up.

    Examples
    --------
    >>> Cast(nlp("Mme Kerbrat hésite."), read_actors(), None).resolve([Query(0, 11)])  # doctest: +SKIP
    [Speaker(names=('Kerbrat',), kind='person', how='name', certainty=0.9)]
    """

    def __init__(self, doc: Doc, actors: Actors, published: datetime | None = None) -> None:
        day = _day(published)
        self.lex = lexicon()
        self.words = Words(doc)
        self.people = People(self.words, self.lex, actors, day)
        self.bodies = Bodies(self.words, self.lex, self.people, actors)
        self.actors, self.day = actors, day

    def resolve(self, queries: list[Query]) -> list[Speaker]:
        """Give each query its speaker.

        Parameters
        ----------
        queries : list of Query
            In text order.

        Returns
        -------
        list of Speaker
            Same order and length; an unresolved mention keeps its words, kind ``unnamed``, low certainty.
        """
        told = [span for q in queries for span in q.segments]
        scene = Scene(self.words, told)
        mentions = Mentions(self.words, self.lex, self.people, self.bodies, self.actors, self.day, scene)
        answers: dict[int, Speaker] = {}
        pending = sorted(self._events(queries), key=lambda e: e.start)
        order = sorted(range(len(queries)), key=lambda k: (_place(queries[k]), k))
        at = 0
        for k in order:
            while at < len(pending) and pending[at].start < _place(queries[k]):
                self._enter(pending[at], mentions, scene)
                at += 1
            answers[k] = mentions.speaker(queries, k, answers)
        return [answers[k] for k in range(len(queries))]

    def _enter(self, event: Event, mentions: Mentions, scene: Scene) -> None:
        if event.entity is None:
            if event.description is not None:
                event.entity = mentions.described_entity(event)
            elif not scene.told(event.start):
                event.entity = mentions.pronoun_entity(event)
        if event.entity is not None:
            scene.add(event)

    def _events(self, queries: list[Query]) -> list[Event]:
        """Give every place where someone is named or described, in no order."""
        spans = sorted((q.start, q.end) for q in queries if q.start is not None and q.end is not None)
        out = []
        for name in self.people.names:
            entity = self.people.of_name.get(name.i)
            if entity is not None:
                out.append(self._event(name.i, name.j, entity))
        for head, d in self.people.descriptions.items():
            entity = self.people.linked.get(head)
            start, end = self.words[d.i].start, self.words[d.j - 1].end
            if any(s <= start < e for s, e in spans):
                continue
            lex = self.lex
            told = d.known or d.head in lex.bodies or d.head in lex.sources or d.head in lex.collectives
            if entity is None and not told:
                continue
            event = self._event(d.i, d.j, entity)
            event.description = d
            event.start, event.end = start, end
            out.append(event)
        for k, w in enumerate(self.words.list):
            if (
                w.low in _SUBJECTS
                and (w.first or w.gap.strip() == ",")
                and not any(s <= w.start < e for s, e in spans)
                and not self._impersonal(k)
            ):
                out.append(Event(w.start, w.end, None, None, True, False))
        for i, j, entity in (*self.bodies.places, *self.bodies.firms):
            out.append(self._event(i, j, entity))
        return out

    def _impersonal(self, k: int) -> bool:
        """Say whether "il" at word k stands for nobody ("il y a", "il s'agit", "il faut")."""
        after = [w.low for w in self.words.list[k + 1 : k + 4]]
        return self.words[k].low == "il" and any(a in _NOBODY for a in after)

    def _fronted(self, k: int) -> bool:
        """Say whether what starts at word k opens its sentence as a source: "Pour X, …", "Selon X, …"."""
        words = self.words
        return k > 0 and not words[k].gap.strip(" ’'") and words[k - 1].first and words[k - 1].low in _FRONTED

    def _event(self, i: int, j: int, entity: Entity | None) -> Event:
        words = self.words
        k = i
        while (
            k > 0
            and not words[k].gap.strip(" \u00a0\u202f")
            and (
                words[k - 1].low in ("le", "la", "l", "les", "m", "mm", "mme", "me")
                or words[k - 1].low in self.lex.roles
                or words[k - 1].low in self.lex.around
                or self.lex.demonym(words[k - 1].low)
            )
        ):
            k -= 1
        before = words[k - 1].low if k > 0 and not words[k].gap.strip(" \u00a0\u202f") else ""
        if "quant" in (before, words[k - 2].low if k > 1 else ""):
            return Event(words[i].start, words[j - 1].end, entity, None, True, False)
        if self._fronted(k):
            return Event(words[i].start, words[j - 1].end, entity, None, True, False)
        oblique = before in _PREPOSITIONS or words[k].low in ("du", "des", "au", "aux")
        subject = not oblique and any(w.dep.startswith("nsubj") for w in words.list[i:j])
        if not subject and not oblique:
            after = words[j] if j < len(words) else None
            free = k == 0 or words[k].first or words[k].gap.strip() == ","
            subject = bool(
                free
                and after is not None
                and (after.pos in ("VERB", "AUX") or after.low in _CLITICS or after.gap.strip() in (",", "("))
            )
        return Event(words[i].start, words[j - 1].end, entity, None, subject, oblique)


def _place(q: Query) -> int:
    if q.start is not None:
        return q.start
    return q.segments[0][0] if q.segments else 0


def _day(published: object) -> date | None:
    if isinstance(published, datetime):
        return None if published != published else published.date()
    return published if isinstance(published, date) else None
