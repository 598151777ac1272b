"""What one process tells, the others do; nothing personal is told in clear."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.hearing import Hearing
from rma_adaptor.metrics import Metrics
from rma_adaptor.read_model import ReadModel
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.rows.readings import Reading
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.sharing.link import RedisGone
from rma_adaptor.sharing.news import Item, News
from rma_adaptor.sharing.signatures import SharedSignatures
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant

Run = Callable[[Any], Any]
KEY, EMAIL = new_key(), "ana@example.com"
START = datetime(2026, 3, 2, 15, tzinfo=UTC)


class Wire:
    """A link that keeps what was asked of it, or a Redis that is gone."""

    prefix = "t:"

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.told: list[tuple[Any, ...]] = []
        self.is_gone = False
        self.known: set[Any] = set()

    def key(self, kind: str, *parts: str) -> str:
        return f"{kind}:{'/'.join(parts)}"

    def tell(self, *command: Any) -> None:
        self.told.append(command)

    async def ask(self, *command: Any) -> Any:
        if self.is_gone:
            raise RedisGone
        self.asked.append(command)
        if command[0] == "PUBLISH":
            return 0
        is_known = command[1] in self.known
        self.known.add(command[1])
        return None if is_known else True


class Listener:
    """Notes what it is to do."""

    def __init__(self) -> None:
        self.acts: list[Any] = []

    async def act(self, item: Item) -> None:
        self.acts.append(item)

    async def start_anew(self) -> None:
        self.acts.append("anew")

    async def catch_up(self) -> None:
        self.acts.append("caught up")


def news(wire: Wire, *keys: str) -> tuple[News, Listener]:
    listener = Listener()
    return News(wire, Seal(keys), hearing=listener), listener


async def passed_on(wire: Wire, *listening: News) -> None:
    for _, _, text in wire.asked:
        for one in listening:
            await one._take({"type": "message", "channel": b"t:news", "data": text.encode()})


async def test_the_others_do_what_is_told_and_whoever_told_it_does_not() -> None:
    wire = Wire()
    (here, ours), (there, theirs) = news(wire, KEY), news(wire, KEY)

    await here.tenants_changed()
    await here.forget("acme", EMAIL)
    await here.forget("acme", None)
    await here.mark_stale("acme", {EMAIL}, {"7"})
    await passed_on(wire, here, there)

    assert ours.acts == []
    assert theirs.acts == [
        Item("tenants", "", None, []),
        Item("forget", "acme", [EMAIL], []),
        Item("forget", "acme", None, []),
        Item("stale", "acme", [EMAIL], ["7"]),
    ]


async def test_an_email_travels_under_the_seal_or_not_at_all() -> None:
    sealed, plain = Wire(), Wire()
    await news(sealed, KEY)[0].forget("acme", EMAIL)
    there, theirs = news(plain)

    await news(plain)[0].forget("acme", EMAIL)
    await passed_on(plain, there)

    assert "ana" not in f"{sealed.asked}{plain.asked}"
    assert "acme" not in f"{sealed.asked}"
    assert theirs.acts == [Item("forget", "acme", None, [])]


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"by": 1}', Seal([new_key()]).close("x").encode()])
async def test_what_cannot_be_read_may_have_been_anything_so_all_is_begun_anew(data: bytes) -> None:
    there, theirs = news(Wire(), KEY)

    await there._take({"type": "message", "channel": b"t:news", "data": data})

    assert theirs.acts == ["anew"]


async def test_each_subscription_begins_anew_because_items_may_have_been_missed() -> None:
    there, theirs = news(Wire(), KEY)

    for channel, kind in (
        (b"t:news", "subscribe"),
        (b"t:news:1", "subscribe"),
        (b"", "pong"),
        (b"t:news", "subscribe"),
    ):
        await there._take({"type": kind, "channel": channel, "data": 1})

    assert theirs.acts == ["anew", "anew"]


class Loop(Wire):
    """A link that brings what is published to those who listen, each a little later than the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.listening: list[News] = []
        self.late: set[asyncio.Task[None]] = set()

    async def ask(self, *command: Any) -> Any:
        self.tell(*command)
        return len(self.listening)

    def tell(self, *command: Any) -> None:
        for number, one in enumerate(self.listening):
            if command[1] in {"t:news", one._channel_of(one._process)}:
                self.late.add(asyncio.create_task(self.bring(one, 0.1 * (number + 1), command)))

    async def bring(self, one: News, after_s: float, command: tuple[Any, ...]) -> None:
        await asyncio.sleep(after_s)
        await one._take({"type": "message", "channel": command[1].encode(), "data": command[2].encode()})


@pytest.mark.parametrize(("listening", "waits_s"), [(0, 0), (1, 0.1), (3, 0.4)])
def test_whoever_tells_goes_on_when_all_have_done_it(run_at_once: Run, listening: int, waits_s: float) -> None:
    async def play() -> tuple[float, int]:
        wire = Loop()
        made = [news(wire, KEY) for _ in range(max(1, listening))]
        wire.listening = [one for one, _ in made][:listening]
        began = time.monotonic()
        await made[0][0].tenants_changed()
        return time.monotonic() - began, sum(len(listener.acts) for _, listener in made[1:])

    assert run_at_once(play()) == (pytest.approx(waits_s), max(0, listening - 1))


def test_whoever_tells_does_not_wait_long_for_one_who_does_not_hear(run_at_once: Run) -> None:
    async def play() -> float:
        wire = Wire()
        one, _ = news(wire, KEY)
        wire.ask = lambda *_: asyncio.sleep(0, 3)
        began = time.monotonic()
        await one.tenants_changed()
        return time.monotonic() - began

    assert run_at_once(play()) == pytest.approx(1)


async def test_nothing_can_be_told_without_redis_and_nobody_minds() -> None:
    wire = Wire()
    wire.is_gone = True

    await news(wire, KEY)[0].tenants_changed()

    assert wire.asked == []


class Installed:
    """Installations of which there are none."""

    async def all(self) -> tuple[()]:
        return ()


def tenant(name: str = "acme", **changes: Any) -> Tenant:
    return Tenant.model_validate({"name": name, "signing_keys": ["k"], "returnlogic_api_key": "rl", **changes})


async def read(model: ReadModel, email: str, calls: list[str]) -> None:
    async def fetch(*, is_background: bool) -> Reading:
        assert not is_background
        calls.append(email)
        return Reading((), START, source="")

    await model.read("acme", email, max_age_s=60, fetch=fetch, budget=Budget.of(5))


@pytest.mark.parametrize(
    ("item", "read_again"),
    [
        (Item("forget", "acme", [EMAIL]), [EMAIL]),
        (Item("stale", "acme", [EMAIL]), [EMAIL]),
        (Item("forget", "acme"), [EMAIL, "leo@example.com"]),
        (Item("stale", "acme"), [EMAIL, "leo@example.com"]),
        (Item("forget", "bolt"), []),
    ],
    ids=["one forgotten", "one stale", "all forgotten", "all stale", "another tenant"],
)
async def test_what_is_told_of_people_changes_this_processs_memory(item: Item, read_again: list[str]) -> None:
    calls: list[str] = []
    model = ReadModel(capacity=10, clock=lambda: START)
    async with TenantStore("sqlite://").open() as tenants:
        for email in (EMAIL, "leo@example.com"):
            await read(model, email, calls)
        calls.clear()

        await Hearing(tenants, Installed(), model, Metrics()).act(item)

        for email in (EMAIL, "leo@example.com"):
            await read(model, email, calls)
    assert calls == read_again
    await model.aclose()


async def test_tenants_that_another_process_changed_are_read_again(tmp_path: Any) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path}/shared.db"
    calls: list[str] = []
    model = ReadModel(capacity=10, clock=lambda: START)
    async with TenantStore(database, Seal([KEY])).open() as here, TenantStore(database, Seal([KEY])).open() as there:
        for name in ("acme", "bolt", "gone"):
            await there.put(tenant(name))
        hearing = Hearing(here, Installed(), model, Metrics())
        await hearing.act(Item("tenants"))
        same = here.get("bolt")
        await read(model, EMAIL, calls)
        await there.put(tenant(returnlogic_api_key="rl-2"))
        await there.remove("gone")

        await hearing.act(Item("tenants"))
        await read(model, EMAIL, calls)

        assert [one.name for one in here.all()] == ["acme", "bolt"]
        assert here.get("bolt") is same
    assert calls == [EMAIL, EMAIL]
    await model.aclose()


async def test_a_change_begins_from_what_another_process_has_stored(tmp_path: Any) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path}/shared.db"
    async with TenantStore(database, Seal([KEY])).open() as here, TenantStore(database, Seal([KEY])).open() as there:
        await here.put(tenant())
        await there.change("acme", lambda known: known.model_copy(update={"currency": "EUR"}))

        await here.change("acme", lambda known: known.model_copy(update={"max_cards": 3}))

        assert (here.get("acme").currency, here.get("acme").max_cards) == ("EUR", 3)


async def test_a_tenant_that_was_written_with_another_key_stays_as_it_was(tmp_path: Any, logged: list[Any]) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path}/shared.db"
    other = new_key()
    async with (
        TenantStore(database, Seal([KEY])).open() as here,
        TenantStore(database, Seal([other, KEY])).open() as there,
    ):
        await here.put(tenant())
        await there.put(tenant(currency="EUR"))

        assert await here.reload() == []

        assert here.get("acme").currency == "USD"
    assert [line["tenant"] for line in logged if line["log_level"] == "warning"] == ["acme"]


def guarded(wire: Wire) -> tuple[ReplayGuard, SharedSignatures]:
    guard = ReplayGuard(max_skew_s=300, capacity=1000)
    return guard, SharedSignatures(wire, guard, lambda: START)


async def test_a_signature_is_new_to_all_processes_once() -> None:
    wire = Wire()
    here, there = guarded(wire)[1], guarded(wire)[1]

    is_first = [await one.is_first(name, "ab" * 32) for name in ("acme", "bolt") for one in (here, there)]

    assert is_first == [True, False, True, False]
    assert {command[3:] for command in wire.asked} == {("NX", "PX", 600_000)}


async def test_without_redis_the_own_guard_decides() -> None:
    wire = Wire()
    wire.is_gone = True

    assert await guarded(wire)[1].is_first("acme", "ab" * 32)


async def test_what_was_accepted_without_redis_is_told_for_as_long_as_it_could_be_played_again() -> None:
    wire = Wire()
    guard, shared = guarded(wire)
    for number in range(500):
        guard.is_first("acme", f"{number:064x}", START - timedelta(seconds=100 if number else 700))

    await shared.tell_all()

    assert len(wire.known) == 499
    assert {command[-1] for command in wire.asked} == {500_000}


def test_changes_are_looked_for_in_the_database_while_redis_is_gone(run_at_once: Run) -> None:
    async def play() -> list[Any]:
        wire: Any = Wire()
        wire.is_there = False
        there, theirs = news(wire, KEY)
        async with there.running():
            await asyncio.sleep(12)
        return theirs.acts

    assert run_at_once(play()) == ["caught up", "caught up"]


def test_an_item_is_json_under_the_seal() -> None:
    wire = Wire()
    asyncio.run(news(wire, KEY)[0].mark_stale("acme", ["b", "a"], ["7"]))

    [(command, channel, text)] = wire.asked
    assert (command, channel) == ("PUBLISH", "t:news")
    assert json.loads(Seal([KEY]).open(text))["emails"] == ["a", "b"]
