"""Figures for a paper: the same bytes each time, nothing unescaped, every file on record."""

from __future__ import annotations

import json
import re
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts import plot_speakers
from analysis.latex import command_name, escape
from analysis.paper import export_figure, safe_name, verify, write_numbers

SAID = pd.DataFrame({"kind": ["direct", "mixed"], "speakers": [["Chine"], ["Hua Chunying", "Chine"]]})


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def export(folder, name="who speaks", **how):
    return export_figure(plot_speakers(SAID), name, folder, tables={"statements": SAID}, **how)


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_all_formats_are_byte_identical_when_run_again(tmp_path):
    export(tmp_path / "a", caption="Qui parle ?")
    export(tmp_path / "b", caption="Qui parle ?")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert list(contents(tmp_path / "a")) == [
        f"who-speaks.{end}" for end in ("json", "pdf", "png", "svg", "tex")
    ]


def test_showing_a_figure_first_changes_nothing(tmp_path):
    fig = plot_speakers(SAID)
    fig.savefig(tmp_path / "seen.png", dpi=72, bbox_inches="tight")
    export_figure(fig, "x", tmp_path / "a")
    export_figure(plot_speakers(SAID), "x", tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_no_file_holds_a_date_and_fonts_are_inside(tmp_path):
    export(tmp_path)
    pdf, svg = (tmp_path / "who-speaks.pdf").read_bytes(), (tmp_path / "who-speaks.svg").read_text()
    assert b"CreationDate" not in pdf
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert "<dc:date>" not in svg
    assert 'id="analysis.charts.speakers.plot_speakers"' in svg


def test_the_record_says_where_a_figure_comes_from(tmp_path):
    export(tmp_path, caption="Qui parle ?")
    record = json.loads((tmp_path / "who-speaks.json").read_text())
    assert record["drawn_by"] == "analysis.charts.speakers.plot_speakers"
    assert record["caption"] == "Qui parle ?"
    assert record["tables"]["statements"]["rows"] == 2
    assert str(tmp_path) not in json.dumps(record)


def test_a_changed_table_is_another_identity_and_an_index_is_not(tmp_path):
    identity = []
    for i, table in enumerate([SAID, SAID.set_axis([7, 9]), SAID.assign(kind="direct")]):
        export_figure(plot_speakers(SAID), "x", tmp_path / str(i), tables={"statements": table})
        record = json.loads((tmp_path / str(i) / "x.json").read_text())
        identity.append(record["tables"]["statements"]["sha256"])
    assert identity[0] == identity[1] != identity[2]


def test_verify_finds_what_was_changed_lost_or_slipped_in(tmp_path):
    export(tmp_path)
    write_numbers({"n": 1}, tmp_path)
    assert verify(tmp_path) == []
    (tmp_path / "who-speaks.png").write_bytes(b"other")
    (tmp_path / "who-speaks.pdf").unlink()
    (tmp_path / "stranger.svg").write_text("<svg/>")
    (tmp_path / "notes.json").write_text("[1]")
    problems = verify(tmp_path)
    assert [problem.split(" ")[0] for problem in problems] == [
        "who-speaks.pdf",
        "who-speaks.png",
        "stranger.svg",
    ]
    assert "missing" in problems[0]
    assert "changed" in problems[1]


def test_verify_of_an_empty_folder_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="python -m analysis figures"):
        verify(tmp_path)


def test_the_stored_figures_are_as_recorded():
    assert verify(Path(__file__).parents[1] / "figures") == []


def test_captions_and_numbers_are_escaped(tmp_path):
    export(tmp_path, caption="50 % de $A_1$ & \\input{x} ~^#")
    tex = (tmp_path / "who-speaks.tex").read_text()
    assert r"50 \% de \$A\_1\$ \& \textbackslash{}input\{x\} \textasciitilde{}\textasciicircum{}\#" in tex
    write_numbers({"loudest speaker": "Chine & co", "n 17": 3, "mean": "−0.20"}, tmp_path)
    assert (tmp_path / "numbers.tex").read_text() == (
        "\\newcommand{\\loudestSpeaker}{Chine \\& co}\n"
        "\\newcommand{\\nOneSeven}{3}\n"
        "\\newcommand{\\mean}{\\ensuremath{-}0.20}\n"
    )


def test_two_numbers_cannot_share_a_command(tmp_path):
    with pytest.raises(ValueError, match="Rename one"):
        write_numbers({"n statements": 1, "n_statements": 2}, tmp_path)


@given(st.text())
def test_escaped_text_holds_no_bare_special_character(text):
    bare = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum|textless|textgreater|textbar)\{\}|"
                  r"\\ensuremath\{-\}|\\[{}$&#_%,]", "", escape(text))  # fmt: skip
    assert not set(bare) & set("\\{}$&#_%^<>|\n")


@given(st.text())
def test_a_safe_name_is_one_file_in_its_folder(name):
    try:
        safe = safe_name(name)
    except ValueError as error:
        assert "Choose another name" in str(error)
        return
    assert re.fullmatch(r"[a-z0-9_-]{1,81}", safe)
    assert safe.strip("-") not in {"con", "nul", "aux"} or safe.endswith("-")


@given(st.text(min_size=1))
def test_a_command_name_is_letters_only(name):
    try:
        assert re.fullmatch(r"[a-z][A-Za-z]*", command_name(name))
    except ValueError as error:
        assert "needs a letter" in str(error)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Élargissement de l’UE", "elargissement-de-l-ue"),
        ("../../etc/passwd", "etc-passwd"),
        ("Cœur", "coeur"),
        ("NUL", "nul-"),
        ("a" * 300, "a" * 80),
    ],
)
def test_safe_names(name, file):
    assert safe_name(name) == file
