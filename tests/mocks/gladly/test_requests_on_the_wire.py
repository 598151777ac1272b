"""What an adaptor receives, byte by byte: bodies, headers, and what of them is signed."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App, Email, Phone, Profile
from rma_mocks.gladly.lookups import question
from rma_mocks.gladly.lookups.caller import Caller
from rma_mocks.gladly.lookups.headers import request_headers
from rma_mocks.gladly.settings import USUAL, LookupSettings
from rma_mocks.gladly.signing import signed_headers

Wire = Callable[..., Awaitable[httpx.Request]]


@pytest.fixture
def wire(world: World) -> Wire:
    """Send a question and return what went over the wire."""

    async def send(asked: question.Question, *, settings: LookupSettings = USUAL, **fields: Any) -> httpx.Request:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json={"results": []}, headers={"set-cookie": "session=1"})

        client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        app = App(id="a", name="A", **({"url": "http://adaptor.example.com/lookup"} | fields))
        call = Caller(client, world, 5, settings)
        await call(app, asked, round_id="r-1")
        await call(app, asked, round_id="r-2")
        return seen[-1]

    return send


@pytest.fixture
def nora(gina: Profile) -> Profile:
    """A profile with everything."""
    gina.name = "Nora Øst 🧥"
    gina.emails = (Email("second@example.com"), Email("main@example.com", is_primary=True))
    gina.phones = [Phone("+15551234567", "MOBILE")]
    gina.custom_attributes = {"vipStatus": "GOLD", "cleared": "", "id": "not Gladly's"}
    return gina


async def test_an_auto_link_request_is_compact_sorted_raw_utf_8_with_the_primary_email_first(
    wire: Wire, nora: Profile
) -> None:
    request = await wire(question.auto_link(nora))

    assert (
        request.content
        == (
            '{"lookupLevel":"BASIC","query":{"emails":["main@example.com","second@example.com"],'
            f'"id":"{nora.id}","name":"Nora Øst 🧥","phones":["+15551234567"],"vipStatus":"GOLD"}},'
            '"uniqueMatchRequired":false}'
        ).encode()
    )


@pytest.mark.parametrize(
    ("where", "flat", "nested"),
    [("flat", "GOLD", None), ("nested", None, "GOLD"), ("both", "GOLD", "GOLD")],
)
async def test_stored_attributes_travel_where_the_world_is_told(
    wire: Wire, nora: Profile, where: Any, flat: str | None, nested: str | None
) -> None:
    settings = LookupSettings(attributes_in=where)

    request = await wire(question.detailed(nora, "customer-1", settings), settings=settings)

    query = json.loads(request.content)["query"]
    assert query.get("vipStatus") == flat
    assert query.get("customAttributes", {}).get("vipStatus") == nested
    assert (query["id"], query["externalCustomerId"]) == (nora.id, "customer-1")


@pytest.mark.parametrize(
    ("blank", "sent"),
    [
        ("omitted", b'{"email":"gina@example.com"}'),
        ("empty", b'{"email":"gina@example.com","orderNumber":""}'),
    ],
)
async def test_blank_search_fields_are_left_out_or_sent_empty(wire: Wire, blank: Any, sent: bytes) -> None:
    settings = LookupSettings(manual_search_blank=blank)

    asked = question.manual_search({"email": "gina@example.com"}, ["email", "orderNumber"], settings)

    assert (await wire(asked)).content == b'{"lookupLevel":"BASIC","query":' + sent + b',"uniqueMatchRequired":false}'


async def test_the_headers_are_those_of_gladly_and_gos_client_and_no_others(wire: Wire, nora: Profile) -> None:
    request = await wire(question.auto_link(nora), signing_key="k", username="e", headers={"X-Shop": "7"})

    told = dict(request.headers)
    varying = {name: told.pop(name) for name in ("gladly-correlation-id", "gladly-time", "x-b3-traceid")}
    signature = told.pop("gladly-authorization")
    assert told == {
        "host": "adaptor.example.com",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": "Basic ZTo=",
        "content-length": str(len(request.content)),
        "content-type": "application/json",
        "user-agent": "Go-http-client/1.1",
        "www-authenticate": 'Basic realm=""',
        "x-shop": "7",
    }
    unsigned = {"host", "accept-encoding", "content-length", "user-agent"}
    signed = {name: value for name, value in (told | varying).items() if name not in unsigned}
    assert signature == signed_headers(key="k", method="POST", target="/lookup", headers=signed, body=request.content)


async def test_no_cookie_of_an_adaptor_comes_back_to_it(wire: Wire, nora: Profile) -> None:
    request = await wire(question.auto_link(nora))

    assert "cookie" not in request.headers


@pytest.mark.parametrize("reading", ["S1", "S2"])
def test_a_get_with_a_query_is_signed_in_the_reading_of_the_world_with_the_agent(reading: Any) -> None:
    app = App(id="a", name="A", url="http://adaptor.example.com/lookup", signing_key="k")
    url = "http://adaptor.example.com/action?order=1832&customer=a%20b"

    headers = request_headers(
        app,
        method="GET",
        url=url,
        body=b"",
        settings=LookupSettings(query_reading=reading),
        more={"Gladly-Agent-Id": "agent-1"},
    )

    value = headers.pop("Gladly-Authorization")
    signed = {name: text for name, text in headers.items() if name not in {"User-Agent", "Accept-Encoding"}}
    target = "/action?order=1832&customer=a%20b"
    assert "gladly-agent-id" in value
    assert value == signed_headers(key="k", method="GET", target=target, headers=signed, body=b"", reading=reading)
