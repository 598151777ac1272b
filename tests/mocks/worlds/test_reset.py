"""A reset brings back all of a world, its data, its journal, or one person; the stack's adaptor forgets."""

import json
from typing import Any

import httpx
import pytest

GINA = "gina.lin@example.com"
LEO = "leo.fontaine@example.com"
TWO = {
    "people": [
        {"key": "gina", "name": "Gina Lin", "email": GINA},
        {"key": "leo", "name": "Leo Fontaine", "email": LEO},
    ],
    "orders": [
        {"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie"}]},
        {"key": "tee", "of": "leo", "items": [{"product": "Everyday Cotton Tee"}]},
    ],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "now": "2026-03-02T15:00:00Z",
    "returnlogic": {"per_second": 1000, "per_minute": 10_000},
}


async def reset(mocks: Any, links: dict[str, Any], **body: Any) -> Any:
    return await mocks.control.post(f"worlds/{links['id']}/reset", json=body)


async def moved(mocks: Any) -> dict[str, Any]:
    """A world in which both shoppers returned something, time passed and a failure is scripted."""
    world: dict[str, Any] = await mocks.open(**TWO)
    await mocks.returns(world, "hat")
    await mocks.returns(world, "tee")
    await mocks.opens(world)
    await mocks.chats(world, LEO)
    await mocks.chats(world, "stranger@example.com")
    await mocks.control.post(f"worlds/{world['id']}/clock", json={"advance_s": 864_000})
    await mocks.control.post(f"worlds/{world['id']}/faults", json={"kind": "latency", "path": "/nothing"})
    return world


async def state(mocks: Any, links: dict[str, Any]) -> dict[str, Any]:
    talks = (await mocks.gladly.get(f"/w/{links['id']}/desk/api/conversations")).json()["conversations"]
    return {
        "gina": len(await mocks.rmas_of(links)),
        "leo": len(await mocks.rmas_of(links, LEO)),
        "talks": len(talks),
        "day": (await mocks.asked(links, "clock"))["now"][:10],
        "faults": len((await mocks.asked(links, "faults"))["faults"]),
        "rounds": len((await mocks.gladly.get(f"/w/{links['id']}/desk/api/rounds")).json()["rounds"]) > 0,
    }


MOVED = {"gina": 2, "leo": 1, "talks": 2, "day": "2026-03-12", "faults": 1, "rounds": True}
OPENED = {"gina": 1, "leo": 0, "talks": 0, "day": "2026-03-02", "faults": 0, "rounds": False}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({}, OPENED, id="all, by default"),
        pytest.param({"what": "all"}, OPENED, id="all"),
        pytest.param({"what": "data"}, MOVED | {"gina": 1, "leo": 0, "talks": 0}, id="data only"),
        pytest.param({"what": "journal"}, MOVED | {"rounds": False}, id="journal only"),
        pytest.param({"what": "person", "person": "gina"}, MOVED | {"gina": 1}, id="one person by key"),
        pytest.param(
            {"what": "person", "person": " Leo.Fontaine@example.com "},
            MOVED | {"leo": 0, "talks": 1},
            id="one person by e-mail",
        ),
        pytest.param(
            {"what": "person", "person": "stranger@example.com"}, MOVED | {"talks": 1}, id="a person nobody declared"
        ),
    ],
)
async def test_a_reset_brings_back_what_it_names_and_nothing_else(
    mocks: Any, body: dict[str, Any], expected: dict[str, Any]
) -> None:
    world = await moved(mocks)
    assert await state(mocks, world) == MOVED

    answer = await reset(mocks, world, **body)

    assert (answer.status_code, answer.json()["what"]) == (200, body.get("what", "all"))
    assert await state(mocks, world) == expected


async def test_the_journal_goes_with_all_and_alone_but_not_with_data(mocks: Any) -> None:
    world = await moved(mocks)

    left = []
    for what in ("data", "journal"):
        await reset(mocks, world, what=what)
        left.append(len((await mocks.asked(world, "journal"))["exchanges"]) > 0)

    assert left == [True, False]


async def test_a_profile_that_somebody_made_goes_with_its_person(mocks: Any) -> None:
    world = await moved(mocks)
    find = {"params": {"email": "stranger@example.com"}}
    auth = (world["gladly"]["username"], world["gladly"]["api_token"])
    assert len((await mocks.gladly.get("/api/v1/customer-profiles", auth=auth, **find)).json()) == 1

    await reset(mocks, world, what="person", person="stranger@example.com")

    assert (await mocks.gladly.get("/api/v1/customer-profiles", auth=auth, **find)).json() == []


async def test_new_returns_never_take_a_number_that_is_still_in_use(mocks: Any) -> None:
    world = await moved(mocks)
    kept = await mocks.rmas_of(world, LEO)
    await reset(mocks, world, what="person", person="gina")

    again = await mocks.returns(world, "hat")

    assert again not in kept
    assert await mocks.rmas_of(world, LEO) == kept


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param({"what": "person"}, "`person` goes with `what: person`", id="no person named"),
        pytest.param({"person": "gina"}, "`person` goes with `what: person`", id="a person but all"),
        pytest.param(
            {"what": "person", "person": "nobody"}, "'nobody' is neither a declared person's key", id="nobody"
        ),
        pytest.param({"what": "everything"}, "what: ", id="an unknown part"),
    ],
)
async def test_a_reset_of_nothing_is_refused_and_changes_nothing(
    mocks: Any, body: dict[str, Any], sentence: str
) -> None:
    world = await moved(mocks)

    answer = await reset(mocks, world, **body)

    assert (answer.status_code, sentence in answer.json()["message"]) == (400, True), answer.text
    assert await state(mocks, world) == MOVED


FORGET = {"url": "http://127.0.0.1:8703/tenants/{world}/forget", "authorization": "Bearer admin"}


def told(mocks: Any) -> list[tuple[str, str, Any]]:
    """The calls that the adaptor's administration got."""
    return [
        (request.url.path, request.headers["authorization"], json.loads(request.content))
        for request in mocks.adaptor.requests
        if request.url.port == 8703
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        pytest.param("POST", "/reset", {}, [{}], id="reset of all"),
        pytest.param("POST", "/reset", {"what": "data"}, [{}], id="reset of data"),
        pytest.param("POST", "/reset", {"what": "person", "person": "gina"}, [{"email": GINA}], id="reset of a person"),
        pytest.param("POST", "/reset", {"what": "journal"}, [], id="reset of the journal: nothing to forget"),
        pytest.param("POST", "/snapshots/opening/restore", None, [{}], id="restore"),
        pytest.param("DELETE", "", None, [{}], id="delete"),
        pytest.param("DELETE", "?leave_adaptor=true", None, [], id="delete by somebody who sees to it"),
    ],
)
async def test_the_stacks_adaptor_forgets(
    mocks: Any, method: str, path: str, body: Any, expected: list[dict[str, str]]
) -> None:
    world = await mocks.open(**TWO)
    await mocks.control.put("stack", json={"forget": FORGET})

    answer = await mocks.control.request(method, f"worlds/{world['id']}{path}", json=body)

    assert answer.status_code in (200, 204), answer.text
    assert told(mocks) == [(f"/tenants/{world['id']}/forget", "Bearer admin", row) for row in expected]
    assert answer.status_code == 204 or answer.json()["adaptor"] == ("forgot" if expected else None)


async def test_an_adaptor_that_does_not_answer_is_said_and_hinders_nothing(mocks: Any) -> None:
    world = await moved(mocks)
    await mocks.control.put("stack", json={"forget": FORGET})
    mocks.adaptor.status = 500

    answer = await reset(mocks, world)

    assert (answer.status_code, answer.json()["adaptor"]) == (200, "did not answer")
    mocks.adaptor.status = 200
    assert await state(mocks, world) == OPENED


@pytest.mark.parametrize("stack", [{}, {"forget": None}, {"forget": {"url": ""}}, {"forget": "x"}])
async def test_a_stack_that_names_no_such_call_is_not_told(mocks: Any, stack: dict[str, Any]) -> None:
    world = await mocks.open(**TWO)
    await mocks.control.put("stack", json=stack)

    answer = await reset(mocks, world)

    assert answer.json()["adaptor"] is None
    assert [request for request in mocks.adaptor.requests if isinstance(request, httpx.Request)] == []
