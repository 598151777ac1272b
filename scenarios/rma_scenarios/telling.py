"""Play a story on a world: narrate each step, check what matters, and keep the record for the report."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from rma_scenarios.client import CallFailed
from rma_scenarios.flow import Arrow, record_flow
from rma_scenarios.report import Chapter, Check


class StoryFailed(Exception):
    """Say that a story did not turn out as told, with what was expected and what was there."""

    def __init__(self, sentence: str, *, expected: object, actual: object) -> None:
        super().__init__(f"{sentence}: no.\n  expected: {expected}\n  actual:   {actual}")


class World(Protocol):
    """Describe the part of a stack's world that a story uses; all of it works over HTTP."""

    @property
    def gladly(self) -> httpx.AsyncClient:
        """Call pages and channels of the mock Gladly, relative to this world."""

    @property
    def returnlogic(self) -> httpx.AsyncClient:
        """Call pages of the mock ReturnLogic, relative to this world."""

    @property
    def rmas(self) -> Mapping[str, Mapping[str, Any]]:
        """Give the declared RMAs by key, each with `id` and `url`."""

    @property
    def profiles(self) -> Mapping[str, str]:
        """Give the ids of the declared customer profiles by key."""

    async def journal(self) -> Sequence[Mapping[str, Any]]:
        """List the exchanges so far."""

    async def rounds(self) -> Sequence[Mapping[str, Any]]:
        """List Gladly's rounds so far, with their verdicts."""


class Narrator(Protocol):
    """Describe who tells a story while it happens."""

    def step_begins(self, sentence: str) -> None:
        """Hear what is about to happen."""

    def step_ends(self, sentence: str, took_ms: float, talk: Sequence[Arrow]) -> None:
        """Hear that it happened, and what the services said to each other meanwhile."""

    def step_fails(self, sentence: str) -> None:
        """Hear that it did not happen; the reason follows as an exception."""

    def checked(self, check: Check) -> None:
        """Hear what was looked at."""


class Telling:
    """Hold one story while it is played."""

    def __init__(self, world: World, narrator: Narrator) -> None:
        self.world = world
        self.checks: list[Check] = []
        self.profile_id: str | None = None
        self._narrator = narrator
        self._told_until = 0

    @asynccontextmanager
    async def step(self, sentence: str) -> AsyncIterator[None]:
        """Narrate what happens inside, with the time it took and what the services said to each other."""
        self._narrator.step_begins(sentence)
        began = time.perf_counter()
        try:
            yield
        except BaseException:
            self._narrator.step_fails(sentence)
            raise
        took_ms = (time.perf_counter() - began) * 1000
        self._narrator.step_ends(sentence, took_ms, await self._talk())

    def check(self, sentence: str, *, expected: object, actual: object) -> None:
        """Compare, narrate and note the result.

        Raises:
            StoryFailed: When the two differ.
        """
        check = Check(sentence, is_met=expected == actual)
        self.checks.append(check)
        self._narrator.checked(check)
        if not check.is_met:
            raise StoryFailed(sentence, expected=expected, actual=actual)

    async def _talk(self) -> Sequence[Arrow]:
        fresh = [row for row in await self.world.journal() if row.get("seq", 0) > self._told_until]
        self._told_until = max((row.get("seq", 0) for row in fresh), default=self._told_until)
        flow = record_flow(fresh, [], title="", question="")
        services = {exchange.seq for exchange in flow.exchanges if not exchange.is_by_person}
        return [arrow for arrow in flow.arrows if arrow.exchange in services]


@dataclass(frozen=True)
class Story:
    """Hold a story: its words, the world it needs, and how it goes."""

    title: str
    question: str
    text: str
    rules: tuple[str, ...]
    world: Mapping[str, Any]
    play: Callable[[Telling], Awaitable[None]]


async def play_story(story: Story, world: World, narrator: Narrator, *, limit_s: float = 15.0) -> Chapter:
    """Play a story to its end or its failure, and give its chapter either way.

    Args:
        story: Which one.
        world: Opened with the story's own `world`; nobody else uses it.
        narrator: Hears every step and check.
        limit_s: After so long the story counts as failed.
    """
    telling = Telling(world, narrator)
    began = time.perf_counter()
    failure = None
    try:
        async with asyncio.timeout(limit_s):
            await story.play(telling)
    except StoryFailed as error:
        failure = str(error)
    except TimeoutError:
        failure = f"The story did not end within {limit_s:g} s."
    except (httpx.HTTPError, CallFailed) as error:
        failure = f"A service of the stack did not answer: {error or type(error).__name__}."
    except (LookupError, TypeError, ValueError) as error:
        failure = f"A page's answer had another shape than the story reads: {type(error).__name__}: {error}."
    duration_ms = (time.perf_counter() - began) * 1000
    return await _chapter(story, telling, failure, duration_ms)


async def _chapter(story: Story, telling: Telling, failure: str | None, duration_ms: float) -> Chapter:
    journal: Sequence[Mapping[str, Any]] = []
    rounds: Sequence[Mapping[str, Any]] = []
    card = None
    try:
        journal, rounds = await telling.world.journal(), await telling.world.rounds()
        if telling.profile_id:
            answer = await telling.world.gladly.get(f"desk/api/profiles/{telling.profile_id}")
            card = answer.json() if answer.is_success else None
    except (httpx.HTTPError, CallFailed) as error:
        # The stack is gone: what is known so far is still worth reporting.
        failure = failure or f"The stack ended before the record could be read: {error or type(error).__name__}."
    return Chapter(
        flow=record_flow(journal, rounds, title=story.title, question=story.question),
        story=story.text,
        checks=tuple(telling.checks),
        card=card,
        failure=failure,
        duration_ms=duration_ms,
        rules=story.rules,
    )
