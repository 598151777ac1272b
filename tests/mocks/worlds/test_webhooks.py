"""Webhooks are delivered at once, tried again on the world's clock, kept with the world, and spoilt on request."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

HOOKS = "http://127.0.0.1:8700/hooks"
GINA = "gina.lin@example.com"
SPEC: dict[str, Any] = {
    "id": "shop",
    "people": [{"key": "gina", "name": "Gina Lin", "email": GINA}],
    "orders": [{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie", "quantity": 3}]}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "Authorized"}],
    "customers": 0,
    "now": "2026-03-02T15:00:00Z",
}
TOPICS = ("rma.created", "rma.updated", "rma.deleted")


@dataclass
class Receiver:
    """Answers every delivery with the next scripted status, and 200 once there is none."""

    statuses: list[int | Exception] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    held: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.held is not None:
            await self.held.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        if isinstance(status, Exception):
            raise status
        return httpx.Response(status, text="noted")

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Topic and status of each delivery, in the order in which they came."""
        return [(event["topic"], event["data"]["workflowStatus"]) for event in self.events]


@dataclass
class Shop:
    """A world, its team's API, and who receives its webhooks."""

    mocks: Any
    links: dict[str, Any]
    receiver: Receiver

    async def api(self, method: str, path: str, **given: Any) -> httpx.Response:
        key = {"Authorization": f"Bearer {self.links['returnlogic']['api_key']}"}
        answer: httpx.Response = await self.mocks.returnlogic.request(method, f"/v1{path}", headers=key, **given)
        return answer

    async def registers(self, *topics: str, **more: Any) -> list[httpx.Response]:
        rows = [{"topic": topic, "address": HOOKS, **more} for topic in topics or TOPICS]
        return [await self.api("POST", "/webhooks", json=row) for row in rows]

    async def scans(self) -> None:
        """Let the carrier scan the jacket's label, which changes the RMA once, and wait until that is told."""
        path = f"/w/shop/carrier/api/rmas/{self.links['rmas']['jacket']['id']}/scan"
        assert (await self.mocks.returnlogic.post(path)).status_code == 200
        await self.silence()

    async def creates(self) -> str:
        """Create a return of a hat, and wait until it is told."""
        order = self.links["orders"]["hat"]
        item = {"orderLineId": order["items"][0], "returnReasonCode": "TB", "returnType": "Refund"}
        made = await self.api("POST", "/rmas", json={"orderName": order["name"], "items": [item]})
        assert made.status_code == 201, made.text
        await self.silence()
        return str(made.json()["rlRmaId"])

    async def silence(self) -> None:
        assert (await self.mocks.control.get("worlds/shop/idle")).json() == {"idle": True}

    async def moves_clock(self, **move: Any) -> str:
        """Move the clock, wait until everything that it brought is over, and return the time."""
        face = (await self.mocks.control.post("worlds/shop/clock", json=move)).json()
        await self.silence()
        return str(face["now"])

    async def fails(self, kind: str, **more: Any) -> None:
        body = {"kind": kind, "path": "webhook/*", **more}
        assert (await self.mocks.control.post("worlds/shop/faults", json=body)).status_code == 201

    async def deliveries(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self.mocks.control.get("worlds/shop/returnlogic/webhooks")).json()[
            "deliveries"
        ]
        return rows


@pytest.fixture
async def shop(mocks_over: Callable[..., Any]) -> AsyncIterator[Shop]:
    """A shop at a time that stands still."""
    receiver = Receiver()
    async with mocks_over(adaptor=receiver) as mocks:
        links = await mocks.open(**SPEC, returnlogic={"per_second": 100})
        await mocks.control.post("worlds/shop/clock", json={"freeze": True})
        yield Shop(mocks, links, receiver)


async def test_every_change_of_an_rma_is_told_with_the_whole_rma(shop: Shop) -> None:
    await shop.registers()

    rma_id = await shop.creates()
    await shop.scans()
    await shop.mocks.returnlogic.delete(f"/w/shop/originate/api/rmas/{rma_id}")
    await shop.silence()

    assert shop.receiver.told == [
        ("rma.created", "Authorized"),
        ("rma.updated", "In Transit"),
        ("rma.deleted", "Authorized"),
    ]
    [event, *_] = shop.receiver.events
    listed = (await shop.api("GET", "/rmas", params={"rmaId": shop.links["rmas"]["jacket"]["id"]})).json()["data"]
    assert set(event) == {"id", "topic", "teamId", "occurredAt", "data"}
    assert (event["teamId"], event["occurredAt"]) == (shop.links["returnlogic"]["team_id"], "2026-03-02T15:00:00Z")
    assert event["id"].startswith("evt_")
    assert shop.receiver.events[1]["data"] == listed[0]


async def test_a_topic_that_nobody_registered_for_is_not_told(shop: Shop) -> None:
    await shop.registers("rma.created")

    await shop.scans()

    assert (shop.receiver.requests, await shop.deliveries()) == ([], [])


async def test_a_secret_signs_the_very_bytes_that_are_sent_and_is_shown_to_nobody(shop: Shop) -> None:
    [made] = await shop.registers("rma.updated", secret="hush-hush")

    await shop.scans()

    [request] = shop.receiver.requests
    expected = hmac.new(b"hush-hush", request.content, hashlib.sha256).hexdigest()
    assert request.headers["x-returnlogic-signature"] == expected
    told = (await shop.mocks.control.get("worlds/shop/journal")).text
    shown = (await shop.mocks.control.get("worlds/shop/returnlogic/webhooks")).text
    assert "hush" not in made.text + told + shown + (await shop.api("GET", "/webhooks")).text


async def test_a_delivery_stands_in_the_journal_as_sent_and_without_a_secret_is_not_signed(shop: Shop) -> None:
    await shop.registers("rma.updated")

    await shop.scans()

    journal = (await shop.mocks.control.get("worlds/shop/journal?operation=webhook")).json()["exchanges"]
    [row] = journal
    assert (row["lane"], row["direction"], row["from"], row["to"]) == ("returnlogic", "sent", "returnlogic", "adaptor")
    assert (row["path"], row["status"], row["response_body"]) == ("/hooks", 200, "noted")
    assert json.loads(row["request_body"]) == shop.receiver.events[0]
    assert "x-returnlogic-signature" not in shop.receiver.requests[0].headers


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_2xx_is_delivered_and_not_tried_again(shop: Shop, status: int) -> None:
    shop.receiver.statuses = [status]
    await shop.registers("rma.updated")

    await shop.scans()
    await shop.moves_clock(advance_s=86_400)

    [row] = await shop.deliveries()
    assert (row["outcome"], [each["status"] for each in row["attempts"]]) == ("delivered", [status])


async def test_a_failed_delivery_is_tried_after_1_5_30_120_and_600_seconds_and_then_given_up(shop: Shop) -> None:
    shop.receiver.statuses = [500, 302, 404, 429, 503, httpx.ConnectError("refused")]
    await shop.registers("rma.updated")
    await shop.scans()

    times = [await shop.moves_clock(to_next_event=True) for _ in range(5)]
    over = await shop.mocks.control.post("worlds/shop/clock", json={"to_next_event": True})

    assert [time[14:19] for time in times] == ["00:01", "00:06", "00:36", "02:36", "12:36"]
    [row] = await shop.deliveries()
    assert (row["outcome"], row["due_at"], over.status_code) == ("given up", None, 409)
    assert [each["status"] for each in row["attempts"]] == [500, 302, 404, 429, 503, None]
    assert row["attempts"][-1]["error"] == "the receiver did not answer: refused"
    assert len({request.content for request in shop.receiver.requests}) == 1


async def test_a_world_may_wait_otherwise(mocks_over: Callable[..., Any]) -> None:
    receiver = Receiver([500, 500])
    async with mocks_over(adaptor=receiver) as mocks:
        team = {"per_second": 100, "webhooks": {"retry_after_s": [60]}}
        shop = Shop(mocks, await mocks.open(**SPEC, returnlogic=team), receiver)
        await shop.moves_clock(freeze=True)
        await shop.registers("rma.updated")
        await shop.scans()

        await shop.moves_clock(advance_s=59)
        before = len(receiver.requests)
        await shop.moves_clock(advance_s=1)

        [row] = await shop.deliveries()
        assert (before, len(receiver.requests), row["outcome"]) == (1, 2, "given up")


async def test_on_a_clock_that_ticks_the_next_try_comes_of_itself(mocks_over: Callable[..., Any]) -> None:
    receiver = Receiver([500])
    async with mocks_over(adaptor=receiver) as mocks:
        team = {"per_second": 100, "webhooks": {"retry_after_s": [0.05]}}
        shop = Shop(mocks, await mocks.open(**SPEC, returnlogic=team), receiver)
        await shop.registers("rma.updated")
        await shop.scans()

        found = await mocks.control.get("worlds/shop/journal?operation=webhook&status=200&wait_s=20")

        assert [row["status"] for row in found.json()["exchanges"]] == [200]


async def test_a_clock_that_is_let_go_brings_the_next_try_of_itself(shop: Shop) -> None:
    shop.receiver.statuses = [500]
    await shop.registers("rma.updated")
    await shop.scans()
    await shop.moves_clock(advance_s=0.99)

    await shop.moves_clock(resume=True)
    found = await shop.mocks.control.get("worlds/shop/journal?operation=webhook&status=200&wait_s=20")

    assert [row["status"] for row in found.json()["exchanges"]] == [200]


async def test_a_world_is_not_idle_while_a_delivery_is_under_way(shop: Shop) -> None:
    shop.receiver.held = asyncio.Event()
    await shop.registers("rma.updated")
    await shop.mocks.returnlogic.post(f"/w/shop/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/scan")

    during = (await shop.mocks.control.get("worlds/shop/idle?wait_s=0")).json()
    shop.receiver.held.set()

    assert during == {"idle": False}
    await shop.silence()


async def test_two_events_go_out_in_their_order(shop: Shop) -> None:
    """Order is not promised; a mock that kept none would make every other test a guess."""
    shop.receiver.held = asyncio.Event()
    await shop.registers()
    path = f"/w/shop/originate/api/rmas/{shop.links['rmas']['jacket']['id']}"
    for text in ("first", "second"):
        await shop.mocks.returnlogic.post(f"{path}/comments", json={"text": text})
    await shop.mocks.returnlogic.post(f"{path}/cancel")
    shop.receiver.held.set()
    await shop.silence()

    assert [status for _, status in shop.receiver.told] == ["Authorized", "Authorized", "Canceled"]


async def test_a_webhook_that_is_taken_away_is_not_tried_again(shop: Shop) -> None:
    shop.receiver.statuses = [500]
    [made] = await shop.registers("rma.updated")
    await shop.scans()

    gone = await shop.api("DELETE", f"/webhooks/{made.json()['id']}")
    again = await shop.api("DELETE", f"/webhooks/{made.json()['id']}")
    await shop.moves_clock(advance_s=3600)

    [row] = await shop.deliveries()
    assert (gone.status_code, again.status_code) == (204, 404)
    assert (row["outcome"], len(shop.receiver.requests)) == ("given up", 1)


@pytest.mark.parametrize(
    ("hook", "status", "field"),
    [
        pytest.param({"address": HOOKS, "topic": "rma.lost"}, 400, "topic", id="unknown topic"),
        pytest.param({"topic": "rma.created"}, 400, "address", id="no address"),
        pytest.param({"address": "ftp://127.0.0.1/x", "topic": "rma.created"}, 422, "address", id="no web address"),
        pytest.param({"address": "http://me:pw@127.0.0.1/", "topic": "rma.created"}, 422, "address", id="credentials"),
        pytest.param({"address": "http://127.0.0.1:99999/", "topic": "rma.created"}, 422, "address", id="port"),
        pytest.param({"address": "http://169.254.169.254/", "topic": "rma.created"}, 422, "address", id="other host"),
        pytest.param({"address": "http://hooks.example.com/", "topic": "rma.created"}, 422, "address", id="foreign"),
        pytest.param({"address": HOOKS, "topic": "rma.updated"}, 409, "address", id="registered already"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused_and_nothing_changes(
    shop: Shop, hook: dict[str, str], status: int, field: str
) -> None:
    await shop.registers("rma.updated")
    before = (await shop.api("GET", "/webhooks")).json()

    refused = await shop.api("POST", "/webhooks", json=hook)

    assert (refused.status_code, [row["field"] for row in refused.json()["errors"]]) == (status, [field])
    assert (await shop.api("GET", "/webhooks")).json() == before


async def test_a_host_that_the_world_names_may_be_called(mocks_over: Callable[..., Any]) -> None:
    receiver = Receiver()
    async with mocks_over(adaptor=receiver) as mocks:
        team = {"per_second": 100, "webhooks": {"hosts": ["Hooks.example.com"]}}
        shop = Shop(mocks, await mocks.open(**SPEC, returnlogic=team), receiver)
        hook = {"topic": "rma.updated", "address": "https://hooks.example.com/rl"}

        made = await shop.api("POST", "/webhooks", json=hook)
        await shop.scans()

        assert (made.status_code, [str(row.url) for row in receiver.requests]) == (
            201,
            ["https://hooks.example.com/rl"],
        )


async def test_another_team_sees_no_webhook_and_takes_none_away(shop: Shop) -> None:
    other = await shop.mocks.open(id="other", customers=0)
    [made] = await shop.registers("rma.updated")
    key = {"Authorization": f"Bearer {other['returnlogic']['api_key']}"}

    listed = await shop.mocks.returnlogic.get("/v1/webhooks", headers=key)
    refused = await shop.mocks.returnlogic.delete(f"/v1/webhooks/{made.json()['id']}", headers=key)

    assert (listed.json(), refused.status_code) == ({"data": []}, 404)
    assert len((await shop.api("GET", "/webhooks")).json()["data"]) == 1


async def test_a_duplicated_webhook_comes_twice_as_one_event(shop: Shop) -> None:
    await shop.registers()
    await shop.fails("duplicated")

    await shop.scans()

    assert len(shop.receiver.requests) == 2
    assert len({event["id"] for event in shop.receiver.events}) == 1


async def test_a_reordered_webhook_comes_after_the_next_one(shop: Shop) -> None:
    await shop.registers()
    await shop.fails("reordered")

    await shop.scans()
    held = list(shop.receiver.told)
    await shop.creates()

    assert held == []
    assert shop.receiver.told == [("rma.created", "Authorized"), ("rma.updated", "In Transit")]


async def test_a_reordered_webhook_without_a_next_one_is_only_late(shop: Shop) -> None:
    await shop.registers()
    await shop.fails("reordered")
    await shop.scans()

    await shop.moves_clock(to_next_event=True)

    assert shop.receiver.told == [("rma.updated", "In Transit")]


async def test_a_delayed_webhook_comes_later_on_the_worlds_clock(shop: Shop) -> None:
    await shop.registers()
    await shop.fails("delayed", latency_ms=20_000)
    await shop.scans()

    await shop.moves_clock(advance_s=19)
    before = list(shop.receiver.told)
    await shop.moves_clock(advance_s=1)

    assert (before, shop.receiver.told) == ([], [("rma.updated", "In Transit")])


async def test_a_dropped_webhook_never_comes_and_the_list_says_why(shop: Shop) -> None:
    await shop.registers()
    await shop.fails("dropped")

    await shop.scans()
    await shop.moves_clock(advance_s=86_400)

    [row] = await shop.deliveries()
    assert (shop.receiver.requests, row["outcome"], row["attempts"]) == ([], "dropped", [])
    assert row["fault"] == {"kind": "dropped", "id": 1}


async def test_a_stale_webhook_shows_the_rma_as_it_was_before(shop: Shop) -> None:
    await shop.registers()
    await shop.fails("stale")

    await shop.scans()

    assert shop.receiver.told == [("rma.updated", "Authorized")]
    rows = (await shop.mocks.control.get("worlds/shop/journal?operation=webhook")).json()["exchanges"]
    assert rows[0]["fault"] == {"kind": "stale", "id": 1}


async def test_failures_of_calls_and_of_deliveries_do_not_hit_each_other(shop: Shop) -> None:
    await shop.registers()
    for kind in ("dropped", "maintenance"):
        await shop.mocks.control.post("worlds/shop/faults", json={"kind": kind, "path": "*"})

    down = await shop.api("GET", "/webhooks")
    await shop.scans()

    assert (down.status_code, shop.receiver.requests) == (503, [])
    faults = (await shop.mocks.control.get("worlds/shop/faults")).json()["faults"]
    assert [(row["kind"], row["calls"]) for row in faults] == [("dropped", 1), ("maintenance", 1)]


async def test_a_fork_tells_nobody_what_the_original_tells(shop: Shop) -> None:
    shop.receiver.statuses = [500]
    await shop.registers()
    await shop.scans()

    await shop.mocks.control.post("worlds/shop/fork", json={"id": "fork"})
    await shop.mocks.control.post("worlds/fork/clock", json={"advance_s": 86_400})
    await shop.mocks.returnlogic.post(f"/w/fork/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/deliver")
    await shop.mocks.control.get("worlds/fork/idle")

    fork = (await shop.mocks.control.get("worlds/fork/returnlogic/webhooks")).json()
    assert (len(shop.receiver.requests), fork) == (1, {"webhooks": [], "deliveries": []})


async def test_a_snapshot_brings_back_what_was_registered_and_what_was_on_its_way(shop: Shop) -> None:
    shop.receiver.statuses = [500]
    await shop.registers("rma.updated")
    await shop.scans()
    await shop.mocks.control.post("worlds/shop/snapshots", json={"name": "failed"})
    await shop.moves_clock(advance_s=1)
    delivered = (await shop.deliveries())[0]["outcome"]

    await shop.mocks.control.post("worlds/shop/reset")
    at_the_opening = (await shop.api("GET", "/webhooks")).json()["data"]
    await shop.mocks.control.post("worlds/shop/snapshots/failed/restore")
    [again] = await shop.deliveries()
    await shop.moves_clock(advance_s=1)

    assert (delivered, at_the_opening, again["outcome"]) == ("delivered", [], "pending")
    assert len({event["id"] for event in shop.receiver.events}) == 1
    assert len(shop.receiver.requests) == 3


async def test_a_diff_tells_which_webhooks_came_and_went(shop: Shop) -> None:
    [made] = await shop.registers("rma.updated")
    await shop.mocks.control.post("worlds/shop/snapshots", json={"name": "registered"})
    came = (await shop.mocks.control.get("worlds/shop/diff")).json()["changes"]
    await shop.api("DELETE", f"/webhooks/{made.json()['id']}")

    went = (await shop.mocks.control.get("worlds/shop/diff?since=registered")).json()["changes"]

    assert f"ReturnLogic tells {HOOKS} of rma.updated." in came
    assert went == [f"{HOOKS} is no longer told of rma.updated."]


async def test_what_is_being_sent_while_a_state_is_brought_back_is_given_up(shop: Shop) -> None:
    await shop.registers("rma.updated")
    shop.receiver.held = asyncio.Event()
    await shop.mocks.returnlogic.post(f"/w/shop/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/scan")

    await shop.mocks.control.post("worlds/shop/reset")
    shop.receiver.held.set()
    await shop.silence()

    assert await shop.deliveries() == []
    assert (await shop.mocks.control.get("worlds/shop/journal?operation=webhook")).json()["exchanges"] == []


async def test_a_closed_world_sends_nothing_more(shop: Shop) -> None:
    await shop.registers("rma.updated")
    shop.receiver.held = asyncio.Event()
    await shop.mocks.returnlogic.post(f"/w/shop/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/scan")
    [sending] = shop.mocks.apps.worlds.find("shop").team.hooks._sending.values()

    await shop.mocks.control.delete("worlds/shop")
    await asyncio.wait([sending])

    assert sending.cancelled()


async def test_what_is_on_its_way_outlives_the_process(mocks_over: Callable[..., Any], tmp_path: Path) -> None:
    receiver = Receiver([500])
    async with mocks_over(state=tmp_path, adaptor=receiver) as mocks:
        shop = Shop(mocks, await mocks.open(**SPEC, returnlogic={"per_second": 100}), receiver)
        await shop.moves_clock(freeze=True)
        await shop.registers("rma.updated", secret="hush-hush")
        await shop.scans()

    async with mocks_over(state=tmp_path, adaptor=receiver) as mocks:
        await Shop(mocks, shop.links, receiver).moves_clock(advance_s=1)

        first, second = receiver.requests
        assert first.content == second.content
        assert first.headers["x-returnlogic-signature"] == second.headers["x-returnlogic-signature"]
