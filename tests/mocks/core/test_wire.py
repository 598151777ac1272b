"""Queries and answers of the busy calls, held to what FastAPI does for all others."""

from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Query, Request, Response
from pydantic import BaseModel, Field

from rma_mocks.core.wire import PlainRoute, json_answer, query_parameters, read_query


class Wanted(BaseModel):
    email: str
    page_size: Annotated[int, Field(alias="pageSize", ge=1, le=100)] = 50


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI()

    async def plain(request: Request) -> Response:
        return json_answer(read_query(request.scope, Wanted).model_dump())

    async def usual(wanted: Annotated[Wanted, Query()]) -> dict[str, object]:
        return wanted.model_dump()

    app.router.add_api_route(
        "/plain",
        plain,
        methods=["GET"],
        route_class_override=PlainRoute,
        openapi_extra={"parameters": query_parameters(Wanted)},
    )
    app.get("/usual")(usual)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock")


@pytest.mark.parametrize(
    "query",
    [
        *("email=gina.lin%40example.com", "email=a&email=b", "email=a+b&pageSize=7", "email=", "email=%C3%A9&other=1"),
        *("", "email=a&pageSize=0", "email=a&pageSize=x", "pageSize=101"),
    ],
)
async def test_a_busy_call_is_answered_as_any_other(client: httpx.AsyncClient, query: str) -> None:
    plain, usual = [await client.get(f"/{path}?{query}") for path in ("plain", "usual")]

    assert (plain.status_code, plain.json()) == (usual.status_code, usual.json())


async def test_a_busy_call_with_another_method_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/plain")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


async def test_a_busy_call_is_described_as_any_other(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]

    plain, usual = [paths[path]["get"]["parameters"] for path in ("/plain", "/usual")]
    assert [(row["name"], row["in"], row["required"]) for row in plain] == [
        (row["name"], row["in"], row["required"]) for row in usual
    ]
    assert plain[1]["schema"]["maximum"] == 100


def test_text_is_written_as_it_is() -> None:
    assert json_answer({"name": "Zoë"}).body == '{"name":"Zoë"}'.encode()
