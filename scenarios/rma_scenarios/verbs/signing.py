"""Sign a lookup as Gladly publishes it, in the toolkit's third hand: neither mock nor adaptor vouches for itself.

Contract: Gladly, Request Signing (documented, with vectors; GL-SIGN-1).
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime


def signature_headers(*, key: str, path: str, headers: Mapping[str, str], body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a signed POST without a query.

    Args:
        key: The signing key.
        path: As sent.
        headers: What else is sent and signed, names in lower case.
        body: The exact bytes.
        at: The moment the request claims to be sent, timezone-aware.
    """
    signed = {**headers, "gladly-time": at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    canonical = f"POST\n{path}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    day_key = hmac.new(key.encode(), signed["gladly-time"][:8].encode(), "sha256").digest()
    text = f"hmac-sha256\n{signed['gladly-time']}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(day_key, text.encode(), "sha256").hexdigest()
    return signed | {
        "gladly-authorization": f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={signature}"
    }
