"""The contracts of the five tables, checked where each leaves its function.

A row can always be traced: estimate → stance → statement → ``text[start:end]`` of its article → file.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

KINDS = ["direct", "indirect", "mixed"]
SPEAKER_KINDS = ["person", "state", "organisation", "group", "unnamed"]
MODALITIES = ["asserted", "negated", "hearsay", "question"]
STANCES = ["favor", "against", "neutral", "unrelated"]
SENTIMENTS = ["positive", "neutral", "negative"]

#: Between two segments of one interrupted statement.
GAP = " […] "

_PROBABILITY = pa.Check.in_range(0, 1)
_SCORE = pa.Check.in_range(-1, 1)


def _text(checks: pa.Check | None = None, *, nullable: bool = False, unique: bool = False) -> pa.Column:
    return pa.Column(str, checks, nullable=nullable, unique=unique, coerce=True)


def _place() -> pa.Column:
    return pa.Column("Int64", pa.Check.ge(0), nullable=True, coerce=True)


def _real(check: pa.Check, nullable: bool = False) -> pa.Column:
    return pa.Column(float, check, nullable=nullable, coerce=True)


ARTICLES = pa.DataFrameSchema(
    {
        "article_id": _text(unique=True),
        "title": _text(nullable=True),
        "published": pa.Column("datetime64[s]", nullable=True, coerce=True),
        "outlet": _text(nullable=True),
        "source": _text(),
        "text": _text(),
        "sha256": _text(),
    },
    name="articles",
)

STATEMENTS = pa.DataFrameSchema(
    {
        "statement_id": _text(unique=True),
        "article_id": _text(),
        "paragraph": pa.Column("int64", pa.Check.ge(0), coerce=True),
        "kind": _text(checks=pa.Check.isin(KINDS)),
        "segments": pa.Column(object),
        "content": _text(),
        "cue": _text(nullable=True),
        "cue_start": _place(),
        "cue_end": _place(),
        "speaker_mention": _text(nullable=True),
        "speaker_start": _place(),
        "speaker_end": _place(),
        "speakers": pa.Column(object),
        "speaker_kind": _text(checks=pa.Check.isin(SPEAKER_KINDS)),
        "modality": _text(checks=pa.Check.isin(MODALITIES)),
        "rule": _text(),
        "confidence": _real(_PROBABILITY),
        "context": _text(),
    },
    name="statements",
)

SENTIMENT_TABLE = pa.DataFrameSchema(
    {
        "statement_id": _text(unique=True),
        "sentiment": _text(checks=pa.Check.isin(SENTIMENTS)),
        "p_positive": _real(_PROBABILITY),
        "p_neutral": _real(_PROBABILITY),
        "p_negative": _real(_PROBABILITY),
        "sentiment_score": _real(_SCORE),
        "scorer": _text(),
    },
    name="sentiments",
)

STANCE_TABLE = pa.DataFrameSchema(
    {
        "statement_id": _text(),
        "proposition": _text(),
        "theme": _text(),
        "stance": _text(checks=pa.Check.isin(STANCES)),
        "p_favor": _real(_PROBABILITY),
        "p_against": _real(_PROBABILITY),
        "p_neutral": _real(_PROBABILITY),
        "p_unrelated": _real(_PROBABILITY),
        "stance_score": _real(_SCORE),
        "abstain": pa.Column(bool, coerce=True),
        "scorer": _text(),
    },
    unique=["statement_id", "proposition", "theme"],
    name="stances",
)

ESTIMATES = pa.DataFrameSchema(
    {
        "speaker": _text(),
        "level": _text(checks=pa.Check.isin(["theme", "proposition"])),
        "theme": _text(),
        "proposition": _text(nullable=True),
        "n_statements": pa.Column("int64", pa.Check.ge(1), coerce=True),
        "n_articles": pa.Column("int64", pa.Check.ge(1), coerce=True),
        "n_abstained": pa.Column("int64", pa.Check.ge(0), coerce=True),
        "mean": _real(_SCORE, nullable=True),
        "low": _real(_SCORE, nullable=True),
        "high": _real(_SCORE, nullable=True),
        "confidence_level": _real(_PROBABILITY),
        "method": _text(),
    },
    name="estimates",
)


class TableError(ValueError):
    """A table does not keep its contract; the message names the table, the column and the first bad rows."""


def check(table: pd.DataFrame, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Return the table with the contract's dtypes, or say which column breaks it.

    Parameters
    ----------
    table : pandas.DataFrame
        Any of the five tables. Columns beyond the contract's are kept.
    contract : pandera.DataFrameSchema
        One of the constants of this module.

    Raises
    ------
    TableError
        When a column is missing, has another dtype or holds a value outside its list.

    Examples
    --------
    >>> check(pd.DataFrame({"statement_id": ["a"]}), SENTIMENT_TABLE)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    analysis.tables.TableError: the table 'sentiments' lacks the column 'sentiment'; ...
    """
    try:
        return contract.validate(table, lazy=True)
    except SchemaErrors as error:
        raise TableError(_explain(error, contract)) from error


def _explain(error: SchemaErrors, contract: pa.DataFrameSchema) -> str:
    cases = error.failure_cases
    lines = []
    for (column, rule), rows in cases.groupby(["column", "check"], dropna=False, sort=False):
        if rule == "column_in_dataframe":
            lines += [
                f"the table '{contract.name}' lacks the column '{name}'" for name in rows["failure_case"]
            ]
        else:
            where = [str(i) for i in rows["index"].dropna().head(3)]
            seen = ", ".join(repr(v) for v in rows["failure_case"].head(3))
            at = f" (rows {', '.join(where)})" if where else ""
            lines.append(f"the table '{contract.name}', column '{column}': {seen}{at} breaks {rule}")
    return "; ".join(lines) + f". Its columns are: {', '.join(contract.columns)}."
