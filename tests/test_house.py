"""The house rules that a reader would otherwise have to check: sizes, places, rule ids, docs."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PRODUCT_FOLDERS = ("adaptor", "mocks", "scenarios", "notebooks")
RULE_ID = re.compile(r"\b(?:GL|RL)-[A-Z]+-\d+\b")

MODULE_LINES, TEST_MODULE_LINES = 300, 500
FUNCTION_LINES, ARGUMENTS, NESTING = 40, 8, 3

EXCEPTIONS: dict[str, str] = {}
"""Places beyond a ceiling, each with its reason; empty is how it should be."""


def sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def nesting(node: ast.AST, depth: int = 0) -> int:
    inner = isinstance(
        node, ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.Match
    )
    depth += inner
    children = [
        child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    # An elif is nested in the tree, not on the page.
    return max([depth, *(nesting(child, depth - _is_elif(node, child)) for child in children)])


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse and len(node.orelse) == 1


@pytest.mark.parametrize("path", [pytest.param(path, id=name(path)) for path in sources(*PRODUCT_FOLDERS)])
def test_a_module_stays_under_its_ceilings(path: Path) -> None:
    too_big = (
        [] if len(path.read_text().splitlines()) <= MODULE_LINES else [f"{name(path)} is over {MODULE_LINES} lines"]
    )
    for function in functions(path):
        place = f"{name(path)}:{function.lineno} {function.name}"
        arguments = function.args
        count = len(arguments.posonlyargs + arguments.args + arguments.kwonlyargs)
        lines = (function.end_lineno or 0) - function.lineno + 1
        too_big += [f"{place} has {lines} lines"] if lines > FUNCTION_LINES else []
        too_big += [f"{place} has {count} arguments"] if count > ARGUMENTS + 1 else []  # self is not one
        too_big += [f"{place} nests {nesting(function)} deep"] if nesting(function) > NESTING else []

    assert [row for row in too_big if row.split(" ")[0] not in EXCEPTIONS] == []


def test_test_modules_stay_under_their_ceiling() -> None:
    assert [name(path) for path in sources("tests") if len(path.read_text().splitlines()) > TEST_MODULE_LINES] == []


def test_no_python_file_lies_directly_in_a_product_folder() -> None:
    """One there could be imported under two names, which makes two copies of it."""
    assert [name(path) for folder in PRODUCT_FOLDERS for path in (ROOT / folder).glob("*.py")] == []


def test_the_top_level_is_the_agreed_one() -> None:
    agreed = {"adaptor", "mocks", "notebooks", "scenarios", "tests"}
    produced = {"artifacts", "build", "dist"}

    found = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}

    assert found - produced == agreed


def test_every_rule_id_that_is_mentioned_exists_and_every_rule_is_used() -> None:
    rules = yaml.safe_load((ROOT / "scenarios/rma_scenarios/rules.yaml").read_text())["rules"]
    known = [rule["id"] for rule in rules]
    mentioned = {
        rule_id
        for folder in PRODUCT_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js", ".html", ".md", ".j2"}
        for rule_id in RULE_ID.findall(path.read_text())
    }

    assert len(known) == len(set(known))
    assert mentioned - set(known) == set()
    assert set(known) - mentioned == set()


def test_every_rule_says_what_it_rests_on() -> None:
    rules = yaml.safe_load((ROOT / "scenarios/rma_scenarios/rules.yaml").read_text())["rules"]

    for rule in rules:
        assert rule["evidence"] in {"documented", "observed", "assumed"}, rule["id"]
        assert rule["sentence"].endswith("."), rule["id"]
        assert rule["source"], rule["id"]
        assert (rule["evidence"] == "assumed") == ("switch" in rule), rule["id"]


def test_every_command_of_the_entry_points_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    for command, target in project["entry-points"]["rma.commands"].items():
        module, _, attribute = target.partition(":")
        package = module.partition(".")[0]
        path = ROOT / package.removeprefix("rma_") / (module.replace(".", "/") + ".py")
        assert re.search(rf"^def {attribute}\(", path.read_text(), re.MULTILINE), command


def test_no_lock_file_that_records_addresses_is_kept() -> None:
    assert not any((ROOT / file).exists() for file in ("poetry.lock", "pdm.lock"))
    assert "://" not in (ROOT / "constraints.txt").read_text()
