"""Attributed statements: marks first (characters), then cues and clauses (parse), then statements."""

from analysis.statements.extract import extract_statements

__all__ = ["extract_statements"]
