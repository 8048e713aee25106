"""The actor table: spellings, dates, and errors that say where and what to do."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from analysis.speakers import ActorsError, read_actors


@pytest.fixture(scope="module")
def actors():
    return read_actors()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Zelenskyy", "Volodymyr Zelensky"),
        ("Volodymyr Zelenskiy", "Volodymyr Zelensky"),
        ("Viktor Orbán", "Viktor Orban"),
        ("Kuleba", "Dmytro Kouleba"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("von der Leyen", "Ursula von der Leyen"),
        ("De Wever", "Bart De Wever"),
    ],
)
def test_spellings_lead_to_one_name(actors, written, name):
    assert actors.person(written).name == name


def test_a_surname_that_two_people_bear_leads_to_nobody(actors):
    assert actors.person("Le Pen") is None
    assert {p.name for p in actors.bearers("Le Pen")} == {"Marine Le Pen", "Jean-Marie Le Pen"}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2017, 5, 13), "François Hollande"),
        (date(2017, 5, 14), "Emmanuel Macron"),
        (date(2025, 9, 5), "Emmanuel Macron"),
    ],
)
def test_offices_are_held_by_date(actors, day, name):
    assert [p.name for p in actors.holders(["président"], "France", day)] == [name]


def test_every_office_has_one_holder_at_a_time(actors):
    single = {
        "président",
        "présidente",
        "premier ministre",
        "première ministre",
        "chancelier",
        "secrétaire général",
    }
    terms: dict[tuple[str, str], list[tuple[date, date, str]]] = {}
    for person in actors.people:
        for office in person.offices:
            if office.role in single:
                role = {"présidente": "président", "première ministre": "premier ministre"}.get(
                    office.role, office.role
                )
                end = office.until or date(2100, 1, 1)
                terms.setdefault((role, office.of), []).append(
                    (office.since or date(1900, 1, 1), end, person.name)
                )
    for office, rows in terms.items():
        rows.sort()
        for (_, end, first), (start, _, second) in itertools.pairwise(rows):
            assert (start - end).days >= -1, f"{office}: {first} until {end}, {second} from {start}"


@pytest.mark.parametrize(
    ("yaml", "words"),
    [
        ("people: [{nom: X}]", ["people 1", "needs a 'name'"]),
        ("people: [{name: X, gendre: m}]", ["(X)", "unknown field 'gendre'", "did you mean 'gender'?"]),
        ("people: [{name: X, gender: h}]", ["gender is m or f", "'h'"]),
        (
            "people: [{name: X, offices: [{role: maire, since: hier}]}]",
            ["(X)", "'since'", "2019-05-20", "'hier'"],
        ),
        (
            "people: [{name: X, offices: [{role: maire, since: 2020-01-02, until: 2019-01-01}]}]",
            ["until 2019-01-01", "before"],
        ),
        ("people: [{name: X}, {name: X}]", ["'X' stands twice"]),
        ("institutions: [{name: Y, kind: pays}]", ["(Y)", "kind is one of", "'pays'"]),
        ("persons: []", ["unknown field 'persons'", "people"]),
        ("people: [{name: X", ["line 1", "not YAML"]),
        ("- X", ["holds a list"]),
    ],
)
def test_errors_say_where_and_what_to_do(tmp_path, yaml, words):
    file = tmp_path / "actors.yaml"
    file.write_text(yaml, encoding="utf-8")
    with pytest.raises(ActorsError) as error:
        read_actors(file)
    assert "actors.yaml" in str(error.value)
    for word in words:
        assert word in str(error.value)


def test_an_absent_table_is_named(tmp_path):
    with pytest.raises(ActorsError, match=r"no actor table at .*nowhere\.yaml"):
        read_actors(tmp_path / "nowhere.yaml")


def test_an_empty_table_is_no_error(tmp_path):
    file = tmp_path / "actors.yaml"
    file.write_text("", encoding="utf-8")
    assert read_actors(file).people == ()
