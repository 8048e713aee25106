"""Statements in their place in the article, for a notebook. Every word of an article is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise

import pandas as pd

from analysis.charts import palette

_PAGE = (
    "<div style='max-width:48em;line-height:1.75;color:#111;background:#fff;padding:.8em 1em;"
    'border:1px solid #ddd;font-family:Georgia,"DejaVu Serif",serif\'>{body}</div>'
)
_UNRESOLVED = "#E8E8E8"
_CHIP = "background:{colour};color:#111;padding:.1em .4em;border-radius:.2em;white-space:nowrap"


@dataclass(frozen=True)
class View:
    """Something a notebook shows: HTML there, one line of text elsewhere."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def show_article(articles: pd.DataFrame, statements: pd.DataFrame, article_id: str | None = None) -> View:
    """Show one article with every statement in its place, coloured by speaker.

    The content of a statement is coloured and numbered where it starts, its cue is underlined with dots and
    the mention of its speaker is set in bold. Where one statement stands inside another, the inner one gives
    the colour and the outer one the line below.

    Parameters
    ----------
    articles, statements : pandas.DataFrame
        Two tables of one run.
    article_id : str, optional
        Which article; the first one otherwise.

    Returns
    -------
    View
        Shown as HTML by Jupyter.

    Raises
    ------
    ValueError
        When there is no such article.
    """
    article = _article(articles, article_id)
    mine = statements[statements["article_id"] == article["article_id"]].reset_index(drop=True)
    colours = speaker_colours(mine)
    body = _text(article["text"], mine, colours)
    title = "" if pd.isna(article["title"]) else f"<b>{escape(str(article['title']))}</b><br>"
    legend = " ".join(
        f"<span style='{_CHIP.format(colour=colour)}'>{escape(name)}</span>"
        for name, colour in colours.items()
    )
    page = f"{title}<p style='line-height:2'>{legend}</p><div style='white-space:pre-wrap'>{body}</div>"
    return View(_PAGE.format(body=page), f"{article['article_id']}: {len(mine)} statements")


def show_words(statement: pd.Series, words: pd.DataFrame, title: str = "") -> View:
    """Show a statement with the words that move its score: blue toward "for", orange toward "against".

    Parameters
    ----------
    statement : pandas.Series
        A row of the table *statements*.
    words : pandas.DataFrame
        Of `analysis.stance.explain.explain`: word, part (cue or content), start and effect.
    title : str
        Written above.

    Returns
    -------
    View
        Shown as HTML by Jupyter; the strongest word has the full colour, and a word tells its effect when
        the mouse rests on it.
    """
    reach = max(float(words["effect"].abs().max()), 1e-9) if len(words) else 1.0
    parts = []
    for part in ("cue", "content"):
        text = statement[part] if isinstance(statement[part], str) else ""
        mine = words[words["part"] == part].sort_values("start")
        parts.append(_weighed(text, mine, reach))
    head = f"<b>{escape(title)}</b><br>" if title else ""
    body = f"{head}<span style='color:#555'>{parts[0]}</span> · {parts[1]}"
    strongest = words.loc[words["effect"].abs().sort_values(ascending=False, kind="stable").index, "word"]
    return View(_PAGE.format(body=body), f"most weight: {', '.join(map(str, strongest.head(3)))}")


def _weighed(text: str, words: pd.DataFrame, reach: float) -> str:
    """Dress the words of one text in the colour of their effect."""
    done, at = [], 0
    for word, start, effect in zip(words["word"], words["start"], words["effect"], strict=True):
        side = palette.SIDE_COLOUR["favor" if effect > 0 else "against"]
        alpha = round(min(abs(float(effect)) / reach, 1.0) * 140)
        hint = f"{effect:+.2f}".replace("-", "−")
        done.append(escape(text[at:start]))
        done.append(f"<span title='{hint}' style='background:{side}{alpha:02x}'>{escape(str(word))}</span>")
        at = start + len(word)
    return "".join(done) + escape(text[at:])


def speaker_colours(statements: pd.DataFrame) -> dict[str, str]:
    """Give each speaker (or group of speakers) a tint, in the order in which they are first heard."""
    names = dict.fromkeys(_who(row) for row in _in_order(statements)["speakers"])
    tints = palette.SPEAKER_TINTS
    spoken = [name for name in names if name]
    colours = {name: tints[i % len(tints)] for i, name in enumerate(spoken)}
    return colours | ({"(speaker not resolved)": _UNRESOLVED} if "" in names else {})


def _article(articles: pd.DataFrame, article_id: str | None) -> pd.Series:
    if articles.empty:
        raise ValueError("the table 'articles' is empty: there is nothing to show.")
    if article_id is None:
        return articles.iloc[0]
    found = articles[articles["article_id"] == article_id]
    if found.empty:
        known = ", ".join(map(repr, articles["article_id"].head(5)))
        raise ValueError(f"article_id={article_id!r} is not in the table 'articles'. It starts with {known}.")
    return found.iloc[0]


def _who(speakers: object) -> str:
    return " & ".join(map(str, speakers)) if speakers is not None else ""  # type: ignore[call-overload]


def _in_order(statements: pd.DataFrame) -> pd.DataFrame:
    starts = statements["segments"].map(lambda segments: min(int(start) for start, _ in segments))
    return statements.assign(_start=starts).sort_values(["_start", "statement_id"], ignore_index=True)


def _text(text: str, statements: pd.DataFrame, colours: dict[str, str]) -> str:
    """Cut the text wherever something starts or ends, and dress each piece."""
    rows = list(_in_order(statements).itertuples()) if len(statements) else []
    spans = [(row, int(start), int(end)) for row in rows for start, end in row.segments]
    marks = [("cue", row.cue_start, row.cue_end) for row in rows if pd.notna(row.cue_start)]
    marks += [("mention", row.speaker_start, row.speaker_end) for row in rows if pd.notna(row.speaker_start)]
    cuts = {0, len(text)} | {int(p) for _, start, end in [*spans, *marks] for p in (start, end)}
    places = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    pieces = []
    for start, end in pairwise(places):
        inside = sorted((e - s, row.Index, row) for row, s, e in spans if s <= start and end <= e)
        roles = {role for role, s, e in marks if s <= start and end <= e}
        opening = [
            row.Index + 1 for row, s, _ in spans if s == start and s == min(x for x, _ in row.segments)
        ]
        pieces.append(_piece(text[start:end], [row for *_, row in inside], roles, opening, colours))
    return "".join(pieces)


def _piece(words: str, inside: list, roles: set[str], opening: list[int], colours: dict[str, str]) -> str:
    style = []
    if inside:
        tints = [colours.get(_who(row.speakers), _UNRESOLVED) for row in inside]
        style.append(f"background:{tints[0]};color:#111")
        if len(tints) > 1:
            style.append(f"border-bottom:3px solid {tints[1]}")
    if "cue" in roles:
        style.append("text-decoration:underline dotted")
    if "mention" in roles:
        style.append("font-weight:bold")
    number = "".join(f"<sup>{n}</sup>" for n in opening)
    dressed = f"<span style='{';'.join(style)}'>{escape(words)}</span>" if style else escape(words)
    return number + dressed
