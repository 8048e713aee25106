"""What stands beside the model's own figures: two coders, x-stance, short runs that differ in one thing."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.stance.ablate_training import VARIANTS, content_alone, summary, whole_sentence
from analysis.stance.agreement import agreement
from analysis.stance.data import Coded
from analysis.stance.evidence import AGAINST, FAVOR
from analysis.stance.themes import default_themes
from analysis.stance.xstance import figures, read_answers, sides


def coded(content, stance, sentiment="neutral", domain="d", context=""):
    return Coded("a", domain, "a dit", content, context, "direct", stance, (), sentiment)


FIRST = [
    coded("Il faut négocier.", {"negotiation": "favor"}),
    coded("Les sanctions sont absurdes.", {"sanctions": "against"}, "negative"),
]
UNRELATED = dict.fromkeys(default_themes().propositions, "unrelated")


def second(*rows):
    return pd.DataFrame(
        [{"domain": "d", "number": i, **UNRELATED, **stance} for i, stance in enumerate(rows)]
    )


def test_two_coders_who_agree_and_one_who_turns_a_side():
    same = second(
        {"negotiation": "favor", "sentiment": "neutral"}, {"sanctions": "against", "sentiment": "negative"}
    )
    turned = second(
        {"negotiation": "favor", "sentiment": "neutral"}, {"sanctions": "favor", "sentiment": "neutral"}
    )
    assert agreement(FIRST, same).iloc[-1][["macro_f1", "flipped", "tone"]].tolist() == [1.0, 0.0, 1.0]
    assert agreement(FIRST, turned).iloc[-1][["flipped", "tone"]].tolist() == [0.5, 0.5]


def test_codings_of_different_length_are_not_compared():
    with pytest.raises(ValueError, match="d: 2 statements, but 1 in the second coding"):
        agreement(FIRST, second({"sentiment": "neutral"}))


def test_what_an_encoder_may_read_of_a_statement():
    full = coded("cet accord", {}, context="Le ministre a dit : cet accord.")
    assert (content_alone(full).cue, content_alone(full).content) == ("", "cet accord")
    assert whole_sentence(full).content == "Le ministre a dit : cet accord."
    assert whole_sentence(FIRST[0]) == FIRST[0]


def test_variants_differ_in_one_thing_from_the_first():
    first = VARIANTS[0]
    for variant in VARIANTS[1:]:
        fields = ("reads", "share", "authored", "layers")
        assert sum(getattr(variant, f) != getattr(first, f) for f in fields) == 1


def test_seeds_give_a_mean_and_a_spread():
    runs = pd.DataFrame({"variant": ["x", "x"], "seed": [0, 1], "macro_f1": [0.4, 0.6]})
    assert summary(runs)[["variant", "macro_f1", "macro_f1_sd", "runs"]].values.tolist() == [
        ["x", 0.5, 0.1414, 2]
    ]


class Agreeable:
    """A reader that is in favor of everything but of taxes."""

    def pairs(self, pairs):
        out = np.full((len(pairs), 4), 0.1)
        for i, (_, question) in enumerate(pairs):
            out[i, AGAINST if "taxe" in question else FAVOR] = 0.7
        return out


def test_sides_on_xstance():
    answers = [
        ("Oui.", "Faut-il une taxe ?", "favor"),
        ("Non.", "Faut-il une taxe ?", "against"),
        ("Oui.", "Faut-il un pont ?", "favor"),
    ]
    found = sides(Agreeable(), answers)
    assert found == ["against", "against", "favor"]
    told = figures(answers, found)
    assert (told["answers"], told["questions"], told["macro_f1"]) == (3, 2, 0.6667)
    assert told["low"] <= told["macro_f1"] <= told["high"]


def test_a_file_that_is_not_xstance_is_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "Oui.", "stance": "favor"}), "utf-8")
    with pytest.raises(ValueError, match=r"x\.jsonl, line 1: no question, statement\. Is it x-stance\?"):
        read_answers(path)
