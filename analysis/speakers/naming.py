"""Mentions with names: whose names are the speakers' own, and whose are only complements."""

from __future__ import annotations

import re

from .context import Answer, Context, words_gap
from .entities import Entity
from .lexicon import grammar

_BEFORE_OTHERS = grammar("complement_links")
_ARTICLES = ("le", "la", "l", "les", "du", "des")
_AND = re.compile(
    r"\s*,?\s+(?:et|ainsi que|comme|ou)\s+(?=(?:l['’]|le |la |les |son |sa |un |une )?\w)"
    r"|\s*,\s+(?=(?:l['’]|le |la |les )?[^\Wa-zà-ÿ_])"
)


class Naming(Context):
    """Resolves names, coordinations of names, and proper names of bodies."""

    def _heads(self, i: int, j: int) -> list[Entity]:
        """Give those named in a mention, without complements ("les parents de Vincent Lambert")."""
        out: list[Entity] = []
        plural = False
        for name in self.people.names:
            entity = self.people.of_name.get(name.i)
            if entity is None or name.i < i or name.i >= j:
                continue
            if self.words.in_quotation(name.start) and not self.words.in_quotation(self.words[i].start):
                continue
            k = name.i
            for d in self.people.descriptions.values():
                if d.j == name.i and i <= d.i < k and self.people.linked.get(d.head_at) is entity:
                    k = min(k, d.i)
            while k > i and not words_gap(self.words, k) and self._honorific(k - 1):
                k -= 1
            before = self.words[k - 1].low if k > i and not words_gap(self.words, k) else ""
            starts = self.words[k].low if k < len(self.words) else ""
            if k > i and (
                before in _BEFORE_OTHERS or (starts in ("du", "des", "au", "aux") and k < name.i and k > i)
            ):
                continue
            if k > i and before and not out and not self._titled(i, k):
                continue
            if entity not in out:
                out.append(entity)
            plural = plural or name.plural_honorific
        return out

    def _titled(self, i: int, k: int) -> bool:
        """Say whether the words before a name are its title (and no verb or body stands between)."""
        d = self._description_at(i, k + 1)
        if d is None:
            return True
        if d.known or self.people.linked.get(d.head_at) is not None:
            return True
        return d.head not in self.lex.bodies and d.head not in self.lex.documents

    def _honorific(self, k: int) -> bool:
        return self.words[k].low in self.lex.honorifics

    def _other_parts(self, i: int, j: int) -> list[Entity]:
        """Give all parts of "X et le ministre turc"; empty when there is one part only."""
        text = self.words.text[self.words[i].start : self.words[j - 1].end]
        if not re.search(r"\bet\b|ainsi que", text):
            return []
        return self._parts(i, j, need=1)

    def _parts(self, i: int, j: int, need: int = 0) -> list[Entity]:
        start, end = self.words[i].start, self.words[j - 1].end
        text = self.words.text[start:end]
        cuts = [m.span() for m in _AND.finditer(text)]
        if not cuts or not re.search(r"\s(?:et|ainsi que|comme|ou)\s", text):
            return []
        edges = [0, *(x for c in cuts for x in c), len(text)]
        spans = [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
        found: list[Entity] = []
        for a, b in spans:
            x, y = self.words.span(a, b)
            if x >= y or (a > start and self.words[x].low in ("de", "du", "des", "d", "à", "en")):
                return []
            entity, how, _ = self.phrase(x, y, deep=1)
            if entity is None or how in ("own words", "nobody"):
                return []
            if entity.kind == "unnamed" and self.words[x].low not in (
                "le",
                "la",
                "l",
                "les",
                "un",
                "une",
                "des",
            ):
                return []
            if entity.kind == "organisation" and how == "proper name" and self.words[x].low in self.lex.roles:
                return []
            if entity not in found:
                found.append(entity)
        return found if len(found) > 1 else []

    def _proper_name(self, i: int, j: int, text: str) -> Answer:
        caps = [w for w in self.words.list[i:j] if w.cap]
        low = self.words[i].low
        plain = self.words[i].first and self.words[i].pos not in ("PROPN", "NOUN", "X", "")
        if not caps or (plain and len(caps) == 1 and caps[0] is self.words[i]):
            return None, "own words", 0.2
        bare = re.sub(r"\s*\([^)]*(?:\)|$)", "", text).strip(' «»“”"')
        if low in _ARTICLES and not (self.words[i].cap and not self.words[i].first and low != "l"):
            bare = re.sub(r"^(?:l['’‘ʼ]\s*|(?:le|la|les|du|des)\s+)", "", bare, flags=re.I)
        names = [n for n in self.people.names if i <= n.i < j]
        if (
            names
            and names[0].evidence > 0.4
            and names[0].i - i <= 1
            and low not in ("le", "la", "l", "les")
            and names[0].j >= j
            and names[0].evidence >= 1
        ):
            entity = Entity(names[0].text, first=names[0].start)
            entity.forms.add(entity.name)
            self.people.entities.append(entity)
            self.people.of_name[names[0].i] = entity
            return entity, "likely name", 0.6
        return self.bodies.named(bare), "proper name", 0.7
