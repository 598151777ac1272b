"""Keep a wrong notebook in a way that its reader sees at once what is wrong, and where."""

import copy

import nbformat
from nbformat import NotebookNode

_ANCHOR = "rma-wrong"


def with_banner(notebook: NotebookNode, cell: int, heading: str, sentence: str) -> NotebookNode:
    """Return a copy with a banner at its top that leads to the cell, and a mark above that cell."""
    marked = copy.deepcopy(notebook)
    mark = f'<a id="{_ANCHOR}"></a>**↓ This cell:** {sentence}'
    marked.cells.insert(cell, nbformat.v4.new_markdown_cell(mark, id=f"{_ANCHOR}-mark"))
    banner = f"> **✗ This notebook does not hold.** Under [“{heading}”](#{_ANCHOR}): {sentence}"
    marked.cells.insert(0, nbformat.v4.new_markdown_cell(banner, id=f"{_ANCHOR}-banner"))
    return marked
