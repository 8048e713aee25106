import pandas as pd
import pytest

from analysis.stance import ScorerError, get_scorer, parse_themes, score_sentiment, score_stance
from analysis.stance.explain import explain
from analysis.stance.themes import default_themes
from analysis.tables import SENTIMENT_TABLE, STANCE_TABLE, check


def table(*rows):
    return pd.DataFrame(
        [{"statement_id": f"s{i}", "cue": cue, "content": content} for i, (cue, content) in enumerate(rows)]
    )


def stance(cue, content, proposition):
    scored = score_stance(table((cue, content)), scorer="lexicon").set_index("proposition")
    return scored.loc[proposition, "stance"]


@pytest.mark.parametrize(
    ("cue", "content", "proposition", "expected"),
    [
        ("s’oppose à", "la levée des sanctions", "sanctions", "favor"),
        ("réclame", "la levée des sanctions", "sanctions", "against"),
        ("a dénoncé", "les sanctions", "sanctions", "against"),
        ("a salué", "les nouvelles sanctions", "sanctions", "favor"),
        ("a appelé à", "renforcer la coopération entre les deux pays", "cooperation", "favor"),
        ("refuse", "toute coopération avec Minsk", "cooperation", "against"),
        ("a plaidé pour", "une reprise des négociations", "negotiation", "favor"),
        ("a rejeté", "l’idée de négociations", "negotiation", "against"),
        ("a dit", "La fondue, au moins, était bonne.", "sanctions", "unrelated"),
    ],
)
def test_sides_by_word_lists(cue, content, proposition, expected):
    assert stance(cue, content, proposition) == expected


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("a dénoncé", "une mascarade", "negative"),
        ("a salué", "un succès historique", "positive"),
        ("a indiqué", "la réunion se tiendra lundi", "neutral"),
    ],
)
def test_tone_by_word_lists(cue, content, expected):
    assert score_sentiment(table((cue, content)), scorer="lexicon")["sentiment"].item() == expected


def test_tables_keep_their_contracts_and_order():
    statements = table(("a dit", "A"), (None, "les sanctions"), ("", ""))
    stances = score_stance(statements, scorer="lexicon")
    check(stances, STANCE_TABLE)
    assert stances["statement_id"].tolist() == ["s0"] * 4 + ["s1"] * 4 + ["s2"] * 4
    assert stances["proposition"].tolist()[:4] == list(default_themes().propositions)
    check(score_sentiment(statements, scorer="lexicon"), SENTIMENT_TABLE)


def test_no_statements_give_empty_tables():
    empty = table(("a", "b")).iloc[:0]
    assert len(score_stance(empty, scorer="lexicon")) == 0
    assert len(score_sentiment(empty, scorer="lexicon")) == 0
    assert "p_favor" in score_stance(empty, scorer="lexicon")


def test_a_proposition_of_two_themes_has_a_row_in_each():
    themes = parse_themes(
        {"propositions": {"a": "Il faut lever les sanctions."}, "themes": {"x": ["a"], "y": ["a"]}}
    )
    scored = score_stance(table(("réclame", "la levée des sanctions")), themes, scorer="lexicon")
    assert scored["theme"].tolist() == ["x", "y"]
    assert scored["stance"].tolist() == ["favor", "favor"]


def test_unknown_scorer_and_missing_column():
    with pytest.raises(ScorerError, match="Did you mean 'lexicon'"):
        get_scorer("lexicn")
    with pytest.raises(ScorerError, match="lacks 'statement_id'"):
        score_stance(pd.DataFrame({"content": ["a"]}), scorer="lexicon")


def test_the_explanation_finds_the_words_that_turn_the_stance():
    words = explain(
        {"cue": "s'oppose à", "content": "la levée des sanctions"},
        default_themes().propositions["sanctions"],
        scorer="lexicon",
    )
    assert set(words["word"].head(3)) == {"oppose", "levée", "sanctions"}
    without = words.set_index("word")["score_without"]
    assert without["oppose"] < 0 and without["levée"] < 0


def test_nothing_to_explain_is_said():
    with pytest.raises(ScorerError, match="no content"):
        explain({"cue": "dit", "content": ""}, default_themes().propositions["sanctions"], scorer="lexicon")
