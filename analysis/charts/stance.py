"""Where each speaker stands: every statement a point, the estimate and its interval beside them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts import layout, palette
from analysis.estimates import Level, stance_points

#: Height of one speaker's row, and of all that is not rows, in inches.
ROW, FRAME = 0.4, 1.15

#: Marks of the axis from against to for.
TICKS = [-1.0, -0.5, 0.0, 0.5, 1.0]

#: Points lie above the middle of the row, the estimate below it.
POINTS_AT, POINTS_REACH, ESTIMATE_AT = -0.12, 0.2, 0.32


def plot_stance(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    estimates: pd.DataFrame | None = None,
    theme: str | None = None,
    proposition: str | None = None,
    label: str | None = None,
    top: int = 40,
    language: str = "en",
    width: str = "page",
) -> Figure:
    """Draw one theme (or one proposition): a row per speaker, a point per statement, the estimate below.

    Parameters
    ----------
    stances, statements : pandas.DataFrame
        Two tables of one run.
    estimates : pandas.DataFrame, optional
        The table of `analysis.estimate_stance`; without it only points are drawn.
    theme, proposition : str
        Name of the theme, or of the proposition, to draw. Give one of them.
    label : str, optional
        How to call it in the chart; its name otherwise.
    top : int
        Draw only the speakers with most statements; the figure says how many it leaves out.
    language : {"en", "fr"}
        Of the words in the chart.
    width : {"page", "column"}
        Of the paper it goes into.

    Returns
    -------
    matplotlib.figure.Figure
        Hollow points are statements on which the model abstained; they do not enter the estimate.

    Raises
    ------
    ValueError
        When neither or both of theme and proposition are given, or the name is in no row of the table.
    """
    level, key = _matter(stances, theme, proposition)
    words = layout.words(language)
    label = label or key
    points = stance_points(stances, statements, by=level)
    points = points[points[level] == key]
    title = words["stance_on"].format(matter=label)
    with palette.house_style():
        if points.empty:
            return layout.say(words["no_stance"].format(matter=label), width, title, plot_stance)
        rows = _estimates_of(estimates, level, key)
        order = _order(points)
        loudest = _loudest(points, top)
        shown = [who for who in order if who in loudest]
        row = layout.row_height(len(shown), ROW, FRAME)
        fig = layout.figure(width, FRAME + row * len(shown))
        axes = fig.add_subplot()
        _draw_points(axes, points, shown)
        _draw_estimates(axes, rows, shown)
        _dress(axes, points, shown, words, [layout.row_name(who, width, row) for who in shown])
        axes.set_title(layout.name(title, 36 if width == "column" else 80))
        _legend(fig, points, rows, words)
        if len(order) > len(shown):
            note = words["more"].format(n=len(order) - len(shown))
            axes.set_xlabel(note, loc="left", fontsize=7, color=palette.NOTE)
        return layout.finish(fig, plot_stance)


def _matter(stances: pd.DataFrame, theme: str | None, proposition: str | None) -> tuple[Level, str]:
    if (theme is None) == (proposition is None):
        raise ValueError("plot_stance draws one matter: give either theme= or proposition=.")
    level: Level = "theme" if theme is not None else "proposition"
    key = theme if theme is not None else proposition
    known = sorted(stances[level].dropna().unique())
    if key not in known and known:
        near = get_close_matches(str(key), known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{level}={key!r} is in no row of the table 'stances'.{hint} It has: {', '.join(known)}."
        )
    return level, str(key)


def _estimates_of(estimates: pd.DataFrame | None, level: str, key: str) -> pd.DataFrame:
    columns = ["speaker", "mean", "low", "high", "confidence_level"]
    if estimates is None:
        return pd.DataFrame(columns=columns).set_index("speaker")
    mine = estimates[(estimates["level"] == level) & (estimates[level] == key)].dropna(subset="mean")
    return mine[columns].set_index("speaker")


def _order(points: pd.DataFrame) -> list[str]:
    """Most in favour first; last those on whom the model always abstained."""
    sure = points[~points["abstain"]].groupby("speaker")["stance_score"].mean()
    return sorted(points["speaker"].unique(), key=lambda who: (-sure.get(who, -2.0), who))


def _loudest(points: pd.DataFrame, top: int) -> set[str]:
    """Choose whom to show: who has most statements that count, then most at all."""
    heard = points.assign(sure=~points["abstain"]).groupby("speaker")["sure"].agg(["sum", "size"])
    ranked = sorted(heard.itertuples(), key=lambda row: (-row.sum, -row.size, row.Index))
    return {row.Index for row in ranked[:top]}


def _draw_points(axes: Axes, points: pd.DataFrame, shown: list[str]) -> None:
    places: dict[str, list[tuple[float, float]]] = {side: [] for side in palette.SIDE_MARKER}
    for place, who in enumerate(shown):
        mine = points[points["speaker"] == who].sort_values(["stance_score", "statement_id"])
        scores = [float(score) for score in mine["stance_score"]]
        shifts = layout.spread(scores, POINTS_REACH)
        for score, abstain, shift in zip(scores, mine["abstain"], shifts, strict=True):
            places[palette.side(score, abstain)].append((score, place + POINTS_AT + shift))
    for side, found in places.items():
        if found:
            _scatter(axes, [x for x, _ in found], [y for _, y in found], side)


def _scatter(axes: Axes, x: Sequence[float], y: Sequence[float], side: str) -> None:
    hollow, colour = side == "abstained", palette.SIDE_COLOUR[side]
    axes.scatter(
        x, y, s=26, marker=palette.SIDE_MARKER[side], lw=0.7, zorder=3, clip_on=False,
        facecolors="none" if hollow else colour, edgecolors=colour if hollow else palette.PAPER,
    )  # fmt: skip


def _draw_estimates(axes: Axes, rows: pd.DataFrame, shown: list[str]) -> None:
    for place, who in enumerate(shown):
        if who not in rows.index:
            continue
        row, y = rows.loc[who], place + ESTIMATE_AT
        axes.plot(
            [row["low"], row["high"]], [y, y], color=palette.ESTIMATE, lw=1.1, solid_capstyle="butt", zorder=4
        )
        axes.plot([row["mean"]], [y], marker="D", ms=3.6, color=palette.ESTIMATE, zorder=5, clip_on=False)


def _dress(
    axes: Axes, points: pd.DataFrame, shown: list[str], words: dict[str, str], names: list[str]
) -> None:
    axes.set_xlim(-1.06, 1.06)
    axes.set_ylim(len(shown) - 0.45, -0.55)
    ends = {-1.0: f"−1\n{words['against']}", 0.0: f"0\n{words['neutral']}", 1.0: f"+1\n{words['favor']}"}
    axes.set_xticks(TICKS, [ends.get(x, f"{x:+.1f}\n".replace("-", "−")) for x in TICKS])
    axes.axvline(0, color="#9A9A9A", lw=0.7, zorder=1)
    for place in range(1, len(shown)):
        axes.axhline(place - 0.5, color=palette.RULE, lw=0.4, zorder=0)
    axes.set_yticks(range(len(shown)), names)
    axes.tick_params(axis="y", length=0)
    right = axes.secondary_yaxis("right")
    right.set_yticks(range(len(shown)), [_count(points[points["speaker"] == who], words) for who in shown])
    right.tick_params(length=0, labelsize=7, labelcolor=palette.NOTE)
    right.spines["right"].set_visible(False)
    axes.spines["left"].set_visible(False)
    note: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "fontsize": 7,
        "color": palette.NOTE,
    }
    axes.annotate(words["n_head"], (1, 1), xytext=(5, 3), ha="left", va="bottom", **note)


def _count(points: pd.DataFrame, words: dict[str, str]) -> str:
    """Count what the estimate stands on: abstained statements are seen hollow, not counted."""
    sure = points[~points["abstain"]]
    return words["n"].format(statements=len(sure), articles=sure["article_id"].nunique())


def _legend(fig: Figure, points: pd.DataFrame, rows: pd.DataFrame, words: dict[str, str]) -> None:
    handles = []
    for name in palette.SIDE_MARKER:
        hollow = name == "abstained"
        if hollow and not points["abstain"].any():
            continue
        colour = palette.SIDE_COLOUR[name]
        handles.append(Line2D([], [], ls="", marker=palette.SIDE_MARKER[name], ms=4.5, label=words[name],
                              mfc="none" if hollow else colour, mec=colour))  # fmt: skip
    if len(rows):
        level = f"{rows['confidence_level'].iloc[0]:.0%}".replace(
            "%", " %" if words["favor"] == "pour" else "%"
        )
        handles.append(Line2D([], [], color=palette.ESTIMATE, lw=1.1, marker="D", ms=3.6,
                              label=words["estimate"].format(level=level)))  # fmt: skip
    narrow = fig.get_size_inches()[0] < 5
    fig.legend(
        handles=handles, loc="outside lower center", ncols=2 if narrow else len(handles), columnspacing=1.2
    )
