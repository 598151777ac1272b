"""Read from a webhook whom it is about; nothing else of it is used.

What ReturnLogic sends is a hint that something has happened, never a source of data: nobody has published its fields,
it comes in any order, late, twice, with an older state, before what it is about or after that is gone. So what it says
of a return is not looked at, its topic neither; whoever it is about is read anew when somebody asks.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from rma_adaptor.errors import SignatureRejected, TenantUnknown
from rma_adaptor.matching import normalise_emails, spellings_of
from rma_adaptor.returnlogic.values import as_object, as_text
from rma_adaptor.tenants import Tenant

SIGNATURE = "x-returnlogic-signature"
_NOBODYS_SECRET = b"-"


@dataclass(frozen=True)
class Hint:
    """Say whom a webhook is about: e-mails, normalised, and ids of RMAs; neither when that is not to be found out."""

    emails: tuple[str, ...] = ()
    rma_ids: tuple[str, ...] = ()
    is_readable: bool = True


def admit(tenant: Tenant | None, secret: str) -> Tenant:
    """Return the tenant whose webhooks have this secret in their address.

    Raises:
        TenantUnknown: There is no such tenant, it takes no webhooks, or the secret is wrong; all alike.
    """
    secrets = tenant.webhooks.secrets if tenant is not None and tenant.webhooks is not None else ()
    known = [one.get_secret_value().encode() for one in secrets] or [_NOBODYS_SECRET]
    # All are compared, so that the time taken does not tell which one held.
    is_equal = sum(hmac.compare_digest(one, secret.encode()) for one in known) > 0
    if tenant is None or not secrets or not is_equal:
        raise TenantUnknown
    return tenant


def check_signature(tenant: Tenant, headers: Mapping[str, str], body: bytes) -> None:
    """Ask for the signature that a tenant wants.

    Raises:
        SignatureRejected: It is missing or wrong.

    Contract: RL-HOOK-5, hex(HMAC-SHA256(secret, raw body)) in X-ReturnLogic-Signature, if at all (assumed).
    """
    key = tenant.webhooks.signing_key if tenant.webhooks is not None else None
    if key is None:
        return
    expected = hmac.new(key.get_secret_value().encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), headers.get(SIGNATURE, "").strip().lower().encode()):
        raise SignatureRejected


def hint_of(body: bytes) -> Hint:
    """Read a body, whatever it is.

    Contract: RL-HOOK-3, the RMA under `data` (assumed); RL-RMA-1 for its fields.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Hint(is_readable=False)
    places = list(_places(as_object(document) or {}))
    named = (text for place in places for name in ("customerEmail", "email") if (text := as_text(place.get(name))))
    names = ("rlRmaId", "rmaId")
    ids = {text for place in places for name in names if (text := as_text(place.get(name)))}
    # Beside a topic `id` is the event's; in the RMA it is the RMA's.
    ids |= {text for place in places[1:] if (text := as_text(place.get("id")))}
    # Gladly may have asked for the same e-mail in another spelling, under which its rows are kept.
    emails = tuple(spelling for email in normalise_emails(named) for spelling in spellings_of(email))
    return Hint(emails, tuple(sorted(ids)))


def _places(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return the objects in which an RMA may be told of; the first is the whole."""
    yield document
    rma = as_object(document.get("data")) or as_object(document.get("rma")) or {}
    inner = as_object(rma.get("rma")) or {}
    for place in (rma, inner):
        yield place
        yield as_object(place.get("_assumed")) or {}
