"""A notebook finds its stack, or is told how to start one."""

import json
from pathlib import Path

import pytest

from rma_notebooks import connect
from rma_notebooks.session import STACK_VARIABLE, NoStack

LINKS = {
    "stage_url": "http://127.0.0.1:8701/w/demo/stage",
    "gladly": {"desk_url": "http://127.0.0.1:8701/w/demo/desk?a=1&b=2"},
    "returnlogic": {
        "returns_center_url": "http://127.0.0.1:8702/w/demo/returns-center",
        "originate_url": "http://127.0.0.1:8702/w/demo/originate",
    },
}


def test_without_a_stack_the_message_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STACK_VARIABLE, raising=False)

    with pytest.raises(NoStack, match="nox -s lab"):
        connect()


def test_a_connection_shows_where_everything_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STACK_VARIABLE, json.dumps(LINKS))

    shown = connect()._repr_html_()

    assert 'href="http://127.0.0.1:8701/w/demo/stage"' in shown
    assert "?a=1&amp;b=2" in shown


def test_cells_use_only_what_the_package_exports() -> None:
    for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            code = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
            imports = [line for line in code.splitlines() if line.startswith(("import ", "from "))]
            assert all(line.startswith("from rma_notebooks import ") for line in imports), path.name
