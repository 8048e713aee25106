"""From bytes to text: UTF-8 first, then what the bytes themselves say."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP container (Word, Excel, OpenDocument…)",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
}
#: What French text is found in when it is not Unicode.
_WESTERN = ["cp1252", "iso8859_15", "mac_roman", "cp850"]
_SAMPLE = 100_000


class UnreadableError(ValueError):
    """Bytes that are no text, or not in the encoding given. ``what_to_do`` says how to go on."""

    def __init__(self, reason: str, what_to_do: str):
        super().__init__(reason)
        self.what_to_do = what_to_do


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding it was read in."""

    text: str
    encoding: str


def decode(
    raw: bytes, encoding: str | None = None, errors: str | None = None, declared: str | None = None
) -> Decoded:
    """Turn bytes into text without changing a character of it.

    Parameters
    ----------
    raw : bytes
        The file as it is.
    encoding : str, optional
        What the reader says it is; nothing is guessed then.
    errors : {"strict", "replace", "ignore"}, optional
        What to do with bytes that are not in the encoding; the default, ``"strict"``, refuses the file.
    declared : str, optional
        What the file says of itself (an HTML ``<meta charset>``); tried before guessing.

    Returns
    -------
    Decoded
        The text without its byte-order mark, and the encoding.

    Raises
    ------
    UnreadableError
        When the bytes are a picture, a PDF…, or do not fit the encoding.

    Notes
    -----
    UTF-8 that is valid is UTF-8 (an accident is next to impossible in French); after that charset-normalizer
    chooses among the encodings of Western Europe.

    Examples
    --------
    >>> decode("« Déjà », dit-il.".encode("cp1252"))
    Decoded(text='« Déjà », dit-il.', encoding='cp1252')
    """
    for start, what in _SIGNATURES.items():
        if raw.startswith(start):
            raise UnreadableError(f"this is {what}, not text", "Export or save it as plain text or HTML.")
    if encoding:
        return Decoded(_as(raw, encoding, errors), encoding)
    found = _by_mark(raw) or _by_zeros(raw)
    if found:
        return Decoded(_as(raw, found, errors), found)
    if b"\x00" in raw:
        raise UnreadableError("this is a binary file, not text", "Export or save it as plain text or HTML.")
    for guess in filter(None, ["utf-8", _known(declared), _western(raw)]):
        try:
            return Decoded(raw.decode(guess), guess)
        except UnicodeDecodeError:
            continue
    return Decoded(_as(raw, "cp1252", errors), "cp1252")


def _as(raw: bytes, encoding: str, errors: str | None) -> str:
    try:
        text = raw.decode(encoding, errors or "strict")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"byte 0x{raw[error.start]:02x} on line {line} is not {encoding}",
            "Name the right encoding (encoding='cp1252'…), or keep the rest with errors='replace'.",
        ) from error
    return text.removeprefix("\ufeff")


def _by_mark(raw: bytes) -> str | None:
    return next((name for mark, name in _MARKS if raw.startswith(mark)), None)


def _by_zeros(raw: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Western text is zero."""
    head = raw[:4000]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if len(head) < 4 or max(odd, even) < 0.6 * (len(head) // 2) or min(odd, even) > 0.05 * len(head):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _known(name: str | None) -> str | None:
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _western(raw: bytes) -> str | None:
    best = from_bytes(raw[:_SAMPLE], cp_isolation=_WESTERN).best()
    return best.encoding if best else None
