"""Statements in their place: the text unchanged, every word escaped."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.display import show_article, show_words, speaker_colours

TEXT = "Selon Pékin, « la paix <est> possible », a dit Hua Chunying."


def article(text: str = TEXT, title: object = None) -> pd.DataFrame:
    return pd.DataFrame({"article_id": ["a"], "title": [title], "text": [text]})


def statement(segments, speakers=("Chine",), cue=(pd.NA, pd.NA), mention=(pd.NA, pd.NA), key="s") -> dict:
    return {"statement_id": key, "article_id": "a", "segments": segments, "speakers": list(speakers),
            "cue_start": cue[0], "cue_end": cue[1],
            "speaker_start": mention[0], "speaker_end": mention[1]}  # fmt: skip


def read(view) -> str:
    """Read the article back from its HTML, without the numbers."""
    body = view.html.split("pre-wrap'>", 1)[1].rsplit("</div></div>", 1)[0]
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<sup>.*?</sup>", "", body)))


def test_a_statement_is_coloured_numbered_and_escaped():
    said = pd.DataFrame([statement([[15, 37]], cue=(41, 46), mention=(47, 59))])
    shown = show_article(article(), said).html
    assert (
        "<sup>1</sup><span style='background:#CFE3F7;color:#111'>la paix &lt;est&gt; possible</span>" in shown
    )
    assert "<span style='text-decoration:underline dotted'>a dit</span>" in shown
    assert "<span style='font-weight:bold'>Hua Chunying</span>" in shown
    assert "<est>" not in shown


def test_the_inner_statement_gives_the_colour_the_outer_the_line():
    said = pd.DataFrame(
        [statement([[0, 40]], ["Chine"], key="x"), statement([[15, 37]], ["Hua Chunying"], key="y")]
    )
    shown = show_article(article(), said).html
    assert "background:#FCE0BF;color:#111;border-bottom:3px solid #CFE3F7'>la paix" in shown


def test_nobody_is_grey_and_named_as_such():
    said = pd.DataFrame([statement([[0, 5]], [])])
    assert speaker_colours(said) == {"(speaker not resolved)": "#E8E8E8"}
    assert "background:#E8E8E8" in show_article(article(), said).html


def test_names_and_titles_are_escaped():
    said = pd.DataFrame([statement([[0, 5]], ["<script>alert(1)</script>"])])
    shown = show_article(article(title="<b>& co"), said).html
    assert "<script" not in shown
    assert "&lt;b&gt;&amp; co" in shown


@given(st.text(min_size=1), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=5))
def test_the_text_comes_back_unchanged(text, drawn):
    spans = [[[s, min(s + n, len(text))]] for s, n in drawn if s < len(text)]
    rows = [statement(span, key=str(i)) for i, span in enumerate(spans)]
    said = pd.DataFrame(rows, columns=list(statement([])))
    assert read(show_article(article(text), said)) == text


def test_an_unknown_article_is_named():
    said = pd.DataFrame([statement([[0, 5]])])
    with pytest.raises(ValueError, match="article_id='b' is not in the table"):
        show_article(article(), said, "b")


def test_words_that_move_a_score():
    said = pd.Series({"cue": "s'oppose à", "content": "la <levée> des sanctions"})
    words = pd.DataFrame(
        {"word": ["levée", "oppose"], "part": ["content", "cue"], "start": [4, 2], "effect": [-0.4, 0.8]}
    )
    view = show_words(said, words, "Sanctions & co")
    assert "Sanctions &amp; co" in view.html
    assert "s&#x27;<span title='+0.80' style='background:#1B4F8A8c'>oppose</span> à" in view.html
    assert (
        "la &lt;<span title='−0.40' style='background:#E0821446'>levée</span>&gt; des sanctions" in view.html
    )
    assert repr(view) == "most weight: oppose, levée"
