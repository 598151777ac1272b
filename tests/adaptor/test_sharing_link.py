"""Redis is asked in few trips, is never waited for long, and is left alone while it is gone; in virtual time."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.sharing.link import Link, RedisGone

Run = Callable[[Any], Any]


class Refusal(Exception):
    """What the client says when Redis answers with an error."""


class FakeClient:
    """Remembers the trips, and answers each command with its last word, unless a test says otherwise."""

    def __init__(self) -> None:
        self.trips: list[list[tuple[Any, ...]]] = []
        self.takes_s = 0.0
        self.failure: Exception | None = None
        self.answers: dict[str, Any] = {}

    def pipeline(self, *, transaction: bool) -> "FakeClient":
        assert not transaction
        self.trips.append([])
        return self

    def execute_command(self, *command: Any) -> None:
        self.trips[-1].append(command)

    async def execute(self, *, raise_on_error: bool) -> list[Any]:
        assert not raise_on_error
        commands = self.trips[-1]
        await asyncio.sleep(self.takes_s)
        if self.failure is not None:
            raise self.failure
        return [self.answers.get(command[0], command[-1]) for command in commands]

    async def aclose(self) -> None:
        return


def link_to(client: Any) -> Link:
    return Link(client, errors=Refusal, prefix="t:", timeout_s=0.25)


def test_what_is_asked_at_once_goes_in_one_trip_and_later_questions_wait_for_it(run_at_once: Run) -> None:
    async def play() -> tuple[list[int], list[int]]:
        client = FakeClient()
        async with link_to(client).open() as link:
            client.trips.clear()
            client.takes_s = 0.1
            first = [asyncio.create_task(link.ask("GET", number)) for number in range(3)]
            await asyncio.sleep(0.05)
            later = [asyncio.create_task(link.ask("GET", number)) for number in range(3, 5)]
            return await asyncio.gather(*first, *later), [len(trip) for trip in client.trips]

    assert run_at_once(play()) == ([0, 1, 2, 3, 4], [3, 2])


@pytest.mark.parametrize("failure", [Refusal(), ConnectionResetError(), None], ids=["refused", "reset", "hangs"])
def test_a_redis_that_fails_once_is_not_waited_for_again(
    run_at_once: Run, failure: Exception | None, logged: list[Any]
) -> None:
    async def play() -> tuple[list[float], bool]:
        client = FakeClient()
        async with link_to(client).open() as link:
            client.failure, client.takes_s = failure, 60.0 if failure is None else 0.0
            waits = []
            for _ in range(3):
                began = time.monotonic()
                with pytest.raises(RedisGone):
                    await link.ask("GET", 1)
                waits.append(time.monotonic() - began)
            return waits, link.is_there

    waits, is_there = run_at_once(play())

    assert waits == pytest.approx([0.25 if failure is None else 0, 0, 0])
    assert not is_there
    assert [line["event"] for line in logged] == ["Redis does not answer; this process goes on by itself"]


def test_an_error_for_one_command_counts_as_gone_and_the_others_get_their_answers(run_at_once: Run) -> None:
    async def play() -> tuple[Any, list[Any]]:
        client = FakeClient()
        client.answers["SET"] = True
        async with link_to(client).open() as link:
            client.answers["EVAL"] = Refusal()
            answers = await asyncio.gather(link.ask("EVAL", 1), link.ask("GET", 7), return_exceptions=True)
            return link.is_there, answers

    is_there, [refused, got] = run_at_once(play())

    assert (is_there, type(refused), got) == (False, RedisGone, 7)


def test_a_redis_that_is_back_is_found_and_told_of_once(run_at_once: Run, logged: list[Any]) -> None:
    async def play() -> tuple[int, Any]:
        client, acts = FakeClient(), []
        client.failure = Refusal()

        async def act() -> None:
            acts.append(await link.ask("GET", "told"))

        async with link_to(client).open() as link:
            link.when_back(act)
            await asyncio.sleep(10)
            client.failure = None
            await asyncio.sleep(10)
            return len(acts), await link.ask("GET", 1)

    assert run_at_once(play()) == (1, 1)
    assert [(line["event"], line["log_level"]) for line in logged] == [
        ("Redis does not answer; this process goes on by itself", "warning"),
        ("Redis answers again", "info"),
    ]


def test_a_redis_that_only_reads_is_not_back(run_at_once: Run) -> None:
    async def play() -> bool:
        client = FakeClient()
        client.answers["SET"] = Refusal()
        async with link_to(client).open() as link:
            await asyncio.sleep(10)
            return link.is_there

    assert run_at_once(play()) is False


def test_who_gives_up_takes_nobodys_answer_away(run_at_once: Run) -> None:
    async def play() -> int:
        client = FakeClient()
        async with link_to(client).open() as link:
            client.takes_s = 0.1
            gone, stays = (asyncio.create_task(link.ask("GET", number)) for number in range(2))
            await asyncio.sleep(0.05)
            gone.cancel()
            return await stays

    assert run_at_once(play()) == 1


def test_a_key_tells_nothing_of_what_it_is_for() -> None:
    link = link_to(FakeClient())

    keys = {link.key("begun", *parts) for parts in (["https://x", "rl-key"], ["https://x", "rl-key-2"], ["acme"])}

    assert len(keys) == 3
    assert [key for key in keys if "rl" in key or "acme" in key or not key.startswith("t:begun:{")] == []


def test_a_client_that_is_not_installed_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "redis.asyncio", None)

    with pytest.raises(ConfigurationError, match=r"pip install .rma-toolkit\[redis\]"):
        Link.of("redis://:s3cret@host", prefix="t:", timeout_s=1)
