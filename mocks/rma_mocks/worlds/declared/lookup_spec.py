"""What a client may ask of a new world's lookups: how the assumed is played, who may change what, scripted answers."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from rma_mocks.gladly.foreign_json import DEEPEST, is_deeper
from rma_mocks.worlds.declared.texts import AttributeName, Name

MOST_ANSWERED = 256 * 1024
"""A scripted app answers no more than this; it is a part of the world and kept with it."""


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LookupSpec(_Spec):
    """How what nobody published is played; `gladly.settings.LookupSettings` says what each is."""

    legacy_suggestions: bool = False
    attributes_in: Literal["flat", "nested", "both"] = "flat"
    manual_search_blank: Literal["omitted", "empty"] = "omitted"
    phone_match: Literal["either", "both"] = "either"
    phone_normalisation: Literal["e164", "exact"] = "e164"
    answers: Literal["lenient", "strict"] = "lenient"
    absent_transactions: Literal["keep", "clear"] = "keep"
    query_reading: Literal["S1", "S2"] = "S1"
    agent_id_header: bool = True


class AttributeSpec(_Spec):
    """One field of the customer profile definition; `label` is the name unless it is given.

    `permission` is by default EDITABLE for name and address, VISIBLE for everything else (documented; GL-ATTR-1).
    """

    name: AttributeName
    label: Name | None = None
    permission: Literal["EDITABLE", "VISIBLE", "HIDDEN"] | None = None


class LabelledSpec(_Spec):
    """One row of search attributes on the app page; `label` is the attribute unless it is given."""

    attribute: AttributeName
    label: Name | None = None


def _named(key: str) -> BeforeValidator:
    def read(given: Any) -> Any:
        return {key: given} if isinstance(given, str) else given

    return BeforeValidator(read)


def _answers(given: Any) -> Any:
    try:
        text = json.dumps(given, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ValueError("must be JSON that can be sent") from error
    if is_deeper(given):
        raise ValueError(f"must nest at most {DEEPEST} levels deep")
    if len(text) > MOST_ANSWERED:
        raise ValueError(f"must have at most {MOST_ANSWERED // 1024} KB as JSON")
    return given


Attribute = Annotated[AttributeSpec, _named("name")]
Labelled = Annotated[LabelledSpec, _named("attribute")]
Answers = Annotated[Any, AfterValidator(_answers), Field(description="What a scripted app answers to lookups.")]


class PageSpec(_Spec):
    """What a scripted app answers where an action asks for its form, or sends it."""

    status: Annotated[int, Field(ge=200, le=599)] = 200
    answer: Answers = None
