"""What a mention is (a name, a pronoun, a title, a body, a document, a group), and whom it means."""

from __future__ import annotations

import re

from .authors import Authors
from .context import Answer, words_gap
from .descriptions import Description
from .entities import Entity, Event
from .extents import Extents
from .groups import Groups
from .names import fold
from .naming import Naming
from .pronouns import LATTER, ORDER, PRONOUNS, RELATIVE, Pronouns
from .query import Query, Speaker
from .standins import StandIns
from .titles import Titles

_THAT_OF = frozenset(("celui", "celle", "ceux", "celles"))
_OF = frozenset(("de", "du", "des", "d"))
_VOICE = re.compile(r"par la (?:voix|bouche) (?:de\s+|d['’])?")
_INVERTED = re.compile(r"^[a-z]+ (?:t )?(ils?|elles?)$")
_SIDE = re.compile(r"(?:(?:Du c|C)ôté [^,]{3,40},\s|Seule?s?\s|[Ee]ntre autres,?\s|[Nn]otamment\s)")
_ON = re.compile(r"(?:Du côté |Dans |Chez |À |Au )(.+?),? (?:l'|l’)?on")


class Mentions(Titles, Pronouns, StandIns, Naming, Groups, Authors, Extents):
    """Resolves the mentions of one article, statement after statement."""

    def speaker(self, queries: list[Query], k: int, answers: dict[int, Speaker]) -> Speaker:
        """Answer one query, and note that its speaker has spoken."""
        q = queries[k]
        self.scene.own = q.segments
        if q.start is None or q.end is None or not self.words.text[q.start : q.end].strip():
            entity, how, sure = self._carried(q)
        else:
            entity, how, sure = self._mention(q)
            if q.cue is None and q.carried is None and self._is_thing(entity):
                entity, how, sure = self._carried(q)  # a free quotation behind the subject of a sentence
        if entity is None:
            entity, how, sure = self._own_words(q), "own words", 0.2
        self._note(q, entity)
        self.spoken[k] = entity
        return _speaker(entity, how, sure)

    def _is_thing(self, entity: Entity | None) -> bool:
        """Say whether what stands before a quotation says nothing ("Un voyage l'a ébranlée. « … »")."""
        if entity is None or entity.kind != "unnamed" or len(entity.roles) != 1:
            return False
        d = entity.roles[0]
        speaks = d.head in self.lex.bodies | self.lex.sources | self.lex.documents | self.lex.collectives
        return (
            d.number == "s" and not (d.known or d.demonym or speaks) and self.words[d.head_at].pos == "NOUN"
        )

    def _carried(self, q: Query) -> Answer:
        new = self._introduced(q)
        if new is not None:
            return new, "introduced before the quotation", 0.7
        if q.carried is not None and q.carried in self.spoken:
            return self.spoken[q.carried], "carried", 0.85
        if self.last is not None:
            return self.last, "carried", 0.5
        here = q.segments[0][0] if q.segments else 0
        ranked = self.scene.present(here, lambda e: 0.0 if e.kind == "person" else None)
        if ranked:
            return ranked[0][1], "most present", 0.45
        return None, "nobody", 0.1

    def _introduced(self, q: Query) -> Entity | None:
        """Give the subject brought in between the last statement and a quotation without cue."""
        if not q.segments:
            return None
        here = q.segments[0][0]
        fresh = {
            e.entity
            for e in self.scene.events
            if self.until <= e.start < here
            and e.subject
            and not e.speaker
            and e.entity is not None
            and e.entity.kind in ("person", "unnamed")
            and e.entity.number == "s"
            and not self.scene.told(e.start)
        }
        ranked = self.scene.present(here, lambda e: 0.0 if e in fresh else None)
        return ranked[0][1] if ranked else None

    def _note(self, q: Query, entity: Entity) -> None:
        start = q.start if q.start is not None else (q.segments[0][0] if q.segments else 0)
        end = q.end if q.end is not None else start
        for part in entity.members or (entity,):
            self.scene.add(Event(start, end, part, None, True, False, True))
        if entity.members:
            self.scene.add(Event(start, end, entity, None, True, False, True))
        self.last = entity
        self.until = max(self.until, end, *(e for _, e in q.segments), q.cue[1] if q.cue else -1)

    def _own_words(self, q: Query) -> Entity:
        text = "" if q.start is None or q.end is None else self.words.text[q.start : q.end]
        return self._unnamed(text)

    def _mention(self, q: Query) -> Answer:
        assert q.start is not None and q.end is not None
        text = self.words.text[q.start : q.end]
        key = self._key(q.start, text)
        if key in PRONOUNS or key in LATTER:
            return self._pronoun(q.start, key, q)
        one = self._one_of(*self.words.span(q.start, q.end))
        if one is not None:
            return one, "one of several", 0.6
        if key in ORDER:
            return self._of_two(q.start, ORDER[key])
        if key in RELATIVE:
            return self._relative(q.start)
        if key in ("on", "l on", "t on"):
            return self._one(q)
        i, j = self._whole(*self.words.span(q.start, q.end))
        if i < j and self.words[i].low in _THAT_OF:
            i, j = self._that_of(i, j)  # "celui de la Commission"
            if i < len(self.words) and self.words[i].low == "qui":
                return self._who_is(q.start, key, i, q)
        voice = _VOICE.search(text)
        if voice and len(text) > voice.end() + 2:
            i = self.words.at(q.start + voice.end())
        elif (place := _ON.fullmatch(text)) is not None:
            i, j = self.words.span(q.start + place.start(1), q.start + place.end(1))
        side = _SIDE.match(text)
        if side is not None and side.end() < len(text):
            i = self.words.at(q.start + side.end())
        if i >= j:
            return None, "own words", 0.1
        return self._voice(q) or self._widened(q, i, j) or self.phrase(i, j)

    def _key(self, start: int, text: str) -> str:
        """Fold a mention; of "Votera-t-elle" the pronoun, with "deux" the word before ("tous deux")."""
        key = fold(text)
        inverted = _INVERTED.search(key)
        if inverted is not None:
            return inverted.group(1)
        k = self.words.at(start)
        both = key == "deux" and k > 0 and f"{self.words[k - 1].low} deux" in PRONOUNS
        return f"{self.words[k - 1].low} deux" if both else key

    def phrase(self, i: int, j: int, deep: int = 0) -> Answer:
        """Resolve the words i to j, which are no pronoun."""
        words = self.words
        text = words.text[words[i].start : words[j - 1].end]
        named = self._heads(i, j)
        if len(named) > 1:
            return self._group(named), "names", 0.9
        if named:
            if named[0].kind == "unnamed" and named[0].number == "s":
                return self._unnamed(text), "homonyms", 0.3
            others = self._other_parts(i, j) if deep == 0 else []
            if others:
                return self._group(others), "names", 0.8
            return named[0], "name", 0.95
        group = self.lex.group_names.get(re.sub(r"^les\s+", "", text, flags=re.I))
        if group:
            return Entity(group, "group", "m", True, "p"), "group name", 0.8
        whole = self.bodies.lookup(re.sub(r"\s*\([^)]*(?:\)|$)", "", text))
        if whole is not None:
            return whole, "place or institution", 0.92
        if deep == 0:
            parts = self._parts(i, j)
            if parts:
                return self._group(parts), "coordination", 0.8
        return self._noun_phrase(i, j, text, deep)

    def _noun_phrase(self, i: int, j: int, text: str, deep: int) -> Answer:
        words = self.words
        d = self._description_at(i, j)
        if d is None:
            return self._proper_name(i, j, text)
        if (
            d.definite == "bare"
            and i > 0
            and words[i - 1].low in ("du", "au", "des", "aux")
            and not words_gap(words, i)
        ):
            d.definite, d.number = "def", "p" if words[i - 1].low in ("des", "aux") else "s"
        linked = self.people.linked.get(d.head_at)
        if linked is not None and deep < 2:
            return linked, "title with name", 0.92
        if d.head in self.lex.documents:
            return self._document(d, i, j, text, deep)
        if (
            d.definite == "bare"
            and not d.known
            and not words[d.head_at].cap
            and d.head not in self.lex.bodies
        ):
            return self._kept(self._with_article(d, i, j), d), "unnamed source", 0.6
        if d.definite == "indef" and not d.demonym:
            full = self.people.descriptions.get(d.head_at)
            if full is None or self.people.linked.get(d.head_at) is None:
                return self._kept(self._with_article(d, i, j), d), "unnamed source", 0.85
        if d.head in self.lex.sources and not d.known and d.head not in self.lex.bodies:
            return self._kept(text, d), "unnamed source", 0.8
        if d.number == "p":
            return self._several(d, i, j, text)
        body = not d.known and d.head in self.lex.bodies and not d.demonym
        if body:
            plain = d.definite == "def" and not d.words and not d.countries
            if d.head == "conseil" and plain and not words[d.head_at].cap:
                lawyer = self._best(d, i)
                if lawyer is not None and lawyer[0].roles:
                    return lawyer[0], "epithet", lawyer[1]
            if d.definite == "poss":
                return self._possessed(d, i, j, text)
            focus = self._body_in_focus(d, words[i].start)
            return self.bodies.body(d, j, self._country(words[i].start), self.last, focus), "body", 0.8
        if d.head in ("pays", "capitale", "etat") and d.definite in ("poss", "def", "dem"):
            state = self._state_in_focus(words[i].start)
            if state is not None:
                return state, "country in focus", 0.6
        if not d.known and words[d.head_at].cap and not d.demonym and d.definite in ("def", "bare"):
            return self._proper_name(i, j, text)
        if d.definite == "poss" and (d.head not in self.lex.relations or d.words):
            return self._someones(d, i, j, text)
        beside = self._apposed(j) if d.definite == "def" and d.known else None
        if beside is not None:
            return beside, "name in apposition", 0.85
        found = self._best(d, i)
        if found is not None:
            return found[0], "title or epithet", found[1]
        holder = self._by_office(d)
        if holder is not None:
            return holder, "office by date", 0.6
        if not d.known and d.definite in ("def", "bare") and words[d.head_at].cap and not d.demonym:
            return self._proper_name(i, j, text)
        if d.definite == "poss":
            return self._someones(d, i, j, text)
        named = self._apposed(j) or self._named_next(d, i)
        if named is not None:
            return named, "named next", 0.55
        return self._kept(text, d), "own words", 0.35

    def _body_in_focus(self, d: Description, here: int) -> Entity | None:
        """Give the body just named that a noun without more takes up: "Airbus recule. L'avionneur …"."""
        if d.head not in self.lex.businesses or d.linked or d.definite not in ("def", "dem"):
            return None
        qualified = bool(d.words)
        ranked = self.scene.present(
            here, lambda e: 0.0 if self.bodies.fits_noun(e, d.head, qualified) else None
        )
        if not ranked:
            return None
        score, found = ranked[0]
        return found if score > (0.0 if d.head in found.nouns else 2.0) else None

    def _with_article(self, d: Description, i: int, j: int) -> str:
        """Give the words of a mention with what a cut one lacks: its article, its complement with "de"."""
        full = self.people.descriptions.get(d.head_at)
        if full is not None and full.i < i and full.definite == "indef":
            i = full.i
        if full is not None and full.j > j and self.words[j].low in _OF and not self.words[j].gap.strip():
            j = full.j
        return self.words.text[self.words[i].start : self.words[j - 1].end]


def _speaker(entity: Entity, how: str, sure: float) -> Speaker:
    members = entity.members or (entity,)
    names = tuple(m.name for m in members)
    return Speaker(
        names, "group" if len(members) > 1 else entity.kind, how, round(min(1.0, max(0.0, sure)), 3)
    )
