"""Raw calls to any side of the stack, for what no page does."""

import base64
import json
import re
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from rma_scenarios.client import Answer
from rma_scenarios.format.parts import unknown_word
from rma_scenarios.format.values import Key
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.lookups import Lookup, repeat_lookup, send_lookup
from rma_scenarios.verbs.play import KEPT, CannotPlay, Play
from rma_scenarios.verbs.verb import Verb

_METHODS = ("get", "post", "put", "patch", "delete")
_KINDS = {"auto_link": "an auto-link", "manual_search": "a manual-search", "detailed": "a detailed"}
_SPOT = r"^(body|headers)(\.[A-Za-z0-9_-]+)+$"

Side = Literal["gladly", "returnlogic", "adaptor", "adaptor_admin", "control"]


class Api(Verb):
    """One raw call: exactly one of get, post, put, patch, delete with a path, or a lookup.

    `<name>` in a text stands for a value that an earlier call kept; `<world>` is the world's id, `<adaptor>` where its
    adaptor answers, such as http://127.0.0.1:8700.
    """

    get: str | None = None
    post: str | None = None
    put: str | None = None
    patch: str | None = None
    delete: str | None = None
    to: Side = "gladly"
    json_: Any = Field(default=None, alias="json", description="The body.")
    body: str | None = Field(default=None, description="A body that need not be JSON.")
    headers: dict[str, str] | None = None
    credentials: bool = Field(default=True, description="false: without this world's credentials.")
    keep: dict[Key, str] | None = Field(
        default=None, description="Values for later calls, such as {profile: headers.location} or {id: body.id}."
    )
    sends_lookup: Lookup | None = None
    repeats_lookup: Literal[True] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_call(cls, given: Any, info: ValidationInfo) -> Any:
        calls = (*_METHODS, "sends_lookup", "repeats_lookup")
        if not isinstance(given, dict) or sum(given.get(name) is not None for name in calls) != 1:
            if isinstance(given, dict):
                cls.refuse_unknown(given)
            raise PydanticCustomError("one_verb", "needs exactly one of: {verbs}", {"verbs": ", ".join(calls)})
        kept = (info.context or {}).get("kept")
        for word in KEPT.findall(json.dumps(given, default=str)):
            if kept is not None and word not in kept:
                raise unknown_word(f"<{word}>", [f"<{name}>" for name in kept])
        for spot in (given.get("keep") or {}).values() if isinstance(given.get("keep"), dict) else ():
            if not isinstance(spot, str) or not re.match(_SPOT, spot):
                raise PydanticCustomError("spot", "keep wants places such as body.id or headers.location")
        return given

    @property
    def verb(self) -> "Api":
        """Return itself: this actor is its own verb."""
        return self

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "A program"

    def sentence(self, who: str | Cast, cast: Cast | None = None) -> str:
        """Say what happens."""
        del who, cast
        if self.sends_lookup is not None:
            look = self.sends_lookup
            kind = _KINDS[look.kind]
            return f"A program sends the adaptor {kind} lookup about {look.email}, {look.words()}"
        if self.repeats_lookup:
            return "A program sends the latest lookup to the adaptor again, byte for byte"
        method, path = self._call
        return f"A program calls {method} {path} of {self.to.replace('_', ' ')}"

    async def act(self, play: Play) -> None:
        """Make the call; every answer is fine unless an expectation says otherwise."""
        if self.sends_lookup is not None:
            await send_lookup(play, self.sends_lookup)
        elif self.repeats_lookup:
            await repeat_lookup(play)
        else:
            play.shown.answer = await self._called(play)
            for name, spot in (self.keep or {}).items():
                play.kept[name] = _value_at(play.shown.answer, spot)

    @property
    def _call(self) -> tuple[str, str]:
        method = next(name for name in _METHODS if getattr(self, name) is not None)
        return method.upper(), getattr(self, method)

    async def _called(self, play: Play) -> Answer:
        method, path = self._call
        origin, headers = _side(play, self.to, credentials=self.credentials)
        body = None
        if self.json_ is not None:
            body = json.dumps(play.filled(self.json_)).encode()
            headers["Content-Type"] = "application/json"
        elif self.body is not None:
            body = play.filled(self.body).encode()
        headers |= play.filled(self.headers or {})
        path = play.filled(path)
        url = f"{origin}{path if path.startswith('/') else '/' + path}"
        return await play.world.calls.call(method, url, body=body, headers=headers)


def _side(play: Play, side: Side, *, credentials: bool) -> tuple[str, dict[str, str]]:
    links, control, admin = play.world.links, play.world.control, play.world.admin
    match side:
        case "gladly":
            pair = f"{links['gladly']['username']}:{links['gladly']['api_token']}"
            token = f"Basic {base64.b64encode(pair.encode()).decode()}"
            origin = origin_of(links["gladly"]["api_url"])
        case "returnlogic":
            token, origin = f"Bearer {links['returnlogic']['api_key']}", origin_of(links["returnlogic"]["api_url"])
        case "adaptor":
            token, origin = "", origin_of(links["gladly"]["apps"][0]["url"])
        case "adaptor_admin":
            if admin is None:
                raise CannotPlay("only our own adaptor has an admin API")
            token, origin = admin.headers["Authorization"], admin.url
        case "control":
            token, origin = control.headers["Authorization"], control.url.rpartition("/worlds/")[0]
    return origin, {"Authorization": token} if credentials and token else {}


def origin_of(url: str) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _value_at(answer: Answer, spot: str) -> str:
    side, _, rest = spot.partition(".")
    if side == "headers":
        found: Any = answer.headers.get(rest.lower())
    else:
        found = answer.json()
        for part in rest.split("."):
            inner = found[int(part)] if isinstance(found, list) and part.isdigit() and int(part) < len(found) else None
            found = found.get(part) if isinstance(found, dict) else inner
    if found is None or isinstance(found, dict | list):
        raise CannotPlay(f"the answer ({answer.status}) has no {spot} to keep")
    return str(found)
