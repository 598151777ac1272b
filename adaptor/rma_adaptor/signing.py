"""Check Gladly's request signature: pure, so the published vectors need neither server nor frozen clock."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from rma_adaptor.errors import SignatureRejected

_AUTHORIZATION = re.compile(
    r"SigningAlgorithm=hmac-sha256,\s*SignedHeaders=(?P<names>[-a-z0-9]+(?:;[-a-z0-9]+)*),\s*Signature=(?P<hex>[0-9a-f]{64})"
)
_BLANKS = re.compile(r"[ \t]+")
_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_MAX_QUERY_FIELDS = 100


def verify(
    *,
    key: str,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    max_skew_s: float,
) -> str:
    """Accept a request that Gladly signed lately; reject all others alike.

    Args:
        path: As received, still percent-encoded; so is `query`, which comes without the question mark.
        headers: Received headers, names in lower case, values decoded as latin-1.
        body: The exact bytes received; parsing and dumping again breaks the hash.
        now: Timezone-aware.

    Returns:
        The signature, by which a replay is recognised.

    Raises:
        SignatureRejected: For every failure, with no detail.

    Contract: GL-SIGN-1, Gladly's "Request Signing" (documented, with vector).
    """
    claim = _AUTHORIZATION.fullmatch(headers.get("gladly-authorization", ""))
    sent_at = headers.get("gladly-time", "").strip()
    names = claim["names"].split(";") if claim else []
    is_complete = "gladly-time" in names and all(name in headers for name in names)
    if claim is None or not is_complete or not _is_recent(sent_at, now, max_skew_s):
        raise SignatureRejected
    lines = [f"{name}:{headers[name].strip()}" for name in names]
    lines += ["", claim["names"], hashlib.sha256(body).hexdigest()]
    heads = _readings(path or "/", query)
    is_equal = _is_any_equal([_sign(key, sent_at, [method, *head, *lines]) for head in heads], claim["hex"])
    if not is_equal and not _is_any_equal(_spaced(key, sent_at, method, heads, lines), claim["hex"]):
        raise SignatureRejected
    return claim["hex"]


def _is_recent(sent_at: str, now: datetime, max_skew_s: float) -> bool:
    if _TIME.fullmatch(sent_at) is None:
        return False
    try:
        moment = datetime.fromisoformat(sent_at)
    except ValueError:
        return False
    return abs((now - moment).total_seconds()) <= max_skew_s


def _readings(path: str, query: str) -> list[tuple[str, str]]:
    """List what lines two and three may be; without a query all published readings coincide.

    Contract: GL-SIGN-2: query sorted by key and re-encoded (documented), or path with query and the raw query
    again (seen in Gladly's own sample). Both are accepted.
    """
    if not query:
        return [(path, "")]
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_QUERY_FIELDS)
    except ValueError:
        raise SignatureRejected from None
    by_key = sorted(fields, key=lambda field: field[0])
    return [(path, urlencode(by_key)), (f"{path}?{query}", query)]


def _spaced(key: str, sent_at: str, method: str, heads: Iterable[tuple[str, str]], lines: list[str]) -> list[str]:
    """Return the signatures of headers with one space for each run of blanks; none where there is no such run.

    Contract: GL-SIGN-3: values as they came (documented), or with single spaces (seen in Gladly's own sample).
    """
    spaced = [_BLANKS.sub(" ", line) for line in lines]
    return [_sign(key, sent_at, [method, *head, *spaced]) for head in heads] if spaced != lines else []


def _sign(key: str, sent_at: str, canonical: Iterable[str]) -> str:
    digest = hashlib.sha256("\n".join(canonical).encode("latin-1", "replace")).hexdigest()
    return hmac.digest(_date_key(key, sent_at[:8]), f"hmac-sha256\n{sent_at}\n{digest}".encode(), "sha256").hex()


@lru_cache(maxsize=1024)
def _date_key(key: str, date: str) -> bytes:
    # It goes on as 32 raw bytes; its hex text gives a different, wrong signature.
    return hmac.digest(key.encode(), date.encode(), "sha256")


def _is_any_equal(expected: Iterable[str], received: str) -> bool:
    # Every candidate is compared, so that the time taken does not tell which one held.
    return sum(hmac.compare_digest(candidate, received) for candidate in expected) > 0
