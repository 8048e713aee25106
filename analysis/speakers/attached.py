"""The descriptions of an article, and those that it sets beside a naming: titles and appositions."""

from __future__ import annotations

from .descriptions import Description, read_description
from .lexicon import Lexicon, grammar
from .people import Name
from .words import Words

_COPULAS = grammar("copulas")
_LINKS = grammar("complement_links") | {"la", "l", "le", "les"}
_OPENERS = grammar("openers")


class Attached:
    """Reads every description of an article once, and tells which belong to a name beside them."""

    def __init__(self, words: Words, lex: Lexicon, names: list[Name]) -> None:
        self.words, self.lex, self.names = words, lex, names
        self.starts = {n.i: n.j for n in names if n.evidence >= 0.5 or n.honorific}
        self.descriptions: dict[int, Description] = {}  # head word -> description
        self._describe()

    def _describe(self) -> None:
        """Read every description of the article once, by its head word."""
        k, n, covered = 0, len(self.words), 0
        while k < n:
            d = (
                read_description(self.words, k, min(n, k + 40), self.lex, self.starts)
                if self._may_start(k)
                else None
            )
            if d is None or (d.definite == "bare" and (not d.known or self._inside(k, covered))):
                k += 1
                continue
            self.descriptions.setdefault(d.head_at, d)
            covered = max(covered, d.j)
            k = max(d.head_end, k + 1)

    def _inside(self, k: int, covered: int) -> bool:
        """Say whether a bare noun is an adjective of the head before it ("le directeur adjoint")."""
        return k < covered and not self.words[k].gap.strip() and self.words[k - 1].low not in _LINKS

    def _may_start(self, k: int) -> bool:
        w = self.words[k]
        if w.low in ("d", "en") or self._tail(k - 1) or self._tail(k - 2):
            return False
        if w.low in _OPENERS:
            return True
        return (
            w.low in self.lex.roles
            or w.low in self.lex.honorifics
            or w.low in self.lex.around
            or (
                self.lex.phrases.match([w.low, *(x.low for x in self.words.list[k + 1 : k + 4])], 0)
                is not None
            )
        )

    def _tail(self, k: int) -> bool:
        """Say whether word k opens a tail such as "à la retraite", whose noun is no description."""
        return k >= 0 and self.lex.tails.match([x.low for x in self.words.list[k : k + 4]], 0) is not None

    def attached(self, name: Name) -> list[Description]:
        """Give the descriptions that the text sets beside a naming: before it, or after it between commas."""
        found: list[Description] = []
        before = self._before(name)
        while before is not None and len(found) < 3:
            found.append(before)
            before = self._earlier(before)
        after = self._after(name)
        if after is not None:
            found.append(after)
        return found

    def _before(self, name: Name) -> Description | None:
        i = name.i
        while i > 0 and self._is_honorific(i - 1) and not self.words[i].gap.strip(" \u00a0\u202f."):
            i -= 1
        gap = self.words[i].gap.strip(" \u00a0\u202f") if i < len(self.words) else ""
        if gap not in ("", ",", "(", "),", ")") or "\n" in self.words[i].gap:
            return None
        near = (self.descriptions.get(h) for h in range(max(0, name.i - 24), name.i))
        reaching = [d for d in near if d is not None and self._reaches(d, i, name.i)]
        if not reaching:
            return None
        known = [d for d in reaching if d.known] or reaching
        inner = max(reaching, key=lambda d: d.head_at)
        another = name.j in self.starts and self.words[name.j].gap.strip() == ","
        if not gap and another and not inner.known and inner.head in self.lex.bodies:
            name.evidence -= 4  # "le recteur de l'université Abdou-Moumouni, Issoufou Garba"
            return None
        d = min(known, key=lambda d: d.i) if gap else max(known, key=lambda d: d.head_at)
        return d if self._titles(d, name, gap) else None

    def _reaches(self, d: Description, i: int, start: int) -> bool:
        return d.j in (i, start) or (d.j < i and all(self._is_honorific(k) for k in range(d.j, i)))

    def _titles(self, d: Description, name: Name, gap: str) -> bool:
        """Say whether a description that ends before a naming is that person's title."""
        if d.number == "p" and (d.definite == "indef" or not name.plural_honorific):
            return False
        if not d.known:
            dumb = d.head in self.lex.documents or d.head in self.lex.sources
            body = d.head in self.lex.bodies and (gap == "" or d.definite != "poss")
            if dumb or body:
                name.evidence -= 4 if gap == "" else 0
                return False
            if gap and d.definite not in ("poss", "def"):
                return False
        return gap not in (",", "),") or self._closes(name)

    def _earlier(self, d: Description) -> Description | None:
        """Give the description before another of one person: "Son commandant, le capitaine X"."""
        if d.i == 0 or self.words[d.i].gap.strip() != "," or d.definite not in ("def", "bare"):
            return None
        before = (self.descriptions.get(h) for h in range(d.i - 1, max(-1, d.i - 12), -1))
        for other in [o for o in before if o is not None][:2]:
            if other.j == d.i and other.known and other.number == "s":
                return other
        return None

    def _closes(self, name: Name) -> bool:
        """Say whether a naming after a comma ends like an apposition, and is no item of a list."""
        j = name.j
        if j >= len(self.words):
            return True
        gap = self.words[j].gap
        return "\n" in gap or bool(gap.strip()) or not self.words[j].cap

    def _after(self, name: Name) -> Description | None:
        """Read "Name, patron d'Armor Énergie," and "Name (président de …)" and "Name est la maire de …"."""
        j, n, words = name.j, len(self.words), self.words
        if j >= n:
            return None
        gap = words[j].gap.strip(" \u00a0\u202f")
        if gap in (",", "(", "–", "-", ", ("):
            k = j
            if words[k].text.isdigit() and k + 1 < n and words[k + 1].low == "ans":
                k += 2
                if k >= n or words[k].gap.strip() != ",":
                    return None
            d = read_description(words, k, min(n, k + 30), self.lex, self.starts)
            if d is None or (d.definite in ("indef",) and d.number == "p") or d.number == "p":
                return None
            if not d.known and (d.definite != "bare" or words[d.head_at].first):
                d_ok = d.definite == "def" and d.j < n and "," in words[d.j].gap
                if not d_ok:
                    return None
            if d.j < n and d.j in self.starts and words[d.j].gap.strip() in ("", ","):
                return None  # the title of the next person
            if (
                d.j < n
                and words[d.j].gap.strip() == ""
                and words[d.j].pos in ("VERB", "AUX")
                and d.definite == "def"
                and gap == ","
            ):
                return None  # "Selon X, le ministre a dit"
            if words[k].low in ("du", "au", "aux", "des"):
                return None
            return self.descriptions.setdefault(d.head_at, d)
        if gap == "" and words[j].low in _COPULAS and j + 1 < n:
            d = read_description(words, j + 1, min(n, j + 30), self.lex, self.starts)
            if d is not None and d.known and d.number == "s" and not words[j + 1].gap.strip():
                return self.descriptions.setdefault(d.head_at, d)
        return None

    def _is_honorific(self, k: int) -> bool:
        return self.words[k].low in self.lex.honorifics
