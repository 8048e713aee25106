"""Organisations: what a definite body means, completed from the article ("la mairie", "la compagnie")."""

from __future__ import annotations

from collections import Counter

from .descriptions import Description
from .entities import Entity
from .firms import Firms
from .names import fold

_LOCAL = frozenset(("mairie", "municipalite", "prefecture", "ville", "commune"))
_MINISTERS = ("ministre", "ministres")
_NATIONAL = frozenset(
    [
        "presidence",
        "armee",
        "gouvernement",
        "diplomatie",
        "parlement",
        "ministere",
        "chancellerie",
        "opposition",
        "patronat",
        "executif",
    ]
)


class Bodies(Firms):
    """The states and organisations that an article names, and those it only describes."""

    def body(
        self, d: Description, end: int, country: str, last: Entity | None = None, focus: Entity | None = None
    ) -> Entity | None:
        """Give the body or state that a definite description means ("la mairie", "la partie chinoise").

        Parameters
        ----------
        d : Description
        end : int
            The word after the mention.
        country : str
            The country in focus, for "la présidence" without more; may be empty.
        last : Entity or None
            Whoever spoke last, for "le journal" without more.
        focus : Entity or None
            The body that the text has just been about.
        """
        words = self.words
        head = d.head
        own = {c for c in d.countries if c not in ("", "Union européenne")}
        if head in ("partie", "autorites", "cote", "capitale") or (head in ("delegation", "camp") and own):
            named = sorted(own)
            if named and head != "delegation":
                place = self.lex.places.get(named[0])
                return self.entity(place) if place else None
        name = words.text[words[d.head_at].start : words[max(d.head_at, min(d.j, end) - 1)].end]
        if head == "diplomatie":
            of = next(iter(sorted(own)), country)
            if of and self.lex.adjective(of):
                return self.named(self.lex.ministry_of(of), country=of)
        proper = self._proper(d, max(end, self._stretch(d)))
        if proper:
            return self.named(proper, gender=d.gender)
        if head == "ministere" and not d.words and own:
            of = next(iter(sorted(own)))
            return self.named(self._fuller(d, of) or self.lex.ministry_of(of), gender="m", country=of)
        if not d.linked:
            if last is not None and head in self.lex.businesses and self.fits_noun(last, head, bool(d.words)):
                return last
            firm = focus if d.words else self.called(head, words[d.i].start) or focus
            if firm is not None:
                return firm
        if not d.words and not d.countries:
            fuller = (
                self._default(d, name)
                or self._capital(d)
                or self._fuller(d, "")
                or self._local(d, name)
                or self._of_minister(d)
                or self._national(d, name, country)
            )
            name = fuller or name
        of = next(iter(sorted(own)), "")
        return self.named(name, gender=d.gender, country=of)

    def _proper(self, d: Description, end: int) -> str:
        """Give the proper name that follows a general noun: "l'ONG Canopée", "l'agence BelTA"."""
        k = d.head_at + 1
        words = self.words
        while k < end and not words[k].gap.strip(" \u00a0\u202f") and not words[k].cap:
            plain = (
                words[k].low == "de"
                and k + 1 < end
                and words[k + 1].low in ("presse", "television", "radio", "defense")
            )
            if (
                words[k].low
                in ("de", "du", "des", "d", "à", "au", "aux", "et", "en", "pour", "qui", "dirige", "dirigee")
                and not plain
            ):
                return ""
            k += 1
        if (
            k < end
            and words[k].cap
            and (k > d.head_at + 1 or not self.lex.demonym(words[k].low))
            and not words[k].gap.strip(' \u00a0\u202f«“"')
            and d.head not in ("ministere", "conseil", "departement")
        ):
            if k in self.people.of_name and words[k].low in self.lex.given:
                return words.text[words[d.head_at].start : words[end - 1].end] if end > k + 1 else ""
            return words.text[words[k].start : words[end - 1].end].strip(' »”"')
        return ""

    def _stretch(self, d: Description) -> int:
        """Give the end of a description with the capitalised words after it."""
        j = d.j
        while j < len(self.words) and self.words[j].cap and not self.words[j].gap.strip() and j - d.j < 4:
            j += 1
        return j

    def _fuller(self, d: Description, country: str) -> str:
        """Find the same noun with its complement elsewhere in the article, the nearest before first."""
        rows = [
            o
            for h, o in self.people.descriptions.items()
            if o.head == d.head
            and h != d.head_at
            and (o.words or o.countries)
            and (not country or country in o.countries or not o.countries)
        ]
        rows = [o for o in rows if o.definite in ("def", "bare", "poss")] or [
            o for o in rows if o.words and not o.countries
        ]
        if country:
            rows = [o for o in rows if o.words]
        rows.sort(key=lambda o: (o.i > d.i, abs(o.i - d.i)))
        for o in rows:
            proper = self._proper(o, self._stretch(o))
            if proper:
                return proper
            if o.i < d.i or len(rows) == 1:
                return self.words.text[self.words[o.head_at].start : self.words[o.j - 1].end]
        return self._named_by(d) if not country else ""

    def _named_by(self, d: Description) -> str:
        """Find "Flydubai, compagnie à bas coûts," and "le journal L'Opinion"."""
        for o in self.people.descriptions.values():
            if (
                o.head == d.head
                and o.head_at != d.head_at
                and o.i > 0
                and self.words[o.i].gap.strip() == ","
                and self.words[o.i - 1].cap
            ):
                k = o.i - 1
                while k > 0 and self.words[k - 1].cap and not self.words[k].gap.strip():
                    k -= 1
                return self.words.text[self.words[k].start : self.words[o.i - 1].end]
        return ""

    def _capital(self, d: Description) -> str:
        """Complete "la Cour" by "la Cour pénale internationale", and "la banque" by the body most named."""
        head = self.words[d.head_at]
        for i, j, entity in self.places:
            if entity.kind == "organisation" and j - i > 1 and self.words[i].low == head.low and head.cap:
                return entity.name
        if d.head not in self.lex.businesses:
            return ""
        for o in self.people.descriptions.values():
            if o.head == d.head and o.head_at != d.head_at and (near := self._proper(o, self._stretch(o))):
                return near
        named = self._named_by(d)
        if named:
            return named
        return self._most_named(d.head)

    def _most_named(self, noun: str) -> str:
        """Give the firm that the article names most, if it may be called by a noun."""
        counts = Counter(e.name for _, _, e in self.firms if self.fits_noun(e, noun))
        best = counts.most_common(1)
        return best[0][0] if best and best[0][1] > 1 else ""

    def _default(self, d: Description, name: str) -> str:
        if (
            d.head == "conseil"
            and self.words[d.head_at].cap
            and self.counts["Union européenne"] + self.counts["Commission européenne"]
        ):
            return "Conseil de l'Union européenne"
        return self.lex.defaults.get(fold(name), "") if self.words[d.head_at].cap else ""

    def _local(self, d: Description, name: str) -> str:
        """Complete "la mairie" by the town that the article is about."""
        if d.head not in _LOCAL:
            return ""
        towns: Counter[str] = Counter()
        for k, w in enumerate(self.words.list):
            if (
                w.cap
                and k > 0
                and (w.ent in ("LOC", "MISC") or self.words[k - 1].low in ("à", "de"))
                and self.lex.places.get(w.text) is None
                and not (w.first or self.lex.demonym(w.low) or k in self.people.of_name)
            ):
                at = (
                    3
                    if self.words[k - 1].low in ("à", "quitte", "maire")
                    and self.words.paragraph(w.start) == 0
                    else 1
                )
                towns[w.text] += at
        return f"{name} de {towns.most_common(1)[0][0]}" if towns else ""

    def _of_minister(self, d: Description) -> str:
        """Complete "le ministère" by the minister named before: "le ministre des Finances"."""
        if d.head != "ministere":
            return ""
        for h in sorted((h for h in self.people.descriptions if h < d.head_at), reverse=True):
            o = self.people.descriptions[h]
            if self.words[h].low in _MINISTERS and o.j > h + 1:
                return "ministère" + self.words.text[self.words[h].end : self.words[o.j - 1].end]
        return ""

    def _national(self, d: Description, name: str, country: str) -> str:
        if d.head not in _NATIONAL or not country:
            return ""
        adjective = self.lex.adjective(
            country, "f" if d.gender == "f" or d.head in ("presidence", "armee", "opposition") else "m"
        )
        return f"{name} {adjective}" if adjective else ""
