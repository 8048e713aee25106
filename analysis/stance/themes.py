"""Themes and propositions: what is asked of every statement, read from a YAML file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from analysis.stance.errors import ThemesError, did_you_mean

#: The themes that come with the project.
DEFAULT = Path(__file__).resolve().parents[2] / "seeds" / "themes.yaml"

_TOP = ("propositions", "themes")
_PROPOSITION = ("fr", "label", "notes", "paraphrases", "reversed", "subject")
_THEME = ("label", "propositions", "notes")


@dataclass(frozen=True)
class Proposition:
    """One French sentence that takes a side.

    Attributes
    ----------
    name : str
        Its name in tables.
    fr : str
        The sentence.
    label : dict of str
        Language ("fr", "en") → words for a chart.
    notes : str
        For human coders.
    paraphrases, reversed : tuple of str
        Sentences of the same and of the opposite side.
    subject : tuple of str
        Regular expressions for words that touch the subject.
    """

    name: str
    fr: str
    label: Mapping[str, str] = field(default_factory=dict, hash=False)
    notes: str = ""
    paraphrases: tuple[str, ...] = ()
    reversed: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A group of propositions that one chart shows."""

    name: str
    label: Mapping[str, str]
    propositions: tuple[str, ...]


@dataclass(frozen=True)
class Themes:
    """All propositions and the themes they are grouped in."""

    propositions: Mapping[str, Proposition]
    themes: Mapping[str, Theme]

    def rows(self) -> Iterator[tuple[str, Proposition]]:
        """Every (theme name, proposition), in the order of the file."""
        for theme in self.themes.values():
            for name in theme.propositions:
                yield theme.name, self.propositions[name]

    def label(self, name: str, language: str = "fr") -> str:
        """Words for a chart: the label of a theme or proposition, or the name itself.

        Raises
        ------
        ThemesError
            When there is no theme or proposition of that name.
        """
        found = self.themes.get(name) or self.propositions.get(name)
        if found is None:
            known = [*self.themes, *self.propositions]
            raise ThemesError(f"There is no theme or proposition '{name}'. {did_you_mean(name, known)}")
        return found.label.get(language) or found.label.get("fr") or name


def read_themes(path: str | Path | None = None) -> Themes:
    """Read themes and propositions from a YAML file.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        The file; without it the project's own `seeds/themes.yaml`.

    Returns
    -------
    Themes

    Raises
    ------
    ThemesError
        When the file is absent, is not YAML, has an unknown key, a proposition without its French sentence,
        or a theme that lists an unknown proposition.

    Examples
    --------
    >>> themes = read_themes()
    >>> [theme for theme, _ in themes.rows()]
    ['ukraine', 'ukraine', 'sanctions', 'cooperation']
    >>> themes.label("support_ukraine", "en")
    'Support for Ukraine'
    """
    path = Path(path) if path is not None else DEFAULT
    return parse_themes(_read_yaml(path), str(path))


@lru_cache(maxsize=1)
def default_themes() -> Themes:
    """Read the project's own themes, once."""
    return read_themes()


def _read_yaml(path: Path) -> object:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ThemesError(f"There is no themes file at {path}. Give the path of a YAML file.") from None
    except UnicodeDecodeError as error:
        raise ThemesError(f"{path} is not UTF-8 (byte {error.start}). Save it again as UTF-8.") from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        hint = "Put sentences with a colon or an apostrophe between double quotes."
        raise ThemesError(
            f"{path}{place} is not valid YAML: {getattr(error, 'problem', error)}. {hint}"
        ) from None


def parse_themes(data: object, where: str = "themes") -> Themes:
    """Build themes from what a YAML file holds.

    Parameters
    ----------
    data : object
        A mapping with `propositions` and, optionally, `themes`.
    where : str
        Name of the source, for messages.

    Returns
    -------
    Themes

    Raises
    ------
    ThemesError
        As `read_themes`.

    Examples
    --------
    >>> themes = parse_themes({"propositions": {"gaz": {"fr": "Il faut renoncer au gaz."}}})
    >>> list(themes.rows())[0][0]
    'gaz'
    """
    data = _mapping(data, where, _TOP)
    raw = data.get("propositions")
    if not raw:
        raise ThemesError(
            f"{where} has no 'propositions'. Write at least one: propositions: {{name: {{fr: …}}}}"
        )
    raw = _mapping(raw, f"{where}, propositions")
    propositions = {str(name): _proposition(str(name), value, where) for name, value in raw.items()}
    themes = {
        str(name): _theme(str(name), value, propositions, where)
        for name, value in _mapping(data.get("themes") or {}, f"{where}, themes").items()
    }
    listed = {name for theme in themes.values() for name in theme.propositions}
    for name, proposition in propositions.items():
        if name not in listed:
            if name in themes:
                raise ThemesError(
                    f"{where}: the theme '{name}' does not list the proposition '{name}', "
                    "and no other theme does. Add it to a theme."
                )
            themes[name] = Theme(name, proposition.label, (name,))
    return Themes(propositions, themes)


def _mapping(value: object, where: str, keys: tuple[str, ...] | None = None) -> dict:
    if not isinstance(value, dict):
        raise ThemesError(f"{where}: expected 'name: value' lines, found {type(value).__name__}.")
    for key in value:
        if keys is not None and key not in keys:
            raise ThemesError(f"{where}: unknown key '{key}'. {did_you_mean(str(key), keys)}")
    return value


def _proposition(name: str, value: object, where: str) -> Proposition:
    where = f"{where}, proposition '{name}'"
    value = _mapping({"fr": value} if isinstance(value, str) else value, where, _PROPOSITION)
    sentence = value.get("fr")
    if not isinstance(sentence, str) or not sentence.strip():
        raise ThemesError(f"{where} lacks 'fr': the sentence, in French, toward which stance is scored.")
    subject = _texts(value, "subject", where)
    for pattern in subject:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ThemesError(
                f"{where}, subject: {pattern!r} is not a regular expression ({error})."
            ) from None
    return Proposition(
        name,
        " ".join(sentence.split()),
        _label(value, where),
        str(value.get("notes") or ""),
        _texts(value, "paraphrases", where),
        _texts(value, "reversed", where),
        subject,
    )


def _theme(name: str, value: object, propositions: Mapping[str, Proposition], where: str) -> Theme:
    where = f"{where}, theme '{name}'"
    value = _mapping({"propositions": value} if isinstance(value, list) else value, where, _THEME)
    names = _texts(value, "propositions", where)
    if not names:
        raise ThemesError(f"{where} lists no propositions.")
    for proposition in names:
        if proposition not in propositions:
            raise ThemesError(
                f"{where}: unknown proposition '{proposition}'. {did_you_mean(proposition, propositions)}"
            )
    return Theme(name, _label(value, where), tuple(dict.fromkeys(names)))


def _texts(value: dict, key: str, where: str) -> tuple[str, ...]:
    found = value.get(key) or []
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
        raise ThemesError(f"{where}, {key}: expected a list of texts, found {found!r}.")
    return tuple(found)


def _label(value: dict, where: str) -> dict[str, str]:
    label = value.get("label") or {}
    label = {"fr": label, "en": label} if isinstance(label, str) else label
    return {str(k): str(v) for k, v in _mapping(label, f"{where}, label").items()}
