"""Collect notebooks as tests: `pytest -p rma_notebooks.checking.plugin notebooks -n auto`.

Named on the command line, never loaded by itself: other people's notebooks are none of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rma_notebooks.checking.checker import Checker

_CHECKER: pytest.StashKey[Checker] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what is particular to notebooks."""
    group = parser.getgroup("notebooks", "rma-toolkit notebooks")
    group.addoption("--update", action="store_true", help="Write the outputs of now into the notebooks.")
    group.addoption("--warm", action="store_true", help="Run all notebooks of a worker in one kernel, emptied between.")
    group.addoption("--cell-budget", metavar="S", type=float, default=20.0, help="Seconds a cell may take; 20.")
    group.addoption("--notebook-budget", metavar="S", type=float, default=50.0, help="Seconds a notebook may take; 50.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect notebooks."""
    if file_path.suffix != ".ipynb" or ".ipynb_checkpoints" in file_path.parts:
        return None
    return NotebookFile.from_parent(parent, path=file_path)


class NotebookFile(pytest.File):
    """A notebook."""

    def collect(self) -> Iterator[pytest.Item]:
        """Return its one test."""
        yield NotebookItem.from_parent(self, name=self.path.stem)


class NotebookItem(pytest.Item):
    """The test that a notebook runs, shows what was committed, and finds out what it says."""

    def runtest(self) -> None:
        """Execute and compare."""
        _checker_of(self.config).check(self.path)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell what does not hold in the notebook's own words."""
        from rma_notebooks.checking.checker import NotebookWrong  # noqa: PLC0415 -- needs nbclient
        from rma_scenarios.errors import StackError  # noqa: PLC0415 -- as above

        if isinstance(excinfo.value, NotebookWrong | StackError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the notebook."""
        return self.path, 0, self.path.name


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the kernels."""
    if _CHECKER in config.stash:
        config.stash[_CHECKER].close()


def _checker_of(config: pytest.Config) -> Checker:
    if _CHECKER not in config.stash:
        from rma_notebooks.lean_imports import URI_GRAMMAR, without  # noqa: PLC0415

        with without(URI_GRAMMAR):
            from rma_notebooks.checking.checker import Checker  # noqa: PLC0415 -- only runs with notebooks need it
            from rma_notebooks.checking.execution import Budgets  # noqa: PLC0415
        from rma_scenarios.plugin import stack_url_of  # noqa: PLC0415

        budgets = Budgets(config.getoption("--cell-budget"), config.getoption("--notebook-budget"))
        config.stash[_CHECKER] = Checker(
            stack_url=lambda: stack_url_of(config),
            budgets=budgets,
            artifacts=config.getoption("--artifacts"),
            is_warm=config.getoption("--warm"),
            updates=config.getoption("--update"),
        )
    return config.stash[_CHECKER]
