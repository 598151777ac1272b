"""Raw lookups: what somebody who is not Gladly, or a broken Gladly, might send to the adaptor."""

import base64
import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from rma_scenarios.format.parts import Part
from rma_scenarios.format.values import Email, Seconds
from rma_scenarios.verbs.cast import span
from rma_scenarios.verbs.play import CannotPlay, Play
from rma_scenarios.verbs.signing import signature_headers

_PLAIN = {"accept": "application/json", "content-type": "application/json"}


class Lookup(Part):
    """One lookup; correctly signed unless something else is said."""

    kind: Literal["auto_link", "manual_search", "detailed"] = "detailed"
    email: Email
    signed: bool = Field(default=True, description="false: no signature at all.")
    key: str | None = Field(default=None, description="Sign with this key instead of the tenant's.")
    age: Seconds | None = Field(default=None, description="How long ago it was signed, in real time.")
    ahead: Seconds | None = Field(default=None, description="How far in the future it claims to be signed.")
    tampers: Literal["body", "path", "time", "signature"] | None = Field(
        default=None, description="Changed after signing."
    )

    def words(self) -> str:
        """Say what is odd about it."""
        told = [] if self.signed else ["unsigned"]
        told += ["signed with another key"] if self.key else []
        told += [f"signed {span(self.age)} ago"] if self.age else []
        told += [f"signed {span(self.ahead)} ahead"] if self.ahead else []
        told += [f"whose {self.tampers} was changed after signing"] if self.tampers else []
        return ", ".join(told) or "correctly signed"

    def body(self) -> bytes:
        """Return the question as Gladly writes it: compact, keys sorted.

        Contract: GL-ASK-2, GL-ASK-3, GL-ASK-4.
        """
        queries: dict[str, dict[str, Any]] = {
            "auto_link": {"emails": [self.email], "id": "o2sg-TMTSD2rTwMuxzewbA"},
            "manual_search": {"email": self.email},
            "detailed": {"externalCustomerId": self.email},
        }
        level = "DETAILED" if self.kind == "detailed" else "BASIC"
        question = {"lookupLevel": level, "query": queries[self.kind], "uniqueMatchRequired": level == "DETAILED"}
        return json.dumps(question, sort_keys=True, separators=(",", ":")).encode()


async def send_lookup(play: Play, lookup: Lookup) -> None:
    """Send a lookup to the world's adaptor and let the expectations look at the answer."""
    url, body, headers = play.world.app.get("url"), lookup.body(), _headers()
    if url is None:
        raise CannotPlay("this world has no lookup app, so there is no adaptor to ask")
    if lookup.signed:
        key = lookup.key or play.world.signing_key or ""
        at = datetime.now(UTC) - timedelta(seconds=lookup.age or 0) + timedelta(seconds=lookup.ahead or 0)
        headers = signature_headers(key=key, path=urlsplit(url).path, headers=headers, body=body, at=at)
    url, body, headers = _tampered(lookup, url, body, headers)
    play.latest_lookup = (url, body, headers)
    await _sent(play, url, body, headers)


async def repeat_lookup(play: Play) -> None:
    """Send the latest lookup again, byte for byte."""
    if play.latest_lookup is None:
        raise CannotPlay("there is no lookup to repeat yet")
    await _sent(play, *play.latest_lookup)


def _headers() -> dict[str, str]:
    """Return what Gladly sends along; no two lookups are alike, or the second one counted as a replay (GL-HEAD-1)."""
    raw = secrets.token_bytes(16)
    correlation_id = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return _PLAIN | {"gladly-correlation-id": correlation_id, "x-b3-traceid": raw.hex()}


def _tampered(lookup: Lookup, url: str, body: bytes, headers: dict[str, str]) -> tuple[str, bytes, dict[str, str]]:
    match lookup.tampers:
        case "body":
            return url, body.replace(lookup.email.encode(), b"someone.else@example.com"), headers
        case "path":
            # The last letter percent-encoded: the same address to every router, another path to the signature.
            return f"{url[:-1]}%{ord(url[-1]):02X}", body, headers
        case "time":
            later = datetime.now(UTC) + timedelta(seconds=1)
            return url, body, headers | {"gladly-time": later.strftime("%Y%m%dT%H%M%SZ")}
        case "signature":
            value = headers.get("gladly-authorization", "")
            return url, body, headers | {"gladly-authorization": value[:-1] + ("0" if value[-1:] != "0" else "1")}
        case _:
            return url, body, headers


async def _sent(play: Play, url: str, body: bytes, headers: dict[str, str]) -> None:
    begun = (await play.ask(play.world.control, "GET", "journal?limit=0"))["begun"]
    began = time.perf_counter()
    answer = await play.world.calls.call("POST", url, body=body, headers=headers)
    took_ms = (time.perf_counter() - began) * 1000
    play.shown.answer = answer
    now = datetime.fromisoformat((await play.ask(play.world.control, "GET", "clock"))["now"])
    play.raw_rows.append(
        {
            "seq": -1 - len(play.raw_rows),  # below the journal's own numbers, which begin at 1
            "begun": begun,
            "lane": "api",
            "direction": "sent",
            "from": "api",
            "to": "adaptor",
            "method": "POST",
            "path": urlsplit(url).path,
            "query": "",
            "status": answer.status,
            "operation": None,
            "at": (now - timedelta(milliseconds=took_ms)).isoformat(),
            "duration_ms": round(took_ms, 3),
            "request_headers": {name: value for name, value in headers.items() if name != "gladly-authorization"},
            "request_body": body.decode(),
            "response_headers": dict(answer.headers),
            "response_body": answer.text,
            "error": None,
        }
    )
