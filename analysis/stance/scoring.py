"""Tone and stance as tables: one row per statement, one per statement and proposition."""

from __future__ import annotations

import pandas as pd

from analysis.stance.errors import ScorerError
from analysis.stance.scorers import Scored, Scorer, get_scorer
from analysis.stance.themes import Themes, default_themes
from analysis.tables import SENTIMENT_TABLE, SENTIMENTS, STANCE_TABLE, STANCES, check

#: Decimals kept in the tables, so that they read the same on every machine.
DECIMALS = 4


def score_sentiment(statements: pd.DataFrame, scorer: str | Scorer = "default") -> pd.DataFrame:
    """Score the tone of every statement's content.

    Parameters
    ----------
    statements : pandas.DataFrame
        Needs statement_id and content; cue and context are read where they are there.
    scorer : str or Scorer
        As `get_scorer`.

    Returns
    -------
    pandas.DataFrame
        The table *sentiments*.

    Raises
    ------
    ScorerError
        When a column is missing or the scorer is unknown.

    Examples
    --------
    >>> table = pd.DataFrame({"statement_id": ["a"], "cue": ["a salué"], "content": ["un accord historique"]})
    >>> score_sentiment(table, scorer="lexicon")["sentiment"].item()
    'positive'
    """
    _need(statements)
    chosen = get_scorer(scorer) if isinstance(scorer, str) else scorer
    values = chosen.sentiment(statements).round(DECIMALS)
    table = pd.DataFrame(values, columns=[f"p_{name}" for name in SENTIMENTS])
    table.insert(0, "statement_id", statements["statement_id"].to_numpy())
    table.insert(1, "sentiment", pd.Series([SENTIMENTS[i] for i in values.argmax(1)], dtype=str))
    table["sentiment_score"] = (table["p_positive"] - table["p_negative"]).round(DECIMALS)
    table["scorer"] = pd.Series(chosen.name, index=table.index, dtype=str)
    return check(table, SENTIMENT_TABLE)


def score_stance(
    statements: pd.DataFrame, themes: Themes | None = None, scorer: str | Scorer = "default"
) -> pd.DataFrame:
    """Score the stance of every statement toward every proposition.

    Parameters
    ----------
    statements : pandas.DataFrame
        Needs statement_id and content; cue and context are read where they are there.
    themes : Themes, optional
        From `read_themes`; without it the project's own.
    scorer : str or Scorer
        As `get_scorer`.

    Returns
    -------
    pandas.DataFrame
        The table *stances*: one row per statement, theme and proposition. A proposition that stands in
        two themes is scored once.

    Raises
    ------
    ScorerError
        When a column is missing or the scorer is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"statement_id": ["a"], "cue": ["s'oppose à"], "content": ["la levée des sanctions contre Minsk"]}
    ... )
    >>> stances = score_stance(table, scorer="lexicon").set_index("proposition")
    >>> stances.loc["sanctions", "stance"]
    'favor'
    """
    _need(statements)
    themes = themes if themes is not None else default_themes()
    chosen = get_scorer(scorer) if isinstance(scorer, str) else scorer
    rows = list(themes.rows())
    propositions = list({p.name: p for _, p in rows}.values())
    scored = chosen.stance(statements, propositions)
    place = {p.name: i for i, p in enumerate(propositions)}
    parts = [_rows(statements, theme, p.name, scored, place[p.name], chosen.name) for theme, p in rows]
    table = pd.concat(parts, ignore_index=True)
    table = table.iloc[
        [part * len(statements) + i for i in range(len(statements)) for part in range(len(parts))]
    ]
    return check(table.reset_index(drop=True), STANCE_TABLE)


def _rows(
    statements: pd.DataFrame, theme: str, proposition: str, scored: Scored, at: int, scorer: str
) -> pd.DataFrame:
    values = scored.probabilities[:, at].round(DECIMALS)
    table = pd.DataFrame(values, columns=[f"p_{name}" for name in STANCES])
    table.insert(0, "statement_id", statements["statement_id"].to_numpy())
    table.insert(1, "proposition", pd.Series(proposition, index=table.index, dtype=str))
    table.insert(2, "theme", pd.Series(theme, index=table.index, dtype=str))
    labels = values.argmax(1) if scored.labels is None else scored.labels[:, at]
    table.insert(3, "stance", pd.Series([STANCES[i] for i in labels], index=table.index, dtype=str))
    table["stance_score"] = (table["p_favor"] - table["p_against"]).round(DECIMALS)
    table["abstain"] = scored.abstain[:, at]
    if scored.spread is not None:
        table["spread"] = scored.spread[:, at].round(DECIMALS)
    table["scorer"] = pd.Series(scorer, index=table.index, dtype=str)
    return table


def _need(statements: pd.DataFrame) -> None:
    missing = [name for name in ("statement_id", "content") if name not in statements]
    if missing:
        raise ScorerError(
            f"The table of statements lacks {' and '.join(map(repr, missing))}. Its columns are: "
            f"{', '.join(map(str, statements.columns))}. Make it with extract_statements."
        )
