"""A state that was put aside can be brought back whole, as often as wanted."""

import asyncio
from typing import Any

import pytest

GINA = "gina.lin@example.com"
HAT = [{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie"}]}]
FOUND = [{"externalCustomerId": GINA, "emails": [{"original": GINA}], "customAttributes": {"rma": "https://x"}}]


async def much_happens(mocks: Any, links: dict[str, Any]) -> None:
    mocks.adaptor.results = FOUND
    await mocks.opens(links)
    await mocks.adds_email(links, "second@example.com")
    await mocks.returns(links, "hat")
    await mocks.chats(links, "stranger@example.com")
    await mocks.control.post(f"worlds/{links['id']}/faults", json={"kind": "maintenance", "times": 3})
    app = links["gladly"]["apps"][0]["id"]
    await mocks.gladly.patch(f"/w/{links['id']}/desk/api/apps/{app}", json={"auto_linking": []})
    await mocks.control.post(f"worlds/{links['id']}/clock", json={"advance_s": 86_400})


async def snapshot(mocks: Any, links: dict[str, Any], **body: Any) -> Any:
    return await mocks.control.post(f"worlds/{links['id']}/snapshots", json=body)


async def restored(mocks: Any, links: dict[str, Any], name: str) -> Any:
    return await mocks.control.post(f"worlds/{links['id']}/snapshots/{name}/restore")


async def test_restoring_brings_back_everything_that_a_client_sees(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, orders=HAT, now="2026-03-02T15:00:00Z")
    await mocks.control.post(f"worlds/{world['id']}/clock", json={"freeze": True})
    await snapshot(mocks, world, name="calm")
    before = await mocks.seen(world)
    await much_happens(mocks, world)

    answer = await restored(mocks, world, "calm")

    assert (answer.status_code, answer.json()) == (
        200,
        {"world": world["id"], "restored": "calm", "adaptor": None},
    )
    assert await mocks.seen(world) == before
    assert (await mocks.asked(world, "clock"))["now"][:10] == "2026-03-02"


async def test_a_snapshot_of_what_happened_brings_that_back_too(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, orders=HAT)
    await mocks.control.post(f"worlds/{world['id']}/clock", json={"freeze": True})
    await much_happens(mocks, world)
    await snapshot(mocks, world, name="busy")
    busy = await mocks.seen(world)
    await mocks.control.post(f"worlds/{world['id']}/reset")

    for _ in range(2):
        await restored(mocks, world, "busy")
        assert await mocks.seen(world) == busy
        await mocks.adds_email(world, "third@example.com")


async def test_credentials_and_journal_are_not_part_of_it(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await snapshot(mocks, world, name="calm")
    new_key = (await mocks.control.post(f"worlds/{world['id']}/returnlogic/keys")).json()["api_key"]
    await mocks.opens(world)
    exchanges = len((await mocks.asked(world, "journal"))["exchanges"])

    await restored(mocks, world, "calm")

    world["returnlogic"]["api_key"] = new_key
    assert await mocks.rmas_of(world) == [world["rmas"]["jacket"]["id"]]
    assert len((await mocks.asked(world, "journal"))["exchanges"]) >= exchanges > 0


async def test_rate_windows_are_empty_after_a_restore(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, returnlogic={"per_second": 1, "per_minute": 1})
    await snapshot(mocks, world, name="calm")
    await mocks.rmas_of(world)

    await restored(mocks, world, "calm")

    assert await mocks.rmas_of(world) == [world["rmas"]["jacket"]["id"]]


async def test_numbers_are_given_out_anew_after_a_restore(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, orders=HAT)
    await snapshot(mocks, world, name="calm")
    first = await mocks.returns(world, "hat")

    await restored(mocks, world, "calm")

    assert await mocks.returns(world, "hat") == first


async def test_snapshots_are_listed_oldest_first_and_can_be_dropped(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, now="2026-03-02T15:00:00Z")

    made = [(await snapshot(mocks, world, **body)).json()["name"] for body in ({}, {"name": "mine"}, {})]
    await mocks.control.delete(f"worlds/{world['id']}/snapshots/s1")

    assert made == ["s1", "mine", "s3"]
    listed = (await mocks.asked(world, "snapshots"))["snapshots"]
    assert [(row["name"], row["at"][:10]) for row in listed] == [("mine", "2026-03-02"), ("s3", "2026-03-02")]


async def test_a_fork_has_no_snapshots_and_its_opening_is_the_moment_of_the_fork(
    mocks: Any, gina: dict[str, Any]
) -> None:
    world = await mocks.open(**gina, orders=HAT)
    await snapshot(mocks, world)
    made = await mocks.returns(world, "hat")
    fork = (await mocks.control.post(f"worlds/{world['id']}/fork")).json()

    await mocks.control.post(f"worlds/{fork['id']}/reset")

    assert (await mocks.asked(fork, "snapshots"))["snapshots"] == []
    assert made in await mocks.rmas_of(fork)


async def test_a_lookup_under_way_never_reaches_the_data_that_came_back(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await snapshot(mocks, world, name="calm")
    mocks.adaptor.results = [FOUND[0] | {"emails": [{"original": GINA}, {"original": "added@example.com"}]}]
    mocks.adaptor.held = asyncio.Event()
    path = f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}/open"
    opening = asyncio.create_task(mocks.gladly.post(path))
    await mocks.adaptor.reached.wait()

    await restored(mocks, world, "calm")
    mocks.adaptor.held.set()
    answer = await opening

    assert (answer.status_code, "was reset while" in answer.text) == (409, True)
    profile = await mocks.profile(world)
    assert ([row["original"] for row in profile["emails"]], profile["links"][0]["state"]) == ([GINA], "NEW")
    found = await mocks.gladly.get(
        "/api/v1/customer-profiles",
        params={"email": "added@example.com"},
        auth=(world["gladly"]["username"], world["gladly"]["api_token"]),
    )
    assert found.json() == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "sentence"),
    [
        pytest.param("POST", "snapshots", {"name": "calm"}, 409, "there is a snapshot 'calm' already", id="taken"),
        pytest.param("POST", "snapshots", {"name": "opening"}, 409, "'opening'", id="the opening's name"),
        pytest.param("POST", "snapshots", {"name": "/"}, 400, "name: must be up to 40 letters", id="no name"),
        pytest.param(
            "POST", "snapshots/no/restore", None, 404, "there is no snapshot 'no'; there are: opening, calm", id="none"
        ),
        pytest.param("DELETE", "snapshots/no", None, 404, "there is no snapshot 'no'", id="nothing to drop"),
        pytest.param("DELETE", "snapshots/opening", None, 409, "cannot be deleted", id="the opening"),
        pytest.param("GET", "diff?since=no", None, 404, "there is no snapshot 'no'", id="nothing to compare with"),
    ],
)
async def test_misuse_is_refused_in_one_sentence(
    mocks: Any, gina: dict[str, Any], method: str, path: str, body: Any, status: int, sentence: str
) -> None:
    world = await mocks.open(**gina)
    await snapshot(mocks, world, name="calm")

    answer = await mocks.control.request(method, f"worlds/{world['id']}/{path}", json=body)

    assert (answer.status_code, sentence in answer.json()["message"]) == (status, True), answer.text
