"""Check notebooks one after the other: run, compare, keep the evidence."""

import asyncio
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from rma_notebooks.checking.banner import with_banner
from rma_notebooks.checking.execution import Budgets, NotebookEnded, execute
from rma_notebooks.checking.kernels import Kernels
from rma_notebooks.checking.outputs import LARGEST_BYTES, cleaned, differences, heading_of, unheld_answers
from rma_notebooks.steady import STEADY_VARIABLE
from rma_scenarios.announced import STACK_VARIABLE

_FORMAT = 4


class NotebookWrong(Exception):
    """A notebook that does not hold; the message is for people, and the first line says the most."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: the cell's place, a sentence, and what there is to see."""

    cell: int
    sentence: str
    details: str = ""


class Checker:
    """Run notebooks and hold them to what was committed.

    Args:
        stack_url: Gives the stack that all of them share; asked when the first one runs.
        budgets: How long each may take.
        artifacts: Where the executed copy of a wrong notebook is kept; nowhere when None.
        is_warm: Use one kernel for all.
        updates: Write what is shown now into the notebooks; answers must hold all the same.
    """

    def __init__(
        self,
        *,
        stack_url: Callable[[], str],
        budgets: Budgets,
        artifacts: Path | None,
        is_warm: bool = False,
        updates: bool = False,
    ) -> None:
        self._stack_url = stack_url
        self._budgets = budgets
        self._artifacts = artifacts
        self._is_warm = is_warm
        self._updates = updates
        self._runner = asyncio.Runner()
        self._kernels: dict[Path, Kernels] = {}

    def check(self, path: Path) -> None:
        """Check one notebook.

        Raises:
            NotebookWrong: With all that is wrong about it.
        """
        committed = nbformat.read(path, as_version=_FORMAT)
        executed = copy.deepcopy(committed)
        complaints = list(self._run(path, executed))
        cleaned(executed)
        if not complaints:
            complaints += [Complaint(*found) for found in unheld_answers(executed)]
        if not complaints:
            complaints += self._compared(path, committed, executed)
        if complaints:
            raise NotebookWrong(self._told(path, executed, complaints))

    def close(self) -> None:
        """End what is still running."""
        for kernels in self._kernels.values():
            self._runner.run(kernels.stop())
        self._runner.close()

    def _run(self, path: Path, notebook: NotebookNode) -> Iterator[Complaint]:
        kernels = self._kernels.setdefault(path.parent, Kernels(path.parent, is_warm=self._is_warm))
        self._runner.run(kernels.begin())  # it comes up while the stack does
        told = {STACK_VARIABLE: self._stack_url(), STEADY_VARIABLE: "1"}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        try:
            self._runner.run(execute(notebook, kernels, told, self._budgets))
        except NotebookEnded as ended:
            yield Complaint(ended.cell, f"{ended.sentence}", f"  The notebook {ended.kind}.")

    def _compared(self, path: Path, committed: NotebookNode, executed: NotebookNode) -> Iterator[Complaint]:
        text = nbformat.writes(executed, version=_FORMAT) + "\n"
        if len(text.encode()) > LARGEST_BYTES:
            yield Complaint(0, f"The notebook would have {len(text.encode())} bytes, and {LARGEST_BYTES} are the most.")
        elif self._updates:
            path.write_text(text, encoding="utf-8")
        else:
            changed = "What this cell shows is not what was committed; nox -s notebooks -- --update takes it over."
            yield from (Complaint(cell, changed, lines) for cell, lines in differences(committed, executed))

    def _told(self, path: Path, executed: NotebookNode, complaints: list[Complaint]) -> str:
        first = complaints[0]
        lines = [f"{path.name}, under “{heading_of(executed, first.cell)}”: {first.sentence}", first.details]
        for complaint in complaints[1:]:
            lines += [f"Under “{heading_of(executed, complaint.cell)}”: {complaint.sentence}", complaint.details]
        if self._artifacts is not None:
            copy_of_it = self._artifacts / path.name
            copy_of_it.parent.mkdir(parents=True, exist_ok=True)
            banner = with_banner(executed, first.cell, heading_of(executed, first.cell), first.sentence)
            nbformat.write(banner, copy_of_it, version=_FORMAT)
            lines.append(f"The executed copy: {copy_of_it}")
        return "\n".join(line for line in lines if line)
