"""Porte-parole: who says what in the French press, and where each speaker stands.

The way of the data is one direction, each arrow one function from DataFrame to DataFrame::

    read_corpus → extract_statements → score_sentiment, score_stance → estimate_stance
                → plot_… → export_figure

Importing the package is instant: each verb brings its own libraries when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

#: Where each public verb lives.
_HOMES = {
    "read_corpus": "analysis.corpus",
    "extract_statements": "analysis.statements",
    "read_actors": "analysis.speakers",
    "read_themes": "analysis.stance",
    "score_sentiment": "analysis.stance",
    "score_stance": "analysis.stance",
    "estimate_stance": "analysis.estimates",
    "plot_speakers": "analysis.charts",
    "plot_stance": "analysis.charts",
    "plot_speaker_proposition": "analysis.charts",
    "export_figure": "analysis.paper",
    "run": "analysis.pipeline",
    "read_run": "analysis.storage",
    "draw_figures": "analysis.figures",
    "evaluate": "analysis.evaluation",
}

__all__ = [  # noqa: RUF022 – in the order of the data's way
    "read_corpus",
    "extract_statements",
    "read_actors",
    "read_themes",
    "score_sentiment",
    "score_stance",
    "estimate_stance",
    "plot_speakers",
    "plot_stance",
    "plot_speaker_proposition",
    "export_figure",
    "run",
    "read_run",
    "draw_figures",
    "evaluate",
]

if TYPE_CHECKING:
    from analysis.charts import plot_speaker_proposition, plot_speakers, plot_stance
    from analysis.corpus import read_corpus
    from analysis.estimates import estimate_stance
    from analysis.evaluation import evaluate
    from analysis.figures import draw_figures
    from analysis.paper import export_figure
    from analysis.pipeline import run
    from analysis.speakers import read_actors
    from analysis.stance import read_themes, score_sentiment, score_stance
    from analysis.statements import extract_statements
    from analysis.storage import read_run


def __getattr__(name: str) -> object:
    """Bring a public verb from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no '{name}'; its verbs are {', '.join(__all__)}")
    verb = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = verb
    return verb


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
