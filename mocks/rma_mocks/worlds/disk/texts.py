"""Things of a world as JSON text and back; whatever does not fit its type is refused."""

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

Kept = TypeVar("Kept")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def as_text(kind: Any, thing: Any) -> str:
    """Write a thing of that type as JSON."""
    return _adapter(kind).dump_json(thing).decode()


def from_text(kind: type[Kept], text: str) -> Kept:
    """Read a thing of that type, or raise ValueError."""
    adapter: TypeAdapter[Kept] = _adapter(cast("Any", kind))
    return adapter.validate_json(text)
