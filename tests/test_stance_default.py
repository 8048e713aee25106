"""The shipped model: loads, keeps its promises, and knows the plain cases."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.error_model import ErrorModel
from analysis.stance import EncoderError, parse_themes, score_sentiment, score_stance
from analysis.stance.explain import explain
from analysis.stance.hybrid import FOLDER, HybridScorer
from analysis.stance.themes import default_themes
from analysis.tables import SENTIMENT_TABLE, STANCE_TABLE, check

PLAIN = [
    ("réclame", "la levée immédiate des sanctions contre la Russie", "sanctions", "against"),
    ("a défendu", "les sanctions, « nécessaires et efficaces », qu'il faut renforcer", "sanctions", "favor"),
    ("a plaidé pour", "des négociations de paix entre Kiev et Moscou", "negotiation", "favor"),
    ("a promis", "de nouvelles livraisons d'armes à l'Ukraine", "support_ukraine", "favor"),
    ("ont convenu", "approfondir leur coopération économique", "cooperation", "favor"),
    ("a dit", "Le vin de cette année sera excellent.", "sanctions", "unrelated"),
]


@pytest.fixture(scope="module")
def statements():
    return pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(len(PLAIN))],
            "article_id": [f"a{i}" for i in range(len(PLAIN))],
            "kind": "indirect",
            "cue": [row[0] for row in PLAIN],
            "content": [row[1] for row in PLAIN],
            "context": [f"Le ministre {row[0]} {row[1]}." for row in PLAIN],
        }
    )


@pytest.fixture(scope="module")
def stances(statements):
    return score_stance(statements)


def test_plain_cases(stances):
    found = stances.set_index(["statement_id", "proposition"])["stance"]
    expected = {(f"s{i}", row[2]): row[3] for i, row in enumerate(PLAIN)}
    assert {key: found[key] for key in expected} == expected


def test_tables_keep_their_contracts(statements, stances):
    check(stances, STANCE_TABLE)
    tones = score_sentiment(statements)
    check(tones, SENTIMENT_TABLE)
    assert np.allclose(
        stances[["p_favor", "p_against", "p_neutral", "p_unrelated"]].sum(axis=1), 1, atol=1e-3
    )
    assert (stances["scorer"] == tones["scorer"].iloc[0]).all()


def test_the_same_scores_again_and_in_any_company(statements, stances):
    assert score_stance(statements).equals(stances)
    alone = pd.concat([score_stance(statements.iloc[[i]]) for i in range(len(statements))], ignore_index=True)
    assert np.allclose(alone["stance_score"], stances["stance_score"], atol=2e-3)


def test_the_fast_scorer_says_the_same(statements, stances):
    fast = score_stance(statements, scorer="fast")
    assert fast["scorer"].str.startswith("fast ").all()
    assert (fast["stance_score"] - stances["stance_score"]).abs().max() < 0.06
    assert ErrorModel.measured(fast["scorer"].iloc[0]) is not None


def test_a_subset_of_propositions_gives_the_same_answers(statements, stances):
    sentence = default_themes().propositions["sanctions"].fr
    mine = score_stance(statements, parse_themes({"propositions": {"own": sentence}}))
    theirs = stances[stances["proposition"] == "sanctions"]
    assert mine["stance_score"].tolist() == theirs["stance_score"].tolist()


def test_a_researchers_own_proposition(statements):
    themes = parse_themes(
        {
            "propositions": {
                "lever": {"fr": "Les sanctions contre la Russie doivent être levées."},
                "tenir": {"fr": "Les sanctions contre la Russie doivent rester en place."},
                "vin": {"fr": "Il faut interdire la chasse au loup."},
            }
        }
    )
    scored = score_stance(statements, themes).set_index(["statement_id", "proposition"])
    assert scored.loc[("s0", "lever"), "stance_score"] > scored.loc[("s0", "tenir"), "stance_score"]
    assert scored.loc[("s0", "vin"), "stance"] == "unrelated"
    assert "spread" in scored


def test_words_that_move_the_score(statements):
    words = explain(statements.iloc[0], default_themes().propositions["sanctions"])
    assert {"réclame", "levée", "sanctions"} & set(words["word"])


def test_a_changed_file_is_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    name = next(iter(json.loads((folder / "model.json").read_text("utf-8"))["sha256"]))
    with (folder / name).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(EncoderError, match="not the file of this model"):
        HybridScorer.load(folder)
    with pytest.raises(EncoderError, match="no trained model"):
        HybridScorer.load(tmp_path)
