"""The kinds of text, number and time that a new world may be told, each with what to write instead."""

import re
from datetime import datetime
from typing import Annotated

import httpx
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from rma_mocks.core.clock import EARLIEST, LATEST
from rma_mocks.core.contacts import E164, addr_spec

_SENT_BY_GLADLY = (
    *("accept", "accept-encoding", "authorization", "connection", "content-length", "content-type"),
    *("gladly-authorization", "gladly-correlation-id", "gladly-time", "host", "transfer-encoding"),
    *("user-agent", "www-authenticate", "x-b3-traceid"),
)
_HIGHEST_PORT = 65_535


def _moment(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"a world lives between {EARLIEST.year} and {LATEST.year}")
    return at


def _email(text: str) -> str:
    address = addr_spec(text)
    if address is None:
        raise ValueError(f"{text!r} is not an e-mail address such as gina.lin@example.com")
    return address


def _lookup_url(text: str) -> str:
    try:
        url = httpx.URL(text)
        url.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        url = httpx.URL("")
    is_host = bool(re.fullmatch(r"[^%\s]+", url.host))
    if url.scheme not in ("http", "https") or not is_host or not 0 <= (url.port or 0) <= _HIGHEST_PORT or url.userinfo:
        raise ValueError(f"{text!r} is not a URL such as https://adaptor.example.com/lookup; credentials go beside it")
    return text


def _header_name(text: str) -> str:
    if text.lower() in _SENT_BY_GLADLY:
        raise ValueError(f"Gladly sets the header {text} itself")
    return text


def like(pattern: str, what: str) -> AfterValidator:
    """Return the check that a whole text is like a pattern; `what` completes the sentence "must be …"."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"must be {what}")
        return text

    return AfterValidator(check)


Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
Email = Annotated[str, AfterValidator(_email)]
PhoneNumber = Annotated[str, like(E164, "a phone number such as +16505550100")]
OrderName = Annotated[str, like(r"#[^\s#]{1,38}", "an order name such as #1001")]
LookupUrl = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_lookup_url)]
HeaderName = Annotated[str, like(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", "a header name"), AfterValidator(_header_name)]
HeaderValue = Annotated[str, like(r"[!-~]([ -~]*[!-~])?", "ASCII without line breaks")]
Realm = Annotated[str, like(r"[ !#-\[\]-~]*", "ASCII without quotes and line breaks")]
AttributeName = Annotated[str, like(r"\S(.{0,98}\S)?", "an attribute name of up to 100 characters")]
Token = Annotated[str, like(r"[!-~]{1,500}", "1 to 500 ASCII characters without blanks")]
UserName = Annotated[str, like(r"[^:\x00-\x1f\x7f]{1,254}", "a user name without a colon")]
Key = Annotated[str, like(r"[a-z][a-z0-9_]{0,39}", "a key of up to 40 lower-case letters, digits and _")]
WorldId = Annotated[str, like(r"[a-z0-9][a-z0-9-]{0,39}", "an id of up to 40 lower-case letters, digits and -")]
SnapshotName = Annotated[str, like(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,39}", "up to 40 letters, digits, blanks and _ . -")]
RmaId = Annotated[str, like(r"[A-Za-z0-9_-]{1,40}", "an RMA number of up to 40 letters, digits, _ and -")]
Currency = Annotated[str, like(r"[A-Z]{3}", "a currency code such as USD")]
Seed = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
