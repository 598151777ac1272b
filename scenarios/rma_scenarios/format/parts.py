"""What all parts of a scenario's model have in common: strict fields, short forms, unknown words with a hint."""

from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, ClassVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from rma_scenarios.format.problems import did_you_mean


class Part(BaseModel):
    """A mapping with known keys.

    `short` names the field that may stand alone in place of the whole mapping, so that `opens_profile: gina` is
    `opens_profile: {profile: gina}`. `takes_null` names the fields that may be left empty in the file, all when None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)
    short: ClassVar[str | None] = None
    takes_null: ClassVar[frozenset[str] | None] = None

    @model_validator(mode="before")
    @classmethod
    def _as_mapping(cls, given: Any) -> Any:
        if isinstance(given, dict):
            cls.refuse_unknown(given)
            return given
        if cls.short is not None and given is not None:
            return {cls.short: given}
        raise PydanticCustomError(
            "no_mapping", "must have fields such as {names}", {"names": ", ".join(cls.names()[:6])}
        )

    @classmethod
    def names(cls) -> list[str]:
        """Return the keys as they are written."""
        return _names(cls)

    @classmethod
    def knows(cls, key: str) -> bool:
        """Say whether a key may stand here."""
        return key in cls.names()

    @classmethod
    def refuse_unknown(cls, given: dict[str, Any]) -> None:
        """Refuse the first key that this part does not know, or that says nothing where something must stand."""
        for key, value in given.items():
            if not cls.knows(key):
                raise unknown_word(key, cls.names(), at_key=True)
            if value is None and cls.takes_null is not None and key not in cls.takes_null:
                raise PydanticCustomError("left_empty", "{key} is left empty", {"key": key, "at_key": key})

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the short form to editors too."""
        schema = handler(core_schema)
        if cls.short is None:
            return schema
        whole = handler.resolve_ref_schema(schema)
        alone = dict(whole["properties"][cls.short])
        return {"anyOf": [{**alone, "title": f"Only {cls.short}"}, schema]}


@cache  # asked for at every mapping of every case
def _names(part: type[Part]) -> list[str]:
    return [field.alias or name for name, field in part.model_fields.items()]


def unknown_word(word: str, known: Sequence[str], *, at_key: bool = False) -> PydanticCustomError:
    """Return the error for a word that is not one of those known; `at_key` when it is a key of a mapping."""
    return PydanticCustomError(
        "unknown_word",
        "{word} is unknown; {hint}",
        {"word": word, "hint": did_you_mean(word, list(known)), "at_key": word if at_key else None},
    )


def word_of(*words: str) -> Any:
    """Return the type of a text that is one of some words."""

    def check(given: str) -> str:
        if given not in words:
            raise unknown_word(given, words)
        return given

    return Annotated[str, AfterValidator(check), _Listed(words)]


def known(kind: str) -> Any:
    """Return the type of a text that names something of this file: a person, an RMA, a rule."""

    def check(given: str, info: ValidationInfo) -> str:
        names = cast("dict[str, Sequence[str]]", info.context or {}).get(kind)
        if names is not None and given not in names:
            raise PydanticCustomError(
                "unknown_name",
                "no {kind} is called {word}; {hint}",
                {"kind": kind, "word": given, "hint": did_you_mean(given, list(names))},
            )
        return given

    return Annotated[str, AfterValidator(check)]


class _Listed:
    """Tell editors the words that a text may be."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core_schema), "enum": list(self._words)}


PersonKey = known("person")
ProfileKey = known("customer profile")
OrderKey = known("order")
RmaKey = known("RMA")
RuleId = known("rule")


def written(part: Part | None, *names: str) -> dict[str, Any]:
    """Return the fields of a part that somebody wrote, all of them or those named."""
    if part is None:
        return {}
    return part.model_dump(exclude_none=True, include=set(names) or None)
