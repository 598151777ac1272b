"""The kinds of text, number and time that a new world may be told, each with what to write instead."""

import re
from datetime import datetime
from typing import Annotated, Any

import httpx
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from rma_mocks.core.clock import EARLIEST, LATEST
from rma_mocks.core.contacts import E164, addr_spec
from rma_mocks.core.texts import NO_CONTROL, like

_SENT_BY_GLADLY = (
    *("accept", "accept-encoding", "authorization", "connection", "content-length", "content-type"),
    *("gladly-authorization", "gladly-correlation-id", "gladly-time", "host", "transfer-encoding"),
    *("user-agent", "www-authenticate", "x-b3-traceid"),
)
_HIGHEST_PORT = 65_535
_MOST_EXACT = 2**53 - 1
_MOMENT = "a time with its zone such as 2026-03-02T15:00:00Z"


def _written_moment(given: Any) -> Any:
    """Read a time as text, so that no number is taken for one."""
    if isinstance(given, datetime):
        return given
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise ValueError(f"must be {_MOMENT}") from error
    if at.tzinfo is None:
        raise ValueError(f"must be {_MOMENT}")
    return at


def _moment(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"must be a time between {EARLIEST.year} and {LATEST.year}")
    return at


def _email(text: str) -> str:
    address = addr_spec(text)
    if address is None or not re.fullmatch(f"[^{NO_CONTROL}]+", address):
        raise ValueError("must be an e-mail address such as gina.lin@example.com")
    return address


def _lookup_url(text: str) -> str:
    try:
        url = httpx.URL(text)
        url.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        url = httpx.URL("")
    is_host = bool(re.fullmatch(r"[^%\s]+", url.host))
    if url.scheme not in ("http", "https") or not is_host or not 0 <= (url.port or 0) <= _HIGHEST_PORT or url.userinfo:
        raise ValueError("must be a URL such as https://adaptor.example.com/lookup, with credentials beside it")
    return text


def _header_name(text: str) -> str:
    if text.lower() in _SENT_BY_GLADLY:
        raise ValueError(f"Gladly sets the header {text} itself")
    return text


Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_moment)]
Name = Annotated[
    str, like(rf"(?=.*\S)[^{NO_CONTROL}]{{1,300}}", "1 to 300 characters on one line, without control characters")
]
Word = Annotated[str, like(rf"[^{NO_CONTROL}]{{1,60}}", "1 to 60 characters without control characters")]
Line = Annotated[str, like(rf"[^{NO_CONTROL}]{{0,500}}", "up to 500 characters on one line")]
Prose = Annotated[
    str, like(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]{0,5000}", "up to 5,000 characters that people can read")
]
Secret = Annotated[str, like(r"[^\ud800-\udfff]{0,500}", "up to 500 characters")]
Email = Annotated[str, AfterValidator(_email)]
PhoneNumber = Annotated[str, like(E164, "a phone number such as +16505550100")]
OrderName = Annotated[str, like(rf"#[^\s#{NO_CONTROL}]{{1,38}}", "an order name such as #1001")]
LookupUrl = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_lookup_url)]
PageUrl = Annotated[
    str, like(r"https?://[!-~]{1,1980}", "a web address such as https://tracking.example.com/1 in ASCII")
]
HeaderName = Annotated[str, like(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", "a header name"), AfterValidator(_header_name)]
HeaderValue = Annotated[str, like(r"[!-~]([ -~]*[!-~])?", "ASCII without line breaks")]
Realm = Annotated[str, like(r"[ !#-\[\]-~]*", "ASCII without quotes and line breaks")]
AttributeName = Annotated[
    str, like(rf"(?=\S)[^{NO_CONTROL}]{{1,100}}(?<=\S)", "an attribute name of up to 100 characters")
]
Token = Annotated[str, like(r"[!-~]{1,500}", "1 to 500 ASCII characters without blanks")]
UserName = Annotated[str, like(rf"[^:{NO_CONTROL}]{{1,254}}", "a user name without a colon")]
Key = Annotated[str, like(r"[a-z][a-z0-9_]{0,39}", "a key of up to 40 lower-case letters, digits and _")]
WorldId = Annotated[str, like(r"[a-z0-9][a-z0-9-]{0,39}", "an id of up to 40 lower-case letters, digits and -")]
SnapshotName = Annotated[str, like(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,39}", "up to 40 letters, digits, blanks and _ . -")]
RmaId = Annotated[str, like(r"[A-Za-z0-9_-]{1,40}", "an RMA number of up to 40 letters, digits, _ and -")]
GladlyId = Annotated[str, like(r"[A-Za-z0-9_-]{1,50}", "an id of up to 50 letters, digits, _ and -")]
ItemId = Annotated[int, Field(ge=1, le=_MOST_EXACT)]
TrackingNumber = Annotated[str, like(r"[!-~]([ -~]{0,98}[!-~])?", "a tracking number of up to 100 ASCII characters")]
Currency = Annotated[str, like(r"[A-Z]{3}", "a currency code such as USD")]
Seed = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
