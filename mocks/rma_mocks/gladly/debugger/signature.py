"""Show how a request's signature came about, line by line, from the request as it was sent."""

import re
from typing import Any

import httpx

from rma_mocks.core.journal import redacted
from rma_mocks.gladly.lookups.headers import fresh_headers
from rma_mocks.gladly.signing import SigningSteps, signing_steps

_VALUE = re.compile(r"SignedHeaders=([^,]*), Signature=([0-9a-f]+)")


def signature_json(request: httpx.Request, key: str | None) -> dict[str, Any]:
    """Render each step; secrets among the signed headers and the signing key itself are masked.

    Contract: Gladly, request signing (documented, with a published vector; GL-SIGN-1, GL-SIGN-2).
    """
    found = _VALUE.search(request.headers.get("gladly-authorization", ""))
    if key is None or found is None:
        said = "Not signed: the app has no signing key, so there is no Gladly-Authorization header."
        return {"is_signed": False, "sentence": said, "steps": []}
    reading, steps = _as_sent(request, key, names=found[1], signature=found[2])
    said = f"Signed with HMAC-SHA256 over {len(found[1].split(';'))} headers and the exact bytes of the body."
    if request.url.query:
        said += f" The query string is signed in the reading {reading}."
    return {"is_signed": True, "sentence": said, "steps": _rows(request, steps)}


def signed_anew(request: httpx.Request, key: str | None) -> httpx.Request:
    """Return the same request under a signature, a time and ids that nobody has seen yet.

    An adaptor that takes no signature twice refuses an exact repeat, so that one would tell nothing.
    """
    found = _VALUE.search(request.headers.get("gladly-authorization", ""))
    if key is None or found is None:
        return request
    reading, _ = _as_sent(request, key, names=found[1], signature=found[2])
    fresh = {name.lower(): value for name, value in fresh_headers().items()}
    signed = {name: fresh.get(name, request.headers[name]) for name in found[1].split(";")}
    steps = signing_steps(
        key=key,
        method=request.method,
        target=request.url.raw_path.decode(),
        headers=signed,
        body=request.content,
        reading=reading,
    )
    again = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
    again.headers.update(signed | {"gladly-authorization": steps.value})
    return again


def _as_sent(request: httpx.Request, key: str, *, names: str, signature: str) -> tuple[str, SigningSteps]:
    """Return the reading of the query string that leads to the signature that was sent, and its steps."""
    headers = {name: request.headers[name] for name in names.split(";")}
    target = request.url.raw_path.decode()
    tried = {
        reading: signing_steps(
            key=key, method=request.method, target=target, headers=headers, body=request.content, reading=reading
        )
        for reading in ("S1", "S2")
    }
    return next(((name, row) for name, row in tried.items() if row.signature == signature), ("S1", tried["S1"]))


def _rows(request: httpx.Request, steps: SigningSteps) -> list[dict[str, Any]]:
    canonical = _masked(request, steps.canonical)
    lines = len(steps.canonical.splitlines())
    return [
        _row("body_hash", "1. Body hash", "hex of SHA-256 over the raw bytes of the body", steps.body_hash),
        _row(
            "canonical_request",
            "2. Canonical request",
            f"{lines} lines joined by one line feed each, without one at the end; the query has a line of its own, "
            "which is empty here unless the URL has one, and an empty line stands before the list of headers",
            canonical,
            is_masked=canonical != steps.canonical,
        ),
        _row("canonical_hash", "3. Canonical hash", "hex of SHA-256 over the canonical request", steps.canonical_hash),
        _row(
            "date_key",
            "4. Date key",
            f"32 raw bytes, shown as hex: HMAC-SHA256 of the day {steps.date} under the signing key; "
            "the next key is these bytes, not their hex",
            steps.date_key.hex(),
        ),
        _row(
            "string_to_sign",
            "5. String to sign",
            "the algorithm, Gladly-Time and the canonical hash, joined by one line feed each",
            steps.string_to_sign,
        ),
        _row(
            "signature", "6. Signature", "hex of HMAC-SHA256 of the string to sign under the date key", steps.signature
        ),
    ]


def _row(name: str, title: str, how: str, value: str, *, is_masked: bool = False) -> dict[str, Any]:
    return {"name": name, "title": title, "how": how, "lines": value.split("\n"), "is_masked": is_masked}


def _masked(request: httpx.Request, canonical: str) -> str:
    """Hide what is secret among the header lines; it is signed as it was sent."""
    shown = redacted(dict(request.headers))
    lines = canonical.split("\n")
    return "\n".join(_masked_line(line, shown, place=place) for place, line in enumerate(lines))


def _masked_line(line: str, shown: dict[str, str], *, place: int) -> str:
    name, colon, _ = line.partition(":")
    is_header = place > 2 and colon and name in shown  # noqa: PLR2004 -- method, path and query come first
    return f"{name}:{shown[name]}" if is_header else line
