"""The pipeline with small stand-ins for the three steps: batches, failures, resuming, what is written."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from analysis.batches import Steps
from analysis.corpus import CorpusError
from analysis.pipeline import run, summary
from analysis.storage import RunError, export_csv, read_run, read_table, write_table
from analysis.tables import STATEMENTS

SENTENCE = "Le ministre a déclaré que les négociations avec la Russie reprendraient en mars à Genève."


def extract(articles, fail_on="", die_on="", calls=None):
    """One statement per article: what follows "que"."""
    if calls:
        with open(calls, "a") as log:  # noqa: PTH123
            log.write(f"{len(articles)}\n")
    rows = []
    for article in articles.to_dict("records"):
        if fail_on and fail_on in article["text"]:
            raise RuntimeError(f"cannot read {fail_on}")
        if die_on and die_on in article["text"]:
            os._exit(1)
        start = article["text"].index("que ") + 4
        end = len(article["text"]) - 1
        rows.append(
            dict.fromkeys(STATEMENTS.columns)
            | {
                "statement_id": hashlib.sha256(f"{article['article_id']}{start}".encode()).hexdigest()[:12],
                "article_id": article["article_id"],
                "paragraph": 0,
                "kind": "indirect",
                "segments": [[start, end]],
                "content": article["text"][start:end],
                "cue": "a déclaré",
                "speakers": ["ministre"],
                "speaker_kind": "person",
                "modality": "asserted",
                "rule": "que",
                "confidence": 0.9,
                "context": article["text"],
            }
        )
    return pd.DataFrame(rows, columns=list(STATEMENTS.columns))


def sentiment(statements, fail_on=""):
    if fail_on and statements["context"].str.contains(fail_on).any():
        raise ValueError("no tone in this")
    if statements["context"].str.contains("Berne").any():
        warnings.warn("Berne is rarely mentioned", UserWarning, stacklevel=2)
    return pd.DataFrame(
        {
            "statement_id": statements["statement_id"],
            "sentiment": "neutral",
            "p_positive": 0.1,
            "p_neutral": 0.8,
            "p_negative": 0.1,
            "sentiment_score": 0.0,
            "scorer": "fake",
        }
    )


def stance(statements):
    return pd.DataFrame(
        {
            "statement_id": statements["statement_id"],
            "proposition": "negotiation",
            "theme": "ukraine",
            "stance": "favor",
            "p_favor": 0.7,
            "p_against": 0.1,
            "p_neutral": 0.1,
            "p_unrelated": 0.1,
            "stance_score": 0.6,
            "abstain": False,
            "scorer": "fake",
        }
    )


def corpus(n=5, **at):
    texts = [f"{SENTENCE[:-1]} pour la {i}e fois." for i in range(n)]
    for place, word in at.items():
        texts[int(place[1:])] += f" {word} n'a rien dit."
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(n)], "text": texts})


def steps(**how):
    return Steps(partial(extract, **how), sentiment, stance)


def test_run_writes_every_table_and_says_what_it_did(tmp_path):
    done = run(corpus(5), tmp_path, steps=steps(), batch_size=2)
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [
        "articles.parquet",
        "errors.jsonl",
        "estimates.parquet",
        "manifest.json",
        "sentiments.parquet",
        "stances.parquet",
        "statements.parquet",
    ]
    counts = done.manifest["counts"]
    assert (counts["articles"], counts["statements"], counts["stances"], counts["errors"]) == (5, 5, 5, 0)
    assert counts["batches"] == 3
    assert done.manifest["scorers"] == ["fake"]
    assert "5 articles, 5 statements by 1 speakers" in summary(done)
    for name, digest in done.manifest["outputs"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_a_written_run_is_read_back_with_lists(tmp_path):
    done = run(corpus(3), tmp_path, steps=steps())
    again = read_run(tmp_path)
    row = again.statements.iloc[0]
    assert row["segments"] == done.statements.iloc[0]["segments"]
    assert isinstance(row["segments"][0], list)
    assert row["speakers"] == ["ministre"]
    text = again.articles.set_index("article_id").loc[row["article_id"], "text"]
    assert text[slice(*row["segments"][0])] == row["content"]


def test_the_same_corpus_gives_the_same_bytes(tmp_path):
    one = run(corpus(4), tmp_path / "one", steps=steps(), batch_size=2)
    two = run(corpus(4), tmp_path / "two", steps=steps(), batch_size=3)
    assert one.manifest["outputs"] == two.manifest["outputs"]


def test_an_article_that_raises_is_reported_and_the_others_go_on(tmp_path):
    done = run(corpus(5, a2="Berlin"), tmp_path, steps=steps(fail_on="Berlin"), batch_size=3)
    assert list(done.statements["article_id"]) == ["a0", "a1", "a3", "a4"]
    [error] = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text().splitlines()]
    assert error["article_id"] == "a2"
    assert error["stage"] == "extract"
    assert "RuntimeError: cannot read Berlin" in error["reason"]
    assert error["raised_at"].startswith("test_pipeline.py:")
    assert error["what_to_do"]
    assert "1 errors" in summary(done)


def test_a_statement_that_cannot_be_scored_stays_a_statement(tmp_path):
    failing = Steps(extract, partial(sentiment, fail_on="Berlin"), stance)
    done = run(corpus(3, a1="Berlin"), tmp_path, steps=failing)
    assert len(done.statements) == 3
    assert len(done.sentiments) == 2
    assert [(error["stage"], error["article_id"]) for error in done.errors] == [("score", "a1")]


def test_contents_that_are_not_in_the_text_are_an_error(tmp_path):
    def shifted(articles):
        table = extract(articles)
        table["content"] = table["content"].str.upper()
        return table

    done = run(corpus(1), tmp_path, steps=Steps(shifted, sentiment, stance))
    assert len(done.statements) == 0
    assert "do not give its content" in done.errors[0]["reason"]


def test_an_unknown_scorer_stops_the_run(tmp_path):
    class ScorerError(ValueError):
        pass

    def unknown(statements):
        raise ScorerError("there is no scorer 'x'")

    with pytest.raises(ScorerError, match="no scorer 'x'"):
        run(corpus(2), tmp_path, steps=Steps(extract, unknown, stance))


def test_resume_works_through_unfinished_batches_only(tmp_path):
    calls = tmp_path / "calls"
    first = run(corpus(6, a5="Berlin"), tmp_path, steps=steps(fail_on="Berlin", calls=calls), batch_size=2)
    assert len(first.errors) == 1
    calls.unlink()
    again = run(corpus(6, a5="Berlin"), tmp_path, steps=steps(calls=calls), batch_size=2, resume=True)
    assert calls.read_text() == "2\n"  # the batch with the error, and no other
    assert again.manifest["counts"]["batches_resumed"] == 2
    assert len(again.statements) == 6
    fresh = run(corpus(6, a5="Berlin"), tmp_path / "fresh", steps=steps(), batch_size=2)
    pd.testing.assert_frame_equal(again.statements, fresh.statements)


def test_resume_forgets_batches_of_other_texts_or_settings(tmp_path):
    run(corpus(4), tmp_path, steps=steps(), batch_size=2)
    changed = corpus(4)
    changed.loc[0, "text"] = changed.loc[0, "text"].replace("Genève", "Vienne")
    other = run(changed, tmp_path, steps=steps(), batch_size=2, resume=True)
    assert other.manifest["counts"]["batches_resumed"] == 1
    stricter = run(changed, tmp_path, steps=steps(), batch_size=2, resume=True, min_confidence=0.5)
    assert stricter.manifest["counts"]["batches_resumed"] == 0


def test_without_resume_everything_is_done_anew(tmp_path):
    run(corpus(2), tmp_path, steps=steps())
    assert run(corpus(2), tmp_path, steps=steps()).manifest["counts"]["batches_resumed"] == 0


def test_an_unfinished_run_is_not_taken_for_a_finished_one(tmp_path):
    run(corpus(2), tmp_path, steps=steps())

    def interrupted(articles):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(corpus(3), tmp_path, steps=Steps(interrupted, sentiment, stance))
    with pytest.raises(RunError, match="no finished run in"):
        read_run(tmp_path)


@pytest.mark.slow
def test_several_processes_give_the_same_tables(tmp_path):
    one = run(corpus(6), tmp_path / "one", steps=steps(), batch_size=2)
    two = run(corpus(6), tmp_path / "two", steps=steps(), batch_size=2, workers=2)
    assert one.manifest["outputs"] == two.manifest["outputs"]


@pytest.mark.slow
def test_a_process_that_dies_costs_one_article(tmp_path):
    table = corpus(6, a3="Berlin")
    done = run(table, tmp_path, steps=steps(die_on="Berlin"), batch_size=2, workers=2)
    assert list(done.statements["article_id"]) == ["a0", "a1", "a2", "a4", "a5"]
    assert [error["article_id"] for error in done.errors] == ["a3"]
    assert "the process died" in done.errors[0]["reason"]


def test_warnings_are_said_once_with_their_count(tmp_path):
    done = run(corpus(4, a0="Berne", a3="Berne"), tmp_path, steps=steps(), batch_size=1)
    assert done.manifest["warnings"] == {"Berne is rarely mentioned": 2}
    assert summary(done).count("Berne is rarely mentioned (2 ×)") == 1


def test_no_statement_at_all_still_gives_typed_tables(tmp_path):
    def nothing(articles):
        return extract(articles.head(0))

    run(corpus(2), tmp_path, steps=Steps(nothing, sentiment, stance))
    again = read_run(tmp_path)
    assert len(again.statements) == len(again.stances) == len(again.estimates) == 0
    assert list(again.statements.columns) == list(STATEMENTS.columns)
    assert again.statements["confidence"].dtype == float


def test_a_corpus_without_articles_leaves_its_reasons_behind(tmp_path):
    empty = tmp_path / "vide.txt"
    empty.write_text("")
    with pytest.raises(CorpusError, match="the text is empty"):
        run(empty, tmp_path / "out", steps=steps())
    [line] = (tmp_path / "out" / "errors.jsonl").read_text().splitlines()
    assert json.loads(line)["reason"] == "the text is empty"


def test_bad_articles_end_in_errors_jsonl_with_their_line(tmp_path):
    table = tmp_path / "corpus.jsonl"
    rows = [
        json.dumps({"article_id": "bon", "text": SENTENCE}),
        "{broken",
        json.dumps({"article_id": "vide"}),
    ]
    table.write_text("\n".join(rows))
    done = run(table, tmp_path / "out", steps=steps())
    assert [(e["stage"], e["line"], e["article_id"]) for e in done.errors] == [
        ("read", 2, None),
        ("read", 3, "vide"),
    ]
    assert done.manifest["counts"]["articles"] == 1


def test_exports_are_safe_to_open_in_a_spreadsheet(tmp_path):
    table = pd.DataFrame(
        {"article_id": ["=HYPERLINK(1)", "a"], "speakers": [["@x"], ["Chine"]], "score": [-0.5, 1.0]}
    )
    export_csv(table, tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == '\'=HYPERLINK(1),"[""@x""]",-0.5'


def test_exports_on_request(tmp_path):
    done = run(corpus(2), tmp_path, steps=steps(), export=("csv", "jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "statements.jsonl").read_text().splitlines()]
    assert rows[0]["segments"] == done.statements.iloc[0]["segments"]
    assert len(pd.read_csv(tmp_path / "stances.csv")) == 2
    run(corpus(2), tmp_path, steps=steps())
    assert not (tmp_path / "stances.csv").exists()  # nothing stale is left beside a new run


def test_list_columns_keep_their_type_in_an_empty_table(tmp_path):
    table = pd.DataFrame({"segments": [], "speakers": []}, dtype=object)
    assert len(read_table(write_table(table, tmp_path / "t.parquet"))) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"workers": 0}, "at least 1"),
        ({"min_confidence": 2}, "between 0 and 1"),
        ({"export": ("xlsx",)}, "unknown export xlsx"),
    ],
)
def test_wrong_arguments_are_named(tmp_path, wrong, said):
    with pytest.raises(ValueError, match=said):
        run(corpus(1), tmp_path, steps=steps(), **wrong)


def test_what_reading_remarked_is_in_the_summary_once(tmp_path):
    (tmp_path / "a.txt").write_bytes(SENTENCE.encode("cp1252"))
    (tmp_path / "b.txt").write_bytes((SENTENCE + " Bientôt.").encode("cp1252"))
    (tmp_path / "vide.txt").write_bytes(b"")
    done = run(tmp_path, tmp_path / "out", steps=steps())
    assert done.manifest["warnings"] == {"read as cp1252, not UTF-8": 2}
    assert [error["reason"] for error in done.errors] == ["the text is empty"]
    names = [Path(entry["file"]).name for entry in done.manifest["inputs"]]
    assert names == ["a.txt", "b.txt", "vide.txt"]
