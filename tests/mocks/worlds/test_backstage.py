"""The backstage does to its world what the control API does, without the token, and stays usable whatever fails."""

from typing import Any


async def test_the_page_moves_the_clock_scripts_faults_and_reads_the_journal(mocks: Any) -> None:
    await mocks.open(id="w1", now="2026-03-02T15:00:00Z")
    api = "/w/w1/backstage/api"

    moved = await mocks.gladly.post(f"{api}/clock", json={"set": "2026-04-01T09:00:00Z"})
    scripted = await mocks.gladly.post(f"{api}/faults", json={"kind": "reset"})
    listed = await mocks.gladly.get(f"{api}/faults")
    read = await mocks.gladly.get(f"{api}/journal")
    removed = await mocks.gladly.delete(f"{api}/faults/1")

    assert moved.json()["now"].startswith("2026-04-01T09:00:00")
    assert (scripted.status_code, removed.status_code) == (201, 204)
    assert listed.json()["faults"][0]["kind"] == "reset"
    assert read.json() == {"exchanges": [], "last": 0, "begun": 1, "truncated": False}


async def test_no_failure_of_gladly_locks_the_backstage(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.control.post("worlds/w1/faults", json={"kind": "status", "lane": "gladly", "times": None})

    page = await mocks.gladly.get("/w/w1/backstage")
    cleared = await mocks.gladly.delete("/w/w1/backstage/api/faults")

    assert (page.status_code, cleared.status_code) == (200, 204)


async def test_the_backstage_is_no_exchange_of_its_world_and_keeps_nobody_waiting(mocks: Any) -> None:
    await mocks.open(id="w1")

    await mocks.gladly.get("/w/w1/backstage/api/journal")

    assert (await mocks.control.get("worlds/w1/journal")).json()["last"] == 0
    assert (await mocks.control.get("worlds/w1/idle")).json() == {"idle": True}


async def test_misuse_is_told_as_by_the_control_api(mocks: Any) -> None:
    await mocks.open(id="w1")

    nowhere = await mocks.gladly.get("/w/w2/backstage/api/clock")
    bad = await mocks.gladly.post("/w/w1/backstage/api/clock", json={"freeze": True, "resume": True})

    assert (nowhere.status_code, nowhere.json()) == (404, {"message": "no world 'w2' is open"})
    assert bad.status_code == 400
    assert "exactly one of" in bad.json()["message"]


async def test_the_page_is_served_under_a_policy_that_runs_only_its_own_code(mocks: Any) -> None:
    await mocks.open(id="w1")

    page = await mocks.gladly.get("/w/w1/backstage")

    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    for name in ("backstage.css", "main.js", "dom.js"):
        assert (await mocks.gladly.get(f"/w/w1/backstage/static/{name}")).status_code == 200
