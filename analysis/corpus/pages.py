"""HTML pages and press-database exports saved as HTML."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from lxml import etree, html

from analysis.corpus.exports import europresse, factiva
from analysis.corpus.problems import Log
from analysis.corpus.records import Record, SourceFile

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
#: With fewer words, what was found is a menu or a notice, not an article.
_WORDS = 10
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_page(file: SourceFile, log: Log) -> Iterator[Record]:
    """Yield the article of a web page, or the articles of a Europresse or Factiva export.

    Parameters
    ----------
    file : SourceFile
        An ``.html``, ``.htm`` or ``.xhtml`` file; broken markup is read as a browser would.
    log : Log
        Takes what cannot be read.

    Notes
    -----
    The body of a page is found by trafilatura (Barbaresi 2021), with its title, date and site. The text
    of the article is trafilatura's: its paragraphs, one per line.
    """
    with file.path.open("rb") as stream:
        match = _DECLARED.search(stream.read(5000))
    text = file.read(log, declared=match.group(1).decode("ascii") if match else None)
    if not text.strip():
        log.refuse(file.name, "the file is empty", "Remove it, or save the page again.")
        return
    tree = _tree(text)
    found = [] if tree is None else list(europresse(tree, file)) or list(factiva(tree, file))
    record = None if tree is None or found else _article(tree, file)
    if found:
        yield from found
    elif record:
        yield record
    else:
        what = "Copy the text of the article into a .txt file."
        log.refuse(file.name, "no article text found in this page", what)


def _tree(text: str) -> html.HtmlElement | None:
    try:
        # the text is decoded already: a declaration of its encoding would be wrong, and lxml refuses it
        return html.document_fromstring(_XML_DECLARATION.sub("", text).replace("\x00", ""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _article(tree: html.HtmlElement, file: SourceFile) -> Record | None:
    import trafilatura.settings  # half a second, paid only by those who read web pages

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=False, with_metadata=True, favor_recall=True
    )
    if not isinstance(found, trafilatura.settings.Document) or len((found.text or "").split()) < _WORDS:
        return None
    record = Record(found.text, file.name, source=found.url or file.name, fallback_id=file.key)
    record.title, record.published, record.outlet = found.title, found.date, found.sitename
    return record
