"""From a mention to a canonical speaker: names, pronouns, titles, epithets, metonyms, groups.

>>> from analysis.speakers import Cast, Query, read_actors  # doctest: +SKIP
>>> Cast(doc, read_actors(), published).resolve([Query(0, 13)])  # doctest: +SKIP
"""

from .actors import Actors, ActorsError, read_actors
from .cast import Cast
from .query import Query, Speaker

__all__ = ["Actors", "ActorsError", "Cast", "Query", "Speaker", "read_actors"]
