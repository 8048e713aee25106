"""Why a statement got its stance: the words whose removal moves the score most."""

from __future__ import annotations

import re

import pandas as pd

from analysis.stance.errors import ScorerError
from analysis.stance.scorers import Scorer, get_scorer
from analysis.stance.themes import Proposition
from analysis.tables import STANCES


def explain(
    statement: pd.Series | dict, proposition: Proposition, scorer: str | Scorer = "default", top: int = 5
) -> pd.DataFrame:
    """Leave out each word of cue and content in turn, and see how far the stance score moves.

    The method is occlusion (Zeiler & Fergus 2014; Li et al. 2016 for text): it asks the scorer itself,
    whatever is inside. A word counts for what it does in this sentence, so "pas" can weigh more than any
    noun.

    Parameters
    ----------
    statement : pandas.Series or dict
        A row of the table *statements*.
    proposition : Proposition
        What the stance is toward.
    scorer : str or Scorer
        As `get_scorer`.
    top : int
        How many words to give.

    Returns
    -------
    pandas.DataFrame
        word, part (cue or content), start (in its part), score_without, effect: how much the word adds to
        the stance score; and effect_related: how much it adds to being related. Largest first.

    Raises
    ------
    ScorerError
        When the statement has no content.

    Examples
    --------
    >>> p = Proposition("s", "Les sanctions doivent être maintenues.", subject=("sanction",))
    >>> words = explain({"cue": "s'oppose à", "content": "la levée des sanctions"}, p, scorer="lexicon")
    >>> sorted(words["word"].head(3))
    ['levée', 'oppose', 'sanctions']
    """
    row = dict(statement)
    if not isinstance(row.get("content"), str) or not row["content"].strip():
        raise ScorerError("The statement has no content to explain. Give a row of the table 'statements'.")
    chosen = get_scorer(scorer) if isinstance(scorer, str) else scorer
    row["cue"] = row["cue"] if isinstance(row.get("cue"), str) else ""
    places = [
        (part, m) for part in ("cue", "content") for m in re.finditer(r"[^\W_]+(?:-[^\W_]+)*", row[part])
    ]
    without = [row | {part: row[part][: m.start()] + row[part][m.end() :]} for part, m in places]
    # Every variant stands alone: otherwise one would be the neighbour of the next.
    table = pd.DataFrame([row, *without])
    table["article_id"] = [f"variant {i}" for i in range(len(table))]
    scored = chosen.stance(table, [proposition]).probabilities[:, 0]
    score = scored[:, STANCES.index("favor")] - scored[:, STANCES.index("against")]
    related = 1 - scored[:, STANCES.index("unrelated")]
    words = pd.DataFrame(
        {
            "word": [m.group() for _, m in places],
            "part": [part for part, _ in places],
            "start": [m.start() for _, m in places],
            "score_without": score[1:].round(4),
            "effect": (score[0] - score[1:]).round(4),
            "effect_related": (related[0] - related[1:]).round(4),
        }
    )
    order = words["effect"].abs().sort_values(ascending=False, kind="stable").index
    return words.loc[order].head(top).reset_index(drop=True)
