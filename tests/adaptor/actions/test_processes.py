"""Forms that outlive a process, or are sent to two of them: what one has done or begun, the other knows."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.sealing import new_key

OFFER, CALL = "7 Authorize return", "POST /v1/rmas/7/authorize"


@pytest.fixture
async def process(
    adaptor_with: Callable[..., Awaitable[Any]], with_actions: Callable[[Any], Awaitable[Any]], tmp_path: Path
) -> Callable[..., Awaitable[Any]]:
    """Start adaptors on one database, each with a ReturnLogic of its own to tell their calls apart."""
    shared = {"database": f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", "encryption_keys": new_key()}

    async def start(**settings: Any) -> Any:
        return await with_actions(await adaptor_with(**shared, **settings))

    return start


def changes(adaptor: Any) -> int:
    return len([call for call in adaptor.upstream.calls if call.method == "POST"])


def says(adaptor: Any, status: str) -> None:
    adaptor.upstream.says["GET /v1/rmas/7"] = httpx.Response(200, json={"rlRmaId": 7, "workflowStatus": status})


async def under_way(adaptor: Any, desk_of: Any, form: dict[str, Any]) -> "asyncio.Task[httpx.Response]":
    """Send a form to a ReturnLogic that is asked and does not answer until its gate is opened."""
    adaptor.upstream.gate.clear()
    adaptor.upstream.asked.clear()
    sending = asyncio.create_task(desk_of(adaptor).sends(form))
    await adaptor.upstream.asked.wait()
    return sending


async def test_a_form_that_was_done_is_answered_as_before_after_a_restart(process: Any, desk_of: Any) -> None:
    first = await process()
    form = await desk_of(first).opens(OFFER)
    done = await desk_of(first).sends(form)

    second = await process()
    again = await desk_of(second).sends(form)

    assert (done.status_code, again.text, changes(second)) == (200, done.text, 0)


async def test_two_processes_that_get_a_form_at_once_act_once(process: Any, desk_of: Any) -> None:
    both = [await process(), await process()]
    form = await desk_of(both[0]).opens(OFFER)

    answers = await asyncio.gather(*(desk_of(one).sends(form) for one in both))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert sum(changes(one) for one in both) == 1


async def test_a_form_that_another_process_does_not_finish_is_not_known(process: Any, desk_of: Any) -> None:
    first, second = await process(), await process(budget_s=0.2)
    form = await desk_of(first).opens(OFFER)
    sending = await under_way(first, desk_of, form)

    answer = await desk_of(second).sends(form)

    assert answer.status_code == 406
    assert answer.json()["errors"][0]["message"] == "It is not known whether this was done"
    assert changes(second) == 0
    first.upstream.gate.set()
    await sending


@pytest.mark.parametrize(("status", "acts"), [("Authorized", 0), ("Requested", 1)])
async def test_what_a_killed_process_had_begun_is_looked_at_before_it_is_done(
    process: Any, desk_of: Any, clock: Any, *, status: str, acts: int
) -> None:
    first, second = await process(), await process()
    form = await desk_of(first).opens(OFFER)
    sending = await under_way(first, desk_of, form)
    clock.move(60)
    says(second, status)

    answer = await desk_of(second).sends(form)

    assert (answer.status_code, answer.json()["message"], changes(second)) == (200, "RMA 7 is authorized", acts)
    first.upstream.gate.set()
    await sending


async def test_what_was_begun_is_written_down_before_a_process_ends(process: Any, desk_of: Any) -> None:
    first = await process()
    form = await desk_of(first).opens(OFFER)
    sending = await under_way(first, desk_of, form)
    closing = asyncio.create_task(first.services.submits.aclose())
    await asyncio.wait({closing}, timeout=0.01)

    assert not closing.done()
    first.upstream.gate.set()
    await asyncio.gather(closing, sending)
    assert [row["outcome"] for row in await first.services.audit.rows("acme", limit=9)] == ["done"]
