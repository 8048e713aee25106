"""The command line: arguments, messages without traceback, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import analysis
from analysis.__main__ import main

ROOT = Path(__file__).resolve().parents[1]


def test_importing_the_package_brings_no_library():
    code = (
        "import sys, analysis; print(sorted({'pandas', 'torch', 'spacy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", analysis.__all__)
def test_every_public_verb_is_there_and_documented(verb):
    function = getattr(analysis, verb)
    assert function.__name__ == verb
    assert "Parameters\n" in function.__doc__ and "Returns\n" in function.__doc__


def test_an_unknown_verb_names_the_known_ones():
    with pytest.raises(AttributeError, match="its verbs are read_corpus, extract_statements"):
        analysis.read_corpora  # noqa: B018


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 2
    assert "evaluate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "{tmp}/nowhere", "--out", "{tmp}/out"], "error: no file or folder '{tmp}/nowhere'."),
        (["run", "{tmp}/corpus.tx", "--out", "{tmp}/out"], "Did you mean 'corpus.txt'?"),
        (["run", "{tmp}/corpus.txt", "--out", "{tmp}/corpus.txt"], "is a file; a run needs a folder"),
        (
            ["run", "{tmp}/sans.csv", "--out", "{tmp}/out"],
            "no column 'text'; its columns are 'titre', 'corps'",
        ),
        (["run", "{tmp}/corpus.txt", "--out", "{tmp}/out", "--workers", "0"], "counts of at least 1"),
        (["run", "{tmp}/corpus.txt", "--out", "{tmp}/out", "--themes", "{tmp}/no.yaml"], "no.yaml"),
        (["run", "{tmp}/corpus.txt", "--out", "{tmp}/out", "--actors", "{tmp}/no.yaml"], "no.yaml"),
        (["run", "{tmp}/corpus.txt", "--out", "{tmp}/out", "--scorer", "lexikon"], "Did you mean 'lexicon'?"),
        (["figures", "{tmp}", "--out", "{tmp}/figures"], "no finished run in '{tmp}'"),
        (["evaluate", "{tmp}", "{tmp}"], "no finished run in '{tmp}'"),
        (["verify", "{tmp}/nowhere"], "nowhere"),
    ],
)
def test_errors_are_one_sentence_and_exit_code_2(tmp_path, capsys, words, said):
    text = "Le ministre a déclaré que la France ne céderait pas à la pression de ses voisins."
    (tmp_path / "corpus.txt").write_text(text, encoding="utf-8")
    (tmp_path / "sans.csv").write_text("titre,corps\na,b\n", encoding="utf-8")
    code = main([word.format(tmp=tmp_path) for word in words])
    captured = capsys.readouterr().err
    assert code == 2, captured
    assert said.format(tmp=tmp_path) in captured
    assert captured.strip().splitlines()[-1].startswith("error: ")
    assert "Traceback" not in captured


def test_train_has_the_options_of_the_training_module(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["train", "--help"])
    assert ended.value.code == 0
    assert "--articles" in capsys.readouterr().out


def test_debug_shows_the_error_itself(tmp_path):
    with pytest.raises(ValueError, match="no file or folder"):
        main(["run", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out"), "--debug"])


def test_a_fault_of_the_suite_says_where_it_is(tmp_path, capsys, monkeypatch):
    def faulty(*_, **__):
        raise KeyError("cue")

    monkeypatch.setattr("analysis.pipeline.run", faulty)
    assert main(["run", "x", "--out", str(tmp_path)]) == 2
    assert "KeyError in test_cli.py, line " in capsys.readouterr().err


@pytest.mark.slow
def test_the_whole_way_from_the_seed_to_figures(tmp_path, capsys):
    run_dir, figures = str(tmp_path / "run"), str(tmp_path / "figures")
    assert main(["run", str(ROOT / "seeds"), "--out", run_dir, "--scorer", "lexicon", "--csv"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 articles, ") and "no errors" in out
    assert main(["figures", run_dir, "--out", figures]) == 0
    for name in (
        "who-speaks",
        "stance-ukraine",
        "stance-sanctions",
        "stance-cooperation",
        "speaker-by-proposition",
    ):
        assert (tmp_path / "figures" / f"{name}.svg").stat().st_size > 1000
    assert main(["verify", figures]) == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "figures").iterdir()}
    assert main(["figures", run_dir, "--out", figures]) == 0
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "figures").iterdir()}
    (tmp_path / "figures" / "who-speaks.svg").write_text("<svg/>")
    assert main(["verify", figures]) == 1
    capsys.readouterr()
    assert main(["evaluate", str(ROOT / "seeds/coding/seed.json"), run_dir]) == 0
    assert "who_said_what_f1" in capsys.readouterr().out
    assert main(["evaluate", str(ROOT / "seeds/coding/seed.json"), run_dir, "--list"]) == 0
