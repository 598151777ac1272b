"""Turn a person's RMAs into the attributes that Gladly shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from rma_adaptor import caps
from rma_adaptor.cards import counted, shown_id
from rma_adaptor.returnlogic import ProductFacts, Rma
from rma_adaptor.sentences.sizing import fits_of, sizing_sentence
from rma_adaptor.sentences.suggesting import suggestion_sentence
from rma_adaptor.tenants import Tenant
from rma_adaptor.texts import shortened

NO_RETURNS = "No returns"
_NO_STATUS = "Unknown"


def rma_url(tenant: Tenant, rma: Rma) -> str:
    """Return the address of an RMA's page in ReturnLogic; empty when it were too long to lead there.

    Contract: RL-LINK-1 (observed in a third-party client); the template is the tenant's setting.
    """
    number = rma.id if rma.id.isalnum() and rma.id.isascii() else quote(rma.id, safe="")  # nearly always digits
    url = tenant.rma_url_template.replace("{rlRmaId}", number)
    return url if len(url) <= caps.LINK else ""


def chosen_rma(rows: Sequence[Rma]) -> Rma | None:
    """Return the newest open RMA, else the newest, else None.

    Args:
        rows: Newest first.

    Contract: RL-LINK-2, one link for a person with several RMAs (assumed).
    """
    return next((row for row in rows if row.is_open), rows[0] if rows else None)


@dataclass(frozen=True)
class Known:
    """What is known of one person when an answer is composed.

    Attributes:
        email: In lower case.
        rows: Newest first.
        as_of: When they were read.
        is_complete: Whether there are no more than these.
        notice: Speaks of an outage, else empty.
        facts: What is known of the products in question, by name in lower case.
    """

    email: str
    rows: tuple[Rma, ...]
    as_of: datetime
    is_complete: bool = True
    notice: str = ""
    facts: Mapping[str, ProductFacts] = field(default_factory=dict)


def attributes_of(tenant: Tenant, known: Known) -> Mapping[str, str | int]:
    """Return every attribute, under the tenant's names; an empty string clears what the profile knew."""
    rows = known.rows
    chosen, fits = chosen_rma(rows), fits_of(rows)
    values: dict[str, str | int] = {
        "rma": _link(tenant, chosen),
        "rmaCode": shown_id(chosen) if chosen else "",
        "rmaStatus": shortened(chosen.status or _NO_STATUS, caps.WORD) if chosen else NO_RETURNS,
        "rmaCount": _count(tenant, known),
        "rmaAsOf": known.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rmaNotice": known.notice or _at_least(tenant, known),
        "returnSizing": sizing_sentence(fits, is_complete=known.is_complete, facts=known.facts),
        "returnSuggestion": suggestion_sentence(
            rows, fits, is_complete=known.is_complete, currency=tenant.currency, facts=known.facts
        ),
        "returnStart": _start_link(tenant, known.email),
    }
    return shown_as(tenant, values)


def shown_as(tenant: Tenant, values: Mapping[str, str | int]) -> Mapping[str, str | int]:
    """Rename the values as the tenant wants them and drop those that it does not want."""
    names = tenant.shown_attributes()
    return {names[name]: value for name, value in values.items() if name in names}


def _link(tenant: Tenant, chosen: Rma | None) -> str:
    if chosen is None:
        return ""
    if tenant.rma_link == "table" and tenant.rma_table_url:
        return tenant.rma_table_url
    return rma_url(tenant, chosen)


def _count(tenant: Tenant, known: Known) -> str | int:
    count = counted(tenant, len(known.rows))
    return f"{count}+" if isinstance(count, str) and not known.is_complete else count


def _at_least(tenant: Tenant, known: Known) -> str:
    """Say beside a number what `+` says in a text."""
    if tenant.counts == "text" or known.is_complete:
        return ""
    return f"There may be more returns than the {len(known.rows)} that were read."


def _start_link(tenant: Tenant, email: str) -> str:
    """Return where the shopper starts a return.

    Contract: RL-CENTER-1, a Returns Center for each merchant (observed); that it takes an e-mail is the tenant's word.
    """
    if not tenant.return_start_url:
        return ""
    url = tenant.return_start_url.replace("{email}", quote(email, safe=""))
    return url if len(url) <= caps.LINK else ""
