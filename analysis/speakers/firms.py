"""Firms, parties, papers: bodies whose name is in no table ("Economiesuisse", "l'ONG Canopée")."""

from __future__ import annotations

from .descriptions import Description
from .entities import Entity
from .lexicon import grammar
from .names import fold
from .people import Name
from .places import Places

_HEADS = grammar("body_heads")
_SURE = 2.0  # evidence from which a run of capitals is taken for a body
_GENDERS = {"le": "m", "la": "f", "du": "m", "au": "m"}


class Firms(Places):
    """The bodies that an article names without the help of a table, and by which nouns it calls them."""

    def _find_firms(self) -> None:
        self.firms: list[tuple[int, int, Entity]] = []
        placed = {k for i, j, _ in self.places for k in range(i, j)}
        ends = {d.j: d for d in self.people.descriptions.values() if d.head in self.lex.bodies}
        for name in self.people.names:
            if name.i in self.people.of_name or name.i in placed or not self._may_be_firm(name):
                continue
            noun = self._noun_before(name)
            if self._firmness(name, noun, ends) < _SURE:
                continue
            i = self._with_article(name)
            text = self.words.text[self.words[i].start : self.words[name.j - 1].end]
            entity = self.lookup(text) or self.named(text)
            self._learn_firm(entity, name, noun)
            self.firms.append((name.i, name.j, entity))
        self._appositions()

    def _may_be_firm(self, name: Name) -> bool:
        first = self.words[name.i]
        dateline = first.first and name.text.isupper() and len(name.text) > 5
        low = first.low
        common = name.j == name.i + 1 and (low in _HEADS or low in self.lex.bodies or low in self.lex.fields)
        known = self.lex.places.get(name.text) or self.lex.group_names.get(name.text)
        return not (dateline or common or known or self.lex.demonym(low))

    def _with_article(self, name: Name) -> int:
        """Take in the capital article of a title ("le journal Le Monde", "L'Opinion")."""
        k = name.i - 1
        own = k >= 0 and self.words[k].cap and self.words[k].low in _GENDERS.keys() | {"l", "les"}
        return k if own and not self.words[k].first and not self.words[name.i].gap.strip() else name.i

    def _noun_before(self, name: Name) -> Description | None:
        """Give the noun that says what a name is: "la compagnie aérienne PKL"."""
        for h in range(name.i - 1, max(-1, name.i - 4), -1):
            if self.words[h + 1].gap.strip(' «“"'):
                return None
            d = self.people.descriptions.get(h)
            if d is not None:
                return d if d.head in self.lex.bodies and d.number == "s" else None
        return None

    def _firmness(self, name: Name, noun: Description | None, ends: dict[int, Description]) -> float:
        words = self.words
        score = 2.0 if any(w.ent == "ORG" for w in words.list[name.i : name.j]) else 0.0
        odd = words[name.i].first and words[name.i].pos not in ("PROPN", "NOUN", "X", "")
        score -= 2.0 if odd and name.j == name.i + 1 else 0.0
        score -= 1.0 if any(w.ent in ("LOC", "PER") for w in words.list[name.i : name.j]) else 0.0
        score += 2.0 if noun is not None else 0.0
        before = words[name.i - 1].low if name.i and not words[name.i].gap.strip() else ""
        acronym = name.text.isupper() and 1 < len(name.text) < 7
        score += 2.0 if acronym and before in ("le", "la", "l") else 0.0
        after = words[name.j] if name.j < len(words) else None
        said = after is not None and after.pos in ("VERB", "AUX") and not after.gap.strip()
        score += 1.0 if said and name.evidence > -1 else 0.0
        d = self.people.descriptions.get(name.j) or self.people.descriptions.get(name.j + 1)
        if (
            d is not None
            and d.i == name.j
            and words[d.i].gap.strip() in (",", "(")
            and d.head in self.lex.bodies
        ):
            score += 2.0
        return score

    def _learn_firm(self, entity: Entity, name: Name, noun: Description | None) -> None:
        before = self.words[name.i - 1].low if name.i and not self.words[name.i].gap.strip() else ""
        if noun is not None:
            entity.nouns.add(noun.head)
        if entity.gender == "?":
            entity.gender = noun.gender if noun is not None else _GENDERS.get(before, "?")
            entity.sure = entity.gender != "?" and noun is None

    def _appositions(self) -> None:
        """Learn from "Flydubai, compagnie à bas coûts," by which noun a firm is called."""
        ends = {j: e for _, j, e in (*self.firms, *self.places) if e.kind == "organisation"}
        for d in self.people.descriptions.values():
            entity = ends.get(d.i)
            if entity is not None and d.head in self.lex.bodies and self.words[d.i].gap.strip() in (",", "("):
                entity.nouns.add(d.head)
                if entity.gender == "?":
                    entity.gender = d.gender

    def fits_noun(self, entity: Entity, noun: str, qualified: bool = False) -> bool:
        """Say whether a body may be called by a noun: no other noun is known for it.

        With an adjective ("le parti républicain") the noun means no body that bears it in its name.
        """
        first = fold(entity.name).split(" ")[0]
        nouns = entity.nouns | ({first} & self.lex.bodies)
        covered = self.lex.body_covers.get(noun, frozenset())
        if entity.kind != "organisation" or (qualified and first == noun):
            return False
        return not nouns or noun in nouns or bool(covered & nouns)

    def called(self, noun: str, before: int) -> Entity | None:
        """Give the firm that the article calls by a noun: the last one before a character, else the next."""
        found = None
        for i, _, entity in self.firms:
            if noun in entity.nouns and (found is None or self.words[i].start < before):
                found = entity
        return found
