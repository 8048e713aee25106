"""Whether a stated confidence means something: of what is said at .9, nine in ten should be right."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy import stats

from analysis.charts import layout, palette


def reliability_table(confidence: pd.Series, right: pd.Series, bins: int = 10) -> pd.DataFrame:
    """Compare stated confidence with the share found right, bin by bin.

    Parameters
    ----------
    confidence : pandas.Series
        Between 0 and 1, one per answer.
    right : pandas.Series
        Whether a human coder found that answer right, in the same order.
    bins : int
        Number of bins of equal width.

    Returns
    -------
    pandas.DataFrame
        Per bin that holds answers: n, confidence (mean), accuracy, low and high (Wilson's 95 % interval).

    Raises
    ------
    ValueError
        When the two are not of the same length.

    Notes
    -----
    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22.

    Examples
    --------
    >>> stated, right = pd.Series([0.92, 0.94, 0.96, 0.91]), pd.Series([True, True, True, False])
    >>> reliability_table(stated, right).round(2)  # doctest: +NORMALIZE_WHITESPACE
         n  confidence  accuracy  low  high
    bin
    9    4        0.93      0.75  0.3  0.95
    """
    if len(confidence) != len(right):
        raise ValueError(
            f"{len(confidence)} confidences stand beside {len(right)} answers. Give one for one."
        )
    stated, found = np.asarray(confidence, float), np.asarray(right, bool)
    which = np.clip((stated * bins).astype(int), 0, bins - 1)
    table = (
        pd.DataFrame({"bin": which, "confidence": stated, "right": found})
        .groupby("bin")
        .agg(n=("right", "size"), confidence=("confidence", "mean"), accuracy=("right", "mean"))
    )
    ends = [
        stats.binomtest(round(a * n), n).proportion_ci(method="wilson")
        for a, n in zip(table["accuracy"], table["n"], strict=True)
    ]
    return table.assign(low=[e.low for e in ends], high=[e.high for e in ends])


def calibration_error(table: pd.DataFrame) -> float:
    """Give the expected calibration error: the mean gap between confidence and accuracy, weighted by n.

    Notes
    -----
    Naeini, Cooper and Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning".

    Examples
    --------
    >>> calibration_error(pd.DataFrame({"n": [3, 1], "confidence": [0.75, 0.5], "accuracy": [1.0, 0.0]}))
    0.3125
    """
    gap = (table["confidence"] - table["accuracy"]).abs()
    return float((gap * table["n"]).sum() / table["n"].sum())


def plot_reliability(
    confidence: pd.Series,
    right: pd.Series,
    bins: int = 10,
    title: str | None = None,
    language: str = "en",
    width: str = "column",
) -> Figure:
    """Draw the share found right against the stated confidence, and below how many answers each bin holds.

    Parameters
    ----------
    confidence, right, bins
        As for `reliability_table`.
    title : str, optional
        Of the figure.
    language : {"en", "fr"}
        Of the words in the chart.
    width : {"page", "column"}
        Of the paper it goes into.

    Returns
    -------
    matplotlib.figure.Figure
    """
    words = layout.words(language)
    title = title or words["reliability"]
    with palette.house_style():
        if len(confidence) == 0:
            return layout.say(words["no_reliability"], width, title, plot_reliability)
        table = reliability_table(confidence, right, bins)
        fig = layout.figure(width, 3.4)
        axes, below = fig.subplots(2, 1, sharex=True, height_ratios=[4, 1])
        axes.plot([0, 1], [0, 1], color="#9A9A9A", lw=0.8, ls=(0, (4, 3)), label=words["perfect"])
        gaps = np.abs([table["accuracy"] - table["low"], table["high"] - table["accuracy"]])
        axes.errorbar(table["confidence"], table["accuracy"], gaps, fmt="o", ms=4, lw=0.9, capsize=2,
                      color=palette.SIDE_COLOUR["favor"])  # fmt: skip
        axes.set(
            xlim=(-0.02, 1.02),
            ylim=(-0.02, 1.02),
            ylabel=words["accuracy"],
            title=layout.name(title, 36 if width == "column" else 80),
        )
        axes.annotate(words["ece"].format(ece=calibration_error(table)), (0.98, 0.03), ha="right", fontsize=7,
                      color=palette.NOTE)  # fmt: skip
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.07))
        below.bar((table.index + 0.5) / bins, table["n"], 0.9 / bins, color=palette.KIND_COLOUR["mixed"])
        below.set(ylabel=words["pairs"], xlabel=words["confidence"])
        below.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
        return layout.finish(fig, plot_reliability)
