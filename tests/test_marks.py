"""Quotation marks: every family, every spacing, and what the press does wrong with them."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.statements.marks import GLYPHS, paragraphs, read_marks


def inner(text):
    return [text[q.start : q.end] for q in read_marks(text)[0]]


def reasons(text):
    return [q.reason for q in read_marks(text)[0]]


PAIRS = ["«»", "“”", '""', "‹›", "‘’", "„“", "„”", "‟”", "″″", ("<<", ">>"), ("''", "''"), ("``", "''"), "''"]
SPACES = {"none": "", "space": " ", "no-break": "\u00a0", "narrow": "\u202f", "thin": "\u2009"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: "".join(p))
def test_families(pair):
    opening, closing = pair
    text = f"Le ministre a dit : {opening}Nous viendrons{closing}, puis il est parti."
    assert inner(text) == ["Nous viendrons"]


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
@pytest.mark.parametrize("pair", ["«»", "“”", "‹›"])
def test_spacing(pair, space):
    text = f"Il a dit {pair[0]}{space}oui, demain{space}{pair[1]} hier."
    [quote] = read_marks(text)[0]
    assert text[quote.start : quote.end] == "oui, demain"
    assert text[quote.outer_start : quote.outer_end] == f"{pair[0]}{space}oui, demain{space}{pair[1]}"
    assert (quote.certainty, quote.reason, quote.level) == (1.0, "pair", 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("« Pas sans la Chine« , a-t-il dit.", "Pas sans la Chine"),
        ("»Pas sans la Chine», a-t-il dit.", "Pas sans la Chine"),
        ("»Pas sans la Chine«, a-t-il dit.", "Pas sans la Chine"),
        ("”Pas sans la Chine”, a-t-il dit.", "Pas sans la Chine"),
        ("“Pas sans la Chine“, a-t-il dit.", "Pas sans la Chine"),
        ("Il s’agit d‘ »un témoignage », a-t-il dit.", "un témoignage"),
    ],
)
def test_wrong_orientation(text, wanted):
    assert inner(text) == [wanted]
    assert read_marks(text)[0][0].certainty < 1


@pytest.mark.parametrize(
    "text", ["« Oui”, dit-elle.", "“Oui », dit-elle.", '« Oui", dit-elle.', '"Oui », dit-elle.']
)
def test_families_mixed_in_one_pair(text):
    assert inner(text) == ["Oui"]


def test_unclosed_ends_with_its_paragraph():
    text = "Il a dit : « Nous partirons demain.\nLe train est parti à midi."
    assert inner(text) == ["Nous partirons demain."]
    assert reasons(text) == ["closed by the paragraph"]


def test_reopened_in_every_paragraph():
    text = "« Nous partons.\n« Nous reviendrons.\n« Un jour peut-être. »"
    assert inner(text) == ["Nous partons.", "Nous reviendrons.", "Un jour peut-être."]


def test_carried_on_to_a_closing_mark_in_the_next_paragraph():
    text = "Il a dit : « Nous partons.\nNous reviendrons », puis il est sorti."
    assert inner(text) == ["Nous partons.", "Nous reviendrons"]
    assert reasons(text)[1] == "carried on"


def test_a_second_opening_mark_ends_the_first_or_nests_but_loses_no_text():
    text = "Il dit « oui à tout. « Non à rien », dit-elle."
    assert "Non à rien" in inner(text)


@pytest.mark.parametrize(
    "text",
    [
        "« Il m’a dit “jamais” deux fois », dit-elle.",
        "« Il m’a dit « jamais » deux fois », dit-elle.",
        "“Il m’a dit ‘jamais’ deux fois”, dit-elle.",
    ],
)
def test_nested(text):
    quotes, _ = read_marks(text)
    assert [q.level for q in quotes] == [1, 2]
    assert text[quotes[1].start : quotes[1].end] == "jamais"


def test_a_closing_pair_of_two_levels():
    text = "Elle lance : « Le maire a dit “non”. » Puis elle sort."
    assert inner(text) == ["Le maire a dit “non”.", "non"]


@pytest.mark.parametrize(
    "text",
    [
        "L’été, c’est l’aube d’un jour qu’on n’attend pas.",
        "L'été, c'est l'aube d'un jour qu'on n'attend pas.",
        "Aujourd’hui, jusqu’à lundi, lorsqu’il pleut, quelqu’un s’en va.",
        "Les années ’90 et 20’ de jeu.",
        "L‘école d‘aujourd‘hui.",
        "Presqu'île, entr'acte, puisqu'il le faut.",
    ],
)
def test_apostrophes_are_no_marks(text):
    assert read_marks(text) == ([], [])


def test_apostrophes_inside_a_quotation_in_single_marks():
    text = "Elle dit ‘l’été n’est pas fini’ et part."
    assert inner(text) == ["l’été n’est pas fini"]


def test_elision_before_a_mark():
    assert inner('Il parle d’« erreurs » et qu’“ils” paient l\'"addition".') == ["erreurs", "ils", "addition"]


def test_two_quotations_in_one_sentence():
    text = "Le « courage » de l’un et la “patience” de l’autre."
    quotes, marks = read_marks(text)
    assert inner(text) == ["courage", "patience"]
    assert {q.level for q in quotes} == {1}
    assert [m.role for m in marks] == ["open", "close", "open", "close"]


def test_inches_and_empty_marks_are_no_quotation():
    assert inner('Un écran de 24" seulement.') in ([], ["seulement."])
    assert inner("Rien : « ».") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\n\n  "])
def test_paragraphs_end_with_any_line_break(end):
    text = f"Un « deux{end}trois » quatre"
    assert [text[s:e] for s, e in paragraphs(text)] == ["Un « deux", "trois » quatre"]


def test_a_text_without_marks_and_an_empty_text():
    assert read_marks("") == ([], [])
    assert read_marks("Il pleut.") == ([], [])
    assert paragraphs(" \n\t\n") == []


ANY_TEXT = st.text(max_size=200)
MARKED_TEXT = st.lists(
    st.sampled_from(
        [*GLYPHS, " ", "\u00a0", "\u202f", "\n", ".", ",", "a", "Il dit", "oui", ":", "!", "9", "—"]
    ),
    max_size=60,
).map("".join)


def _check(text):
    quotes, marks = read_marks(text)
    for q in quotes:
        assert 0 <= q.outer_start <= q.start <= q.end <= q.outer_end <= len(text)
        assert q.level >= 1
        assert 0 < q.certainty <= 1
        assert "\n" not in text[q.outer_start : q.outer_end]
    assert quotes == sorted(quotes, key=lambda q: (q.outer_start, -q.outer_end))
    for m in marks:
        assert text[m.start : m.end] in GLYPHS
        assert m.role in ("open", "close", "none")
    assert all(a.end <= b.start for a, b in itertools.pairwise(marks))
    for a in quotes:
        for b in quotes:
            apart = a.outer_end <= b.outer_start or b.outer_end <= a.outer_start
            a_in_b = b.outer_start <= a.outer_start and a.outer_end <= b.outer_end
            b_in_a = a.outer_start <= b.outer_start and b.outer_end <= a.outer_end
            assert apart or a_in_b or b_in_a, text
            if b.level > a.level and b_in_a and a is not b:
                assert b.start >= a.start


@given(ANY_TEXT)
@settings(deadline=None, max_examples=200)
def test_any_text(text):
    _check(text)


@given(MARKED_TEXT)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_heap_of_marks(text):
    _check(text)


@given(MARKED_TEXT)
@settings(deadline=None, max_examples=50)
def test_reading_twice_gives_the_same(text):
    assert read_marks(text) == read_marks(text)


def _seconds(text):
    start = time.process_time()
    read_marks(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "unit",
    [
        "«",
        "« a » ",
        "« a », dit-il.\n",
    ],
    ids=["opening marks only", "pairs", "lines"],
)
def test_time_grows_with_the_length_alone(unit):
    marks = sum(unit.count(m) for m in "«»")
    short, long = unit * (800 // marks), unit * (8_000 // marks)
    slow, fast = (min(_seconds(text) for _ in range(3)) for text in (long, short))
    assert slow < 25 * max(0.02, fast)  # a reader that is quadratic takes a hundred times as long
