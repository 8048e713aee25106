"""From articles to the statements table."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.statements.choose import choose
from analysis.statements.confidence import confidence, content_probability, speaker_probability, weights
from analysis.statements.reading import Reading, Span, read
from analysis.statements.rules import Proposal, propose
from analysis.tables import GAP, STATEMENTS, check

if TYPE_CHECKING:
    from analysis.speakers import Speaker
    from analysis.speakers.actors import Actors


def extract_statements(
    articles: pd.DataFrame, actors: Actors | None = None, *, min_confidence: float = 0.0
) -> pd.DataFrame:
    """Find every attributed statement of the articles, and who made it.

    Parameters
    ----------
    articles : pandas.DataFrame
        Needs the columns ``article_id`` and ``text``; ``published`` (date) tells who held an office.
    actors : Actors, optional
        From :func:`analysis.speakers.read_actors`; the shipped table by default.
    min_confidence : float
        Leave out statements below this confidence (0 to 1). Of the statements at .9, about nine in ten are
        right.

    Returns
    -------
    pandas.DataFrame
        The statements table (see :data:`analysis.tables.STATEMENTS`), in the order of the articles and of the
        text. ``content`` is ``text[start:end]`` of the segments, joined with " […] ".

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["« Nous tiendrons », a déclaré Mark Carney."]})
    >>> extract_statements(articles)[["kind", "content", "speakers"]].values.tolist()
    [['direct', 'Nous tiendrons', ['Mark Carney']]]
    """
    from analysis.speakers import read_actors

    actors = actors if actors is not None else read_actors()
    rows = [
        row
        for article in articles.to_dict("records")
        for row in article_statements(
            article["article_id"], article["text"], actors, article.get("published")
        )
        if row["confidence"] >= min_confidence
    ]
    columns = list(STATEMENTS.columns)
    return check(pd.DataFrame(rows, columns=columns), STATEMENTS)


def article_statements(
    article_id: str, text: str, actors: Actors, published: Any = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one article."""
    from analysis.speakers import Cast

    r = read(text)
    chosen = choose(r, propose(r))
    for p in chosen:
        p.probability = content_probability(r, p)
    chosen = [p for p in chosen if p.probability >= weights()["keep"]]
    speakers = Cast(r.doc, actors, None if pd.isna(published) else published).resolve(list(queries(chosen)))
    given: Counter[str] = Counter()
    for p, speaker in zip(chosen, speakers, strict=True):
        row = _row(article_id, r, p, speaker)
        given[row["statement_id"]] += 1
        if given[row["statement_id"]] > 1:  # "saluée par X et critiquée par Y": one content, two sources
            row["statement_id"] += f"-{given[row['statement_id']]}"
        yield row


def queries(chosen: list[Proposal]) -> Iterator[Any]:
    """Yield what the cast is asked for each statement: its mention, or whose speaker it takes over."""
    from analysis.speakers import Query

    for i, p in enumerate(chosen):
        mention = p.mention
        if mention is None and p.hint and (i == 0 or chosen[i - 1].end < p.hint[0]):
            mention = p.hint
        elif mention is None and i == 0:
            mention = p.hint_after
        carried = i - 1 if mention is None and i else None
        yield Query(
            mention[0] if mention else None,
            mention[1] if mention else None,
            p.cue,
            tuple(p.segments),
            carried,
        )


def _row(article_id: str, r: Reading, p: Proposal, speaker: Speaker) -> dict[str, Any]:
    cue, mention = p.cue, p.mention
    start, end = context_span(r, p)
    return {
        "statement_id": statement_id(article_id, p.segments),
        "article_id": article_id,
        "paragraph": r.paragraph_at(p.start),
        "kind": kind(r, p.segments),
        "segments": [list(s) for s in p.segments],
        "content": GAP.join(r.text[s:e] for s, e in p.segments),
        "cue": r.text[slice(*cue)] if cue else None,
        "cue_start": cue[0] if cue else None,
        "cue_end": cue[1] if cue else None,
        "speaker_mention": r.text[slice(*mention)] if mention else None,
        "speaker_start": mention[0] if mention else None,
        "speaker_end": mention[1] if mention else None,
        "speakers": list(speaker.names),
        "speaker_kind": speaker.kind,
        "modality": modality(p),
        "rule": p.rule,
        "confidence": confidence(p.probability, speaker_probability(speaker, p)),
        "context": r.text[start:end],
    }


def statement_id(article_id: str, segments: list[Span]) -> str:
    """Return an id that depends on the article and the segments alone.

    Examples
    --------
    >>> statement_id("seed", [(176, 342)])
    'seed-176-cdf5f9'
    """
    places = ";".join(f"{s}-{e}" for s, e in segments)
    digest = hashlib.sha256(f"{article_id}|{places}".encode()).hexdigest()[:6]
    return f"{article_id}-{segments[0][0]}-{digest}"


def kind(r: Reading, segments: list[Span]) -> str:
    """Return "direct", "indirect" or "mixed" by where the quotation marks stand."""
    outer = [q for q in r.quotes if q.level == 1]
    within = [any(q.start <= s and e <= q.end for q in outer) for s, e in segments]
    if all(within):
        return "direct"
    touched = any(q.outer_start < e and q.outer_end > s for q in r.quotes for s, e in segments)
    return "mixed" if touched else "indirect"


def modality(p: Proposal) -> str:
    """Return the modality of a statement: asserted, negated, hearsay or question."""
    if p.question:
        return "question"
    if p.negates or p.negated:
        return "negated"
    return "hearsay" if p.conditional else "asserted"


def context_span(r: Reading, p: Proposal) -> Span:
    """Return the sentences that hold the content, the cue and the mention."""
    places = [
        at for span in [*p.segments, p.cue, p.mention] if span for at in (span[0], max(span[0], span[1] - 1))
    ]
    near = [at for at in places if abs(at - p.start) < 2000]
    return r.sentence_at(min(near))[0], r.sentence_at(max(near))[1]
