"""Training data, its folds, the schedule of a run, and the measures."""

import json
import random

import numpy as np
import pytest

from analysis.stance import bag
from analysis.stance.data import FOLDS, Coded, context_of, fold_of, from_offsets, read_training
from analysis.stance.evidence import AROUND, Place, around_features, log_odds
from analysis.stance.measure import accuracy_after_abstaining, calibration_error, flipped, macro_f1
from analysis.stance.stack import Rule, Stack, decide, fit_stack
from analysis.stance.themes import default_themes
from analysis.stance.train import pair_examples, statement_examples

TEXT = "Il pleuvait. Le ministre a salué « cet accord ». Puis il est parti.\nFin."


def test_offsets_become_words_and_their_sentence():
    start = TEXT.index("« cet accord »")
    row = {
        "article_id": "a",
        "segments": [[start, start + 14]],
        "cue": [TEXT.index("a salué"), TEXT.index("a salué") + 7],
        "kind": "mixed",
        "stance": {"cooperation": "favor"},
        "sentiment": "positive",
    }
    coded = from_offsets(row, TEXT, "x")
    assert (coded.cue, coded.content) == ("a salué", "« cet accord »")
    assert coded.context == "Le ministre a salué « cet accord »."


def test_context_stays_in_its_paragraph():
    start, end = context_of(TEXT, [(TEXT.index("Fin"), TEXT.index("Fin") + 3)])
    assert TEXT[start:end] == "Fin."


def test_training_data_is_whole_and_coded_in_the_codebooks_words():
    statements = read_training()
    assert len(statements) > 3000
    known = set(default_themes().propositions)
    for s in statements:
        assert s.content.strip() and s.sentiment in ("positive", "neutral", "negative")
        assert set(s.stance) <= known
        assert {*s.stance.values(), *(v for _, v in s.pairs)} <= {"favor", "against", "neutral", "unrelated"}


def test_public_articles_are_kept_without_their_text(tmp_path):
    row = {
        "article_id": "w",
        "segments": [[0, 3]],
        "cue": None,
        "kind": "direct",
        "stance": {},
        "sentiment": "neutral",
    }
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "public.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (tmp_path / "articles.jsonl").write_text(
        json.dumps({"article_id": "w", "text": "Oui, dit-il."}) + "\n", "utf-8"
    )
    assert read_training(tmp_path / "data") == []
    assert read_training(tmp_path / "data", tmp_path / "articles.jsonl")[0].content == "Oui"
    with pytest.raises(FileNotFoundError, match=r"No .jsonl file"):
        read_training(tmp_path / "none")


def test_an_article_is_in_one_fold_whole():
    statements = read_training()
    sizes = np.bincount([fold_of(s.article) for s in statements], minlength=FOLDS)
    assert sizes.min() > 0.15 * len(statements)
    assert fold_of("ukr-01") == fold_of("ukr-01")


def coded(stance, pairs=()):
    return Coded("a", "x", "a salué", "cet accord", "", "direct", stance, tuple(pairs), "positive")


def test_a_reversed_wording_turns_the_stance():
    themes = default_themes()
    turned = set(themes.propositions["sanctions"].reversed)
    seen = set()
    for seed in range(30):
        for example in pair_examples([coded({"sanctions": "favor"})], themes, random.Random(seed)):
            if example.stance[0] != 3:
                seen.add((example.texts[1] in turned, example.stance[0]))
    assert seen == {(True, 1), (False, 0)}


def test_a_statement_teaches_tone_and_every_known_stance():
    [example] = statement_examples(
        [coded({"cooperation": "neutral"})], ["sanctions", "cooperation"], context=False
    )
    assert example.texts == ("a salué : cet accord",)
    assert (example.stance, example.tone) == ((3, 2), 0)


def test_measures_on_a_case_done_by_hand():
    gold, found = ["favor", "favor", "against", "unrelated"], ["favor", "against", "against", "unrelated"]
    assert macro_f1(gold, found) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=1e-3)
    assert flipped(gold, found) == pytest.approx(1 / 3, abs=1e-3)
    confidence, right = np.array([0.9, 0.6, 0.9, 0.6]), np.array([True, False, True, True])
    assert calibration_error(confidence, right) == pytest.approx(0.1)
    assert accuracy_after_abstaining(confidence, right, 0.5) == 1.0


def test_the_stack_learns_and_survives_its_file():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 3))
    stance = np.where(
        features[:, 0] < 0, 3, np.where(features[:, 1] > 0.5, 0, np.where(features[:, 1] < -0.5, 1, 2))
    )
    stack = fit_stack(["a", "b", "c"], features, stance, 10.0)
    again = Stack.from_json(json.loads(json.dumps(stack.to_json())))
    probabilities = again.probabilities(features)
    assert np.allclose(probabilities.sum(1), 1)
    assert (decide(probabilities, Rule(0.0, 0.0)) == stance).mean() > 0.85


def test_neighbours_count_only_within_their_article():
    places = [Place("a", "direct"), Place("a", "direct"), Place("b", "direct")]
    related = np.array([[0.9], [0.1], [0.1]])
    around = around_features(places, related, np.array([[1.0], [0.0], [0.0]]), np.full((3, 1), 0.5))
    neighbours = around[:, 0, AROUND.index("neighbours")]
    assert neighbours[1] == pytest.approx(0.75)
    assert neighbours[2] == 0


def test_log_odds_of_a_certain_answer_are_finite():
    assert np.isfinite(log_odds(np.array([1.0, 0.0, 0.0, 0.0]))).all()


def test_the_bag_marks_the_cue_and_ignores_typography():
    assert bag.hashed("a salué", "l’accord") == bag.hashed("A salué", "l'accord")
    assert bag.hashed("refuse", "x") != bag.hashed("", "refuse x")
