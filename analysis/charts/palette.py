"""The one place where a chart's colours, signs and sizes are chosen.

Sides are told by three signs at once (place on the axis, shape, lightness): every chart reads in grey and
for colour-blind readers. Dark blue and light orange stay apart in every common colour vision deficiency.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.colors import to_rgb

#: A statement's side: for, against, between; and the words the model abstained on.
SIDE_COLOUR = {"favor": "#1B4F8A", "against": "#E08214", "neutral": "#8C8C8C", "abstained": "#6E6E6E"}
SIDE_MARKER = {"favor": "^", "against": "v", "neutral": "o", "abstained": "o"}

#: Below this distance from zero a point is drawn as neutral (the axis in three equal parts).
NEUTRAL_BELOW = 1 / 3

#: Kinds of statement, dark to light as the words are the speaker's own or the journalist's.
KIND_COLOUR = {"direct": "#1B4F8A", "mixed": "#7FA8D1", "indirect": "#D6E3F0"}

#: The estimate and its interval; rules, notes and empty cells.
ESTIMATE = "#111111"
RULE = "#D0D0D0"
NOTE = "#555555"
EMPTY = "#F4F4F4"
PAPER = "#FFFFFF"

#: From against to for, for cells.
CELL_SCALE = ["#E08214", "#FDD9AC", "#F7F7F7", "#B5CDE6", "#1B4F8A"]

#: Background of a speaker's statements in an article (HTML), light enough to read dark text on.
SPEAKER_TINTS = [
    "#CFE3F7", "#FCE0BF", "#D7EFD2", "#F5D3E3", "#E3DCF3", "#FFF3B8", "#CDEDEA", "#EADBCF",
    "#DDE5B6", "#F9D5CE", "#D9E2EC", "#EBD9F2",
]  # fmt: skip

#: Widths in inches: one column and the full page of a journal (85 and 175 mm).
WIDTH = {"column": 3.35, "page": 6.9}

#: The height in inches that a page leaves beside a caption, and the least height of a row.
PAGE_HEIGHT, LEAST_ROW = 9.0, 0.2

_STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.edgecolor": "#444444",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "figure.dpi": 110,
    "figure.facecolor": PAPER,
    "text.parse_math": False,
    "axes.unicode_minus": True,
}

#: Settings of the session, which no style may touch.
_NOT_STYLE = {
    "backend",
    "backend_fallback",
    "interactive",
    "toolbar",
    "timezone",
    "savefig.directory",
    "webagg.port",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's style whatever the reader's matplotlibrc says; names are never read as formulas."""
    defaults: dict[Any, Any] = {k: v for k, v in mpl.rcParamsDefault.items() if k not in _NOT_STYLE}
    with mpl.rc_context(defaults | _STYLE):
        yield


def side(score: float, abstain: bool = False) -> str:
    """Name the side a point is drawn as: abstained, favor, against or neutral.

    Examples
    --------
    >>> side(0.8), side(-0.5), side(0.1), side(0.9, abstain=True)
    ('favor', 'against', 'neutral', 'abstained')
    """
    if abstain:
        return "abstained"
    if abs(score) < NEUTRAL_BELOW:
        return "neutral"
    return "favor" if score > 0 else "against"


def ink_on(colour: str) -> str:
    """Choose dark or light ink for a background, by its luminance (W3C, WCAG 2.2).

    Examples
    --------
    >>> ink_on("#1B4F8A"), ink_on("#FDD9AC")
    ('#FFFFFF', '#111111')
    """
    red, green, blue = ((c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in to_rgb(colour))
    return PAPER if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18 else ESTIMATE
