"""Mocks that are killed at any moment open their worlds again with every write that was acknowledged."""

import asyncio
import itertools
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

SHOPPERS = 6
SPEC: dict[str, Any] = {
    "id": "shop",
    "people": [
        {"key": f"shopper{place}", "name": f"Shopper {place}", "email": f"shopper{place}@example.com"}
        for place in range(SHOPPERS)
    ],
    "orders": [
        {"key": f"o{place}", "of": f"shopper{place}", "items": [{"product": "Alpine Beanie", "quantity": 100}]}
        for place in range(SHOPPERS)
    ],
    "returnlogic": {"per_second": 100_000, "per_minute": 1_000_000},
}
TOKEN = "t" * 32


class Shop:
    """The mocks as one process of several, on one folder."""

    def __init__(self, start: Callable[..., Any], folder: Path) -> None:
        ports = ("--gladly-port", "0", "--returnlogic-port", "0")
        self._command = start("mocks", *ports, "--control-token", TOKEN, "--state", str(folder))
        self._start = start
        line = self._command.read_ready_line()
        self.gladly, self.returnlogic = line["gladly"]["url"], line["returnlogic"]["url"]
        self.control = {"Authorization": f"Bearer {TOKEN}"}

    def kill(self) -> None:
        self._command.send(signal.SIGKILL)
        self._command.process.communicate()


class Acknowledged:
    """What the mocks said was done."""

    def __init__(self) -> None:
        self.rmas: dict[str, set[str]] = {f"shopper{place}@example.com": set() for place in range(SHOPPERS)}
        self.messages: dict[str, int] = {}
        self.snapshots: set[str] = set()
        self.is_enough = asyncio.Event()
        self._until = 0

    def begin(self, writes: int) -> None:
        """Say that so many more will be enough."""
        self.is_enough.clear()
        self._until = self.count + writes

    def note(self) -> None:
        """Look whether it is enough by now."""
        if self.count >= self._until:
            self.is_enough.set()

    @property
    def count(self) -> int:
        return sum(map(len, self.rmas.values())) + sum(self.messages.values()) + len(self.snapshots)


async def keeps_returning(shop: Shop, client: httpx.AsyncClient, place: int, done: Acknowledged) -> None:
    pages = f"{shop.returnlogic}/w/shop/originate/api"
    email = f"shopper{place}@example.com"
    [order] = (await client.get(f"{pages}/orders", params={"search": email})).json()["orders"]
    item = {"line_id": order["lines"][0]["id"], "quantity": 1, "return_type": "Refund", "reason_code": "TB"}
    while True:
        made = await client.post(f"{pages}/rmas", json={"order_name": order["name"], "items": [item]})
        done.rmas[email].add(made.json()["id"])
        done.note()


async def keeps_chatting(shop: Shop, client: httpx.AsyncClient, name: str, done: Acknowledged) -> None:
    start = {"app_id": "returns-center", "email": f"{name}@example.com"}
    chats = f"{shop.gladly}/w/shop/chat/api/sessions"
    session = (await client.post(chats, json=start)).json()["session_id"]
    done.messages[session] = 1
    while True:
        await client.post(f"{chats}/{session}/messages", json={"text": "Hello"})
        done.messages[session] += 1
        done.note()


async def keeps_snapping(shop: Shop, client: httpx.AsyncClient, round_number: int, done: Acknowledged) -> None:
    for number in itertools.count():
        name = f"s{round_number}-{number}"
        await client.post(f"{shop.gladly}/_mock/worlds/shop/snapshots", json={"name": name}, headers=shop.control)
        done.snapshots.add(name)
        done.note()
        for old in [kept for kept in done.snapshots if kept != name]:
            done.snapshots.discard(old)  # from here on it may be there or not
            await client.delete(f"{shop.gladly}/_mock/worlds/shop/snapshots/{old}", headers=shop.control)


async def writes_until_killed(shop: Shop, *, round_number: int, writes: int, done: Acknowledged) -> None:
    """Write from many sides at once, and kill the mocks in the middle of it."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=30, trust_env=False, limits=limits) as client:
        done.begin(writes)
        writers = [
            *(keeps_returning(shop, client, place, done) for place in range(SHOPPERS)),
            *(keeps_chatting(shop, client, f"visitor{round_number}-{number}", done) for number in range(3)),
            keeps_snapping(shop, client, round_number, done),
        ]
        tasks = [asyncio.create_task(writer) for writer in writers]
        await done.is_enough.wait()
        shop.kill()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [outcome for outcome in outcomes if not isinstance(outcome, httpx.TransportError | None)] == []


async def lost(shop: Shop, done: Acknowledged) -> list[str]:
    """Return what was acknowledged and is not there."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        missing = []
        for email, numbers in done.rmas.items():
            table = f"{shop.returnlogic}/w/shop/originate/api/rmas"
            for number in numbers:
                answer = await client.get(f"{table}/{number}")
                missing += [] if answer.status_code == 200 and answer.json()["email"] == email else [number]
        for session, count in done.messages.items():
            talk = (await client.get(f"{shop.gladly}/w/shop/chat/api/sessions/{session}")).json()
            missing += [] if len(talk.get("messages", [])) >= count else [session]
        kept = (await client.get(f"{shop.gladly}/_mock/worlds/shop/snapshots", headers=shop.control)).json()
        return [*missing, *(done.snapshots - {row["name"] for row in kept["snapshots"]})]


async def test_killed_at_any_moment_a_state_has_every_acknowledged_write(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    done = Acknowledged()
    shop = Shop(start, tmp_path)
    async with httpx.AsyncClient(trust_env=False) as client:
        (await client.post(f"{shop.gladly}/_mock/worlds", json=SPEC, headers=shop.control)).raise_for_status()

    for round_number, writes in enumerate((1, 40, 170)):
        await writes_until_killed(shop, round_number=round_number, writes=writes, done=done)
        shop = Shop(start, tmp_path)
        assert await lost(shop, done) == [], f"after {done.count} writes"

    assert done.count > 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_worlds_open_again_after_any_end(start: Callable[..., Any], tmp_path: Path, how: signal.Signals) -> None:
    shop = Shop(start, tmp_path)
    opened = httpx.post(f"{shop.gladly}/_mock/worlds", json=SPEC, headers=shop.control, trust_env=False).json()
    shop._command.send(how)
    shop._command.process.communicate()

    shop = Shop(start, tmp_path)

    again = httpx.get(f"{shop.gladly}/_mock/worlds/shop", headers=shop.control, trust_env=False).json()
    assert again["rmas"] == opened["rmas"]
    assert again["returnlogic"]["api_key"] == opened["returnlogic"]["api_key"]


def test_a_damaged_state_ends_the_start_in_one_sentence(start: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "worlds.sqlite").write_bytes(b"rubbish " * 1000)

    command = start("mocks", "--gladly-port", "0", "--returnlogic-port", "0", "--state", str(tmp_path))
    output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    assert re.fullmatch(r"rma mocks: the state in \S+worlds\.sqlite cannot be read \(.*\)\. It was left .*\n", errors)
    assert (tmp_path / "worlds.sqlite").read_bytes() == b"rubbish " * 1000


def test_two_processes_never_share_a_state(start: Callable[..., Any], tmp_path: Path) -> None:
    Shop(start, tmp_path)

    command = start("mocks", "--gladly-port", "0", "--returnlogic-port", "0", "--state", str(tmp_path))
    output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    assert errors.startswith("rma mocks: another program uses the state in ")
