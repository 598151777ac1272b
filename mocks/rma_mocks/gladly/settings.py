"""What nobody published about Gladly's lookups, as settings of an organisation."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LookupSettings:
    """How an organisation plays what is assumed; the defaults are the likeliest, a strict adaptor test turns them.

    Args:
        legacy_suggestions: Ask although no auto-link field is on, for suggestions alone (GL-LINK-10).
        attributes_in: Where a query carries the stored custom attributes (GL-ASK-6).
        manual_search_blank: What a manual search does with fields that are left blank (GL-ASK-3).
        phone_match: On which sides of a match a number must be MOBILE (GL-LINK-9).
        phone_normalisation: Whether numbers are compared in E.164 or letter by letter (GL-LINK-9).
        answers: Whether odd answers are used with a warning or fail the lookup (GL-ANSWER-3).
        absent_transactions: What a detailed answer without `transactions` does to the cards (GL-CARD-3).
        query_reading: How query strings are signed (GL-SIGN-2).
        agent_id_header: Whether requests of actions name the agent (GL-HEAD-3).
    """

    legacy_suggestions: bool = False
    attributes_in: Literal["flat", "nested", "both"] = "flat"
    manual_search_blank: Literal["omitted", "empty"] = "omitted"
    phone_match: Literal["either", "both"] = "either"
    phone_normalisation: Literal["e164", "exact"] = "e164"
    answers: Literal["lenient", "strict"] = "lenient"
    absent_transactions: Literal["keep", "clear"] = "keep"
    query_reading: Literal["S1", "S2"] = "S1"
    agent_id_header: bool = True


USUAL = LookupSettings()
"""What an organisation is set to unless somebody says otherwise."""
