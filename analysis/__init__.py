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
    "read_themes": "analysis.stance",
    "score_sentiment": "analysis.stance",
    "score_stance": "analysis.stance",
    "estimate_stance": "analysis.estimates",
    "run": "analysis.pipeline",
    "read_run": "analysis.storage",
    "evaluate": "analysis.evaluate",
}

__all__ = [  # noqa: RUF022 – in the order of the data's way
    "read_corpus",
    "extract_statements",
    "read_themes",
    "score_sentiment",
    "score_stance",
    "estimate_stance",
    "run",
    "read_run",
    "evaluate",
]

if TYPE_CHECKING:
    from analysis.corpus import read_corpus
    from analysis.estimates import estimate_stance
    from analysis.evaluate import evaluate
    from analysis.pipeline import run
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
