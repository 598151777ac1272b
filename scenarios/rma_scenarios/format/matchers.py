"""How an expected value may be written: as itself, or as a matcher such as `{contains: jacket}`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from rma_scenarios.format.parts import Part, RmaKey
from rma_scenarios.format.values import Pattern, Seconds


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a field holds: the words of a matcher that can say something of it, those that compare, and with what."""

    name: str
    words: frozenset[str]
    types: tuple[type, ...]
    compares: frozenset[str] = frozenset({"exactly", "is_not", "one_of"})

    def fits(self, matcher: "Matcher") -> "Matcher":
        """Check the words that somebody wrote."""
        self.refuse_unfit({word: getattr(matcher, word) for word in matcher.model_fields_set})
        return matcher

    def refuse_unfit(self, matcher: Mapping[str, Any]) -> None:
        """Refuse the first word that would always hold, or never, whatever the field is."""
        for word, value in matcher.items():
            if word not in self.words:
                told = {"word": word, "kind": self.name, "known": ", ".join(sorted(self.words)), "at_key": word}
                raise PydanticCustomError("unfit_word", "{word} says nothing of {kind}; write one of: {known}", told)
            if word in self.compares:
                for one in value if word == "one_of" else [value]:
                    self._refuse_unfit_value(word, one)

    def _refuse_unfit_value(self, word: str, value: Any) -> None:
        if is_matcher(value) and word in _TAKES_MATCHERS:
            self.refuse_unfit(value)
        elif value is not None and (not isinstance(value, self.types) or isinstance(value, bool)):
            told = {"word": word, "kind": self.name, "at_key": word}
            raise PydanticCustomError("unfit_value", "{word} needs {kind} here", told)


_TAKES_MATCHERS = frozenset({"is_not", "one_of"})
_VALUES = frozenset({"exactly", *_TAKES_MATCHERS})
_ANY = frozenset({"absent", *_VALUES})
_NUMBER = _Kind("a number", _ANY | {"at_least", "at_most"}, (int, float))
_TEXT = _Kind("a text", _ANY | {"contains", "matches", "links_to", "number_of"}, (str,), _VALUES | {"contains"})
_DURATION = _Kind("a duration", frozenset({"absent", "over", "under"}), ())
_LIST = _Kind("a list", _ANY | {"contains", "count"}, (list,))


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


def _something(value: Any) -> Any:
    if value == "":
        raise PydanticCustomError("string_too_short", "must not be empty")
    return value


_Inner = Annotated[Any, AfterValidator(_checked), WithJsonSchema({})]


class Matcher(Part):
    """A rule for a value; with several words all of them must hold."""

    exactly: Any = Field(
        default=None, description="Equal as a whole, nothing more and nothing less; no matcher stands inside."
    )
    matches: Pattern | None = Field(default=None, description="A text that this regular expression is found in.")
    contains: Annotated[_Inner, AfterValidator(_something)] = Field(
        default=None,
        description="A text that holds this text, or a list that holds this value, or one that this matcher likes.",
    )
    absent: bool | None = Field(
        default=None, description="true: there is no value, or an empty one; false: there is one."
    )
    count: "Number | None" = Field(default=None, description="How many there are in a list or mapping.")
    at_least: int | float | None = None
    at_most: int | float | None = None
    over: Seconds | None = Field(default=None, description="A duration above this one.")
    under: Seconds | None = Field(default=None, description="A duration below this one.")
    one_of: Annotated[list[_Inner], Field(min_length=1)] | None = Field(
        default=None, description="One of these values, or like one of these matchers."
    )
    is_not: _Inner = Field(
        default=None, description="There is a value, and it is not this one, or not like this matcher."
    )
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


def _list(value: Any) -> Any:
    if not isinstance(value, list):
        raise PydanticCustomError("list_type", "must be a list, or a matcher such as {{count: 2}}")
    return value


_OfNumber = Annotated[Matcher, AfterValidator(_NUMBER.fits), Tag("matcher")]
_OfText = Annotated[Matcher, AfterValidator(_TEXT.fits), Tag("matcher")]
_OfDuration = Annotated[Matcher, AfterValidator(_DURATION.fits), Tag("matcher")]
_OfList = Annotated[Matcher, AfterValidator(_LIST.fits), Tag("matcher")]

Number = Annotated[
    Annotated[int, Tag("plain")] | _OfNumber,
    Discriminator(_kind),
]
Text = Annotated[Annotated[str, Tag("plain")] | _OfText, Discriminator(_kind)]
Duration = Annotated[
    Annotated[Seconds, Tag("plain")] | _OfDuration,
    Discriminator(_kind),
]
List = Annotated[
    Annotated[Annotated[list[Any], AfterValidator(_checked), AfterValidator(_list)], Tag("plain")] | _OfList,
    Discriminator(_kind),
]
Anything = Annotated[Any, AfterValidator(_checked)]
"""A value of any shape: mappings need only agree where they are written, and may hold matchers anywhere."""

Matcher.model_rebuild()
