"""Look at one answer of ReturnLogic and tell, in counts and names of keys, how it fits what lookups expect."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

import httpx
from pydantic import BaseModel

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AccessNotRenewed,
    AnswerUnreadable,
    InstallationOver,
    NotInstalled,
    ReturnLogicError,
    ReturnLogicUnreachable,
)
from rma_adaptor.limits_told import limits_told
from rma_adaptor.matching import belongs_to, normalise_email, rows_of
from rma_adaptor.returnlogic import CallWatch, ReturnLogicClient, RmaList, Team, entries_in, open_page
from rma_adaptor.tenants import Tenant

_READ_KEYS = {"customerEmail", "email", "_assumed.customerEmail", "_assumed.email"}
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
_DEPTH = 3
_AFTER: dict[type[ReturnLogicError], str] = {
    ReturnLogicUnreachable: "Check returnlogic_api_url and the network between this machine and ReturnLogic.",
    NotInstalled: "The retailer must install the app in ReturnLogic, which sends the browser to our /install.",
    InstallationOver: "The retailer must install the app in ReturnLogic again, as after it was uninstalled there.",
    AccessNotRenewed: "Look at app_client_id, app_client_secret and app_api_url; they are tried again within a minute.",
}
_REFUSED = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}


class Finding(BaseModel):
    """What one call showed; numbers and the vendor's key names only, never a value of a person.

    `rows_of_asked`, `rows_of_others` and `rows_without_email` add up to `rows`; among the last are those that name
    the asked e-mail among other text.
    `email_keys` counts the rows that hold an e-mail under a key, read by lookups or not.
    `installation` is that of the tenant's team, without its tokens.
    """

    is_usable: bool = False
    problem: str = ""
    advice: list[str] = []
    status: int | None = None
    key: Literal["accepted", "refused", "unknown"] = "unknown"
    envelope: str | None = None
    rows: int = 0
    rows_of_asked: int = 0
    rows_of_others: int = 0
    rows_without_email: int = 0
    email_keys: dict[str, int] = {}
    filter: Literal["honoured", "ignored", "unknown"] = "unknown"
    limits: dict[str, int] = {}
    took_ms: int = 0
    installation: dict[str, str | None] | None = None


async def check(
    tenant: Tenant,
    email: str,
    *,
    is_made_up: bool,
    client: ReturnLogicClient,
    team: Team,
    budget: Budget,
    watch: CallWatch,
) -> Finding:
    """Call ReturnLogic once for an e-mail; with an installation whose token is over, once more with the next.

    Args:
        email: Normalised.
        is_made_up: Whether nobody has it, so that any row is another person's.
        team: The tenant's.
        watch: Told of the call.

    Contract: RL-RMAS-1 (observed), RL-RMAS-3 (assumed), RL-LIMIT-2 (documented).
    """
    started_at = time.monotonic()
    try:
        answer = await client.look(email, team=team, budget=budget, watch=watch)
    except ReturnLogicError as failure:
        advice = [text for kind, text in _AFTER.items() if isinstance(failure, kind)]
        key: Literal["refused", "unknown"] = "refused" if isinstance(failure, InstallationOver) else "unknown"
        return Finding(problem=str(failure), advice=advice, key=key, took_ms=_since(started_at))
    finding = Finding(status=answer.status, limits=_limits(answer.headers), took_ms=_since(started_at))
    if answer.status == httpx.codes.OK:
        _look_inside(finding, tenant, email, answer.body)
    else:
        _look_at_status(finding, tenant, answer.status)
    finding.advice = list(_advice(finding, tenant, is_made_up=is_made_up))
    return finding


def _look_at_status(finding: Finding, tenant: Tenant, status: int) -> None:
    if status in _REFUSED:
        finding.key = "refused"
    if status == httpx.codes.NOT_FOUND and tenant.not_found_is_empty:
        finding.is_usable = True
        return
    finding.problem = f"GET /rmas answered {status}"


def _look_inside(finding: Finding, tenant: Tenant, email: str, body: bytes) -> None:
    finding.key = "accepted"
    try:
        envelope, entries = entries_in(body)
        finding.envelope, finding.rows = envelope or "bare array", len(entries)
        finding.email_keys = dict(Counter(path for entry in entries for path in set(_email_keys(entry))))
        rows = open_page(body).rows
        whose = [belongs_to(email, row.customer_email) for row in rows]
        finding.rows_without_email = whose.count(None)
        finding.rows_of_asked = whose.count(True)
        finding.rows_of_others = whose.count(False)
        finding.filter = _filter(finding)
        rows_of(email, RmaList(rows), trust_filter=tenant.trust_filter)
        finding.is_usable = True
    except AnswerUnreadable as failure:
        finding.problem = str(failure)


def _filter(finding: Finding) -> Literal["honoured", "ignored", "unknown"]:
    if finding.rows_of_others:
        return "ignored"
    return "honoured" if finding.rows_of_asked and not finding.rows_without_email else "unknown"


def _advice(finding: Finding, tenant: Tenant, *, is_made_up: bool) -> Iterator[str]:
    name = tenant.name
    if finding.key == "refused" and tenant.team_id is not None:
        yield "ReturnLogic refuses a token that it has just given; ask ReturnLogic what the app may do there."
    elif finding.key == "refused":
        yield f"Give the tenant another ReturnLogic key: rma tenants rotate {name} --returnlogic-key-file FILE"
    if finding.status == httpx.codes.TOO_MANY_REQUESTS:
        yield "More calls were made with this key than it allows; wait a minute and check again."
    if finding.status == httpx.codes.SERVICE_UNAVAILABLE:
        yield "ReturnLogic is down for maintenance; wait."
    if finding.status == httpx.codes.NOT_FOUND and not finding.is_usable:
        yield (
            "If 404 is how ReturnLogic says that a person has no returns, set not_found_is_empty; "
            "if the address is wrong, correct returnlogic_api_url."
        )
    if finding.rows_without_email and not tenant.trust_filter:
        yield (
            "Rows name no e-mail alone where lookups look, so they may be anybody's; trust_filter takes them for the "
            "asked person's, which is right only if ReturnLogic confirms that it filters by e-mail."
        )
    if finding.filter == "ignored":
        yield "ReturnLogic lists other people too, so a lookup may read up to max_pages pages; ask it how to filter."
    if strange := sorted(set(finding.email_keys) - _READ_KEYS):
        yield f"E-mails were also found under {', '.join(strange)}, where lookups do not look; please report it."
    if finding.is_usable and not finding.rows:
        who = "an e-mail that nobody has, as it should be" if is_made_up else "this e-mail"
        yield f"No row came for {who}; to see more, check with --email and somebody who has returns."


def _email_keys(entry: object, depth: int = _DEPTH) -> Iterator[str]:
    """Return the paths of a row's keys that hold an e-mail; keys that do not look like names are passed over."""
    if not isinstance(entry, dict) or not depth:
        return
    for key, value in entry.items():
        if not _KEY.fullmatch(key):
            continue
        if isinstance(value, str) and normalise_email(value):
            yield key
        for path in _email_keys(value, depth - 1):
            yield f"{key}.{path}"


def _limits(headers: Mapping[str, str]) -> dict[str, int]:
    second, minute = limits_told(headers)
    found = {
        "per_second": second.limit,
        "per_minute": minute.limit,
        "left_this_second": second.left,
        "left_this_minute": minute.left,
    }
    return {name: value for name, value in found.items() if value is not None}


def _since(started_at: float) -> int:
    return round((time.monotonic() - started_at) * 1000)
