"""What a notebook cell may use."""

from rma_notebooks.answers import answers
from rma_notebooks.playing import play
from rma_notebooks.session import connect
from rma_notebooks.showing import show
from rma_notebooks.what_if import what_if
from rma_notebooks.worlds import world

__all__ = ["answers", "connect", "play", "show", "what_if", "world"]
