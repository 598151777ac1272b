"""Show things one under the other."""

from collections.abc import Callable, Sequence
from typing import Any

from IPython.display import display

from rma_notebooks.views.markup import Html, paragraph

_display: Callable[[Any], Any] = display  # IPython has no types


def show(*things: Any) -> None:
    """Show views, stories and sentences, in the order given."""
    for thing in things:
        if isinstance(thing, str):
            _display(Html(paragraph(thing), thing))
        elif isinstance(thing, Sequence):
            show(*thing)
        else:
            _display(thing)
