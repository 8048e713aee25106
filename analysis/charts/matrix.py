"""Speakers and propositions in one table of coloured cells."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from analysis.charts import layout, palette

#: Height of one row, and of all that is not rows, in inches.
ROW, FRAME = 0.36, 1.5


def plot_speaker_proposition(
    estimates: pd.DataFrame,
    labels: dict[str, str] | None = None,
    top: int = 40,
    language: str = "en",
    width: str = "page",
) -> Figure:
    """Draw the mean stance of each speaker on each proposition, as a table whose cells are coloured.

    Parameters
    ----------
    estimates : pandas.DataFrame
        The table of `analysis.estimate_stance`, its rows of level "proposition".
    labels : dict, optional
        How to call each proposition in the chart; its name otherwise.
    top : int
        Draw only the speakers with most statements; the figure says how many it leaves out.
    language : {"en", "fr"}
        Of the words in the chart.
    width : {"page", "column"}
        Of the paper it goes into.

    Returns
    -------
    matplotlib.figure.Figure
        A cell with too few statements for an estimate keeps its number and no colour; an empty cell means
        that the speaker says nothing of it here.
    """
    words = layout.words(language)
    rows = estimates[estimates["level"] == "proposition"]
    rows = rows.drop_duplicates(["speaker", "proposition"])
    with palette.house_style():
        if rows.empty:
            return layout.say(
                words["no_estimates"], width, words["speaker_by_proposition"], plot_speaker_proposition
            )
        heard = rows.groupby("speaker")["n_statements"].sum()
        speakers = sorted(heard.index, key=lambda who: (-heard[who], who))
        propositions = list(dict.fromkeys(rows["proposition"]))
        row = layout.row_height(min(len(speakers), top), ROW, FRAME)
        fig = layout.figure(width, FRAME + row * min(len(speakers), top))
        axes = fig.add_subplot()
        _cells(axes, rows, speakers[:top], propositions, low=row < 0.27)
        _dress(axes, [(labels or {}).get(p, p) for p in propositions], width)
        axes.set_ylim(min(len(speakers), top) - 0.5, -0.5)
        names = [layout.row_name(who, width, row) for who in speakers[:top]]
        axes.set_yticks(range(len(names)), names)
        axes.set_title(words["speaker_by_proposition"], pad=8)
        note = words["cell_note_low" if row < 0.27 else "cell_note"]
        if len(speakers) > top:
            note += "  " + words["more"].format(n=len(speakers) - top)
        fig.supxlabel(
            layout.name(note, 58 if width == "column" else 120, 3),
            x=0.01,
            ha="left",
            fontsize=7,
            color=palette.NOTE,
        )
        return layout.finish(fig, plot_speaker_proposition)


def _cells(axes: Axes, rows: pd.DataFrame, speakers: list[str], propositions: list[str], low: bool) -> None:
    """Fill the cells: mean above number, or beside it where rows are low."""
    scale = LinearSegmentedColormap.from_list("against-for", palette.CELL_SCALE)
    for row in rows[rows["speaker"].isin(speakers)].itertuples():
        x, y, known = propositions.index(row.proposition), speakers.index(row.speaker), pd.notna(row.mean)
        colour = to_hex(scale((row.mean + 1) / 2)) if known else palette.EMPTY
        axes.fill_between([x - 0.48, x + 0.48], y - 0.46, y + 0.46, color=colour, lw=0)
        ink = palette.ink_on(colour) if known else palette.NOTE
        n = f"n = {row.n_statements}"
        if known and low:
            _write(axes, x, y, f"{layout.signed(row.mean)} ({row.n_statements})", ink, 7)
        elif known:
            _write(axes, x, y - 0.14, layout.signed(row.mean), ink, 8)
            _write(axes, x, y + 0.24, n, ink, 6)
        else:
            _write(axes, x, y, n, ink, 6)


def _write(axes: Axes, x: float, y: float, text: str, ink: str, size: int) -> None:
    axes.text(x, y, text, ha="center", va="center", color=ink, fontsize=size)


def _dress(axes: Axes, labels: list[str], width: str) -> None:
    narrow = width == "column"
    axes.set_xlim(-0.5, len(labels) - 0.5)
    room = int((32 if narrow else 84) / len(labels))
    slanted = max((len(word) for label in labels for word in label.split()), default=0) > room
    shown = [layout.name(label, 24, 2) if slanted else layout.name(label, room, 3) for label in labels]
    axes.set_xticks(range(len(labels)), shown)
    axes.xaxis.tick_top()
    if slanted:
        axes.tick_params(axis="x", labelrotation=35)
        for text in axes.get_xticklabels():
            text.set(ha="left", rotation_mode="anchor")
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
