"""What a scenario may say of ReturnLogic's API: how what nobody published is played."""

from typing import Annotated

from pydantic import Field

from rma_scenarios.format.parts import Part, word_of

Envelope = word_of("data", "rmas", "results", "array")
Paging = word_of("page", "cursor", "none")
Spelling = word_of("title", "lower", "snake", "joined")
EmailKey = word_of("customerEmail", "email", "absent")
Nothing = word_of("empty_list", "not_found")
Heeded = word_of("honoured", "ignored")
NumberOrText = word_of("number", "text")
FirstOrSecond = word_of("first", "second")
Zone = word_of("utc", "absent")
LimitBody = word_of("gateway", "error")


class VariantsGiven(Part):
    """How what nobody published of ReturnLogic's API is played; the mocks' README says what each setting is."""

    envelope: Envelope | None = None  # type: ignore[valid-type]
    paging: Paging | None = None  # type: ignore[valid-type]
    rma_id: NumberOrText | None = None  # type: ignore[valid-type]
    status_spelling: Spelling | None = None  # type: ignore[valid-type]
    email_key: EmailKey | None = None  # type: ignore[valid-type]
    nothing_found: Nothing | None = None  # type: ignore[valid-type]
    retry_after: bool | None = None
    rate_limit_body: LimitBody | None = None  # type: ignore[valid-type]
    refresh_rotation: bool | None = None
    email_filter: Heeded | None = None  # type: ignore[valid-type]
    time_zone: Zone | None = None  # type: ignore[valid-type]
    money: NumberOrText | None = None  # type: ignore[valid-type]
    item_keys: FirstOrSecond | None = None  # type: ignore[valid-type]
    page_size: Annotated[int, Field(ge=1, le=100)] | None = None
