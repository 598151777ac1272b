"""Play cases without pytest: several at once, told in their order."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from rma_scenarios.chapters import row_of
from rma_scenarios.client import CallFailed
from rma_scenarios.engine.failure import failure_text
from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.result import Result
from rma_scenarios.engine.set_up import SetUpFailed, set_up
from rma_scenarios.format.reading import Case
from rma_scenarios.stack import Stack, connected_stack, running_stack
from rma_scenarios.suite.artifacts import write_result

AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Wish:
    """How cases are played; `rows` gathers what a report tells of them.

    `adaptor_url` is somebody else's lookup adaptor, who may know real people: cases then go one after another, and what
    is written names nobody.
    """

    keeps: bool = False
    stops_early: bool = False
    artifacts: Path | None = None
    report: Path | None = None
    world_id: str | None = None
    adaptor_url: str | None = None
    signing_key: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)


@contextlib.asynccontextmanager
async def stack_at(
    url: str | None, *, adaptor_url: str | None = None, signing_key: str | None = None
) -> AsyncIterator[Stack]:
    """Use the stack with this URL, or a fresh one that ends afterwards, with somebody else's adaptor if wanted."""
    if url:
        async with connected_stack(url) as stack:
            yield stack
        return
    click.echo("Starting Gladly, ReturnLogic and the lookup adaptor …", err=True)
    async with running_stack(adaptor_url=adaptor_url, signing_key=signing_key) as stack:
        yield stack


async def play_all(cases: Sequence[Case], stack: Stack, wish: Wish) -> tuple[int, int]:
    """Play cases, tell each as soon as its turn has come, and return how many passed and how many did not."""
    began = time.perf_counter()
    slots = asyncio.Semaphore(1 if wish.stops_early or wish.adaptor_url else AT_ONCE)
    tasks = [asyncio.create_task(_played(case, stack, wish, slots)) for case in cases]
    passed = failed = 0
    try:
        for case, task in zip(cases, tasks, strict=True):
            is_passed, told = await task
            click.echo(told)
            passed, failed = passed + is_passed, failed + (not is_passed)
            if wish.stops_early and not is_passed:
                click.echo(f"Stopped at the first failure, {case.id}.")
                break
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    click.echo(f"\n{passed} passed, {failed} failed in {time.perf_counter() - began:.1f} s")
    return passed, failed


async def _played(case: Case, stack: Stack, wish: Wish, slots: asyncio.Semaphore) -> tuple[bool, str]:
    async with slots:
        try:
            stage = await set_up(case, stack, world_id=await _free_id(stack, wish.world_id))
        except SetUpFailed as failed:
            return False, f"{_mark(passed=False)} {case.id}\n\nNothing was played, because {failed}\n"
        result = None
        try:
            result = await play_case(case, stage, records=bool(wish.artifacts or wish.report))
        finally:
            await stage.close(keeps_world=wish.keeps and result is not None and not result.is_passed)
        hides = bool(wish.adaptor_url)
        if wish.artifacts is not None:
            write_result(wish.artifacts, result, hides_people=hides)
        if wish.report is not None:
            wish.rows.append(row_of(result, hides_people=hides))
        return result.is_passed, _told(result, wish)


async def _free_id(stack: Stack, wanted: str | None) -> str | None:
    """Return the id that a case's world shall have; None, for a new one, when such a world was kept open."""
    if wanted is None:
        return None
    # The set-up says why when nothing answers.
    with contextlib.suppress(CallFailed):
        if (await stack.control.get(f"worlds/{quote(wanted, safe='')}")).is_success:
            click.echo(f"The world {wanted} is still open, so the case is played in a new one.", err=True)
            return None
    return wanted


def _told(result: Result, wish: Wish) -> str:
    line = f"{_mark(passed=result.is_passed)} {result.case.id} ({result.duration_s:.2f} s)"
    if result.is_passed:
        return line
    kept = f"\nIts world is open:  {result.desk_url}\n" if wish.keeps else ""
    text = failure_text(result, adaptor_url=wish.adaptor_url, is_signed=bool(wish.signing_key))
    return f"{line}\n\n{text}\n{kept}"


def _mark(*, passed: bool) -> str:
    return click.style("✓", fg="green") if passed else click.style("✗", fg="red")
