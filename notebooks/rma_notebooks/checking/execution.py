"""Execute one notebook within its budgets, and tell apart how that can end."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from rma_notebooks.checking.kernels import Kernels

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Budgets:
    """How long a cell and a whole notebook may take, in seconds."""

    cell_s: float = 20.0
    notebook_s: float = 50.0


class NotebookEnded(Exception):
    """A notebook that did not get to its end; `cell` is the place of the cell, counted from 0."""

    kind = "failed"

    def __init__(self, cell: int, sentence: str) -> None:
        super().__init__(sentence)
        self.cell = cell
        self.sentence = sentence


class CellFailed(NotebookEnded):
    """A cell raised an error."""


class TooSlow(NotebookEnded):
    """A cell, or the whole notebook, outlived its budget."""

    kind = "timed out"


class KernelDied(NotebookEnded):
    """The kernel's process ended in the middle."""

    kind = "lost its kernel"


async def execute(notebook: NotebookNode, kernels: Kernels, environment: Mapping[str, str], budgets: Budgets) -> None:
    """Execute a notebook in place; outputs of cells that ran stay whatever happens.

    Args:
        notebook: What to execute.
        kernels: Where a kernel comes from.
        environment: Variables that the cells shall see.
        budgets: How long it may take.

    Raises:
        NotebookEnded: When it does not get to its end.
    """
    run = _Run(notebook, budgets)
    limit = asyncio.timeout(budgets.notebook_s)
    try:
        async with limit, kernels.lent() as kernel:
            await kernel.prepare(environment)
            await run.play(kernel)
    except (TimeoutError, DeadKernelError) as error:
        # nbclient takes whatever cancels it for the death of the kernel.
        if limit.expired():
            raise TooSlow(run.cell, f"The notebook was not done within {budgets.notebook_s:g} s.") from error
        raise KernelDied(run.cell, "The kernel died; run the notebook again from its first cell.") from error


class _Run:
    """One execution; `cell` is where it has come to."""

    def __init__(self, notebook: NotebookNode, budgets: Budgets) -> None:
        self.cell = 0
        self._notebook = notebook
        self._budgets = budgets

    async def play(self, kernel: Any) -> None:
        client = NotebookClient(
            self._notebook,
            km=kernel.manager,
            timeout=round(self._budgets.cell_s),
            store_widget_state=False,
            record_timing=False,
            on_cell_start=self._note,
        )
        client.kc = kernel.client
        try:
            await client.async_execute(cleanup_kc=False)
        except CellTimeoutError as error:
            raise TooSlow(self.cell, f"The cell was not done within {self._budgets.cell_s:g} s.") from error
        except CellExecutionError as error:
            raise CellFailed(self.cell, _sentence(error)) from error

    def _note(self, cell: NotebookNode, cell_index: int) -> None:
        del cell
        self.cell = cell_index


def _sentence(error: CellExecutionError) -> str:
    said = _COLOURS.sub("", error.evalue).strip()
    return said if error.ename == "NotebookProblem" else f"{error.ename}: {said}"
