"""What a notebook cell may use."""

from rma_notebooks.session import connect

__all__ = ["connect"]
