"""Huge bodies are refused before anybody reads them."""

from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rma_mocks.core.body_limit import MOST_BYTES, BodyLimitMiddleware


async def count(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def in_chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield b"x" * 1024


def client() -> httpx.AsyncClient:
    app = BodyLimitMiddleware(Starlette(routes=[Route("/", count, methods=["GET", "POST"])]))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


async def test_a_body_at_the_limit_arrives_whole() -> None:
    answer = await client().post("/", content=in_chunks(MOST_BYTES))

    assert (answer.status_code, answer.text) == (200, str(MOST_BYTES))


async def test_a_body_beyond_the_limit_is_refused_with_a_sentence() -> None:
    answer = await client().post("/", content=in_chunks(MOST_BYTES + 1024))

    assert (answer.status_code, answer.json()) == (413, {"message": "A body may have up to 4 MB here."})


async def test_a_request_without_a_body_passes() -> None:
    assert (await client().get("/")).text == "0"
