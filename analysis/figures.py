"""The figures of a run: which are drawn, how they are called, what their captions say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.storage import Run, read_run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.stance import Themes


@dataclass(frozen=True)
class Drawn:
    """A figure on its way to its files."""

    name: str
    figure: Figure
    caption: str
    tables: Mapping[str, pd.DataFrame]


def draw_figures(
    run_dir: str | Path | Run, out: str | Path = "figures", themes: Themes | None = None, language: str = "en"
) -> list[Path]:
    """Draw every figure of a run and write it as PDF, SVG and PNG with its caption and provenance.

    Parameters
    ----------
    run_dir : str, pathlib.Path or Run
        What `run` wrote.
    out : str or pathlib.Path
        The folder for the files.
    themes : Themes, optional
        For the labels; by default the themes the run was made with.
    language : {"en", "fr"}
        Of the words in the charts.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    RunError
        When the folder holds no finished run.

    Examples
    --------
    >>> draw_figures("runs/seed", "figures")  # doctest: +SKIP
    """
    import matplotlib.pyplot as plt

    from analysis.paper import export_figure

    written = []
    for drawn in figures_of(run_dir, themes, language):
        written += export_figure(drawn.figure, drawn.name, out, drawn.caption, drawn.tables)
        plt.close(drawn.figure)
    return written


def figures_of(
    run_dir: str | Path | Run, themes: Themes | None = None, language: str = "en"
) -> Iterator[Drawn]:
    """Yield the figures of a run one by one: who speaks, stance on each theme, speaker × proposition.

    Parameters
    ----------
    run_dir, themes, language
        As for `draw_figures`.
    """
    from analysis.charts import plot_speaker_proposition, plot_speakers, plot_stance

    run = run_dir if isinstance(run_dir, Run) else read_run(run_dir)
    asked = themes or _themes_of(run)
    labels = {name: asked.label(name, language) for name in [*asked.themes, *asked.propositions]}
    of = f"{len(run.statements)} statements in {len(run.articles)} articles"
    yield Drawn(
        "who-speaks",
        plot_speakers(run.statements, language=language),
        f"Who speaks: {of}.",
        {"statements": run.statements},
    )
    tables = {"stances": run.stances, "statements": run.statements, "estimates": run.estimates}
    scored = f"{of}, scored by {', '.join(sorted(set(run.stances['scorer']))) or 'no scorer'}"
    for theme in dict.fromkeys(run.stances["theme"]):
        yield Drawn(
            f"stance-{theme}",
            plot_stance(
                run.stances,
                run.statements,
                run.estimates,
                theme=theme,
                label=labels.get(theme),
                language=language,
            ),
            f"Stance on {labels.get(theme, theme)} by speaker: {scored}. Hollow points: the scorer abstains.",
            tables,
        )
    yield Drawn(
        "speaker-by-proposition",
        plot_speaker_proposition(run.estimates, labels=labels, language=language),
        f"Mean stance of each speaker on each proposition: {scored}.",
        {"estimates": run.estimates},
    )


def _themes_of(run: Run) -> Themes:
    from analysis.stance import read_themes

    return read_themes(run.manifest["arguments"]["themes"])
