"""Compose Gladly's answers, in good times and when ReturnLogic does not answer."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from rma_adaptor import caps
from rma_adaptor.attributes import Known, attributes_of, rma_url, shown_as
from rma_adaptor.cards import return_cards
from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.returnlogic import Rma
from rma_adaptor.tenants import CARDS, Tenant
from rma_adaptor.texts import shortened
from rma_adaptor.wire import CustomerResult, Email, LookupResponse

NOBODY = LookupResponse()


def candidates(rows_by_email: Mapping[str, Sequence[Rma]]) -> LookupResponse:
    """Answer BASIC: one result per asked e-mail that has RMAs.

    Contract: GL-LINK-1, a result must repeat the matching e-mail in `emails` (documented, and in Gladly's sample).
    """
    return LookupResponse(
        results=tuple(
            CustomerResult(external_customer_id=email, name=_name(rows), emails=(Email(original=email),))
            for email, rows in rows_by_email.items()
            if rows
        )
    )


def customer(tenant: Tenant, known: Known) -> LookupResponse:
    """Answer DETAILED: exactly one result, also for a person without returns.

    Contract: GL-LINK-7, one result with `externalCustomerId`, or linking fails (documented).
    """
    links = {row.id: rma_url(tenant, row) for row in known.rows}
    has_cards = CARDS in tenant.shown_attributes()
    result = CustomerResult(
        external_customer_id=known.email,
        name=_name(known.rows) if has_cards else None,
        emails=(Email(original=known.email),),
        custom_attributes=dict(attributes_of(tenant, known)),
        transactions=return_cards(tenant, known.rows, link_of=links) if has_cards else None,
    )
    return LookupResponse(results=(result,))


def customer_unanswered(tenant: Tenant, email: str, failure: ReturnLogicError) -> LookupResponse:
    """Answer DETAILED when nothing is known: the link holds, and everything left out stays on the profile.

    Contract: GL-ATTR-2, a key left out keeps the stored value (documented).
    """
    notice = shown_as(tenant, {"rmaNotice": f"{failure.reason}; returns may be missing here or out of date."})
    return LookupResponse(results=(CustomerResult(external_customer_id=email, custom_attributes=dict(notice) or None),))


def stale_notice(failure: ReturnLogicError, as_of: datetime) -> str:
    """Say to an agent why the returns shown are old, and how old."""
    return f"{failure.reason}; these returns are as of {as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC."


def small_json(answer: LookupResponse) -> bytes:
    """Write a detailed answer; one that would be too large loses its oldest cards.

    Contract: GL-ANSWER-4, how large an answer may be is not published (assumed: below 1 MB).
    """
    body = answer.as_json()
    while len(body) > caps.ANSWER and (cards := answer.results[0].transactions):
        kept = min(len(cards) - 1, len(cards) * caps.ANSWER // len(body))
        result = answer.results[0].model_copy(update={"transactions": cards[:kept]})
        answer = LookupResponse(results=(result,))
        body = answer.as_json()
    return body


def _name(rows: Sequence[Rma]) -> str | None:
    name = next((row.customer_name for row in rows if row.customer_name), None)
    return shortened(name, caps.NAME) if name else None
