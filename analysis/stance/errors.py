"""What can go wrong when themes and scorers are named, and what to do then."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ThemesError(ValueError):
    """A themes file cannot be used; the message names the file, the place and the remedy."""


class ScorerError(ValueError):
    """A scorer cannot be used; the message says why and which scorers can."""


class EncoderError(RuntimeError):
    """The encoder or what was learned on top of it is missing or is not the expected one."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word, or all of them where none is near.

    Parameters
    ----------
    word : str
        What was written.
    known : iterable of str
        What could have been meant.

    Returns
    -------
    str
        A sentence for the end of an error message.

    Examples
    --------
    >>> did_you_mean("santions", ["sanctions", "cooperation"])
    "Did you mean 'sanctions'?"
    >>> did_you_mean("xyz", ["sanctions", "cooperation"])
    'Known: cooperation, sanctions.'
    """
    known = sorted(known)
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(known)}."
