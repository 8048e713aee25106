"""Measures against hand coding, on codings small enough to count by hand."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.evaluation import GoldError, evaluate, list_mistakes, read_gold, same_speakers
from analysis.storage import Run, read_run

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PORTE_PAROLE_SHARED", ROOT.parent / "shared"))
TEXT = "Le ministre a dit que la paix viendrait. Pékin a salué un accord utile. Il pleut beaucoup ici."


def spans(part):
    return [[TEXT.index(part), TEXT.index(part) + len(part)]]


def coded(part, speakers, mention, **more):
    row = {"content": spans(part), "kind": "indirect", "cue": None, "speaker_mention": spans(mention)[0]}
    row |= {"speakers": speakers, "speaker_kind": "person", "stance": {}, "sentiment": "neutral"}
    return row | more


def found(name, part, speakers, article="a", **more):
    row = {"statement_id": name, "article_id": article, "segments": spans(part), "content": part}
    row |= {"speakers": speakers, "kind": "indirect", "rule": "que"}
    return row | more


def write_gold(folder, statements, name="a"):
    folder.mkdir(exist_ok=True)
    gold = {"article_id": name, "text": TEXT, "statements": statements}
    (folder / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    return folder


def run_of(statements, stances=(), articles=("a",), text=TEXT):
    columns = ["statement_id", "article_id", "segments", "content", "speakers", "kind", "rule"]
    table = pd.DataFrame(statements, columns=columns)
    tone = pd.DataFrame({"statement_id": table["statement_id"], "sentiment": "neutral"})
    stance = pd.DataFrame(stances, columns=["statement_id", "proposition", "stance"])
    texts = pd.DataFrame({"article_id": list(articles), "text": text})
    return Run(Path("run"), texts, table, tone, stance, pd.DataFrame(), [], {})


PEACE = coded("la paix viendrait", ["Jean Dupont"], "Le ministre", stance={"negotiation": "favor"})
DEAL = coded("un accord utile", ["Chine"], "Pékin", sentiment="positive")


def test_one_found_one_missed_one_spurious(tmp_path):
    gold = write_gold(tmp_path / "gold", [PEACE, DEAL])
    run = run_of(
        [found("x", "la paix viendrait", ["Dupont"]), found("y", "Il pleut beaucoup ici", ["Chine"])],
        [("x", "negotiation", "against")],
    )
    value = evaluate(gold, run)["value"]
    assert value["statements_precision"] == value["statements_recall"] == value["statements_f1"] == 0.5
    assert value["who_said_what_f1"] == 0.5
    assert value["hard_speakers_recall"] == 0.5  # both speakers stand behind other words; one was found
    assert value["exact_content"] == 0.5
    assert value["sentiment_accuracy_on_matched"] == 1
    assert value["flipped_sides"] == 1
    assert value["stance_favor_against_f1_end_to_end"] == 0
    assert value["bad_offsets"] == 0


def test_an_overlap_of_less_than_six_tenths_is_no_answer(tmp_path):
    gold = write_gold(tmp_path / "gold", [PEACE])
    assert evaluate(gold, run_of([found("x", "la paix", ["Dupont"])])).loc["statements_f1", "value"] == 1
    assert evaluate(gold, run_of([found("x", "viendrait", ["Dupont"])])).loc["statements_f1", "value"] == 0


def test_only_one_answer_counts_for_a_statement(tmp_path):
    gold = write_gold(tmp_path / "gold", [PEACE])
    twice = run_of(
        [found("x", "la paix viendrait", ["Dupont"]), found("y", "que la paix viendrait", ["Dupont"])]
    )
    value = evaluate(gold, twice)["value"]
    assert (value["statements_precision"], value["statements_recall"]) == (0.5, 1)
    assert value["exact_content"] == 1  # the better of the two is taken


def test_offsets_outside_the_text_are_counted(tmp_path):
    gold = write_gold(tmp_path / "gold", [PEACE])
    beyond = run_of([found("x", "la paix viendrait", ["Dupont"], segments=[[22, 5000]])])
    assert evaluate(gold, beyond).loc["bad_offsets", "value"] == 1


def test_an_empty_run_scores_nothing_and_does_not_raise(tmp_path):
    value = evaluate(write_gold(tmp_path / "gold", [PEACE]), run_of([]))["value"]
    assert value["statements_recall"] == value["statements_f1"] == 0
    assert pd.isna(value["kind_accuracy_on_matched"])


def test_intervals_draw_whole_articles(tmp_path):
    gold = tmp_path / "gold"
    names = [f"a{i}" for i in range(8)]
    for name in names:
        write_gold(gold, [PEACE, DEAL], name)
    good = [found(f"x{n}", "la paix viendrait", ["Dupont"], n) for n in names]
    good += [found(f"y{n}", "un accord utile", ["Chine"], n) for n in names[:4]]
    table = evaluate(gold, run_of(good, articles=names))
    row = table.loc["statements_recall"]
    assert row["value"] == 0.75
    assert 0.5 < row["low"] < 0.75 < row["high"] < 1
    same = evaluate(gold, run_of(good[:8], articles=names)).loc["statements_recall"]
    assert (same["low"], same["high"]) == (0.5, 0.5)  # every article alike: nothing varies
    one = evaluate(gold / "a0.json", run_of(good, articles=names))
    assert one["low"].isna().all()
    pd.testing.assert_frame_equal(table, evaluate(gold, run_of(good, articles=names)))


def test_mistakes_are_listed_with_their_rule(tmp_path):
    gold = write_gold(tmp_path / "gold", [PEACE, DEAL])
    run = run_of([found("x", "la paix viendrait", ["Pékin"]), found("y", "Il pleut beaucoup ici", [])])
    table = list_mistakes(gold, run)
    assert list(table["mistake"]) == ["speaker", "missed", "spurious"]
    assert table.loc[0, ["coded", "found", "rule"]].tolist() == ["Jean Dupont", "Pékin", "que"]
    assert table.loc[1, "content"] == "un accord utile"


def test_a_coding_may_hold_one_article_a_line(tmp_path):
    folder = write_gold(tmp_path / "gold", [PEACE, DEAL])
    coding = json.loads(next(folder.glob("*.json")).read_text(encoding="utf-8"))
    lines = tmp_path / "gold.jsonl"
    articles = [json.dumps(coding | {"article_id": i, "title": "a\u2028b"}, ensure_ascii=False) for i in "ab"]
    lines.write_text("\n".join([*articles, "", ""]), encoding="utf-8")
    assert [article["article_id"] for article in read_gold(lines)] == ["a", "b"]


def test_what_cannot_be_compared_is_said(tmp_path):
    gold = write_gold(tmp_path / "gold", [PEACE])
    with pytest.raises(GoldError, match="1 of 1 coded articles are not in the run 'run': a"):
        evaluate(gold, run_of([], articles=["b"]))
    with pytest.raises(GoldError, match="the text of 'a' in the run is not the text that was coded"):
        evaluate(gold, run_of([], text=TEXT + " "))
    with pytest.raises(GoldError, match="no coded article in"):
        evaluate(tmp_path / "none", run_of([]))
    (gold / "b.json").write_text("{}", encoding="utf-8")
    with pytest.raises(GoldError, match=r"b\.json' lacks 'article_id'"):
        evaluate(gold, run_of([]))


@pytest.mark.parametrize(
    ("coded_names", "found_names", "same"),
    [
        (["Alexandre Loukachenko"], ["Loukachenko"], True),
        (["ministère chinois des Affaires étrangères"], ["ministère des Affaires étrangères"], True),
        (["Xi Jinping", "Alexandre Loukachenko"], ["Alexandre Loukachenko", "Xi Jinping"], True),
        (["Xi Jinping", "Alexandre Loukachenko"], ["Xi Jinping"], False),
        (
            ["Union européenne"],
            ["Union africaine"],
            True,
        ),  # half the words: the measure is lenient, and says so
        (["Chine"], [], False),
        (["Émile Zola"], ["Emile Zola"], True),
    ],
)
def test_names_are_compared_by_their_words(coded_names, found_names, same):
    assert same_speakers(coded_names, found_names) is same


@pytest.mark.slow
def test_the_figures_are_those_of_the_reference_scorer(tmp_path):
    tool = SHARED / "tools" / "score_gold.py"
    if not tool.exists():
        pytest.skip(
            f"the reference scorer is not there ({tool}); set PORTE_PAROLE_SHARED to have it compared"
        )
    spec = importlib.util.spec_from_file_location("score_gold", tool)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    from analysis.pipeline import run

    gold = SHARED / "gold" / "dev"
    rows = [
        {key: coding.get(key) for key in ("article_id", "text", "outlet")}
        for coding in reference.read_gold(str(gold)).values()
    ]
    run(pd.DataFrame(rows), tmp_path, scorer="lexicon", progress=False)
    expected = reference.score(str(gold), str(tmp_path))
    value = evaluate(gold, read_run(tmp_path))["value"]
    for name in ("statements", "who_said_what"):
        for short, long in (("P", "precision"), ("R", "recall"), ("F1", "f1")):
            assert value[f"{name}_{long}"] == pytest.approx(expected[name][short], abs=0.001)
    for name in expected:
        if name in value:
            assert value[name] == pytest.approx(expected[name], abs=0.001), name
    for kind, share in expected["recall_by_kind"].items():
        assert value[f"recall_{kind}"] == pytest.approx(share, abs=0.001)
