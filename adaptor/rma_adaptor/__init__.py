"""Answer Gladly's customer lookups from ReturnLogic.

The two public names are loaded on first use, so that `rma --help` does not pay for a web framework.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rma_adaptor.app import create_app
    from rma_adaptor.settings import Settings

__all__ = ["Settings", "create_app"]

_HOMES = {"create_app": "rma_adaptor.app", "Settings": "rma_adaptor.settings"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
