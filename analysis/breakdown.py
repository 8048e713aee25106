"""Where extraction succeeds and where it fails: by kind of statement and by form of a speaker's name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from scipy import stats

from analysis.error_model import ErrorModel
from analysis.evaluation import pair_all, read_gold, same_speakers
from analysis.storage import Run
from analysis.tables import GAP, STANCES

#: How often articles are drawn anew.
DRAWS = 2000


def coded_corpus(gold: str | Path) -> pd.DataFrame:
    """Give the articles of a coding without their coding, ready for `read_corpus` or `run`.

    Parameters
    ----------
    gold : str or pathlib.Path
        A coded article (``.json``) or a folder of them.

    Returns
    -------
    pandas.DataFrame
        article_id, title, published, outlet, text.
    """
    fields = ["article_id", "title", "published", "outlet", "text"]
    rows = [{field: coded.get(field) or None for field in fields} for coded in read_gold(gold)]
    return pd.DataFrame(rows, columns=fields)


def compare(gold: str | Path, run: str | Path | Run) -> pd.DataFrame:
    """Put every coded statement beside what a run made of it.

    Parameters
    ----------
    gold : str or pathlib.Path
        A coded article (``.json``) or a folder of them.
    run : str, pathlib.Path or Run
        A run over the same articles.

    Returns
    -------
    pandas.DataFrame
        article_id, kind, form (see `form`), content, speakers (coded), found, exact, speakers_found,
        right_speaker, rule, confidence. What was not found counts as wrong.
    """
    rows = []
    for pairing in pair_all(gold, run):
        text = pairing.coded["text"]
        for i, coded in enumerate(pairing.coded["statements"]):
            mention = coded["speaker_mention"]
            answer = pairing.found.iloc[pairing.pairs[i]] if i in pairing.pairs else None
            speakers = list(answer["speakers"]) if answer is not None else []
            rows.append(
                {
                    "article_id": pairing.coded["article_id"],
                    "kind": coded["kind"],
                    "form": form(
                        text[slice(*mention)] if mention else None, coded["speakers"], coded["speaker_kind"]
                    ),
                    "content": GAP.join(text[start:end] for start, end in coded["content"]),
                    "speakers": coded["speakers"],
                    "found": answer is not None,
                    "exact": answer is not None and pairing.overlaps[i] == 1,
                    "speakers_found": speakers,
                    "right_speaker": answer is not None and same_speakers(coded["speakers"], speakers),
                    "rule": answer["rule"] if answer is not None else None,
                    "confidence": answer["confidence"] if answer is not None else np.nan,
                }
            )
    return pd.DataFrame(rows)


def judge(gold: str | Path, run: str | Path | Run) -> pd.DataFrame:
    """Say of every statement that a run found in coded articles whether its content and speaker are right.

    Parameters
    ----------
    gold : str or pathlib.Path
        A coded article (``.json``) or a folder of them.
    run : str, pathlib.Path or Run
        A run over the same articles.

    Returns
    -------
    pandas.DataFrame
        article_id, statement_id, rule, confidence, content, right. A statement that no coder saw is wrong.
    """
    rows = []
    for pairing in pair_all(gold, run):
        coded_of = {j: pairing.coded["statements"][i] for i, j in pairing.pairs.items()}
        for j, found in enumerate(pairing.found.itertuples()):
            right = j in coded_of and same_speakers(coded_of[j]["speakers"], list(found.speakers))
            rows.append(
                (found.article_id, found.statement_id, found.rule, found.confidence, found.content, right)
            )
    columns = ["article_id", "statement_id", "rule", "confidence", "content", "right"]
    return pd.DataFrame(rows, columns=columns).astype({"confidence": float, "right": bool})


def compare_stances(gold: str | Path, run: Run) -> pd.DataFrame:
    """Put the stance that coders saw beside the one that a run scored, for every statement that was found.

    Parameters
    ----------
    gold : str or pathlib.Path
        A coded article (``.json``) or a folder of them.
    run : Run
        A run over the same articles.

    Returns
    -------
    pandas.DataFrame
        article_id, statement_id, content, proposition, coded, stance, confidence (of the label given),
        right, and the columns of the table *stances*. A proposition that a coder did not name is "unrelated".
    """
    coded = []
    for pairing in pair_all(gold, run):
        for i, j in sorted(pairing.pairs.items()):
            given = pairing.coded["statements"][i]["stance"]
            answer = pairing.found.iloc[j]
            coded += [
                {"statement_id": answer["statement_id"], "proposition": p, "coded": given.get(p, "unrelated")}
                for p in pairing.coded["asked"]
            ]
    columns = ["statement_id", "proposition", "coded"]
    scored = run.stances.drop_duplicates(["statement_id", "proposition"])
    table = pd.DataFrame(coded, columns=columns).merge(scored, on=columns[:2])
    table = table.merge(run.statements[["statement_id", "article_id", "content"]], on="statement_id")
    shares = table[[f"p_{name}" for name in STANCES]].to_numpy()
    given = table["stance"].map(STANCES.index).to_numpy(int)
    table["confidence"] = shares[np.arange(len(table)), given]
    table["right"] = table["stance"] == table["coded"]
    return table


def measure_errors(gold: str | Path, run: Run, measured_on: str) -> ErrorModel:
    """Count how a run's scorer and human coders part, where the scorer does not abstain.

    Parameters
    ----------
    gold : str or pathlib.Path
        A coded article (``.json``) or a folder of them, which did not train the scorer.
    run : Run
        A run over the same articles.
    measured_on : str
        The coding in a few words, for the column ``method`` of the estimates.

    Returns
    -------
    ErrorModel
        For `estimate_stance`; ``to_json`` keeps it.

    Examples
    --------
    >>> errors = measure_errors("seeds/coding", read_run("runs/coded"), "ten articles")  # doctest: +SKIP
    """
    table = compare_stances(gold, run)
    sure = table[~table["abstain"]]
    return ErrorModel.from_labels(sure["stance"], sure["coded"], str(table["scorer"].iloc[0]), measured_on)


def form(mention: str | None, speakers: list[str], speaker_kind: str) -> str:
    """Name the form in which a text names a speaker.

    Returns
    -------
    str
        "no mention", "name", "pronoun", "several speakers", "unnamed", "state or body by another name", or
        "title or epithet".

    Examples
    --------
    >>> form("Hua Chunying", ["Hua Chunying"], "person"), form("ce dernier", ["Xi Jinping"], "person")
    ('name', 'pronoun')
    >>> form("Pékin", ["Chine"], "state"), form("le chef de l'État", ["Emmanuel Macron"], "person")
    ('state or body by another name', 'title or epithet')
    """
    if mention is None:
        return "no mention"
    words = mention.replace("’", "'").casefold().strip()
    if words in _forms()["pronoun"] or words.split(" ")[0] in _forms()["pronoun"]:
        return "pronoun"
    if len(speakers) > 1:
        return "several speakers"
    if speaker_kind == "unnamed":
        return "unnamed"
    if any(same_speakers([mention], [name]) for name in speakers):
        return "name"
    return "title or epithet" if speaker_kind == "person" else "state or body by another name"


def rates(
    table: pd.DataFrame, by: str | None, value: str, level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Give the share that is right in each group, with an interval.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `compare`.
    by : str, optional
        Column to group by, such as "kind" or "form"; None for all together.
    value : str
        Column of True and False, such as "found" or "right_speaker".
    level : float
        Probability of the interval.
    seed : int
        Start of the random draws.

    Returns
    -------
    pandas.DataFrame
        n, share, low, high; most frequent group first.

    Notes
    -----
    A bootstrap that draws whole articles (Davison and Hinkley 1997, §3.8), because statements of one article
    succeed and fail together. A group that stands in fewer than five articles, or whose answers are all
    alike, gets Wilson's interval for independent statements instead, which never has zero width.
    """
    groups = table.groupby(by) if by else [("all", table)]
    rows = {name: _rate(group, value, level, seed) for name, group in groups}
    result = pd.DataFrame.from_dict(rows, orient="index", columns=["n", "share", "low", "high"])
    result = result.astype({"n": int}).rename_axis(by)
    return result.sort_values("n", ascending=False, kind="stable")


@cache
def _forms() -> dict[str, list[str]]:
    return yaml.safe_load(Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8"))


def _rate(group: pd.DataFrame, value: str, level: float, seed: int) -> tuple[int, float, float, float]:
    right, n = int(group[value].sum()), len(group)
    per_article = group.groupby("article_id")[value].agg(["sum", "size"]).to_numpy(float)
    if len(per_article) < 5 or right in (0, n):
        ends = stats.binomtest(right, n).proportion_ci(level, method="wilson")
        return n, right / n, ends.low, ends.high
    articles = len(per_article)
    drawn = np.random.default_rng(seed).multinomial(articles, np.full(articles, 1 / articles), size=DRAWS)
    sums = drawn @ per_article
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [(1 - level) / 2, (1 + level) / 2])
    return n, right / n, float(low), float(high)
