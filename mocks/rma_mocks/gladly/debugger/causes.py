"""Guess why an exchange failed, from what came back: the likeliest cause and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from rma_mocks.gladly.debugger.answers import bad_envelope
from rma_mocks.gladly.debugger.clock import clock_skew
from rma_mocks.gladly.debugger.wire import Wire

_PARTS_OF_TEXT = 2000
_REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something went wrong, and what to do; `is_guess` says that the exchange itself does not prove it."""

    sentence: str
    do: str
    is_guess: bool = True


def cause_of_failure(wire: Wire, *, is_signed: bool) -> Cause | None:
    """Return the likeliest cause of a lookup without a usable answer."""
    if wire.status is None:
        return _nobody_there(wire)
    tried: tuple[Callable[[Wire], Cause | None], ...] = (_moved, _other_status, _page, bad_envelope_of)
    if wire.status in _REFUSALS:
        return _refused(wire, is_signed=is_signed)
    if wire.is_cut and wire.status == HTTPStatus.OK:
        return None  # half a body tells nothing about the whole; the failure's own sentence says what broke off
    return next((cause for look in tried if (cause := look(wire)) is not None), None)


def bad_envelope_of(wire: Wire) -> Cause | None:
    """Return what is wrong with the outer form of an answer."""
    found = bad_envelope(wire.body)
    return Cause(*found, is_guess=False) if found else None


def _nobody_there(wire: Wire) -> Cause:
    url = wire.request.url
    where = f"{url.host}:{url.port or (443 if url.scheme == 'https' else 80)}"
    return Cause(
        f"No answer came from {where}: nothing listens there, the name is wrong, it takes too long, or one side "
        f"speaks TLS and the other does not.",
        "Start the adaptor, compare host, port and scheme with the app's URL, and repeat the request with curl.",
    )


def _refused(wire: Wire, *, is_signed: bool) -> Cause:
    skew = clock_skew(wire)
    if not is_signed:
        return Cause(
            f"The adaptor answers {wire.status}, and the request is not signed: it may want a signature or a password.",
            "Give the app the signing key, or the user name and password, that the adaptor expects.",
        )
    if skew.is_wide:
        return Cause(
            f"The adaptor answers {wire.status} and {skew.sentence[0].lower()}{skew.sentence[1:-1]}: it may take the "
            f"signature for too old or too new.",
            "Set the adaptor's clock by NTP.",
        )
    return Cause(
        f"The adaptor answers {wire.status} to a signed request: its signing key is most likely not the app's, "
        f"and then it refuses every request alike.",
        "Compare the two keys, blanks at the end included. If they are equal, compare the steps of the signature: the "
        f"adaptor must hash the body's raw bytes, not JSON that it wrote anew{_risky_body(wire)}, and sign the path as "
        f"it was sent{_risky_path(wire)}, also behind a proxy.",
    )


def _risky_body(wire: Wire) -> str:
    return "" if wire.request.content.isascii() else " (this body is not plain ASCII, where that shows)"


def _risky_path(wire: Wire) -> str:
    path = wire.request.url.raw_path.decode()
    return f" ({path})" if path == "/" or path.endswith("/") or "?" in path else ""


def _moved(wire: Wire) -> Cause | None:
    if wire.status is None or not HTTPStatus.MULTIPLE_CHOICES <= wire.status < HTTPStatus.BAD_REQUEST:
        return None
    target = wire.header("location") or ""
    here, there = wire.request.url.path, urlsplit(str(wire.request.url.join(target))).path
    if target and here.rstrip("/") == there.rstrip("/") and here != there:
        slash = "without" if here.endswith("/") else "with"
        return Cause(
            f"The adaptor sends the request on to the same path {slash} a slash at its end, and Gladly is not known to "
            f"follow redirects.",
            f"Let the app's URL end {slash} a slash.",
            is_guess=False,
        )
    return Cause(
        f"The adaptor sends the request on{f' to {target}' if target else ''}, and Gladly is not known to follow "
        "redirects.",
        "Let the app's URL name the place itself; a login page there means that something in front of the adaptor asks "
        "people to sign in.",
        is_guess=False,
    )


def _other_status(wire: Wire) -> Cause | None:
    if wire.status is None or wire.status == HTTPStatus.OK:
        return None
    known = {
        404: ("Nothing is served at this path.", "Compare the path of the app's URL with the adaptor's route."),
        405: ("The path is there, but takes no POST.", "Let the adaptor's route take POST: all lookups are POSTs."),
        413: ("The adaptor finds the body too long.", "Raise its limit for request bodies."),
        415: ("The adaptor does not take this content type.", "Let it take application/json."),
        429: ("The adaptor limits how often it is asked.", "Raise its limit: Gladly asks at each contact."),
    }
    if wire.status in known:
        return Cause(*known[wire.status])
    if wire.status < HTTPStatus.MULTIPLE_CHOICES:
        return Cause(
            f"The adaptor answers {wire.status}; only 200 counts as an answer.", "Answer with 200.", is_guess=False
        )
    if wire.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Cause(
            f"The adaptor answers {wire.status}: it does not understand the request.",
            "Read its answer, and compare the body that was sent with what the adaptor expects.",
        )
    return Cause(
        f"The adaptor answers {wire.status}: it failed, or what stands in front of it did not reach it.",
        "Read the adaptor's log for this moment; the X-B3-TraceId of the request leads to its line.",
    )


def _page(wire: Wire) -> Cause | None:
    kind = (wire.header("content-type") or "").lower()
    text = wire.body[:_PARTS_OF_TEXT].lstrip().lower()
    if not text.startswith((b"<!doctype", b"<html")) and not ("html" in kind and text.startswith(b"<")):
        return None
    asks_login = any(word in text for word in (b"password", b"sign in", b"log in", b"login"))
    what = "a login page" if asks_login else "a web page"
    return Cause(
        f"The answer is {what} instead of JSON: something in front of the adaptor answers in its place, or the path is "
        f"that of a page.",
        "Let lookups pass by the login or proxy, or correct the app's URL.",
    )
