"""What can be said of a speaker: the mean, its interval, and when to say nothing."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.error_model import SHIPPED, ErrorModel
from analysis.estimates import estimate_stance, stance_points
from analysis.tables import ESTIMATES, STANCE_TABLE, check

GOOD = ErrorModel(np.array([[90, 2, 6, 2], [2, 90, 6, 2], [5, 5, 80, 10], [2, 2, 6, 90]], float))
USELESS = ErrorModel(np.full((4, 4), 25.0))


def tables(
    rows: list[tuple], speakers: dict[str, list[str]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build both tables from (statement, article, theme, proposition, stance, score, abstain)."""
    names = ["statement_id", "article_id", "theme", "proposition", "stance", "stance_score", "abstain"]
    table = pd.DataFrame(rows, columns=names)
    given_to = speakers or {}
    said = table.drop_duplicates("statement_id")[["statement_id", "article_id"]].reset_index(drop=True)
    said["speakers"] = [given_to.get(s, ["Chine"]) for s in said["statement_id"]]
    return table.drop(columns="article_id"), said


def one(rows: list[tuple], **how: object) -> pd.Series:
    estimates = estimate_stance(*tables(rows), by="proposition", **how)
    assert len(estimates) == 1
    return estimates.iloc[0]


def row(
    i: int | str, score: float, article: str = "a", stance: str | None = None, abstain: bool = False
) -> tuple:
    side = stance or ("favor" if score > 0.3 else "against" if score < -0.3 else "neutral")
    return (f"s{i}", article, "sanctions", "sanctions", side, score, abstain)


def test_mean_of_three_statements():
    found = one([row(1, 0.9), row(2, 0.6), row(3, 0.3)])
    assert found["mean"] == pytest.approx(0.6)
    assert (found["n_statements"], found["n_articles"], found["n_abstained"]) == (3, 1, 0)
    assert "one article" in found["method"] and "model error not included" in found["method"]


def test_two_statements_are_not_estimated_but_counted():
    found = one([row(1, 0.9), row(2, 0.6, "b")])
    assert np.isnan([found["mean"], found["low"], found["high"]]).all()
    assert (found["n_statements"], found["n_articles"]) == (2, 2)
    assert found["method"] == "fewer than 3 statements: not estimated"


def test_abstained_and_unrelated_do_not_enter_the_mean():
    rows = [row(1, 0.9), row(2, 0.6), row(3, 0.3), row(4, -1, abstain=True), row(5, -1, stance="unrelated")]
    found = one(rows)
    assert found["mean"] == pytest.approx(0.6)
    assert (found["n_statements"], found["n_abstained"]) == (3, 1)


def test_a_speaker_on_whom_the_model_always_abstained_has_points_and_no_estimate():
    stances, statements = tables([row(1, 0.9, abstain=True)])
    assert estimate_stance(stances, statements).empty
    assert list(stance_points(stances, statements)["abstain"]) == [True]


def test_a_common_statement_counts_for_each_speaker():
    speakers = {f"s{i}": ["Xi Jinping", "Alexandre Loukachenko"] for i in (1, 2, 3)}
    estimates = estimate_stance(*tables([row(1, 0.9), row(2, 0.6), row(3, 0.3)], speakers), by="theme")
    assert dict(zip(estimates["speaker"], estimates["n_statements"], strict=True)) == {
        "Alexandre Loukachenko": 3,
        "Xi Jinping": 3,
    }


def test_an_unresolved_speaker_counts_for_nobody():
    stances, statements = tables([row(1, 0.9)], {"s1": []})
    assert stance_points(stances, statements).empty
    assert estimate_stance(stances, statements).empty


def test_a_statement_on_two_propositions_is_one_point_of_their_theme():
    rows = [
        ("s1", "a", "ukraine", "negotiation", "favor", 0.8, False),
        ("s1", "a", "ukraine", "support_ukraine", "neutral", 0.0, False),
        ("s2", "a", "ukraine", "negotiation", "favor", 0.6, False),
        ("s2", "a", "ukraine", "support_ukraine", "against", -0.9, True),
        ("s3", "a", "ukraine", "negotiation", "unrelated", 0.1, False),
    ]
    points = stance_points(*tables(rows), by="theme")
    assert list(points["stance_score"]) == pytest.approx([0.4, 0.6])
    assert list(points["abstain"]) == [False, False]


def test_levels_together_keep_the_contract():
    rows = [row(i, 0.5, f"a{i}") for i in range(4)]
    both = estimate_stance(*tables(rows))
    assert list(both["level"]) == ["theme", "proposition"]
    assert both["proposition"].isna().tolist() == [True, False]
    check(both, ESTIMATES)
    check(estimate_stance(*tables([])), ESTIMATES)


def test_model_error_widens_the_interval():
    rows = [row(i, 0.9, f"a{i}") for i in range(8)]
    bare, good, useless = (one(rows, error_model=m) for m in (None, GOOD, USELESS))
    width = [found["high"] - found["low"] for found in (bare, good, useless)]
    assert width[0] == pytest.approx(0, abs=1e-9)
    assert 0.1 < width[1] < width[2]
    assert useless["low"] < 0 < useless["high"]
    assert "400 coded pairs" in useless["method"]


def test_more_articles_narrow_the_interval():
    few = one([row(i, s, f"a{i}") for i, s in enumerate([0.9, 0.1, 0.5, 0.7])])
    many = one([row(i, s, f"a{i}") for i, s in enumerate([0.9, 0.1, 0.5, 0.7] * 10)])
    assert many["high"] - many["low"] < (few["high"] - few["low"]) / 2


def test_statements_of_one_article_weigh_less_than_as_many_articles():
    scores = [0.9] * 5 + [-0.9] * 5
    together = one([row(i, s, "a" if s > 0 else "b") for i, s in enumerate(scores)])
    apart = one([row(i, s, f"a{i}") for i, s in enumerate(scores)])
    assert together["high"] - together["low"] > apart["high"] - apart["low"]


SIDES = st.sampled_from(["favor", "against", "neutral"])
ROWS = st.lists(
    st.tuples(st.floats(-1, 1), st.sampled_from("abcd"), SIDES, st.booleans()), min_size=1, max_size=12
)


@settings(deadline=None, max_examples=20)
@given(ROWS, st.sampled_from([None, GOOD, USELESS]), st.randoms(use_true_random=False))
def test_interval_holds_the_mean_in_bounds_in_any_row_order(drawn, errors, chance):
    rows = [row(i, score, art, stance, abstain) for i, (score, art, stance, abstain) in enumerate(drawn)]
    stances, statements = tables(rows)
    first = estimate_stance(stances, statements, error_model=errors)
    order = list(range(len(stances)))
    chance.shuffle(order)
    again = estimate_stance(stances.iloc[order], statements.iloc[order[::-1]], error_model=errors)
    pd.testing.assert_frame_equal(first, again)
    known = first.dropna(subset="mean")
    assert (known["low"] <= known["mean"]).all() and (known["mean"] <= known["high"]).all()
    assert known[["low", "high"]].abs().le(1).all(axis=None)


@pytest.mark.parametrize(("articles", "per_article"), [(1, 8), (4, 3), (12, 2)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(articles, per_article):
    """Draw 150 speakers from a known world: the 95 % interval must not promise too much."""
    rng, rows, speakers = np.random.default_rng(5), [], {}
    for who in range(150):
        centre = np.zeros(1) if articles == 1 else rng.normal(0, 0.2, articles)
        scores = np.clip(
            0.2 + np.repeat(centre, per_article) + rng.normal(0, 0.3, articles * per_article), -1, 1
        )
        for i, score in enumerate(scores):
            speakers[f"s{who}-{i}"] = [f"speaker {who}"]
            rows.append(row(f"{who}-{i}", score, f"a{who}-{i // per_article}"))
    found = estimate_stance(*tables(rows, speakers), by="theme")
    assert len(found) == 150
    held = ((found["low"] <= 0.2) & (found["high"] >= 0.2)).mean()
    assert 0.90 <= held < 1


def test_wrong_arguments_say_what_to_do():
    stances, statements = tables([row(1, 0.9)])
    with pytest.raises(ValueError, match=r"by='themes' is not known\. Use 'theme'"):
        estimate_stance(stances, statements, by="themes")
    with pytest.raises(ValueError, match="level=95 is not a probability"):
        estimate_stance(stances, statements, level=95)
    with pytest.raises(ValueError, match=r"first: 's1'\). Give both tables of the same run"):
        estimate_stance(stances, statements.iloc[:0])


def test_error_model_goes_to_json_and_back_in_any_label_order(tmp_path):
    path = GOOD.to_json(tmp_path / "matrix.json")
    assert (ErrorModel.from_json(path).counts == GOOD.counts).all()
    path.write_text(
        '{"labels": ["against", "favor", "neutral", "unrelated"],'
        ' "counts": [[1, 2, 0, 0], [3, 4, 0, 0], [0, 0, 5, 0], [0, 0, 0, 6]]}'
    )
    read = ErrorModel.from_json(path)
    assert read.table().loc["favor", "favor"] == pytest.approx(4 / 7)
    assert read.table().loc["against", "favor"] == pytest.approx(2 / 3)


def test_the_errors_of_the_shipped_scorers_are_measured():
    version = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))["version"]
    for scorer in (f"default {version}", "lexicon"):
        measured = ErrorModel.measured(scorer)
        assert measured is not None, f"measure {scorer!r} again: analysis.breakdown.measure_errors"
        assert measured.n_pairs > 200


def test_the_measured_errors_of_a_scorer_are_found_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.error_model.SHIPPED", tmp_path)
    ErrorModel(GOOD.counts, "ours", "our articles").to_json(tmp_path / "confusion.json")
    stances, statements = tables([row(i, 0.9, f"a{i}") for i in range(8)])
    methods = [
        estimate_stance(stances.assign(scorer=name), statements)["method"].iloc[0]
        for name in ("ours", "other")
    ]
    assert "redrawn from 400 coded pairs (our articles)" in methods[0]
    assert "model error not included" in methods[1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "line 1: not JSON"),
        ('{"labels": []}', "lacks the key 'counts'"),
        ('{"labels": ["pour"], "counts": [[1]]}', "must be"),
        ('{"labels": ["favor", "against", "neutral", "unrelated"], "counts": [[1]]}', "4 rows of 4"),
    ],
)
def test_a_bad_matrix_is_named(tmp_path, content, says):
    path = tmp_path / "matrix.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=says):
        ErrorModel.from_json(path)


def test_error_model_counts_labels():
    model = ErrorModel.from_labels(
        pd.Series(["favor", "favor", "against"]), pd.Series(["favor", "neutral", "against"])
    )
    assert model.n_pairs == 3
    assert model.table().loc["favor", "neutral"] == 0.5


def test_drawn_labels_come_as_often_as_they_were_coded():
    model = ErrorModel(
        np.array([[700, 100, 200, 0], [0, 1000, 0, 0], [0, 0, 1000, 0], [0, 0, 0, 1000]], float)
    )
    drawn = model.draw(np.array(["favor", "against", "unrelated"]), 20_000, np.random.default_rng(1))
    shares = [(drawn[:, 0] == value).mean() for value in (1, -1, 0)]
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.02)
    assert (drawn[:, 1] == -1).mean() > 0.99
    assert np.isnan(drawn[:, 2]).mean() > 0.99


def test_points_know_the_columns_of_the_stance_table():
    assert {"statement_id", "proposition", "theme", "stance", "stance_score", "abstain"} <= set(
        STANCE_TABLE.columns
    )
