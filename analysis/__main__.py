"""The command line: ``python -m analysis run | figures | verify | evaluate | train``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

#: Errors of the suite are sentences for its user; everything else is a fault, and is shown with its place.
_FAULTS = (AssertionError, AttributeError, IndexError, KeyError, NameError, TypeError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        0 when all went well; 1 when a check found something (`verify`); 2 on an error, said on one line
        without a traceback unless ``--debug`` is given; 130 when interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(training="train" in words[:1])
    options = parser.parse_args(words)
    if options.command is None:
        parser.print_help()
        return 2
    try:
        return options.command(options) or 0
    except KeyboardInterrupt:
        print("\ninterrupted; finished batches are kept, go on with --resume", file=sys.stderr)
        return 130
    except Exception as error:
        if options.debug:
            raise
        print(_said(error), file=sys.stderr)
        return 2


def _said(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    if not isinstance(error, _FAULTS):
        return f"error: {text}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    return (
        f"error: {type(error).__name__} in {place}: {text}. This is a fault of the suite; --debug shows more."
    )


def _parser(training: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Who says what in French press articles, and where they stand."
    )
    parser.set_defaults(command=None, debug=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (_add_run, _add_figures, _add_verify, _add_evaluate, _add_train):
        added = add(commands)
        added.add_argument("--debug", action="store_true", help="show the traceback of an error")
        if training and add is _add_train:
            importlib.import_module("analysis.stance.train").add_arguments(added)
    return parser


def _add_run(commands: argparse._SubParsersAction) -> argparse.ArgumentParser:
    add = commands.add_parser("run", help="read a corpus, find and score its statements, write the tables")
    add.add_argument(
        "corpus", metavar="CORPUS", help="a folder, a .txt .html .csv .jsonl .parquet file or a glob"
    )
    add.add_argument("--out", metavar="DIR", required=True, help="where the tables go")
    add.add_argument(
        "--themes", metavar="F", help="themes and propositions (YAML); default seeds/themes.yaml"
    )
    add.add_argument(
        "--actors", metavar="F", help="people, offices, states (YAML); default seeds/actors.yaml"
    )
    add.add_argument(
        "--scorer", metavar="NAME", default="default", help="default, lexicon or hf:NAME@REVISION"
    )
    add.add_argument("--workers", metavar="N", type=int, default=1, help="processes that extract; default 1")
    add.add_argument("--resume", action="store_true", help="keep the finished batches of an interrupted run")
    add.add_argument(
        "--min-confidence", metavar="P", type=float, default=0.0, help="leave out statements below"
    )
    add.add_argument("--encoding", metavar="E", help="of the files, where it is not found rightly by itself")
    add.add_argument("--csv", action="store_true", help="write the tables as CSV too")
    add.add_argument("--jsonl", action="store_true", help="write the tables as JSON Lines too")
    add.set_defaults(command=_run)
    return add


def _run(options: argparse.Namespace) -> int:
    from analysis.pipeline import run, summary

    done = run(
        options.corpus,
        options.out,
        themes=options.themes,
        actors=options.actors,
        scorer=options.scorer,
        workers=options.workers,
        resume=options.resume,
        min_confidence=options.min_confidence,
        encoding=options.encoding,
        export=tuple(kind for kind in ("csv", "jsonl") if getattr(options, kind)),
    )
    print(summary(done))
    return 0


def _add_figures(commands: argparse._SubParsersAction) -> argparse.ArgumentParser:
    add = commands.add_parser("figures", help="draw the charts of a run, with captions and provenance")
    add.add_argument("run_dir", metavar="RUN_DIR", help="what `run` wrote")
    add.add_argument("--out", metavar="DIR", required=True, help="where the figures go")
    add.set_defaults(command=_figures)
    return add


def _figures(options: argparse.Namespace) -> int:
    from analysis.figures import draw_figures

    written = draw_figures(options.run_dir, options.out)
    print(f"{len(written)} files in {options.out}")
    return 0


def _add_verify(commands: argparse._SubParsersAction) -> argparse.ArgumentParser:
    add = commands.add_parser("verify", help="check that figures are the ones their records describe")
    add.add_argument("figures_dir", metavar="FIGURES_DIR", help="what `figures` or a notebook wrote")
    add.set_defaults(command=_verify)
    return add


def _verify(options: argparse.Namespace) -> int:
    from analysis.paper import verify

    problems = verify(options.figures_dir)
    print("\n".join(problems) if problems else f"all figures in {options.figures_dir} are as recorded")
    return 1 if problems else 0


def _add_evaluate(commands: argparse._SubParsersAction) -> argparse.ArgumentParser:
    add = commands.add_parser("evaluate", help="compare a run with articles coded by hand")
    add.add_argument("gold", metavar="GOLD", help="a coded article (.json) or a folder of them")
    add.add_argument("run_dir", metavar="RUN_DIR", help="what `run` wrote for these articles")
    add.add_argument("--json", action="store_true", help="as JSON instead of a table")
    add.add_argument(
        "--list", action="store_true", help="list what was missed, spurious or attributed wrongly"
    )
    add.set_defaults(command=_evaluate)
    return add


def _evaluate(options: argparse.Namespace) -> int:
    from analysis.evaluation import evaluate, list_mistakes

    if options.list:
        print(list_mistakes(options.gold, options.run_dir).to_csv(sep="\t", index=False), end="")
        return 0
    result = evaluate(options.gold, options.run_dir)
    if options.json:
        print(json.dumps(result.to_dict("index"), ensure_ascii=False, indent=1))
    else:
        print(result.to_string())
    return 0


def _add_train(commands: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add the command; its options come from the training module, with torch, only when it is asked for."""
    add = commands.add_parser("train", help="train the stance and sentiment model again")
    add.set_defaults(command=_train)
    return add


def _train(options: argparse.Namespace) -> int:
    return importlib.import_module("analysis.stance.train").main(options) or 0


if __name__ == "__main__":
    sys.exit(main())
