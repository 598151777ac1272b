"""Let in what a tenant's Gladly sent, and nothing else."""

import base64
import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from rma_adaptor import signing
from rma_adaptor.errors import SignatureRejected
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.tenants import BasicAuth, Tenant


@dataclass(frozen=True)
class ReceivedRequest:
    """Hold a request exactly as it came: path and query still encoded, header names in lower case, body in bytes."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def authenticate(
    received: ReceivedRequest, tenant: Tenant, *, now: datetime, max_skew_s: float, guard: ReplayGuard
) -> str | None:
    """Accept the request or reject it, all rejections alike; return the signature that it was accepted for.

    A tenant with signing keys and basic auth asks for both.
    A tenant with neither is refused unless it says `allow_unsigned`.

    Raises:
        SignatureRejected: Unsigned, wrongly signed, stale, replayed, or with the wrong password.

    Contract: GL-APP-1, signing key and basic auth are both optional on Gladly's app page (documented).
    """
    if not tenant.signing_keys and tenant.basic_auth is None:
        if tenant.allow_unsigned:
            return None
        raise SignatureRejected
    is_known = tenant.basic_auth is None or _is_basic(tenant.basic_auth, received.headers.get("authorization", ""))
    signature = _verified_signature(received, tenant, now, max_skew_s)
    if not is_known or (tenant.signing_keys and signature is None):
        raise SignatureRejected
    if signature is not None and not guard.is_first(tenant.name, signature, now):
        raise SignatureRejected
    return signature


def _verified_signature(received: ReceivedRequest, tenant: Tenant, now: datetime, max_skew_s: float) -> str | None:
    found = None
    # During rotation two keys hold; both are always tried, so that timing does not tell which one did.
    for key in tenant.signing_keys:
        with suppress(SignatureRejected):
            found = signing.verify(
                key=key.get_secret_value(),
                method=received.method,
                path=received.path,
                query=received.query,
                headers=received.headers,
                body=received.body,
                now=now,
                max_skew_s=max_skew_s,
            )
    return found


def _is_basic(expected: BasicAuth, authorization: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    pair = f"{expected.username}:{expected.password.get_secret_value()}"
    is_equal = hmac.compare_digest(token.strip().encode(), base64.b64encode(pair.encode()))
    return scheme.lower() == "basic" and is_equal
