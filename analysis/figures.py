"""The standard figures of a run: who speaks, where each stands on each theme, speakers by propositions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd

from analysis.charts import plot_speaker_proposition, plot_speakers, plot_stance
from analysis.paper import export_figure, write_numbers

if TYPE_CHECKING:
    from analysis.stance import Themes

#: Captions of the standard figures.
WHO_SPEAKS = (
    "Statements by speaker: direct, mixed and indirect speech. {n} statements in {articles} articles."
)
STANCE = (
    "Stance on {matter}. Each point is one statement, at its score from −1 (against) to +1 (for); hollow "
    "points are statements on which the model abstained. Diamond and line: mean and {level} interval, for "
    "speakers with enough statements ({method})."
)
SPEAKERS_PROPOSITIONS = "Mean stance of each speaker on each proposition, with the number of statements."


def draw_figures(run_dir: str | Path, out: str | Path = "figures", language: str = "en") -> list[Path]:
    """Draw the standard figures of a run, and the numbers of it for a text.

    Parameters
    ----------
    run_dir : str or pathlib.Path
        What ``python -m analysis run CORPUS --out RUN_DIR`` wrote.
    out : str or pathlib.Path
        The folder for the figures.
    language : {"en", "fr"}
        Of the words in the charts.

    Returns
    -------
    list of pathlib.Path
        All files, byte-identical when the same run is drawn again.

    Raises
    ------
    analysis.storage.RunError
        When the folder holds no finished run.
    """
    from analysis.stance import read_themes
    from analysis.storage import read_run

    run = read_run(run_dir)
    themes = read_themes(run.manifest["arguments"]["themes"])
    tables = {
        "articles": run.articles,
        "statements": run.statements,
        "stances": run.stances,
        "estimates": run.estimates,
    }
    written = _who_speaks(tables, out, language)
    for theme in dict.fromkeys(run.stances["theme"]):
        written += _stance(tables, theme, themes, out, language)
    written += _speakers_propositions(tables, themes, out, language)
    return written + write_numbers(numbers(tables), out, tables=tables)


def numbers(tables: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    """Count what a text about a run will want to say.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        articles, statements, stances and estimates.
    """
    said, stances = tables["statements"], tables["stances"]
    about = stances[stances["stance"] != "unrelated"]
    return {
        "n articles": len(tables["articles"]),
        "n statements": len(said),
        **{f"n {kind}": int((said["kind"] == kind).sum()) for kind in ("direct", "mixed", "indirect")},
        "n speakers": int(said["speakers"].explode().nunique()),
        "n unresolved": int((said["speakers"].str.len() == 0).sum()),
        "n on themes": int(about["statement_id"].nunique()),
        "n abstained": int(about["abstain"].sum()),
        "n estimates": int(tables["estimates"]["mean"].notna().sum()),
    }


def caption_stance(estimates: pd.DataFrame, matter: str) -> str:
    """Say what a stance chart shows, with the level and the method of its intervals."""
    known = estimates.dropna(subset="mean")
    level = f"{known['confidence_level'].iloc[0]:.0%}" if len(known) else "95%"
    methods = "; ".join(sorted(set(known["method"]))) or "none here"
    return STANCE.format(matter=matter, level=level, method=methods)


def _who_speaks(tables: Mapping[str, pd.DataFrame], out: str | Path, language: str) -> list[Path]:
    fig = plot_speakers(tables["statements"], language=language)
    caption = WHO_SPEAKS.format(n=len(tables["statements"]), articles=len(tables["articles"]))
    return _export(fig, "who-speaks", out, caption, {"statements": tables["statements"]})


def _stance(
    tables: Mapping[str, pd.DataFrame], theme: str, themes: Themes, out: str | Path, language: str
) -> list[Path]:
    stances, said, estimates = tables["stances"], tables["statements"], tables["estimates"]
    label = themes.label(theme, language)
    fig = plot_stance(stances, said, estimates, theme=theme, label=label, language=language)
    mine = estimates[(estimates["level"] == "theme") & (estimates["theme"] == theme)]
    used = {"statements": said, "stances": stances, "estimates": estimates}
    return _export(fig, f"stance-{theme}", out, caption_stance(mine, label), used)


def _speakers_propositions(
    tables: Mapping[str, pd.DataFrame], themes: Themes, out: str | Path, language: str
) -> list[Path]:
    estimates = tables["estimates"]
    labels = {name: themes.label(name, language) for name in estimates["proposition"].dropna().unique()}
    fig = plot_speaker_proposition(estimates, labels, language=language)
    return _export(fig, "speakers-propositions", out, SPEAKERS_PROPOSITIONS, {"estimates": estimates})


def _export(fig: plt.Figure, name: str, out: str | Path, caption: str, tables: dict) -> list[Path]:
    written = export_figure(fig, name, out, caption, tables)
    plt.close(fig)
    return written
