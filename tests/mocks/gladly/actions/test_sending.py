"""The two requests of an action on the wire: headers, signature, failures, journal."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rma_mocks.core.world import World
from rma_mocks.gladly.actions.sending import FormSender, NoAnswer, form_request, submit_request
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.settings import LookupSettings
from rma_mocks.gladly.signing import signed_headers

FORM = "http://shop.example.com/gladly/action?order=1832&customer=a%20b"
Handler = Callable[[httpx.Request], Awaitable[httpx.Response]]


def app(**fields: Any) -> App:
    return App(id="shop", name="Shop", url="http://shop.example.com/lookup", **fields)


def sender(world: World, handler: Handler, *, timeout_s: float = 5, **how: Any) -> FormSender:
    client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return FormSender(client, world, timeout_s, agent_id="agent-1", settings=LookupSettings(**how))


def keeping(seen: list[httpx.Request], status: int = 200, **answer: Any) -> Handler:
    async def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, **answer)

    return handle


@pytest.mark.parametrize("reading", ["S1", "S2"])
async def test_a_query_is_signed_in_the_reading_that_is_asked_for(world: World, reading: str) -> None:
    seen: list[httpx.Request] = []

    await sender(world, keeping(seen), query_reading=reading)(app(signing_key="k"), form_request(FORM))

    [request] = seen
    names = request.headers["gladly-authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    headers = {name: request.headers[name] for name in names}
    target = "/gladly/action?order=1832&customer=a%20b"
    expected = signed_headers(key="k", method="GET", target=target, headers=headers, body=b"", reading=reading)
    assert request.headers["gladly-authorization"] == expected
    assert request.url.raw_path.decode() == target


async def test_the_headers_are_those_of_lookups_and_the_agents_id_when_it_is_given(world: World) -> None:
    seen: list[httpx.Request] = []
    secured = app(signing_key="k", username="e", password="e", realm="e", headers={"X-Shop": "7"})

    await sender(world, keeping(seen))(secured, submit_request(FORM, b"{}"))
    await sender(world, keeping(seen), agent_id_header=False)(secured, submit_request(FORM, b"{}"))

    named, unnamed = (request.headers for request in seen)
    assert (named["authorization"], named["www-authenticate"]) == ("Basic ZTpl", 'Basic realm="e"')
    for name in ("gladly-agent-id", "www-authenticate", "x-shop", "content-type", "x-b3-traceid"):
        assert f";{name};" in named["gladly-authorization"].replace("=", ";").replace(",", ";")
    assert "gladly-agent-id" not in unnamed


async def test_without_a_key_nothing_is_signed(world: World) -> None:
    seen: list[httpx.Request] = []

    await sender(world, keeping(seen))(app(), form_request(FORM))

    assert "gladly-authorization" not in seen[0].headers
    assert seen[0].headers["content-type"] == "application/json"
    assert hashlib.sha256(seen[0].content).hexdigest().startswith("e3b0c442")


async def test_any_status_is_an_answer_and_stands_in_the_journal(world: World) -> None:
    reply = await sender(world, keeping([], 406, json={"errors": []}))(app(), submit_request(FORM, b'{"a":"1"}'))

    assert (reply.status, bytes(reply.body)) == (406, b'{"errors":[]}')
    [row] = world.journal.exchanges()
    assert (row["operation"], row["method"], row["path"], row["status"]) == (
        "action_submit",
        "POST",
        "/gladly/action",
        406,
    )
    assert (row["request_body"], row["query"]) == ('{"a":"1"}', "order=1832&customer=a%20b")


async def test_redirects_are_not_followed(world: World) -> None:
    seen: list[httpx.Request] = []
    moved = keeping(seen, 307, headers={"location": "http://127.0.0.1/secrets"})

    with pytest.raises(NoAnswer, match=r"Shop redirected to http://127\.0\.0\.1/secrets, and no redirect is followed"):
        await sender(world, moved)(app(), form_request(FORM))

    assert len(seen) == 1


async def test_an_adaptor_that_is_down_is_said_to_be_out_of_reach(world: World) -> None:
    async def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    with pytest.raises(NoAnswer, match="Shop could not be reached: the connection did not open"):
        await sender(world, down)(app(), form_request(FORM))

    [row] = world.journal.exchanges()
    assert (row["status"], row["error"]) == (None, "Shop could not be reached: the connection did not open")


async def test_the_time_limit_of_lookups_holds(world: World) -> None:
    async def silent(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(NoAnswer, match=r"Shop gave no answer within 0\.05 seconds") as late:
        await sender(world, silent, timeout_s=0.05)(app(), form_request(FORM))

    assert late.value.rule == "GL-TIME-1"
