"""Cues: conjugation, verb groups, modals, prepositions."""

from __future__ import annotations

import pytest

from analysis.statements.cues import find_cues, find_prepositions
from analysis.statements.lexicon import load, verbs
from analysis.statements.reading import read


def lemmas(form):
    return {(f.lemma, f.mood) for f in verbs().forms.get(form, ())}


@pytest.mark.parametrize(
    ("form", "lemma", "mood"),
    [
        ("répète", "répéter", "finite"),
        ("répétait", "répéter", "finite"),
        ("répétera", "répéter", "finite"),
        ("rappelle", "rappeler", "finite"),
        ("rappelait", "rappeler", "finite"),
        ("rappellera", "rappeler", "finite"),
        ("appelle", "appeler", "finite"),
        ("appelons", "appeler", None),
        ("rejette", "rejeter", "finite"),
        ("rejetait", "rejeter", "finite"),
        ("appuie", "appuyer", "finite"),
        ("appuyait", "appuyer", "finite"),
        ("appuiera", "appuyer", "finite"),
        ("exigea", "exiger", "finite"),
        ("exigeait", "exiger", "finite"),
        ("exigeant", "exiger", "present"),
        ("exige", "exiger", "finite"),
        ("annonça", "annoncer", "finite"),
        ("annonçant", "annoncer", "present"),
        ("annoncera", "annoncer", "finite"),
        ("espère", "espérer", "finite"),
        ("espérerait", "espérer", "finite"),
        ("suggère", "suggérer", "finite"),
        ("reconnaît", "reconnaître", "finite"),
        ("reconnu", "reconnaître", "past"),
        ("dit", "dire", "finite"),
        ("dit", "dire", "past"),
        ("disait", "dire", "finite"),
        ("dément", "démentir", "finite"),
        ("soutient", "soutenir", "finite"),
        ("soutenu", "soutenir", "past"),
        ("promet", "promettre", "finite"),
        ("promis", "promettre", "past"),
        ("prévient", "prévenir", "finite"),
        ("avertit", "avertir", "finite"),
        ("avertissant", "avertir", "present"),
        ("répond", "répondre", "finite"),
        ("répondu", "répondre", "past"),
        ("défend", "défendre", "finite"),
        ("salué", "saluer", "past"),
        ("saluées", "saluer", "past"),
        ("affirmer", "affirmer", "infinitive"),
        ("achèvera", "achever", None),
    ],
)
def test_conjugation(form, lemma, mood):
    if mood is None:
        assert lemmas(form) <= {(lemma, m) for m in ("finite", "past", "present")}
    else:
        assert (lemma, mood) in lemmas(form)


@pytest.mark.parametrize(
    "wrong", ["répéte", "rappele", "exiga", "annonca", "appuye", "appele", "disé", "soutienent"]
)
def test_forms_that_do_not_exist(wrong):
    assert lemmas(wrong) == set()


def test_every_verb_of_the_lexicon_has_forms():
    data = load("verbs.yaml")
    single = {
        v
        for entry in data["classes"].values()
        for v in entry.get("verbs", [])
        if " " not in v and "'" not in v
    }
    known = {f.lemma for forms in verbs().forms.values() for f in forms}
    assert single <= known
    assert len(single) > 150


def cues(text):
    return [(text[c.start : c.end], c.lemma, c.mood) for c in find_cues(read(text))]


@pytest.mark.parametrize(
    ("text", "words", "lemma", "mood"),
    [
        ("Le ministre a déclaré que tout allait bien.", "a déclaré", "déclarer", "compound"),
        ("Le ministre a aussi déclaré que tout allait bien.", "a aussi déclaré", "déclarer", "compound"),
        (
            "Le ministre avait pourtant clairement indiqué que non.",
            "avait pourtant clairement indiqué",
            "indiquer",
            "compound",
        ),
        ("« Jamais », a-t-elle encore répété.", "a-t-elle encore répété", "répéter", "compound"),
        ("« Jamais », ont-ils répondu.", "ont-ils répondu", "répondre", "compound"),
        ("« Jamais », dit-il.", "dit-il", "dire", "finite"),
        ("« Jamais », ajoute-t-elle.", "ajoute-t-elle", "ajouter", "finite"),
        ("« Jamais », s’est-il exclamé.", "s’est-il exclamé", "exclamer", "compound"),
        pytest.param(
            "La ministre a tenu à rappeler que la loi existe.",
            "a tenu à rappeler",
            "rappeler",
            "compound",
        ),
        pytest.param(
            "Le préfet préfère rappeler que la loi existe.",
            "préfère rappeler",
            "rappeler",
            "compound",
        ),
        ("Le préfet souhaite que la route soit fermée.", "souhaite", "souhaiter", "finite"),
        ("Le président s’est félicité de cet accord.", "s’est félicité", "féliciter", "compound"),
        ("La ministre se réjouit de cet accord.", "se réjouit", "réjouir", "finite"),
        ("Le club a mis en garde contre la violence.", "a mis en garde", "mettre en garde", "compound"),
        ("Le club a fait savoir que le match aurait lieu.", "a fait savoir", "faire savoir", "compound"),
    ],
)
def test_verb_groups(text, words, lemma, mood):
    assert (words, lemma, mood) in cues(text)


def test_the_inverted_pronoun_is_kept():
    text = "« Nous verrons », a-t-il prudemment répondu."
    [cue] = find_cues(read(text))
    assert text[slice(*cue.pronoun)] == "il"


def test_a_present_participle_and_a_bare_participle_go_on():
    text = "Le président a rappelé sa position et salué un accord, assurant que la paix viendrait."
    assert [(lemma, mood) for _, lemma, mood in cues(text)] == [
        ("rappeler", "compound"),
        ("saluer", "elliptic"),
        ("assurer", "present"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Les rues sont décorées.",
        "Il est un peu tard.",
        "La maison annoncée comme neuve a brûlé.",
        "Un accord signé hier.",
    ],
)
def test_no_cue(text):
    assert cues(text) == []


def test_hearsay_and_negation_are_seen():
    [hearsay] = find_cues(read("Le roi aurait déclaré que la loi était inutile."))
    [negated] = find_cues(read("Le Parlement n’a jamais reconnu cette frontière."))
    assert hearsay.conditional and not hearsay.negated
    assert negated.negated and not negated.conditional


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Selon le ministère, tout va bien.", "Selon"),
        ("Tout va bien, d’après la police.", "d’après"),
        ("Aux yeux de Pékin, rien n’a changé.", "Aux yeux de"),
        ("Pour le maire, c’est une erreur.", "Pour"),
        ("À en croire la direction, tout va bien.", "À en croire"),
    ],
)
def test_prepositions(text, words):
    assert [text[c.start : c.end] for c in find_prepositions(read(text))] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Pour l’instant, tout va bien.",
        "Il travaille pour le maire.",
        "« Selon moi, c’est faux », dit-il.",
        "Pour autant, rien ne change.",
        "Il part selon que le temps est beau.",
    ],
)
def test_prepositions_without_a_source(text):
    assert find_prepositions(read(text)) == []
