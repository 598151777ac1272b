"""What came back over the line so far, and in one sentence why it is not a whole answer."""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx


@dataclass(slots=True)
class Reply:
    """An adaptor's reply; `failure` is a sentence, `rule` the rule behind it, when it is not a whole answer."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    failure: str | None = None
    rule: str = "GL-ROUND-2"


class TooLong(Exception):
    """A body beyond what this mock reads."""


def too_slow(reply: Reply, *, limit_s: float) -> str:
    """Say in what way an adaptor was too slow (documented; GL-TIME-1)."""
    if reply.status is None:
        return f"gave no answer within {limit_s:g} seconds"
    return f"began to answer but was not done within {limit_s:g} seconds ({len(reply.body):,} bytes had come)"


def broken_line(failure: Exception, reply: Reply, *, host: str) -> str:
    """Say in what way the line to an adaptor broke, without any of its own words."""
    causes = list(_causes(failure))
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if tls is not None:
        return _tls(tls)
    if isinstance(failure, httpx.DecodingError):
        return f"sent a body that is not the {reply.headers.get('content-encoding', 'encoding')} that its header says"
    if isinstance(failure, httpx.ConnectError):
        return f"could not be reached: {_unreached(causes, host)}"
    return _cut(failure, causes, reply)


def _cut(failure: Exception, causes: list[BaseException], reply: Reply) -> str:
    if reply.status is not None:
        return f"cut the line in the middle of its answer ({len(reply.body):,} bytes had come)"
    if any(isinstance(cause, ConnectionResetError | BrokenPipeError) for cause in causes):
        return "reset the connection before any answer"
    if "disconnected" in str(failure):
        return "closed the connection without an answer"
    if isinstance(failure, httpx.RemoteProtocolError):
        return "answered something that is not HTTP"
    return f"could not be reached ({type(failure).__name__})"


def _unreached(causes: list[BaseException], host: str) -> str:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"no address is known for the host {host}"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "nothing listens at its address (connection refused)"
    numbers = {cause.errno for cause in causes if isinstance(cause, OSError)}
    if numbers & {errno.EHOSTUNREACH, errno.ENETUNREACH}:
        return "its network cannot be reached from here"
    if any(isinstance(cause, ConnectionResetError) for cause in causes):
        return "the connection was reset while it opened"
    return "the connection did not open"


def _tls(error: ssl.SSLError) -> str:
    said = " ".join(str(part) for part in error.args).lower()
    if not isinstance(error, ssl.SSLCertVerificationError) and "certificate verify failed" not in said:
        return "does not speak TLS at its https URL"
    if "expired" in said:
        return "shows a TLS certificate that has expired"
    if "mismatch" in said or "not valid for" in said:
        return "shows a TLS certificate for another host"
    if "self-signed" in said or "self signed" in said or "issuer certificate" in said:
        return "shows a TLS certificate that nobody known has signed"
    return "shows a TLS certificate that is not valid"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Walk through an error and everything behind it."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        waiting += getattr(one, "exceptions", ())  # a group: one for each address that was tried
