"""Cues: the verb groups and prepositions that attribute content to a source."""

from analysis.statements.cues.cue import Cue
from analysis.statements.cues.prepositions import find_prepositions
from analysis.statements.cues.verbs import find_cues

__all__ = ["Cue", "find_cues", "find_prepositions"]
