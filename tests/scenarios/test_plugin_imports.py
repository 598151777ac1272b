"""The plugin loads in every pytest run of its environment, so it brings nothing along until a scenario is seen."""

import subprocess
import sys

import pytest

FORBIDDEN = (
    "yaml",
    "httpx",
    "pydantic",
    "pydantic_core",
    "filelock",
    "httptools",
    "jinja2",
    "click",
    "fastapi",
)

LOAD = f"""
import sys
import pytest
before = set(sys.modules)
for name in {FORBIDDEN!r}:
    assert name not in before, name
    sys.modules[name] = None  # an import of it fails from here on
import rma_scenarios.plugin
loaded = {{name for name in set(sys.modules) - before if sys.modules[name] is not None}}
new = {{name.partition(".")[0] for name in loaded}}
print(sorted(new - set(sys.stdlib_module_names) - {{"_pytest"}}))
print(sorted(name for name in loaded if name.startswith("rma_")))
"""


def test_the_plugin_imports_only_pytest_and_the_standard_library() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["['rma_scenarios']", "['rma_scenarios', 'rma_scenarios.plugin']"]


@pytest.mark.parametrize("name", ["rma_adaptor", "rma_mocks"])
def test_the_engine_needs_neither_adaptor_nor_mocks(name: str) -> None:
    program = f"import sys; sys.modules[{name!r}] = None; import rma_scenarios.suite.items, rma_scenarios.commands.run"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stderr == ""


def test_a_run_that_writes_nothing_brings_in_only_what_plays() -> None:
    """Each of these takes as long to import as a dozen scenarios to play."""
    heavy = ("jinja2", "httpx", "filelock", "faker", "fastapi", "rma_scenarios.flow")
    program = (
        "import sys, pytest, rma_scenarios.suite.items, rma_scenarios.suite.run; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("[]\n", "")
