"""Who speaks: the number of statements by speaker and kind."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.charts import layout, palette

#: Height of one row of bars, and of all that is not rows, in inches.
ROW, FRAME = 0.24, 0.85


def count_speakers(statements: pd.DataFrame, unresolved: str = "(speaker not resolved)") -> pd.DataFrame:
    """Count statements by speaker and kind, most heard first; a common statement counts for each speaker.

    Examples
    --------
    >>> said = pd.DataFrame({"kind": ["direct", "indirect"], "speakers": [["Chine"], []]})
    >>> count_speakers(said)  # doctest: +NORMALIZE_WHITESPACE
                            direct  mixed  indirect
    speaker
    Chine                        1      0         0
    (speaker not resolved)       0      0         1
    """
    said = statements[["kind", "speakers"]].explode("speakers").rename(columns={"speakers": "speaker"})
    said["speaker"] = said["speaker"].astype("str").where(said["speaker"].notna(), unresolved)
    counts = pd.crosstab(said["speaker"], said["kind"])
    counts = counts.reindex(columns=list(palette.KIND_COLOUR), fill_value=0)
    order = sorted(counts.index, key=lambda who: (who == unresolved, -counts.loc[who].sum(), who))
    return counts.loc[order].rename_axis("speaker").rename_axis(None, axis=1)


def plot_speakers(
    statements: pd.DataFrame, top: int = 20, language: str = "en", width: str = "page"
) -> Figure:
    """Draw who speaks: a bar per speaker, in its parts direct, mixed and indirect.

    Parameters
    ----------
    statements : pandas.DataFrame
        The table of `analysis.extract_statements`.
    top : int
        Draw the most heard speakers only; the figure says how many it leaves out.
    language : {"en", "fr"}
        Of the words in the chart.
    width : {"page", "column"}
        Of the paper it goes into.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> fig = plot_speakers(pd.DataFrame({"kind": ["direct"], "speakers": [["Hua Chunying"]]}))
    """
    words = layout.words(language)
    with palette.house_style():
        if statements.empty:
            return layout.say(words["no_statements"], width, words["who_speaks"], plot_speakers)
        counts = count_speakers(statements, words["unresolved"])
        return layout.finish(_bars(counts.head(top), len(counts) - top, words, width), plot_speakers)


def _bars(counts: pd.DataFrame, left_out: int, words: dict[str, str], width: str) -> Figure:
    fig = layout.figure(width, FRAME + ROW * len(counts))
    axes = fig.add_subplot()
    start = pd.Series(0, index=counts.index)
    places = range(len(counts))
    for kind, colour in palette.KIND_COLOUR.items():
        axes.barh(
            places,
            counts[kind],
            left=start,
            height=0.7,
            color=colour,
            ec="#3A4A5A",
            lw=0.4,
            label=words[kind],
        )
        start = start + counts[kind]
    for place, total in zip(places, start, strict=True):
        axes.annotate(str(total), (total, place), xytext=(3, 0), textcoords="offset points", va="center",
                      color=palette.NOTE)  # fmt: skip
    narrow = width == "column"
    axes.set_yticks(places, [layout.name(who, 22 if narrow else 34) for who in counts.index])
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.set_ylim(len(counts) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(x=0.08)
    axes.set_xlabel(words["statements_axis"])
    axes.set_title(words["who_speaks"])
    if left_out > 0:
        fig.supxlabel(words["more"].format(n=left_out), x=0.01, ha="left", fontsize=7, color=palette.NOTE)
    axes.legend(loc="lower right", ncols=1 if narrow else 3)
    return fig
