"""Leave out of an import what costs much and is not needed."""

import contextlib
import sys
from collections.abc import Iterator

URI_GRAMMAR = "rfc3987_syntax"
"""jsonschema builds a grammar from it to check addresses, which takes longer than a whole notebook; where it is
missing jsonschema does without, and no notebook's format has an address in it."""


@contextlib.contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let modules look as if they were not installed, for the imports inside."""
    hidden = [name for name in modules if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment] # the mark of Python itself for "cannot be imported"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
