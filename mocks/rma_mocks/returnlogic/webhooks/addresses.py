"""Where a webhook may be sent: to this machine, and to hosts that the world names."""

from collections.abc import Collection

import httpx

from rma_mocks.core.guard import LOOPBACK_HOSTS

_HIGHEST_PORT = 65_535


def why_not_sent_to(address: str, hosts: Collection[str]) -> str | None:
    """Say in a sentence why a webhook cannot be sent to an address; None when it can.

    Whoever knows an API key chooses addresses, so a mock must not be made to call whatever its machine can reach.

    Args:
        address: As it was registered.
        hosts: Names that are allowed besides this machine's own.
    """
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.fragment:
        return "must be a web address such as http://127.0.0.1:3000/hooks, without credentials"
    if not 0 <= (url.port or 0) <= _HIGHEST_PORT:
        return f"must have a port of up to {_HIGHEST_PORT}"
    host = f"[{url.host}]" if ":" in url.host else url.host
    if host.lower() not in LOOPBACK_HOSTS and host.lower() not in {name.lower() for name in hosts}:
        return f"this mock calls its own machine only, unless the world's returnlogic.webhooks.hosts names {url.host}"
    return None
