"""FastAPI sends a plain function through its thread pool, which costs more than a whole call of a mock."""

import ast
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parents[2] / "mocks/rma_mocks").rglob("*.py"))


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in SOURCES if "Depends(" in path.read_text()]
)
def test_every_dependency_of_the_mocks_is_a_coroutine(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    asked = {
        argument.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Depends"
        for argument in node.args
        if isinstance(argument, ast.Name)
    }

    assert [node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name in asked] == []
