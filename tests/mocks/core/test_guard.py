"""Strange hosts and foreign pages are kept out."""

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rma_mocks.core.guard import LOOPBACK_HOSTS, GuardMiddleware


async def answer(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest.fixture
def client() -> httpx.AsyncClient:
    routes = [Route(path, answer, methods=["GET", "POST"]) for path in ("/w/w1/desk", "/w/w1/chat/api/sessions")]
    app = GuardMiddleware(
        Starlette(routes=routes), hosts=LOOPBACK_HOSTS, open_to_all=re.compile(r"^/w/[^/]+/chat/api/")
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8701")


async def test_another_host_name_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/w/w1/desk", headers={"Host": "evil.example.com"})

    assert answer.status_code == 421
    assert "evil.example.com" in answer.text


async def test_a_write_from_a_foreign_page_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/w/w1/desk", headers={"Origin": "http://evil.example.com"})

    assert answer.status_code == 403


async def test_a_write_from_its_own_page_is_taken(client: httpx.AsyncClient) -> None:
    answer = await client.post("/w/w1/desk", headers={"Origin": "http://127.0.0.1:8701"})

    assert answer.status_code == 200


async def test_a_read_from_a_foreign_page_gets_no_cors_header(client: httpx.AsyncClient) -> None:
    answer = await client.get("/w/w1/desk", headers={"Origin": "http://evil.example.com"})

    assert "access-control-allow-origin" not in answer.headers


async def test_the_chat_widget_may_be_called_from_any_page(client: httpx.AsyncClient) -> None:
    answer = await client.post("/w/w1/chat/api/sessions", headers={"Origin": "http://127.0.0.1:8702"})

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
