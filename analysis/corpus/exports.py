"""The HTML that Europresse and Factiva give when a selection of articles is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from analysis.corpus.records import Record, SourceFile

# what a browser shows as one space; no-break spaces are text
_SPACES = re.compile(r"[ \t\r\n]+")
_BLOCKS = {"p", "div", "br", "li", "tr", "section", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
_ISSUE_NUMBER = re.compile(r",?\s+(?:no\.?|n°)\s*\d.*", re.IGNORECASE | re.DOTALL)


def europresse(tree: html.HtmlElement, file: SourceFile) -> Iterator[Record]:
    """Yield the articles of a Europresse export (``<article>`` with a ``DocPublicationName``)."""
    articles = [node for node in tree.iter("article") if node.find_class("DocPublicationName")]
    for number, node in enumerate(articles, start=1):
        record = Record(_paragraphs(_first(node, "docOcurrContainer", "DocText")), file.name, node.sourceline)
        record.source = f"{file.name}#{number}"
        record.fallback_id = f"{file.key}-{number}"
        record.title = _line(_first(node, "titreArticleVisu", "titreArticle"))
        record.outlet = _outlet(_line(_first(node, "DocPublicationName")))
        record.published = _line(_first(node, "DocHeader"))
        yield record


def factiva(tree: html.HtmlElement, file: SourceFile) -> Iterator[Record]:
    """Yield the articles of a Factiva export (``<div class="article …">``, with field codes or without)."""
    articles = [node for node in tree.find_class("article") if node.tag == "div" and _is_factiva(node)]
    for number, node in enumerate(articles, start=1):
        fields = _field_codes(node)
        coded = [fields[code] for code in ("LP", "TD") if code in fields]
        body = coded or node.find_class("articleParagraph")
        text = "\n".join(filter(None, (_paragraphs(part) for part in body)))
        record = Record(text, file.name, node.sourceline, fallback_id=f"{file.key}-{number}")
        record.source = f"{file.name}#{number}"
        if fields:
            record.title, record.outlet = _line(fields.get("HD")), _line(fields.get("SN"))
            record.published = _line(fields.get("PD"))
        else:
            _read_plain_header(node, record)
        yield record


def _read_plain_header(node: html.HtmlElement, record: Record) -> None:
    """Fill in title, date and newspaper; in unnamed lines the newspaper follows the date (and the hour)."""
    record.title = _line(_first(node, "enHeadline", "frHeadline", "headline"))
    lines = [_line(child) or "" for child in node.iterchildren("div")]
    for place, line in enumerate(lines):
        if re.fullmatch(r"\d{1,2}(er)?\s\S+\s\d{4}", line):
            rest = [other for other in lines[place + 1 :] if not re.fullmatch(r"\d{1,2}:\d{2}", other)]
            record.published, record.outlet = line, rest[0] if rest else None
            return


def _is_factiva(node: html.HtmlElement) -> bool:
    return bool(node.find_class("articleParagraph") or "LP" in _field_codes(node))


def _field_codes(node: html.HtmlElement) -> dict[str, html.HtmlElement]:
    """Find the cells beside the two-letter codes (HD, PD, SN, LP, TD…) of the format with indexing."""
    found = {}
    for row in node.iter("tr"):
        cells = row.findall("td")
        if len(cells) >= 2 and re.fullmatch(r"[A-Z]{2,3}", (code := _line(cells[0]) or "")):
            found[code] = cells[1]
    return found


def _first(node: html.HtmlElement, *classes: str) -> html.HtmlElement | None:
    return next((found for name in classes for found in node.find_class(name)), None)


def _line(node: html.HtmlElement | None) -> str | None:
    return None if node is None else " ".join(node.text_content().split()) or None


def _paragraphs(node: html.HtmlElement | None) -> str:
    """Give the text of a node as a browser shows it, a line for each paragraph."""
    if node is None:
        return ""
    parts: list[str] = []
    for event, element in etree.iterwalk(node, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            parts += ["\n" if block else "", _shown(element.text if isinstance(element.tag, str) else "")]
        else:
            parts += ["\n" if block else "", _shown(element.tail if element is not node else "")]
    lines = (_SPACES.sub(" ", line).strip(" ") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")


def _outlet(line: str | None) -> str | None:
    """Drop the number of the issue: 'Le Monde, no. 24331'."""
    return _ISSUE_NUMBER.sub("", line).strip() if line else None
