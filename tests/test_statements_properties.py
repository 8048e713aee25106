"""What holds for every text, French or not: no crash, exact places, one contract."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import extract_statements
from analysis.tables import GAP, STATEMENTS, check

FRAGMENTS = [
    "Le ministre turc", "Pékin", "Elle", "La présidente de la région, Hélène Vasseur,", "le communiqué",
    "qui", "a déclaré", "a salué", "estime", "dit-il", "a-t-elle ajouté", "selon", "Selon lui,",
    "d’après", "pour", "nie", "que", "qu’", "de", "à", ":", ",", ".", ";", "?", "!", "…", "« ", " »",
    "“", "”", '"', "„", "‘", "’", "— ", "(", ")", "\n", "\n\n", "\u00a0", "\u202f", "la paix viendrait",
    "un accord « historique »", "Nous partons", "non", "et", "mais",
    "l’annonce par l’Union européenne du", "le refus de Madrid de", "est favorable à",
    "a été salué par", "assurant que", "Lire aussi :", "LONDRES (AFP) –", "12 % des élus", "M. Dupont",
    "lundi", "n’a pas souhaité commenter", "\u0301", "😀",
]  # fmt: skip
FRENCH = st.lists(st.sampled_from(FRAGMENTS), max_size=24).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda glue: glue.join(words))
)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120)
THOROUGH = settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))


def articles_of(*texts):
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": list(texts)})


def hold(articles):
    """Check everything that holds for any articles."""
    found = extract_statements(articles)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    assert list(found.columns[: len(STATEMENTS.columns)]) == list(STATEMENTS.columns)
    pd.testing.assert_frame_equal(check(found, STATEMENTS), found)
    assert found["statement_id"].is_unique
    assert found["confidence"].between(0, 1).all()
    for row in found.to_dict("records"):
        text = texts[row["article_id"]]
        assert row["segments"]
        assert all(0 <= s < e <= len(text) for s, e in row["segments"])
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(row["segments"]))
        assert row["content"] == GAP.join(text[s:e] for s, e in row["segments"])
        assert row["content"].strip()
        for words, start, end in (
            (row["cue"], row["cue_start"], row["cue_end"]),
            (row["speaker_mention"], row["speaker_start"], row["speaker_end"]),
        ):
            assert pd.isna(words) == pd.isna(start) == pd.isna(end)
            assert pd.isna(words) or text[start:end] == words
        assert row["context"] in text
        assert row["speakers"] and all(isinstance(name, str) and name for name in row["speakers"])
    pd.testing.assert_frame_equal(extract_statements(articles), found)


@pytest.mark.slow
@given(st.lists(ANY_TEXT, min_size=1, max_size=3))
@THOROUGH
def test_any_unicode(texts):
    hold(articles_of(*texts))


@pytest.mark.slow
@given(st.lists(FRENCH, min_size=1, max_size=4))
@THOROUGH
def test_french_fragments_glued_at_random(texts):
    hold(articles_of(*texts))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "«",
        "»",
        "« »",
        "Selon",
        "a déclaré— ",
        "Après avoir affirmé que : « Oui », dit-il qu’",
        "a déclaré",
        "— ",
        ":",
        "…",
        "\u202f",
        "😀 « 😀 », a dit 😀.",
        "\ufeff« Oui », dit-il.",
    ],
)
def test_odd_texts(text):
    hold(articles_of(text))


def test_no_articles_give_an_empty_table_of_the_contract():
    found = extract_statements(articles_of().astype({"article_id": str, "text": str}))
    assert len(found) == 0
    assert list(found.columns) == list(STATEMENTS.columns)


def test_line_ends_and_spaces_move_no_offset():
    text = "« Nous tiendrons », a déclaré le ministre turc.\r\n\u2028\t« Jamais », répond Pékin.\u00a0"
    hold(articles_of(text))
    assert list(extract_statements(articles_of(text))["content"]) == ["Nous tiendrons", "Jamais"]


def test_ids_do_not_depend_on_the_other_articles():
    first, second = "« Nous tiendrons », a déclaré le ministre.", "Pékin a salué un accord utile."
    both, reversed_order = articles_of(first, second), articles_of(first, second)[::-1]
    ids = set(extract_statements(both)["statement_id"])
    assert ids == set(extract_statements(reversed_order)["statement_id"])
    assert ids == set(extract_statements(both[:1])["statement_id"]) | set(
        extract_statements(both[1:])["statement_id"]
    )
    assert len(ids) == 2


def test_min_confidence_only_takes_away():
    articles = articles_of(
        "« Nous tiendrons », a déclaré le ministre. Selon lui, la paix viendra. Il a salué un accord."
    )
    everything = extract_statements(articles)
    sure = extract_statements(articles, min_confidence=0.6)
    assert set(sure["statement_id"]) == set(everything.loc[everything["confidence"] >= 0.6, "statement_id"])
    assert extract_statements(articles, min_confidence=1.0).empty
