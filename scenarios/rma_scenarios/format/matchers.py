"""How an expected value may be written: as itself, or as a matcher such as `{contains: jacket}`."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from rma_scenarios.format.parts import Part, RmaKey
from rma_scenarios.format.values import Pattern, Seconds

_Plain = Annotated[Any, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]


class Matcher(Part):
    """A rule for a value; with several words all of them must hold."""

    exactly: Any = Field(default=None, description="Equal as a whole, nothing more and nothing less.")
    matches: Pattern | None = Field(default=None, description="A text that this regular expression is found in.")
    contains: _Plain = Field(default=None, description="A text that holds this text, or a list that holds this value.")
    absent: bool | None = Field(
        default=None, description="true: there is no value, or an empty one; false: there is one."
    )
    count: "Number | None" = Field(default=None, description="How many there are in a list or mapping.")
    at_least: int | float | None = None
    at_most: int | float | None = None
    over: Seconds | None = Field(default=None, description="A duration above this one.")
    under: Seconds | None = Field(default=None, description="A duration below this one.")
    one_of: list[_Plain] | None = None
    is_not: _Plain = Field(default=None, description="Anything but this.")
    links_to: RmaKey | None = Field(default=None, description="The address of this RMA's page.")
    number_of: RmaKey | None = Field(default=None, description="The RMA number of this RMA.")

    words: ClassVar[frozenset[str]] = frozenset()
    takes_null = frozenset({"exactly", "contains", "is_not"})


Matcher.words = frozenset(Matcher.names())


def is_matcher(value: Any) -> bool:
    """Say whether a mapping is a matcher: all its keys are words of one."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= Matcher.words


def _kind(value: Any) -> str:
    return "matcher" if isinstance(value, Mapping) else "plain"


def _checked(value: Any, info: ValidationInfo) -> Any:
    """Check the matchers in a value of any shape."""
    if is_matcher(value):
        Matcher.model_validate(value, context=info.context)
    elif isinstance(value, Mapping):
        for inner in value.values():
            _checked(inner, info)
    elif isinstance(value, list):
        for inner in value:
            _checked(inner, info)
    return value


def _list(value: Any) -> Any:
    if not isinstance(value, list):
        raise PydanticCustomError("list_type", "must be a list, or a matcher such as {{count: 2}}")
    return value


_MATCHER = Annotated[Matcher, Tag("matcher")]

Number = Annotated[Annotated[int, Tag("plain")] | _MATCHER, Discriminator(_kind)]
Text = Annotated[Annotated[str, Tag("plain")] | _MATCHER, Discriminator(_kind)]
Duration = Annotated[Annotated[Seconds, Tag("plain")] | _MATCHER, Discriminator(_kind)]
List = Annotated[
    Annotated[Annotated[list[Any], AfterValidator(_checked), AfterValidator(_list)], Tag("plain")] | _MATCHER,
    Discriminator(_kind),
]
Anything = Annotated[Any, AfterValidator(_checked)]
"""A value of any shape: mappings need only agree where they are written, and may hold matchers anywhere."""

Matcher.model_rebuild()
