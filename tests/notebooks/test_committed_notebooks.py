"""The notebooks as they lie in the repository: short cells, folded code, and answers that every viewer shows."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_LINES = 8
LARGEST_BYTES = 300_000


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def code_of(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [cell for cell in cells if cell["cell_type"] == "code"]


def data_of(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [output["data"] for cell in code_of(cells) for output in cell["outputs"]]


def test_a_cell_uses_only_what_the_package_exports(cells: list[dict[str, Any]]) -> None:
    lines = [line for cell in code_of(cells) for line in "".join(cell["source"]).splitlines()]

    imports = [line for line in lines if line.startswith(("import ", "from "))]

    assert imports
    assert all(line.startswith("from rma_notebooks import ") for line in imports)


def test_cells_are_short(cells: list[dict[str, Any]]) -> None:
    *cells, last = code_of(cells)

    assert max(len("".join(cell["source"]).splitlines()) for cell in cells) <= MOST_LINES
    assert len("".join(last["source"]).splitlines()) <= 12


def test_code_is_folded_but_for_what_a_reader_may_change(cells: list[dict[str, Any]]) -> None:
    opened = [cell["id"] for cell in code_of(cells) if not cell["metadata"].get("jupyter", {}).get("source_hidden")]

    assert opened in ([], ["control"])


def test_every_question_is_answered_without_a_kernel(cells: list[dict[str, Any]]) -> None:
    assert [cell["id"] for cell in code_of(cells) if not cell["outputs"]] == []


def test_every_picture_has_its_text_and_nothing_needs_a_script(cells: list[dict[str, Any]]) -> None:
    for data in data_of(cells):
        assert "".join(data["text/plain"])
        assert "<script" not in "".join(data.get("text/html", ""))
        svg = "".join(data.get("image/svg+xml", ""))
        assert not svg or "<desc" in svg


def test_nothing_that_went_wrong_was_committed(cells: list[dict[str, Any]]) -> None:
    kinds = {output["output_type"] for cell in code_of(cells) for output in cell["outputs"]}

    assert kinds <= {"display_data", "execute_result"}


def test_a_notebook_stays_small_enough_for_a_code_host(path: Path) -> None:
    assert path.stat().st_size <= LARGEST_BYTES


def test_the_readme_and_the_first_notebook_lead_to_every_notebook() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    start = (FOLDER / "00_start_here.ipynb").read_text(encoding="utf-8")

    assert [path.stem for path in NOTEBOOKS if path.stem not in readme] == []
    assert [path.name for path in NOTEBOOKS[1:] if path.name not in start] == []
