"""Reading a corpus: plain text, HTML pages, tables and press-database exports become the articles table."""

from analysis.corpus.problems import CorpusError, CorpusWarning
from analysis.corpus.reading import read_corpus

__all__ = ["CorpusError", "CorpusWarning", "read_corpus"]
