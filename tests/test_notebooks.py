"""Notebooks as they are stored: run from top to bottom, nothing ignored, nothing told of one machine."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))

#: How many cells of all notebooks may ask nbval not to compare their output.
IGNORED_AT_MOST = 0
_IGNORE = re.compile(
    r"#\s*(NBVAL_IGNORE_OUTPUT|NBVAL_SKIP|NBVAL_RAISES_EXCEPTION|PYTEST_VALIDATE_IGNORE_OUTPUT)", re.I
)
_TAGS = {"nbval-ignore-output", "nbval-skip", "nbval-raises-exception"}
#: Traces of one machine or one moment: absolute paths, addresses in memory, speeds.
_TRACES = re.compile(r"(?<![\w.<:/~…])/[a-z]\w+/[\w.]|\b[A-Z]:\\\\|site-packages| at 0x[0-9a-f]{6,}|\bit/s\b")


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_the_five_notebooks_are_there():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_corpus", "02_statements", "03_stance_model", "04_themes", "06_your_corpus",
    ]  # fmt: skip


def test_ignored_cells_are_rationed():
    ignored = [
        f"{path.name}, {cell['id']}"
        for path in NOTEBOOKS
        for cell in code_cells(read(path))
        if _IGNORE.search(source(cell)) or _TAGS & set(cell["metadata"].get("tags", []))
    ]
    assert len(ignored) <= IGNORED_AT_MOST, ignored


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_ran_from_top_to_bottom_in_one_go(self, path):
        counts = [cell["execution_count"] for cell in code_cells(read(path))]
        assert counts == list(range(1, len(counts) + 1))

    def test_no_cell_failed_and_none_wrote_to_stderr(self, path):
        for cell in code_cells(read(path)):
            for output in cell["outputs"]:
                assert output["output_type"] != "error", source(cell)
                assert output.get("name") != "stderr", source(cell)

    def test_every_cell_that_shows_something_has_it_stored(self, path):
        for cell in code_cells(read(path)):
            last = ast.parse(source(cell)).body[-1]
            if isinstance(last, ast.Expr) and not _returns_nothing(last.value):
                assert cell["outputs"], source(cell)
            if "plt.show()" in source(cell):
                assert any("image/png" in output.get("data", {}) for output in cell["outputs"]), source(cell)

    def test_cells_that_plot_end_in_show(self, path):
        for cell in code_cells(read(path)):
            if re.search(r"^plot_\w+\(", source(cell), re.M):
                assert source(cell).rstrip().splitlines()[-1].strip() in ("plt.show()", "print(error)"), (
                    source(cell)
                )

    def test_outputs_tell_nothing_of_the_machine(self, path):
        for cell in code_cells(read(path)):
            for output in cell["outputs"]:
                data = {k: v for k, v in output.get("data", {}).items() if not k.startswith("image/")}
                told = json.dumps([output.get("text", ""), data], ensure_ascii=False)
                assert not _TRACES.search(told), (source(cell), _TRACES.search(told))

    def test_kernel_and_format(self, path):
        notebook = read(path)
        assert notebook["nbformat"] == 4
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        ids = [cell["id"] for cell in notebook["cells"]]
        assert len(ids) == len(set(ids))

    def test_begins_with_a_title_in_words(self, path):
        first = read(path)["cells"][0]
        assert first["cell_type"] == "markdown"
        assert source(first).startswith(f"# {int(path.stem[:2])} · ")


def _returns_nothing(value: ast.expr) -> bool:
    """Say whether an expression at the end of a cell shows nothing by its nature."""
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("plt.show", "pd.set_option", "print")
