"""Dates of publication as the press and its databases write them."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from analysis.corpus.language import word_lists

_ISO = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"\D*?(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([^\W\d_]+)\.?,?\s+(\d{4})")


def parse_date(value: object) -> pd.Timestamp:
    """Read a date; the day comes first, as in French.

    Parameters
    ----------
    value : object
        ``"2023-03-01"``, ``"2023-03-01T10:00:00Z"``, ``"01/03/2023"``, ``"mercredi 1er mars 2023"``, a date
        or a timestamp.

    Returns
    -------
    pandas.Timestamp
        The day without its hour, or NaT for what is empty or cannot be read.

    Examples
    --------
    >>> parse_date("Mercredi 1er mars 2023")
    Timestamp('2023-03-01 00:00:00')
    """
    if isinstance(value, dt.date | pd.Timestamp):
        return pd.NaT if pd.isna(value) else _day(value.year, value.month, value.day)
    text = str(value)
    if match := _ISO.match(text):
        return _day(*map(int, match.groups()))
    if match := _DAY_FIRST.match(text):
        day, month, year = map(int, match.groups())
        return _day(year, month, day)
    for day, word, year in _WORDS.findall(text):
        month = word_lists()["months"].get(word.casefold())
        if month:
            return _day(int(year), month, int(day))
    return pd.NaT


def _day(year: int, month: int, day: int) -> pd.Timestamp:
    try:
        return pd.Timestamp(dt.datetime(year, month, day)).as_unit("s")
    except ValueError:
        return pd.NaT
