"""The plugin is loaded wherever rma-toolkit is installed, also without the extra that brings its libraries."""

from typing import Any

import pytest

MISSING = ("filelock", "httptools", "jinja2", "pydantic", "yaml")

BLOCKER = f"""\
import sys

class Missing:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in {MISSING!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing)
"""

TESTS = f"""\
import sys

PLACES = ["rma_scenarios.places"] if "--artifacts" in sys.argv else []

def test_passes():
    assert not set(sys.modules) & set({MISSING!r})
    ours = {{name for name in sys.modules if name.startswith("rma_")}}
    assert ours == {{"rma_scenarios", "rma_scenarios.plugin", *PLACES}}
"""


@pytest.fixture
def bare(repository: Any) -> dict[str, str]:
    """The environment variables of a Python that has none of the extra's libraries."""
    repository.has("bare/sitecustomize.py", BLOCKER)
    repository.has("test_ordinary.py", TESTS)
    return {"PYTHONPATH": str(repository.folder / "bare")}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="alone"),
        pytest.param(["-n", "1"], id="a worker"),
        pytest.param(["--artifacts", "out", "--keep"], id="options"),
    ],
)
def test_ordinary_tests_run_as_ever(repository: Any, bare: dict[str, str], arguments: list[str]) -> None:
    ran = repository.pytest(*arguments, **bare)

    assert (ran.code, ran.verdicts) == (0, {"test_passes": "passed"}), ran.output + ran.errors


def test_a_scenario_file_asks_for_the_extra_in_one_sentence(repository: Any, bare: dict[str, str]) -> None:
    repository.has_scenario("one")

    ran = repository.pytest(**bare)

    assert ran.code == pytest.ExitCode.INTERRUPTED
    assert 'scenario files need the extra "scenarios": pip install "rma-toolkit[scenarios]"' in ran.output
    assert "Traceback" not in ran.output + ran.errors
