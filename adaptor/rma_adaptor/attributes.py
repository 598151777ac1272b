"""Turn a person's RMAs into the attributes that Gladly shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from rma_adaptor.returnlogic import ProductFacts, Rma
from rma_adaptor.sizing import fits_of, sizing_sentence
from rma_adaptor.suggesting import suggestion_sentence
from rma_adaptor.tenants import Tenant

NO_RETURNS = "No returns"
_NO_STATUS = "Unknown"


def rma_url(tenant: Tenant, rma: Rma) -> str:
    """Return the address of an RMA's page in ReturnLogic.

    Contract: RL-LINK-1 (observed in a third-party client); the template is the tenant's setting.
    """
    return tenant.rma_url_template.replace("{rlRmaId}", quote(rma.id, safe=""))


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


def attributes_of(tenant: Tenant, known: Known) -> Mapping[str, str]:
    """Return every attribute, under the tenant's names; an empty string clears what the profile knew."""
    rows = known.rows
    chosen, fits = chosen_rma(rows), fits_of(rows)
    values = {
        "rma": _link(tenant, chosen),
        "rmaCode": chosen.id if chosen else "",
        "rmaStatus": (chosen.status or _NO_STATUS) if chosen else NO_RETURNS,
        "rmaCount": f"{len(rows)}{'' if known.is_complete else '+'}",
        "rmaAsOf": known.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rmaNotice": known.notice,
        "returnSizing": sizing_sentence(fits, is_complete=known.is_complete, facts=known.facts),
        "returnSuggestion": suggestion_sentence(rows, fits, currency=tenant.currency, facts=known.facts),
        "returnStart": _start_link(tenant, known.email),
    }
    return shown_as(tenant, values)


def shown_as(tenant: Tenant, values: Mapping[str, str]) -> Mapping[str, str]:
    """Rename the values as the tenant wants them and drop those that it does not want."""
    names = tenant.shown_attributes()
    return {names[name]: value for name, value in values.items() if name in names}


def _link(tenant: Tenant, chosen: Rma | None) -> str:
    if chosen is None:
        return ""
    if tenant.rma_link == "table" and tenant.rma_table_url:
        return tenant.rma_table_url
    return rma_url(tenant, chosen)


def _start_link(tenant: Tenant, email: str) -> str:
    return (tenant.return_start_url or "").replace("{email}", quote(email, safe=""))
