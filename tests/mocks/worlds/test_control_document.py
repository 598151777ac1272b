"""The control API's own documentation: whole, open to read, and true."""

import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from rma_mocks.worlds.control import answers
from rma_mocks.worlds.control.examples import OPENED, REQUESTS

APPS = {"apps": [{"name": "Toolkit", "redirect_url": "http://127.0.0.1:8700/install"}]}
NOTE = {"text": "The parcel is late"}


@pytest.fixture
async def document(mocks: Any) -> dict[str, Any]:
    answer = await mocks.gladly.get("/_mock/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def calls_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {call["operationId"]: call for calls in document["paths"].values() for call in calls.values()}


async def test_every_call_says_what_it_does_what_it_answers_and_how_it_refuses(document: dict[str, Any]) -> None:
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}

    for name, call in calls_of(document).items():
        assert name in answers.ANSWERS, f"say in answers.ANSWERS what {name} answers"
        [good] = [answer for status, answer in call["responses"].items() if status.startswith("2")]
        assert call["summary"]
        assert call["description"].endswith("."), name
        assert good["description"] == answers.ANSWERS[name][0]
        assert call["responses"]["4XX"]["content"] == refusal
        assert call["security"] == [{"controlToken": []}]


async def test_nothing_is_documented_that_is_not_there(document: dict[str, Any]) -> None:
    assert set(answers.ANSWERS) == set(calls_of(document)) >= set(REQUESTS)
    assert [path for path in document["paths"] if not path.startswith("/_mock/")] == []


async def test_every_shape_that_is_named_is_there_and_no_other(document: dict[str, Any]) -> None:
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))

    assert named == set(document["components"]["schemas"])


async def test_the_document_says_what_it_is_and_is_the_same_on_both_ports(mocks: Any, document: dict[str, Any]) -> None:
    assert document["info"]["title"] == "rma-toolkit mocks: control API"
    assert document["info"]["description"].count("\ncurl ") == 2
    assert (await mocks.returnlogic.get("/_mock/openapi.json")).json() == document


async def test_the_mocks_own_documents_show_the_same_calls(mocks: Any, document: dict[str, Any]) -> None:
    for client in (mocks.gladly, mocks.returnlogic):
        whole = (await client.get("/openapi.json")).json()

        assert {path: whole["paths"][path] for path in document["paths"]} == document["paths"]
        assert "/_mock/openapi.json" in whole["info"]["description"]


@pytest.mark.parametrize(
    ("name", "title"), [pytest.param(name, title, id=title) for name in REQUESTS for title in REQUESTS[name]]
)
async def test_every_example_of_a_body_is_accepted(
    mocks: Any, gina: dict[str, Any], document: dict[str, Any], name: str, title: str
) -> None:
    await mocks.open(**gina, id="shop", returnlogic=APPS)
    [(method, path)] = [
        (method, path)
        for path, calls in document["paths"].items()
        for method, call in calls.items()
        if call["operationId"] == name
    ]
    body = document["paths"][path][method]["requestBody"]["content"]["application/json"]["examples"][title]["value"]

    answer = await mocks.gladly.request(
        method, path.replace("{world_id}", "shop"), json=body, headers=dict(mocks.control.headers)
    )

    assert answer.is_success, answer.text


def keys_of(row: Any) -> Any:
    if isinstance(row, list):
        return [keys_of(value) for value in row]
    return {name: keys_of(value) for name, value in row.items()} if isinstance(row, dict) else None


async def test_the_example_of_an_opened_world_has_what_is_really_answered(mocks: Any) -> None:
    answer = await mocks.control.post("worlds", json=REQUESTS["open_world"]["a shopper with a return"])

    assert keys_of(answer.json()) == keys_of(OPENED)
    assert answer.json()["now"][:16] == OPENED["now"][:16]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("get", "worlds", None, id="list_worlds"),
        pytest.param("get", "worlds/shop", None, id="get_world"),
        pytest.param("get", "gallery", None, id="list_gallery"),
        pytest.param("post", "worlds/shop/fork", {}, id="fork_world"),
        pytest.param("get", "worlds/shop/people", None, id="list_people"),
        pytest.param("get", "worlds/shop/clock", None, id="read_clock"),
        pytest.param("post", "worlds/shop/clock", {"freeze": True}, id="move_clock"),
        pytest.param("get", "worlds/shop/faults", None, id="list_faults"),
        pytest.param("post", "worlds/shop/faults", {"kind": "maintenance"}, id="script_fault"),
        pytest.param("get", "worlds/shop/journal", None, id="read_journal"),
        pytest.param("get", "worlds/shop/idle", None, id="wait_until_idle"),
        pytest.param("post", "worlds/shop/returnlogic/keys", {}, id="renew_key"),
        pytest.param("get", "worlds/shop/returnlogic/installations", None, id="list_installations"),
        pytest.param("post", "worlds/shop/returnlogic/installations", {}, id="install_app"),
        pytest.param("get", "worlds/shop/returnlogic/webhooks", None, id="list_webhooks"),
        pytest.param("post", "worlds/shop/snapshots", {"name": "second"}, id="take_snapshot"),
        pytest.param("get", "worlds/shop/snapshots", None, id="list_snapshots"),
        pytest.param("post", "worlds/shop/snapshots/first/restore", None, id="restore_snapshot"),
        pytest.param("post", "worlds/shop/reset", {}, id="reset_world"),
        pytest.param("get", "worlds/shop/diff", None, id="read_diff"),
    ],
)
async def test_what_is_really_answered_has_the_documented_shape(
    mocks: Any, gina: dict[str, Any], request: pytest.FixtureRequest, method: str, path: str, body: Any
) -> None:
    links = await mocks.open(
        **gina, id="shop", orders=[{"of": "gina", "items": [{"product": "Summit Down Vest"}]}], returnlogic=APPS
    )
    key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    hook = {"topic": "rma.updated", "address": "http://127.0.0.1:8700/hooks"}
    await mocks.returnlogic.post("/v1/webhooks", json=hook, headers=key)
    await mocks.returnlogic.post(f"/w/shop/originate/api/rmas/{links['rmas']['jacket']['id']}/comments", json=NOTE)
    await mocks.control.post("worlds/shop/faults", json={"kind": "latency"})
    await mocks.control.post("worlds/shop/snapshots", json={"name": "first"})
    await mocks.chats(links, "gina.lin@example.com")
    model: type[BaseModel] | None = answers.ANSWERS[request.node.callspec.id][1]

    answer = await mocks.control.request(method, path, json=body)

    assert model is not None
    assert model.model_validate(answer.json(), strict=True)


async def test_a_refusal_has_the_documented_shape(mocks: Any) -> None:
    answer = await mocks.control.get("worlds/nobodys")

    assert answers.Refusal.model_validate(answer.json(), strict=True).message == "no world 'nobodys' is open"
