"""What a scenario may say of Gladly's lookups: how the assumed is played, and what agents may see and change."""

from pydantic import Field

from rma_scenarios.format.parts import Part, word_of
from rma_scenarios.format.values import Sentence

Permission = word_of("EDITABLE", "VISIBLE", "HIDDEN")
Reading = word_of("S1", "S2")
Where = word_of("flat", "nested", "both")


class AttributeGiven(Part):
    """One field of the customer profile definition."""

    short = "name"
    name: str
    label: Sentence | None = None
    permission: Permission | None = Field(  # type: ignore[valid-type]
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
    attributes_in: Where | None = None  # type: ignore[valid-type]
    manual_search_blank: word_of("omitted", "empty") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    phone_match: word_of("either", "both") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    phone_normalisation: word_of("e164", "exact") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    answers: word_of("lenient", "strict") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    absent_transactions: word_of("keep", "clear") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    query_reading: Reading | None = None  # type: ignore[valid-type]
    agent_id_header: bool | None = None
