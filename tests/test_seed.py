"""The seed article from its file to its statements, against its coding by hand."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from analysis import extract_statements, read_corpus
from analysis.tables import GAP

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
#: Who says what, in the order of the article: speakers, first words of the content.
GOLDEN = """
Hua Chunying | à l’invitation du président
Qin Gang | la volonté de la
Xi Jinping, Alexandre Loukachenko | un partenariat stratégique «de
Alexandre Loukachenko | avoir hâte de voir
Alexandre Loukachenko | le récent document publié
Alexandre Loukachenko | il s’agit d‘ »un
Alexandre Loukachenko | Aujourd’hui, pas un seul
Alexandre Loukachenko | soutenir pleinement les propositions
Alexandre Loukachenko | la Biélorussie milite activement
Chine | sa bonne relation avec
Chine | la « confiance mutuelle
Alexandre Loukachenko | la Biélorussie « restera
Union européenne | prolongement d’un an ses
Xi Jinping | La Chine et la
Xi Jinping, Alexandre Loukachenko | élargir la coopération économique
"""


@lru_cache
def coding():
    return json.loads((SEEDS / "coding" / "seed.json").read_text(encoding="utf-8"))


@lru_cache
def articles():
    return read_corpus(SEEDS / "articles")


@lru_cache
def statements():
    return extract_statements(articles())


def places(segments):
    return {i for start, end in segments for i in range(start, end)}


def agreement(a, b):
    return len(places(a) & places(b)) / len(places(a) | places(b))


@lru_cache
def matches():
    """Return (coded, found or None) for every coded statement; no found row serves twice."""
    rows = statements().to_dict("records")
    pairs = sorted(
        (
            (agreement(c["content"], row["segments"]), i, j)
            for i, c in enumerate(coding()["statements"])
            for j, row in enumerate(rows)
        ),
        reverse=True,
    )
    partner, used = {}, set()
    for value, i, j in pairs:
        if value >= 0.6 and i not in partner and j not in used:
            partner[i] = j
            used.add(j)
    return [(c, rows[partner[i]] if i in partner else None) for i, c in enumerate(coding()["statements"])]


def test_the_article_is_read_as_it_was_coded():
    assert list(articles()["text"]) == [coding()["text"]]


def test_statements_are_found():
    missed = [GAP.join(coding()["text"][s:e] for s, e in c["content"]) for c, row in matches() if row is None]
    assert len(matches()) == 17
    assert len(missed) <= 1, missed


def test_few_statements_are_invented():
    assert len(statements()) <= 19


def test_speakers_are_right():
    wrong = [
        (c["speakers"], row and row["speakers"])
        for c, row in matches()
        if row is None or set(row["speakers"]) != set(c["speakers"])
    ]
    assert len(wrong) <= 2, wrong


def test_kinds_are_right_for_most():
    same = [row["kind"] == c["kind"] for c, row in matches() if row is not None]
    assert sum(same) >= 15


def test_no_offset_is_wrong():
    text = coding()["text"]
    for row in statements().to_dict("records"):
        assert row["content"] == GAP.join(text[s:e] for s, e in row["segments"])
        assert pd.isna(row["cue"]) or text[row["cue_start"] : row["cue_end"]] == row["cue"]
        assert (
            pd.isna(row["speaker_mention"])
            or text[row["speaker_start"] : row["speaker_end"]] == row["speaker_mention"]
        )


def test_the_boxed_link_is_no_statement():
    assert not statements()["content"].str.contains("règlement politique de la crise").any()


@pytest.mark.parametrize("line", GOLDEN.strip().splitlines())
def test_golden(line):
    names, words = line.split(" | ")
    shown = [f"{', '.join(row['speakers'])} | {row['content']}" for row in statements().to_dict("records")]
    wanted = {", ".join(order) for order in (names.split(", "), names.split(", ")[::-1])}
    assert any(s.startswith(tuple(f"{w} | {words}" for w in wanted)) for s in shown), "\n".join(shown)
