"""Write a request as a curl command that can be pasted into a shell."""

import shlex

import httpx

_CURLS_OWN = frozenset({"content-length", "host", "accept-encoding", "connection"})


def curl_of(request: httpx.Request) -> str:
    """Return the command that sends exactly this, credentials and signature included."""
    lines = [f"curl -i -X {request.method} {shlex.quote(str(request.url))}"]
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name.lower() not in _CURLS_OWN:
            # A header without a value is written with a semicolon, or curl would leave it out.
            lines.append(f"-H {shlex.quote(f'{name}: {value}' if value else f'{name};')}")
    # Nothing may be read from a file, whatever the body begins with, and no line end may be lost.
    lines.append(f"--data-raw {shlex.quote(request.content.decode())}")
    return " \\\n  ".join(lines)
