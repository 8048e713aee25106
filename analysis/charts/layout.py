"""What all charts share: words, names, sizes, points that do not hide each other, figures that are empty."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import yaml
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.charts import palette


@cache
def _languages() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def words(language: str) -> dict[str, str]:
    """Give the words of the charts in one language.

    Raises
    ------
    ValueError
        When the words are not written in that language; the message names the languages there are.
    """
    known = _languages()
    if language not in known:
        raise ValueError(
            f"language={language!r} is not known. Use one of {sorted(known)}, or add it to words.yaml."
        )
    return known[language]


def figure(width: str, height: float) -> Figure:
    """Open a figure as wide as a column or a page.

    Raises
    ------
    ValueError
        When the width is neither "column" nor "page".
    """
    if width not in palette.WIDTH:
        raise ValueError(f"width={width!r} is not known. Use one of {sorted(palette.WIDTH)}.")
    return plt.figure(figsize=(palette.WIDTH[width], height), layout="constrained")


def row_height(rows: int, usual: float, frame: float) -> float:
    """Make rows lower where there are many, so that the figure stays on its page.

    Examples
    --------
    >>> row_height(5, 0.4, 1.0), row_height(40, 0.4, 1.0)
    (0.4, 0.2)
    """
    return min(usual, max(palette.LEAST_ROW, (palette.PAGE_HEIGHT - frame) / max(rows, 1)))


def say(message: str, width: str, title: str, drawn_by: Callable) -> Figure:
    """Give a figure that says why there is nothing to draw."""
    fig = figure(width, 1.1)
    axes = fig.add_subplot()
    axes.set_axis_off()
    axes.set_title(name(title, 36 if width == "column" else 80))
    message = name(message, 46 if width == "column" else 96, 3)
    axes.text(0.5, 0.5, message, ha="center", va="center", color=palette.NOTE, style="italic")
    return finish(fig, drawn_by)


def finish(fig: Figure, drawn_by: Callable) -> Figure:
    """Write into the figure which function drew it, and make sure that no name is ever read as a formula."""
    fig.set_gid(f"{drawn_by.__module__}.{drawn_by.__name__}")
    for text in fig.findobj(Text):
        text.set_parse_math(False)
    return fig


def name(text: str, width: int = 30, lines: int = 2) -> str:
    """Break a long name over two lines, and cut what is longer still.

    Examples
    --------
    >>> print(name("ministère chinois des Affaires étrangères"))
    ministère chinois des Affaires
    étrangères
    """
    broken = textwrap.wrap(" ".join(text.split()), width) or ["?"]
    if len(broken) > lines:
        broken = [
            *broken[: lines - 1],
            textwrap.shorten(" ".join(broken[lines - 1 :]), width, placeholder=" …"),
        ]
        broken[-1] = broken[-1] if broken[-1].strip() != "…" else "…"
    return "\n".join(broken)


def row_name(who: str, width: str, row: float) -> str:
    """Write a speaker's name at the head of a row: over two lines where the row is high enough for them."""
    letters = 20 if width == "column" else 30
    return name(who, letters, 2) if row >= 0.27 else name(who, letters + 4, 1)


def spread(scores: list[float], reach: float, near: float = 0.045) -> list[float]:
    """Move points apart that would hide each other: lanes from the middle outwards, filled from the left.

    Parameters
    ----------
    scores : list of float
        Of the points of one row, in an order that does not depend on the table's.
    reach : float
        How far a point may be moved up or down.
    near : float
        Points closer than this need two lanes.

    Examples
    --------
    >>> spread([0.5, 0.5, 0.9], 0.15)
    [0.0, 0.15, 0.0]
    """
    lanes = [0.0, reach, -reach, reach / 2, -reach / 2]
    last = [float("-inf")] * len(lanes)
    shift = [0.0] * len(scores)
    for place in sorted(range(len(scores)), key=lambda i: (scores[i], i)):
        free = [lane for lane, score in enumerate(last) if scores[place] - score >= near]
        lane = free[0] if free else min(range(len(lanes)), key=last.__getitem__)
        shift[place], last[lane] = lanes[lane], scores[place]
    return shift


def signed(score: float) -> str:
    """Write a score with its sign and a true minus.

    Examples
    --------
    >>> signed(0.617), signed(-0.25), signed(-0.001)
    ('+0.62', '−0.25', '0.00')
    """
    shown = f"{score:+.2f}".replace("-", "−")
    return "0.00" if shown.strip("+−") == "0.00" else shown
