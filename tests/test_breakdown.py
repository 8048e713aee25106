"""Shares by kind and by form of the speaker's name."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.breakdown import coded_corpus, compare, compare_stances, form, judge, measure_errors, rates
from analysis.storage import Run

TEXT = "« La paix viendra », a dit Xi Jinping. Selon lui, tout ira bien. Kiev refuse."


def span(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def said(content: str, mention: str | None, speaker: str, kind: str, speaker_kind: str = "person") -> dict:
    return {
        "content": [span(content)], "kind": kind, "cue": None, "speakers": [speaker], "stance": {},
        "speaker_mention": span(mention) if mention else None, "speaker_kind": speaker_kind,
        "sentiment": "neutral",
    }  # fmt: skip


CODED = {
    "article_id": "a", "title": "", "published": None, "outlet": None, "text": TEXT,
    "statements": [said("La paix viendra", "Xi Jinping", "Xi Jinping", "direct"),
                   said("tout ira bien", "lui", "Xi Jinping", "indirect"),
                   said("refuse", "Kiev", "Ukraine", "indirect", "state")],
}  # fmt: skip


@pytest.fixture
def gold(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(CODED), encoding="utf-8")
    return tmp_path


def test_every_coded_statement_stands_beside_what_was_found(gold, tmp_path):
    articles = coded_corpus(gold)
    assert articles.loc[0, "text"] == TEXT
    found = pd.DataFrame(
        {
            "statement_id": ["1", "2", "3"],
            "article_id": "a",
            "segments": [[span("La paix viendra")], [span("tout ira")], [span("Selon lui")]],
            "speakers": [["Xi Jinping"], ["Vladimir Poutine"], ["Xi Jinping"]],
            "content": ["La paix viendra", "tout ira", "Selon lui"],
            "kind": "direct",
            "rule": ["marks", "selon", "selon"],
            "confidence": [0.9, 0.6, 0.3],
        }
    )
    tone = pd.DataFrame({"statement_id": ["1", "2", "3"], "sentiment": "neutral"})
    stances = pd.DataFrame({"statement_id": [], "proposition": [], "stance": []})
    run = Run(tmp_path, articles, found, tone, stances, pd.DataFrame(), [], {})
    table = compare(gold, run)
    assert list(table["form"]) == ["name", "pronoun", "state or body by another name"]
    assert list(table["found"]) == [True, True, False]
    assert list(table["exact"]) == [True, False, False]
    assert list(table["right_speaker"]) == [True, False, False]
    assert list(judge(gold, run)["right"]) == [True, False, False]
    by_kind = rates(table, "kind", "found")
    assert by_kind.loc["indirect"].tolist()[:2] == [2, 0.5]
    assert by_kind.loc["direct", "low"] < 1 == by_kind.loc["direct", "high"]


def test_stances_stand_beside_their_coding(gold, tmp_path):
    coded = json.loads(json.dumps(CODED))
    coded["statements"][0]["stance"] = {"peace": "favor"}
    (gold / "a.json").write_text(json.dumps(coded), encoding="utf-8")
    found = pd.DataFrame(
        {"statement_id": ["1", "2"], "article_id": "a", "content": "x", "speakers": [["Xi Jinping"]] * 2,
         "segments": [[span("La paix viendra")], [span("tout ira bien")]]}
    )  # fmt: skip
    stances = pd.DataFrame(
        {
            "statement_id": ["1", "2"],
            "proposition": "peace",
            "stance": ["against", "unrelated"],
            "abstain": [False, True],
            "scorer": "ours",
            "p_favor": [0.1, 0.1],
            "p_against": [0.6, 0.0],
            "p_neutral": [0.2, 0.0],
            "p_unrelated": [0.1, 0.9],
        }
    )
    tone = pd.DataFrame({"statement_id": ["1", "2"], "sentiment": "neutral"})
    run = Run(tmp_path, coded_corpus(gold), found, tone, stances, pd.DataFrame(), [], {})
    table = compare_stances(gold, run)
    assert table[["coded", "stance", "confidence", "right"]].values.tolist() == [
        ["favor", "against", 0.6, False],
        ["unrelated", "unrelated", 0.9, True],
    ]
    errors = measure_errors(gold, run, "one article")
    assert (errors.scorer, errors.n_pairs, errors.table().loc["against", "favor"]) == ("ours", 1, 1.0)


@pytest.mark.parametrize(
    ("mention", "speakers", "kind", "expected"),
    [
        (None, ["Chine"], "state", "no mention"),
        ("Ce dernier", ["Xi Jinping"], "person", "pronoun"),
        ("L’intéressée", ["Hua Chunying"], "person", "pronoun"),
        ("Les deux présidents", ["Xi Jinping", "Alexandre Loukachenko"], "group", "several speakers"),
        ("un diplomate", ["un diplomate"], "unnamed", "unnamed"),
        ("le président Loukachenko", ["Alexandre Loukachenko"], "person", "name"),
        ("la Chine", ["Chine"], "state", "name"),
        ("Minsk", ["Biélorussie"], "state", "state or body by another name"),
    ],
)
def test_forms(mention, speakers, kind, expected):
    assert form(mention, speakers, kind) == expected


def test_the_interval_of_a_share_follows_articles_not_statements():
    apart = pd.DataFrame({"article_id": range(20), "found": [True, False] * 10})
    together = pd.DataFrame(
        {"article_id": [i // 2 for i in range(20)], "found": [i // 2 % 2 == 0 for i in range(20)]}
    )
    wide, narrow = (rates(t, None, "found").iloc[0] for t in (together, apart))
    assert wide["share"] == narrow["share"] == 0.5
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]
