"""The assumed calls of the API: what they take, what they refuse, and in whose name they act."""

import json
from typing import Any

import httpx
import pytest

from rma_mocks.core.entities import Rma, TimelineEntry
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.lifecycle import carrying_out
from rma_mocks.returnlogic.rate_limit import RateWindows


@pytest.fixture(autouse=True)
def without_limits(team: Team) -> None:
    team.windows = RateWindows(per_second=1000, per_minute=1000, time_s=team.world.clock.rate_time_s)


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [row["rlRmaId"] for row in answer.json()["data"]]


def as_ascii(body: Any) -> dict[str, Any]:
    """Return a request's body as escaped JSON, which alone can hold half a character; none for None."""
    headers = {"Content-Type": "application/json"}
    return {} if body is None else {"content": json.dumps(body), "headers": headers}


def rewrite(team: Team, rma_id: str, **change: Any) -> Rma:
    found = team.world.retailer.rma(rma_id)
    assert found is not None
    team.world.retailer.write_rma(found._replace(**change))
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, [2000002, 2000001, 2000000], id="no filter is the whole team"),
        pytest.param({"pageSize": 1, "page": 2}, [2000001], id="no filter, second page"),
        pytest.param({"orderName": "#500001"}, [2000002, 2000000], id="order"),
        pytest.param({"orderName": "500001", "email": "ANA@example.com"}, [2000002, 2000000], id="order and e-mail"),
        pytest.param({"orderName": "#500001", "email": "ben@example.com"}, [], id="another shopper's order"),
        pytest.param({"rmaId": "2000001"}, [2000001], id="number"),
        pytest.param({"rmaId": "2000001", "status": "Received"}, [], id="number of another status"),
        pytest.param({"rmaId": "nobody's"}, [], id="unknown number"),
        pytest.param({"status": "in_transit"}, [2000000], id="status in another spelling"),
        pytest.param({"returnType": "store credit"}, [2000001], id="return type"),
        pytest.param({"reason": "TS"}, [2000002, 2000001, 2000000], id="reason by code"),
        pytest.param({"reason": "too small", "email": "ana@example.com"}, [2000002, 2000000], id="reason in words"),
        pytest.param({"reason": "Quality"}, [], id="another reason"),
        pytest.param({"createdFrom": "2026-02-25"}, [2000002, 2000001], id="since a day"),
        pytest.param({"createdTo": "2026-02-25"}, [2000001, 2000000], id="until the end of a day"),
        pytest.param({"createdTo": "2026-02-25T14:59:59Z"}, [2000000], id="until a moment"),
        pytest.param({"createdFrom": "2026-02-25T16:00:00+01:00"}, [2000002, 2000001], id="since a zoned moment"),
        pytest.param({"createdFrom": "2026-02-25 15:00"}, [2000002, 2000001], id="a moment without zone is UTC"),
        pytest.param({"updatedFrom": "2026-02-26"}, [2000002, 2000001], id="changed since"),
        pytest.param({"somethingElse": "x", "status": "Received"}, [2000002], id="an unknown filter is ignored"),
    ],
)
async def test_filters_combine(api: httpx.AsyncClient, query: dict[str, Any], expected: list[int]) -> None:
    answer = await api.get("/rmas", params=query)

    assert ids(answer) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        pytest.param({"status": "Lost"}, "must be one of Requested, Authorized", id="status"),
        pytest.param({"returnType": "Swap"}, "must be one of Refund, Exchange", id="returnType"),
        pytest.param({"createdFrom": "yesterday"}, "must be a day such as 2026-03-02", id="createdFrom"),
        pytest.param({"createdTo": "2026-02-30"}, "must be a day such as 2026-03-02", id="createdTo"),
        pytest.param({"updatedFrom": ""}, "must be a day such as 2026-03-02", id="updatedFrom"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_a_400_that_says_what_to_write(
    api: httpx.AsyncClient, query: dict[str, str], sentence: str
) -> None:
    answer = await api.get("/rmas", params=query)

    [problem] = answer.json()["errors"]
    assert (answer.status_code, problem["field"]) == (400, *query)
    assert problem["message"].startswith(sentence)


async def test_an_rma_is_the_same_alone_and_in_a_list(api: httpx.AsyncClient) -> None:
    alone, listed = await api.get("/rmas/2000000"), await api.get("/rmas", params={"rmaId": "2000000"})

    assert [alone.json()] == listed.json()["data"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "", id="read"),
        pytest.param("POST", "/authorize", id="authorise"),
        pytest.param("POST", "/items/900001/receive", id="receive"),
        pytest.param("GET", "/timeline", id="timeline"),
        pytest.param("GET", "/comments", id="comments"),
    ],
)
async def test_another_teams_rma_is_a_404_like_one_that_is_not_there(
    http: httpx.AsyncClient, method: str, path: str
) -> None:
    headers = {"Authorization": "Bearer key-w2"}

    theirs = await http.request(method, f"/v1/rmas/2000000{path}", headers=headers)
    nobodys = await http.request(method, f"/v1/rmas/2999999{path}", headers=headers)

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.text.replace("2000000", "2999999") == nobodys.text


async def test_an_order_of_another_team_is_not_there(http: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    theirs = await http.get("/v1/orders/500001", headers={"Authorization": "Bearer key-w2"})
    ours = await api.get("/orders/%23500001")

    assert (theirs.status_code, ours.status_code, ours.json()["orderName"]) == (404, 200, "#500001")


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        pytest.param("authorize", "RL-LIFE-1", id="authorise"),
        pytest.param("reject", "RL-LIFE-1", id="reject"),
        pytest.param("cancel", "RL-LIFE-10", id="cancel"),
        pytest.param("complete", "RL-LIFE-7", id="complete"),
        pytest.param("process", "RL-LIFE-7", id="process"),
    ],
)
async def test_what_cannot_be_done_as_things_stand_is_a_409_with_the_rule(
    team: Team, api: httpx.AsyncClient, path: str, rule: str
) -> None:
    before = team.world.retailer.rma("2000000")

    refused = await api.post(f"/rmas/2000000/{path}")

    assert (refused.status_code, rule in refused.json()["message"]) == (409, True)
    assert team.world.retailer.rma("2000000") == before


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        pytest.param("items/900001/receive", {"quantity": 2}, 422, "quantity", id="more than there is"),
        pytest.param("items/900001/receive", {"disposition": "Lost"}, 422, "disposition", id="unknown disposition"),
        pytest.param("items/900001/receive", {"quantity": "two"}, 400, "quantity", id="quantity in letters"),
        pytest.param("items/first/receive", {}, 400, "itemId", id="item in letters"),
        pytest.param("items/5/receive", {}, 404, None, id="another item"),
        pytest.param("comments", {"text": "  "}, 400, "text", id="blank comment"),
        pytest.param("reject", {"reason": 7}, 400, "reason", id="a number for a reason"),
        pytest.param("comments", {"text": "half \ud800"}, 400, "text", id="half a character"),
        pytest.param("comments", {"words": "x"}, 400, "text", id="misspelt"),
        pytest.param("comments", None, 400, "body", id="no body"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_the_contracts_shape(
    team: Team, api: httpx.AsyncClient, path: str, body: Any, status: int, field: str | None
) -> None:
    before = team.world.retailer.rma("2000000")

    refused = await api.post(f"/rmas/2000000/{path}", **as_ascii(body))

    assert refused.status_code == status
    assert set(refused.json()) == {"message", "errors"}
    assert [problem["field"] for problem in refused.json()["errors"]][:1] == ([field] if field else [])
    assert team.world.retailer.rma("2000000") == before


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        pytest.param({"orderName": "#1"}, 422, "orderName", id="unknown order"),
        pytest.param({"items": []}, 422, "items", id="no items"),
        pytest.param({"items": [{}]}, 400, "items.0.orderLineId", id="empty item"),
        pytest.param({"orderLineId": 7}, 422, "items.0.orderLineId", id="another order's line"),
        pytest.param({"returnReasonCode": "XX"}, 422, "items.0.returnReasonCode", id="unknown reason"),
        pytest.param({"returnType": "Swap"}, 422, "items.0.returnType", id="unknown return type"),
        pytest.param({"exchangeSku": "X"}, 422, "items.0.exchangeSku", id="a variant in place of a refund"),
        pytest.param({"quantity": 0}, 422, "items.0.quantity", id="none of it"),
        pytest.param({"quantity": 3}, 422, "items.0.quantity", id="more than was bought"),
        pytest.param({"returnReasonCode": "half \ud800"}, 422, "items.0.returnReasonCode", id="half a character"),
    ],
)
async def test_a_return_that_cannot_be_created_names_the_field_as_the_api_does(
    team: Team, api: httpx.AsyncClient, change: dict[str, Any], status: int, field: str
) -> None:
    carrying_out.delete(team, "2000002")
    item = {"orderLineId": 2, "returnReasonCode": "TB", "returnType": "Refund", "quantity": 1}
    of_order = {name: value for name, value in change.items() if name in {"orderName", "items"}}
    of_item = {name: value for name, value in change.items() if name not in of_order}
    body = {"orderName": "#500001", "items": [item | of_item]} | of_order

    refused = await api.post("/rmas", **as_ascii(body))

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (status, field)
    assert ids(await api.get("/rmas", params={"orderName": "#500001"})) == [2000000]


async def test_what_an_order_has_left_to_return_shrinks_with_each_rma(team: Team, api: httpx.AsyncClient) -> None:
    carrying_out.delete(team, "2000002")
    item = {"orderLineId": 2, "returnReasonCode": "TB", "returnType": "Refund"}

    made = await api.post("/rmas", json={"orderName": "#500001", "items": [item]})
    order = await api.get("/orders/500001")

    assert made.status_code == 201
    assert [line["returnableQuantity"] for line in order.json()["orderLines"]] == [0, 1]


async def test_without_a_token_every_call_is_a_401_before_anything_else_is_looked_at(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    calls = [
        (method, path)
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith("/v1/") and path != "/v1/oauth"
    ]

    answers = [await http.request(method, path, content=b"{") for method, path in calls]

    assert len(answers) == 25
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (401, '{"message": "Unauthorized", "errors": []}')
    }


async def test_the_timeline_names_the_parcels_way_and_details(team: Team, api: httpx.AsyncClient) -> None:
    found = rewrite(team, "2000000")
    entry = TimelineEntry("Received", found.updated_at, "warehouse", "1 of Trail Fleece Jacket, Damaged")
    rewrite(team, "2000000", timeline=(*found.timeline, entry))

    rows = (await api.get("/rmas/2000000/timeline")).json()["data"]

    assert [row["by"] for row in rows] == ["shopper", "automation", "carrier", "warehouse"]
    assert (rows[0]["detail"], rows[-1]["detail"]) == (None, "1 of Trail Fleece Jacket, Damaged")


async def test_a_reason_for_a_rejection_stands_in_the_timeline(team: Team, api: httpx.AsyncClient) -> None:
    rewrite(team, "2000000", status="Requested")

    rejected = await api.post("/rmas/2000000/reject", json={"reason": " worn "})

    assert (rejected.status_code, rejected.json()["workflowStatus"]) == (200, "Rejected")
    assert (await api.get("/rmas/2000000/timeline")).json()["data"][-1]["detail"] == "worn"


async def test_a_large_team_is_not_looked_through(team: Team, api: httpx.AsyncClient) -> None:
    team.world.retailer._base.rmas_total = 20_000

    refused = await api.get("/rmas", params={"status": "Received"})
    found = await api.get("/rmas", params={"status": "Received", "email": "ana@example.com"})

    assert (refused.status_code, ids(found)) == (422, [2000002])
