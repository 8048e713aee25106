"""What the encoder reads: the cue before the content, so that "refuse : la levée…" is one thought."""

from __future__ import annotations


def spoken(cue: str, content: str) -> str:
    """Join cue and content; a statement without a cue is its content.

    Examples
    --------
    >>> spoken("a salué", "cet accord")
    'a salué : cet accord'
    >>> spoken("", "Nous négocierons.")
    'Nous négocierons.'
    """
    cue = " ".join(cue.split())
    return f"{cue} : {content}" if cue else content
