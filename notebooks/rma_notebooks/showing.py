"""Show things one under the other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from IPython.display import display

from rma_notebooks.views.markup import Html, paragraph
from rma_notebooks.views.verdict import verdict_table

_display: Callable[[Any], Any] = display  # IPython has no types


def show(*things: Any) -> None:
    """Show views, stories and sentences, in the order given; verdicts by name become one table."""
    for thing in things:
        if isinstance(thing, str):
            _display(Html(paragraph(thing), thing))
        elif isinstance(thing, Mapping):
            _display(verdict_table(thing))
        elif isinstance(thing, Sequence):
            show(*thing)
        else:
            _display(thing)
