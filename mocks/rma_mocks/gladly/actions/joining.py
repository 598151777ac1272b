"""Find the address behind a `formUrl` or an `actionUrl`, which are mostly relative."""

from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpx

JoinMode = Literal["origin", "app_url"]

_LONGEST = 8000


class UrlRefused(Exception):
    """An address that Gladly cannot call; the message is a sentence that names it."""


def joined(app_url: str, given: str, *, how: JoinMode) -> str:
    """Return the whole address.

    Args:
        app_url: The app's own URL.
        given: As the adaptor wrote it; an absolute one is used as it is.
        how: `origin` joins a relative one to scheme and host, `app_url` appends it to the app's path.

    Raises:
        UrlRefused: When it is no address of the web.

    Contract: which of the two holds is not published; the origin is assumed (GL-ACT-5).
    """
    text = given.strip()
    if not text or len(text) > _LONGEST or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise UrlRefused(f"{_short(given)} is not an address")
    try:
        whole = _whole(app_url, text, how)
        url, parts = httpx.URL(whole), urlsplit(whole)
    except (ValueError, httpx.InvalidURL) as error:
        raise UrlRefused(f"{_short(given)} is not an address") from error
    if url.scheme not in ("http", "https"):
        raise UrlRefused(f"{_short(given)} has the scheme {url.scheme}; only http and https can be called")
    if not url.host or parts.username is not None:
        raise UrlRefused(f"{_short(given)} has {'a user name' if url.host else 'no host'} in it")
    return str(url.copy_with(fragment=None))


def _whole(app_url: str, text: str, how: JoinMode) -> str:
    app = urlsplit(app_url)
    if urlsplit(text).scheme:
        return text
    if how == "origin" or text.startswith("//"):
        return urljoin(f"{app.scheme}://{app.netloc}/", text)
    path = app.path.rstrip("/")
    tail = text if text.startswith("?") else f"/{text.lstrip('/')}"
    return f"{app.scheme}://{app.netloc}{path}{tail}"


def _short(text: str) -> str:
    return repr(text if len(text) <= 100 else f"{text[:100]}…")  # noqa: PLR2004 -- as much as fits into a sentence
