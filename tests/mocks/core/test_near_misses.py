"""What came near a call that no route took, and near a question that no exchange answers."""

import pytest
from fastapi import APIRouter

from rma_mocks.core.near_misses import RouteTable


@pytest.fixture
def routes() -> RouteTable:
    router = APIRouter()

    async def nothing() -> None:
        pass

    router.add_api_route("/v1/rmas", nothing, methods=["GET"])
    router.add_api_route("/w/{world}/originate/api/rmas/{rma_id}", nothing, methods=["GET"])
    router.add_api_route("/w/{world}/originate/api/rmas", nothing, methods=["GET", "POST"])
    router.add_api_route("/{rest:path}", nothing, methods=["GET"])
    return RouteTable(router.routes)


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        pytest.param("GET", "/v1/rma", "GET /v1/rmas", id="a letter is missing"),
        pytest.param("GET", "/v1/rmas/", "GET /v1/rmas", id="a slash too many"),
        pytest.param("DELETE", "/v1/rmas", "GET /v1/rmas", id="another method"),
        pytest.param("GET", "/w/w1/originate/api/rma/17", "GET /w/{world}/originate/api/rmas/{rma_id}", id="a page"),
        pytest.param("POST", "/w/w1/originate/api/rma", "POST /w/{world}/originate/api/rmas", id="the same method"),
    ],
)
def test_the_nearest_route_is_told(routes: RouteTable, method: str, path: str, nearest: str) -> None:
    missed = routes.missed(method, path)

    assert missed["hint"] == f"no route takes {method} {path}; the nearest is {nearest}"


def test_what_differs_is_told_field_by_field(routes: RouteTable) -> None:
    first = routes.missed("POST", "/v1/rma")["near_misses"][0]

    assert first == {
        "method": "GET",
        "path": "/v1/rmas",
        "differs": {"path": {"wanted": "/v1/rmas", "was": "/v1/rma"}, "method": {"wanted": "GET", "was": "POST"}},
    }


def test_where_nothing_is_near_nothing_is_told(routes: RouteTable) -> None:
    assert routes.missed("GET", "/zzz") == {"hint": "no route takes GET /zzz", "near_misses": []}
