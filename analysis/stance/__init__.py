"""Propositions, and how a statement stands toward them."""

from analysis.stance.errors import EncoderError, ScorerError, ThemesError
from analysis.stance.scorers import get_scorer
from analysis.stance.scoring import score_sentiment, score_stance
from analysis.stance.themes import Proposition, Theme, Themes, default_themes, parse_themes, read_themes

__all__ = [
    "EncoderError", "Proposition", "ScorerError", "Theme", "Themes", "ThemesError",
    "default_themes", "get_scorer", "parse_themes", "read_themes", "score_sentiment", "score_stance",
]  # fmt: skip
