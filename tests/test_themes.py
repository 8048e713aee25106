from pathlib import Path

import pytest

from analysis.stance import ThemesError, parse_themes, read_themes
from analysis.stance.lexicon import direction, subject_pattern

SHORT = """
propositions:
  nucleaire:
    fr: "Il faut construire de nouvelles centrales nucléaires."
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "themes.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_projects_own_themes():
    themes = read_themes()
    assert [(theme, p.name) for theme, p in themes.rows()] == [
        ("ukraine", "negotiation"),
        ("ukraine", "support_ukraine"),
        ("sanctions", "sanctions"),
        ("cooperation", "cooperation"),
    ]
    for proposition in themes.propositions.values():
        assert proposition.paraphrases and proposition.reversed and proposition.subject and proposition.notes
        assert {"fr", "en"} <= set(proposition.label)
        assert subject_pattern(proposition).search(proposition.fr.lower())


def test_a_researchers_theme_is_three_lines(tmp_path):
    themes = read_themes(write(tmp_path, SHORT))
    [(theme, proposition)] = themes.rows()
    assert theme == proposition.name == "nucleaire"
    assert themes.label("nucleaire") == "nucleaire"
    assert subject_pattern(proposition).search("les réacteurs nucléaires")
    assert not subject_pattern(proposition).search("la levée des sanctions")


def test_a_sentence_alone_is_a_proposition():
    assert (
        parse_themes({"propositions": {"gaz": "Il faut renoncer au gaz."}})
        .propositions["gaz"]
        .fr.endswith("gaz.")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("propositons:\n  a: {fr: x}", "unknown key 'propositons'. Did you mean 'propositions'?"),
        ("propositions:\n  a: {francais: x}", "unknown key 'francais'"),
        ("propositions:\n  a: {label: x}", "lacks 'fr'"),
        ("propositions:\n  a: {fr: x}\nthemes:\n  t: [b]", "unknown proposition 'b'"),
        ("propositions:\n  sanctions: {fr: x}\nthemes:\n  t: [santions]", "Did you mean 'sanctions'?"),
        ("propositions:\n  a: {fr: x, subject: ['(']}", "is not a regular expression"),
        ("propositions:\n  a: {fr: x, reversed: {b: c}}", "expected a list of texts"),
        ("propositions:\n  a: {fr: 'l'Ukraine'}", "line 2 is not valid YAML"),
        ("propositions:\n  a: {fr: x}\nthemes:\n  t: []", "lists no propositions"),
        ("", "expected 'name: value' lines"),
        ("themes: {}", "no 'propositions'"),
    ],
)
def test_a_bad_file_says_what_and_where(tmp_path, text, message):
    with pytest.raises(ThemesError) as error:
        read_themes(write(tmp_path, text))
    assert message in str(error.value)
    assert "themes.yaml" in str(error.value)


def test_no_file_and_no_utf8(tmp_path):
    with pytest.raises(ThemesError, match="There is no themes file"):
        read_themes(tmp_path / "none.yaml")
    path = tmp_path / "latin.yaml"
    path.write_bytes("propositions: {a: {fr: levée}}".encode("latin-1"))
    with pytest.raises(ThemesError, match="not UTF-8"):
        read_themes(path)


def test_yaml_tags_are_not_run(tmp_path):
    with pytest.raises(ThemesError, match="not valid YAML"):
        read_themes(write(tmp_path, "propositions: !!python/object/apply:os.getcwd []"))


def test_an_unknown_label_names_the_nearest():
    with pytest.raises(ThemesError, match="Did you mean 'cooperation'"):
        read_themes().label("coopération")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Les sanctions doivent être levées.", -1),
        ("Il faut soutenir l'Ukraine.", 1),
        ("Il ne faut pas négocier avec la Russie.", -1),
        ("Il faut approfondir la coopération.", 1),
        ("Les livraisons d'armes à Kiev doivent cesser.", -1),
    ],
)
def test_direction_of_a_proposition(sentence, expected):
    themes = parse_themes({"propositions": {"a": sentence}})
    assert direction(themes.propositions["a"]) == expected
