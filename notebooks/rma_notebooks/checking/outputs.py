"""Compare what a notebook shows now with what was committed, and clean what will be committed."""

import difflib
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode

from rma_notebooks.answers import MIME
from rma_notebooks.steady import steady_text

TAG = "answers"
"""Tags the last cell, whose answers are compared as values."""

LARGEST_BYTES = 300_000
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_MOST_LINES = 12
_WIDEST = 160


def cleaned(notebook: NotebookNode) -> None:
    """Make a notebook, in place, as it would come out of any other run on any other machine."""
    notebook.metadata = nbformat.from_dict(_METADATA)
    for number, cell in enumerate(code_cells(notebook), 1):
        cell.execution_count = number
        cell.metadata.pop("execution", None)
        cell.outputs = [_clean_output(output, number) for output in cell.outputs]


def differences(committed: NotebookNode, executed: NotebookNode) -> Iterator[tuple[int, str]]:
    """Find the cells whose outputs differ, each with its place and the lines that changed; both must be clean."""
    for place, (old, new) in enumerate(zip(committed.cells, executed.cells, strict=True)):
        if old.cell_type == "code" and _plain(old.outputs) != _plain(new.outputs):
            yield place, _changed_lines(old.outputs, new.outputs)


def unheld_answers(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    """Find the answers that do not hold, each with its cell's place and a sentence."""
    last = max((place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"), default=0)
    cell = notebook.cells[last]
    if TAG not in cell.metadata.get("tags", []):
        yield last, f"The last cell is not tagged {TAG}: nothing says what this notebook must find out."
        return
    rows = [row for output in cell.outputs for row in (output.get("data") or {}).get(MIME, [])]
    if not rows:
        yield last, "The last cell gives no answers; it ends with answers({…})."
    for row in rows:
        if not row["held"]:
            yield last, f"{row['question']} The notebook says {row['expected']!r}, and it is {row['found']!r}."


def heading_of(notebook: NotebookNode, place: int) -> str:
    """Return the heading that a cell stands under."""
    for cell in reversed(notebook.cells[: place + 1]):
        lines = cell.source.splitlines() if cell.cell_type == "markdown" else []
        heads = [line.lstrip("#").strip() for line in lines if line.startswith("#")]
        if heads:
            return str(heads[-1])
    return "the beginning"


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells with code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _clean_output(output: NotebookNode, number: int) -> NotebookNode:
    kept = nbformat.from_dict(_steady(output))
    kept.pop("transient", None)
    if "execution_count" in kept:
        kept["execution_count"] = number
    if "metadata" in kept:
        kept["metadata"] = nbformat.from_dict({})
    return kept


def _steady(value: Any) -> Any:
    if isinstance(value, str):
        return steady_text(value)
    if isinstance(value, list):
        return [_steady(item) for item in value]
    if isinstance(value, dict):
        return {key: _steady(inner) for key, inner in value.items()}
    return value


def _plain(outputs: list[NotebookNode]) -> list[Any]:
    return [_without_lines(output) for output in outputs]


def _without_lines(value: Any) -> Any:
    """Return plain data; a text is one whether or not a file holds it as lines."""
    if isinstance(value, dict):
        return {key: _without_lines(inner) for key, inner in value.items()}
    if isinstance(value, list):
        texts = [item for item in value if isinstance(item, str)]
        return "".join(texts) if texts and len(texts) == len(value) else [_without_lines(item) for item in value]
    return value


def _changed_lines(old: list[NotebookNode], new: list[NotebookNode]) -> str:
    """Return the changed lines of the outputs' plain texts, else of what else they hold."""
    for read in (_texts, _everything):
        lines = [
            line[:_WIDEST]
            for line in difflib.unified_diff(read(old), read(new), "committed", "now", lineterm="", n=0)
            if line[:3] not in {"---", "+++"} and not line.startswith("@@")
        ]
        if lines:
            more = f"\n  … and {len(lines) - _MOST_LINES} lines more" if len(lines) > _MOST_LINES else ""
            return "\n".join(f"  {line}" for line in lines[:_MOST_LINES]) + more
    return "  only in how it is stored"


def _texts(outputs: list[NotebookNode]) -> list[str]:
    found = []
    for output in outputs:
        data = output.get("data") or {}
        found += str(
            _without_lines(data.get("text/plain") or output.get("text") or output.get("evalue") or "")
        ).splitlines()
    return found


def _everything(outputs: list[NotebookNode]) -> list[str]:
    return [
        line
        for output in outputs
        for mime, content in sorted((output.get("data") or {}).items())
        for line in [f"{mime}:", *str(_without_lines(content)).replace("><", ">\n<").splitlines()]
    ]
