"""Words and numbers on their way into LaTeX."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", "\u00a0": "~", "\u202f": r"\,", "−": r"\ensuremath{-}",
}  # fmt: skip
_DIGITS = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]


def escape(text: str) -> str:
    r"""Write a text so that LaTeX prints it as it is.

    Examples
    --------
    >>> print(escape("50 % of $A_1$ & B"))
    50 \% of \$A\_1\$ \& B
    """
    clean = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    clean = re.sub(r"\s*\n\s*", " ", clean)
    return "".join(_SPECIAL.get(c, c) for c in clean)


def command_name(name: str) -> str:
    """Turn a name into a LaTeX command: letters only, the first one small.

    Raises
    ------
    ValueError
        When it holds no letter or digit.

    Examples
    --------
    >>> command_name("n statements"), command_name("F1_direct"), command_name("Négociation : moyenne")
    ('nStatements', 'fOneDirect', 'negociationMoyenne')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    spelled = "".join(_DIGITS[int(c)] if c.isdigit() else c for c in plain)
    words = re.findall(r"[A-Za-z]+", spelled)
    if not words:
        raise ValueError(f"the number {name!r} cannot be named in LaTeX: its name needs a letter or a digit.")
    joined = words[0] + "".join(word[0].upper() + word[1:] for word in words[1:])
    return joined[0].lower() + joined[1:]
