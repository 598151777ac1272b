"""What Gladly sends along with every request to an adaptor, and what of it is signed."""

import base64
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx

from rma_mocks.gladly.entities import App
from rma_mocks.gladly.settings import USUAL, LookupSettings
from rma_mocks.gladly.signing import signed_headers

_TRANSPORT = {"User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip"}
"""As Go's client sends them; they are not signed (observed; GL-HEAD-1)."""


def request_headers(
    app: App,
    *,
    method: str,
    url: str,
    body: bytes,
    settings: LookupSettings = USUAL,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the headers of one request, signed if the app has a key.

    Args:
        app: The adaptor as it was configured.
        method: Upper case.
        url: Where it goes; a query is signed in the reading that the settings name.
        body: The exact bytes that are sent, none for a GET.
        settings: How the organisation plays what is assumed.
        more: What this kind of request carries besides, signed too.

    Contract: Gladly lookup requests and request signing (documented, details observed; GL-HEAD-1, GL-HEAD-2).
    That the app's own headers are signed too is assumed (GL-HEAD-4).
    """
    signed = _signed(app, more or {})
    if not app.signing_key:
        return signed | _TRANSPORT
    target = httpx.URL(url).raw_path.decode()
    value = signed_headers(
        key=app.signing_key, method=method, target=target, headers=signed, body=body, reading=settings.query_reading
    )
    return signed | _TRANSPORT | {"Gladly-Authorization": value}


def fresh_headers() -> dict[str, str]:
    """Return the ids and the time that no two requests share (observed; GL-HEAD-1)."""
    raw = uuid.uuid4().bytes
    return {
        "Gladly-Correlation-Id": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        # Real time, whatever the world's clock says: an adaptor lives in real time and checks freshness.
        "Gladly-Time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "X-B3-TraceId": raw.hex(),
    }


def _signed(app: App, more: Mapping[str, str]) -> dict[str, str]:
    signed = {
        **app.headers,
        "Accept": "application/json",
        "Content-Type": "application/json",
        **fresh_headers(),
        **more,
    }
    if app.username or app.password:
        credentials = base64.b64encode(f"{app.username}:{app.password}".encode()).decode()
        signed |= {"Authorization": f"Basic {credentials}", "WWW-Authenticate": f'Basic realm="{app.realm}"'}
    return signed
