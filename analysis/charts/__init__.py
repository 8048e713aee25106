"""Figures as functions of tables. Colours, signs and sizes: `palette`; words by language: ``words.yaml``."""

from analysis.charts.matrix import plot_speaker_proposition
from analysis.charts.reliability import calibration_error, plot_reliability, reliability_table
from analysis.charts.speakers import count_speakers, plot_speakers
from analysis.charts.stance import plot_stance

__all__ = [
    "calibration_error",
    "count_speakers",
    "plot_reliability",
    "plot_speaker_proposition",
    "plot_speakers",
    "plot_stance",
    "reliability_table",
]
