"""Bad requests, gone worlds and crowds at the mock Gladly: always its own error shape, never a failure."""

import asyncio
from typing import Any

import httpx
import pytest

EMAIL = "gina.lin@example.com"


@pytest.fixture
async def world(mocks: Any, gina: dict[str, Any]) -> dict[str, Any]:
    mocks.adaptor.results = [
        {"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}], "customAttributes": {"rma": "https://rl/1"}}
    ]
    links: dict[str, Any] = await mocks.open(id="w1", **gina)
    return links


@pytest.fixture
def rest(world: dict[str, Any]) -> dict[str, Any]:
    """Credentials of the REST API."""
    return {"auth": (world["gladly"]["username"], world["gladly"]["api_token"])}


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"{", None, id="half a body"),
        pytest.param(b"[]", None, id="a list"),
        pytest.param(b'{"a":' * 3000, None, id="nested without end"),
        pytest.param(b'{"app_id": "returns-center"}', "email", id="a field is missing"),
        pytest.param(b'{"app_id": "returns-center", "email": "\\ud800"}', "email", id="half a surrogate pair"),
    ],
)
async def test_a_bad_body_is_a_400_that_names_the_field_where_there_is_one(
    mocks: Any, world: dict[str, Any], body: bytes, attr: str | None
) -> None:
    answer = await mocks.gladly.post(
        f"/w/{world['id']}/chat/api/sessions", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0].get("attr") == attr


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/w/w1", "/w/w1/nothing", "/api/v1/nope", "/w/w1/desk/static/%00", f"/w/w1/desk/static/{'a' * 300}"),
        *("/w/w1/desk/static/..%2fapp.py", "/w/w1/desk/api/profiles/%00", "/w/w1/desk/api/profiles/%ff%fe"),
        *(f"/w/w1/desk/api/profiles/{'A' * 22}", "/w/%00/desk", "/w/nowhere/desk"),
    ],
)
async def test_what_is_not_there_is_a_404_in_gladlys_shape(mocks: Any, world: dict[str, Any], path: str) -> None:
    assert world["id"] == "w1"

    answer = await mocks.gladly.get(path)

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_exist"


@pytest.mark.parametrize("path", ["%00", "a" * 300, "..%2fstage.py"])
async def test_the_stage_serves_its_own_files_only(mocks: Any, world: dict[str, Any], path: str) -> None:
    answer = await mocks.gladly.get(f"/w/{world['id']}/stage/static/{path}")

    assert answer.status_code == 404
    assert answer.json()["message"].startswith("the stage has no file")


@pytest.mark.parametrize(
    "header", [b"Basic \xe9", b"Basic ==", b"Basic YQ==", b"Basic /////w==", b"Basic", b"Bearer \xe9"]
)
async def test_credentials_that_cannot_be_read_are_a_401(mocks: Any, world: dict[str, Any], header: bytes) -> None:
    assert world

    answer = await mocks.gladly.get("/api/v1/customer-profiles?email=x", headers={"Authorization": header})

    assert answer.status_code == 401


async def test_a_huge_body_is_refused_on_both_mocks(mocks: Any, world: dict[str, Any]) -> None:
    huge = b'{"text": "' + b"x" * 5_000_000 + b'"}'

    chat = await mocks.gladly.post(f"/w/{world['id']}/chat/api/sessions", content=huge)
    staff = await mocks.returnlogic.post(f"/w/{world['id']}/originate/api/rmas", content=huge)

    assert (chat.status_code, staff.status_code) == (413, 413)


async def test_rest_refuses_one_email_given_twice_and_keeps_the_profile(mocks: Any, rest: dict[str, Any]) -> None:
    twice = {"emails": [{"original": "max@example.com"}, {"original": "Max <MAX@example.com>"}]}

    answer = await mocks.gladly.post("/api/v1/customer-profiles", json={"id": "me-1", **twice}, **rest)

    assert answer.status_code == 400
    assert (await mocks.gladly.get("/api/v1/customer-profiles/me-1", **rest)).status_code == 404


async def test_a_mobile_number_that_an_agent_types_is_checked_and_unique(mocks: Any, world: dict[str, Any]) -> None:
    page = f"/w/{world['id']}/desk/api/profiles"
    made = await mocks.gladly.post(page, json={"name": "Max", "phones": ["(650) 555-0142"]})

    taken = await mocks.gladly.post(page, json={"name": "Twin", "phones": ["+16505550142"]})
    wrong = await mocks.gladly.post(page, json={"name": "Odd", "phones": ["call me"]})

    assert made.json()["phones"] == [{"original": "+16505550142", "type": "MOBILE"}]
    assert (taken.status_code, wrong.status_code) == (409, 400)


async def test_an_app_that_is_switched_off_is_neither_searched_nor_linked_and_what_it_gave_is_gone(
    mocks: Any, world: dict[str, Any]
) -> None:
    app, page = world["gladly"]["apps"][0]["id"], f"/w/w1/desk/api/profiles/{world['profiles']['gina']}"
    opened = (await mocks.gladly.post(f"{page}/open")).json()["profile"]
    await mocks.gladly.patch(f"/w/w1/desk/api/apps/{app}", json={"is_active": False})

    searched = await mocks.gladly.post(f"{page}/searches", json={"app": app, "query": {"email": EMAIL}})
    linked = await mocks.gladly.post(f"{page}/links", json={"app": app, "external_customer_id": EMAIL})

    assert (searched.status_code, linked.status_code) == (409, 409)
    assert opened["attributes"][0]["name"] == "rma"
    assert (await mocks.gladly.get(page)).json()["attributes"] == []


async def test_a_list_that_ignores_its_filter_shows_other_customers(mocks: Any, rest: dict[str, Any]) -> None:
    fault = {"lane": "gladly", "kind": "filter_ignored", "path": "/api/v1/customer-profiles"}
    await mocks.control.post("worlds/w1/faults", json=fault)

    found = await mocks.gladly.get("/api/v1/customer-profiles", params={"email": EMAIL}, **rest)

    assert len(found.json()) == 6


async def test_visitors_with_one_email_share_a_profile_that_is_linked_once(mocks: Any, world: dict[str, Any]) -> None:
    starts = [{"app_id": "returns-center", "email": email} for email in (EMAIL, EMAIL.upper(), f"Gina <{EMAIL}>")]
    await asyncio.gather(*(mocks.gladly.post("/w/w1/chat/api/sessions", json=start) for start in starts))
    await mocks.gladly.get("/w/w1/desk/api/idle")

    conversations = (await mocks.gladly.get("/w/w1/desk/api/conversations")).json()["conversations"]
    rounds = (await mocks.gladly.get("/w/w1/desk/api/rounds")).json()["rounds"]

    assert {row["profile_id"] for row in conversations} == {world["profiles"]["gina"]}
    assert sorted(row["verdicts"][0]["outcome"] for row in rounds) == ["linked", "refreshed", "refreshed"]


async def test_deleting_a_world_ends_its_long_polls_at_once(mocks: Any, world: dict[str, Any]) -> None:
    start = {"app_id": "returns-center", "email": EMAIL}
    session = (await mocks.gladly.post("/w/w1/chat/api/sessions", json=start)).json()["session_id"]
    polls = [
        asyncio.create_task(mocks.gladly.get("/w/w1/desk/api/changes?after=9999&wait_s=60")),
        asyncio.create_task(mocks.gladly.get(f"/w/w1/chat/api/sessions/{session}?after=9&wait_s=60")),
        asyncio.create_task(mocks.control.get("worlds/w1/journal?after=9999&wait_s=60")),
    ]
    await mocks.gladly.get("/w/w1/desk/api/idle")

    await mocks.control.delete(f"worlds/{world['id']}")

    async with asyncio.timeout(10):
        answers: list[httpx.Response] = await asyncio.gather(*polls)
    assert {answer.status_code for answer in answers} <= {200, 404}


async def test_openapi_promises_the_errors_that_are_really_sent(mocks: Any) -> None:
    paths = (await mocks.gladly.get("/openapi.json")).json()["paths"]

    answers = [set(call["responses"]) for calls in paths.values() for call in calls.values()]

    assert all("422" not in statuses and "4XX" in statuses for statuses in answers)
