"""Scripted failures as a client sees them on the line, and as the journal tells them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message

from rma_mocks.core.clock import Clock
from rma_mocks.core.faults import Fault
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.visits import Edge, Visit, VisitMiddleware
from rma_mocks.core.world import World
from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


@dataclass
class Line:
    """What came over the line, message by message."""

    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        self.messages.append(message)

    async def receive(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def is_cut(self) -> bool:
        """Whether a client would notice that something is missing."""
        headers = dict(self.messages[0]["headers"])
        return self.messages[0]["status"] != 204 and int(headers[b"content-length"]) > len(self.body)


@pytest.fixture
def world() -> World:
    return World(
        id="w1", seed=7, retailer=Retailer(DerivedBase(7, size=0, start=START), store_name="S"), clock=Clock(START)
    )


@pytest.fixture
def play(world: World) -> Callable[..., Any]:
    """Answer one request while a fault is scripted."""

    async def run(kind: str, answer: Response) -> Line:
        world.faults.add(Fault("gladly", kind))
        app = VisitMiddleware(answer, edge=Edge("gladly", lambda _: Visit(world, "api")))
        scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
        line = Line()
        await app(scope, line.receive, line.send)
        return line

    return run


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Response(b"x" * 5000), id="long"),
        pytest.param(Response(b'{"seq":1}'), id="short"),
        pytest.param(Response(status_code=201), id="empty"),
        pytest.param(Response(status_code=204), id="no content"),
    ],
)
@pytest.mark.parametrize("kind", ["truncated", "answer_lost"])
async def test_a_cut_answer_is_never_taken_for_a_whole_one(
    play: Callable[..., Any], kind: str, answer: Response
) -> None:
    line = await play(kind, answer)

    assert line.is_cut


async def test_of_a_lost_answer_nothing_comes_and_the_journal_has_no_status(
    play: Callable[..., Any], world: World
) -> None:
    line = await play("answer_lost", Response(b"whole"))

    [row] = world.journal.exchanges()
    assert line.body == b""
    assert (row["status"], row["error"]) == (None, "the line was cut before the answer")


async def test_the_journal_says_that_an_answer_was_cut_in_its_middle(play: Callable[..., Any], world: World) -> None:
    await play("truncated", Response(b"x" * 100))

    [row] = world.journal.exchanges()
    assert (row["status"], row["error"]) == (200, "the line was cut in the middle of the answer")


async def test_a_whole_answer_has_no_error_in_the_journal(play: Callable[..., Any], world: World) -> None:
    await play("latency", Response(b"whole"))

    assert world.journal.exchanges()[0]["error"] is None


async def test_a_latency_is_never_shorter_than_scripted_though_timers_ring_early(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = [0.0]

    async def rings_early(seconds: float) -> None:
        passed[0] += seconds * 0.9 if seconds > 0.001 else seconds

    monkeypatch.setattr("rma_mocks.core.fault_player.asyncio.sleep", rings_early)
    monkeypatch.setattr("rma_mocks.core.fault_player.time.perf_counter", lambda: passed[0])
    world.faults.add(Fault("gladly", "latency", latency_ms=1000))
    app = VisitMiddleware(Response(b"whole"), edge=Edge("gladly", lambda _: Visit(world, "api")))
    line = Line()

    await app(
        {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}, line.receive, line.send
    )

    assert (passed[0] == pytest.approx(1.0), line.body) == (True, b"whole")
    assert world.journal.exchanges()[0]["duration_ms"] >= 1000
