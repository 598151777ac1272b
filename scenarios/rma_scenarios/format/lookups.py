"""What a scenario may say of Gladly's lookups: how the assumed is played, and what agents may see and change."""

from typing import Literal

from pydantic import Field

from rma_scenarios.format.parts import Part
from rma_scenarios.format.values import Sentence


class AttributeGiven(Part):
    """One field of the customer profile definition."""

    short = "name"
    name: str
    label: Sentence | None = None
    permission: Literal["EDITABLE", "VISIBLE", "HIDDEN"] | None = Field(
        default=None, description="VISIBLE unless said; name and address are EDITABLE unless said."
    )


class LabelledGiven(Part):
    """One row of the search attributes on the app page."""

    short = "attribute"
    attribute: str
    label: Sentence | None = None


class LookupsGiven(Part):
    """How what nobody published about lookups is played; the mocks' README says what each setting is."""

    legacy_suggestions: bool | None = None
    attributes_in: Literal["flat", "nested", "both"] | None = None
    manual_search_blank: Literal["omitted", "empty"] | None = None
    phone_match: Literal["either", "both"] | None = None
    phone_normalisation: Literal["e164", "exact"] | None = None
    answers: Literal["lenient", "strict"] | None = None
    absent_transactions: Literal["keep", "clear"] | None = None
    query_reading: Literal["S1", "S2"] | None = None
    agent_id_header: bool | None = None
