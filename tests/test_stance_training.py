"""Training data, its folds, the schedule of a run, and the measures."""

import gzip
import json
import random

import numpy as np
import pytest
import torch

from analysis.stance import bag
from analysis.stance.data import FOLDS, Coded, context_of, fold_of, from_offsets, held_out, read_training
from analysis.stance.evidence import AROUND, Place, around_features, log_odds
from analysis.stance.examples import Pair, Single, pairs, singles
from analysis.stance.measure import accuracy_after_abstaining, calibration_error, flipped, macro_f1
from analysis.stance.pack import pack, unpack
from analysis.stance.stack import Rule, Stack, decide, fit_stack
from analysis.stance.themes import default_themes
from analysis.stance.transfer import read_transfer

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


def test_nothing_without_an_article_is_held_out():
    statements = read_training()
    alone = [s for s in statements if not s.context]
    assert len(alone) > 7500
    assert not any(held_out(s, fold) for s in alone for fold in range(FOLDS))
    in_articles = [s for s in statements if s.context]
    assert all(sum(held_out(s, fold) for fold in range(FOLDS)) == 1 for s in in_articles)


def test_a_reversed_wording_turns_the_stance():
    themes = default_themes()
    turned = set(themes.propositions["sanctions"].reversed)
    seen = set()
    for seed in range(30):
        for pair in pairs([coded({"sanctions": "favor"})], themes, random.Random(seed)):
            if pair.allowed != ("unrelated",):
                seen.add((pair.texts[1] in turned, pair.allowed))
    assert seen == {(True, ("against",)), (False, ("favor",))}


def test_a_statement_teaches_tone_and_every_known_stance():
    [example] = singles([coded({"cooperation": "neutral"})], ["sanctions", "cooperation"])
    assert example == Single(("a salué : cet accord",), stance=(3, 2), tone=0)


def test_public_sets_mean_the_same_as_ours(tmp_path):
    rows = [
        {"text": "Tax it.", "target": "We should ban sugar", "label": "favor"},
        {"text": "No.", "target": "It is hot", "label": "against"},
    ]
    with gzip.open(tmp_path / "arc_reasons.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(r) + "\n" for r in rows)
    (tmp_path / "gqnli-fr.tsv").write_text(
        "premise\thypothesis\tlabel_text\nIl pleut.\tIl fait gris.\tneutral\n", "utf-8"
    )
    found = {p.texts[0]: p for p in read_transfer(tmp_path)}
    assert found["Tax it."] == Pair(("Tax it.", "We should ban sugar"), ("favor",))
    assert found["Il pleut."].allowed == ("neutral", "unrelated")
    with pytest.raises(FileNotFoundError, match="None of the sets"):
        read_transfer(tmp_path / "none")


def test_a_turned_target_turns_the_label(tmp_path):
    row = {"text": "Ban it.", "target": "We should ban sugar", "label": "favor"}
    with gzip.open(tmp_path / "ibm_argq30k.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for _ in range(40))
    found = {(p.texts[1], p.allowed) for p in read_transfer(tmp_path)}
    assert found == {("We should ban sugar", ("favor",)), ("We should not ban sugar", ("against",))}


def test_packed_weights_are_close_and_small():
    generator = torch.Generator().manual_seed(0)
    base = {"m": torch.randn(64, 64, generator=generator), "b": torch.randn(64, generator=generator)}
    learned = {k: v + 0.01 * torch.randn(v.shape, generator=generator) for k, v in base.items()}
    learned["head"] = torch.randn(4, 64, generator=generator)
    packed = pack(learned, base)
    again = unpack(packed, base)
    assert packed["m.codes"].numel() == 64 * 64 // 2
    for name, weight in learned.items():
        assert (again[name] - weight).abs().max() < 0.004


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
