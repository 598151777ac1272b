"""What a scenario may say of ReturnLogic's API: how what nobody published is played."""

from typing import Annotated, Literal

from pydantic import Field

from rma_scenarios.format.parts import Part


class VariantsGiven(Part):
    """How what nobody published of ReturnLogic's API is played; the mocks' README says what each setting is."""

    envelope: Literal["data", "rmas", "results", "array"] | None = None
    paging: Literal["page", "cursor", "none"] | None = None
    rma_id: Literal["number", "text"] | None = None
    status_spelling: Literal["title", "lower", "snake", "joined"] | None = None
    email_key: Literal["customerEmail", "email", "absent"] | None = None
    nothing_found: Literal["empty_list", "not_found"] | None = None
    retry_after: bool | None = None
    rate_limit_body: Literal["gateway", "error"] | None = None
    refresh_rotation: bool | None = None
    email_filter: Literal["honoured", "ignored"] | None = None
    time_zone: Literal["utc", "absent"] | None = None
    money: Literal["number", "text"] | None = None
    item_keys: Literal["first", "second"] | None = None
    page_size: Annotated[int, Field(ge=1, le=100)] | None = None
