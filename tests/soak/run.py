"""Ask a real stack for as long as one likes, with faults now and then, and judge every answer; `nox -s soak`.

Crowds open profiles at the same moment at a retailer with ReturnLogic's real limits, at first alone. Then retailers
with 100,000 people in all are asked as fast as the machine can, and the crowds go on.
"""

import argparse
import asyncio
import itertools
import math
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from asking import Asked, Gladly
from crowd import Crowd
from memory import Memory, adaptor_process
from truth import Truth
from verdict import Calm, Point, calls_made, exit_code, of_answers, of_calm, of_crowd, of_memory

from rma_mocks.core.faults import KINDS, Fault
from rma_scenarios.stack import Stack, running_stack

SETTINGS = {"READ_MODEL_PEOPLE": 2000, "REPLAY_CAPACITY": 10_000}
"""Small, so that what is bounded is full soon, and whatever still grows then should not."""

SHOPS = 8
"""An adaptor makes at most 10,000 calls a minute with one key."""

STORES_FULL = 60_000
"""After so many lookups nothing that is bounded grows any more: signatures, people, and SQLite's page caches, 2 MB for
each connection, which fill as the database does."""

_UNLIMITED = {"per_second": 1_000_000, "per_minute": 1_000_000}
MINUTES = 5.0
CALM_SHARE = 0.2
"""Nothing is made to fail before, so that the calls can be counted and every outage is a broken promise."""

_PROGRESS_EVERY_S = 5.0
_LOOK_EVERY_S = 0.5
_FAULT_EVERY_S = 5.0
_FAULTY_CALLS = 30


@dataclass
class Soak:
    """Everything that is under way."""

    stack: Stack
    wanted: argparse.Namespace
    shops: list[Gladly]
    memory: Memory
    began: float = field(default_factory=time.monotonic)
    opened: int = 0
    calm: Calm | None = None
    warm_at: int | None = None
    _calm_is_over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def count(self) -> int:
        """Return how many lookups the shops were asked."""
        return sum(shop.asked.count for shop in self.shops)

    def goes_on(self) -> bool:
        """Tell whether there is more to ask."""
        return self._share() < 1

    def _share(self) -> float:
        return share_done(self.wanted, minutes=(time.monotonic() - self.began) / 60, lookups=self.count)

    async def agent(self, number: int) -> None:
        """Open profiles, linked or not, and search, one after the other."""
        dice = random.Random(number)  # noqa: S311 -- nothing secret: the same soak twice
        while self.goes_on():
            gladly = dice.choice(self.shops)
            shopper = gladly.truth.shopper(dice.randrange(gladly.truth.people))
            kind = dice.random()
            self.opened += 1
            if kind < 0.2:
                await gladly.ask("search", shopper)
                continue
            if kind < 0.7:
                await gladly.ask("auto_link", shopper)
            await gladly.ask("detailed", shopper)

    async def spoil(self) -> None:
        """After the calm begin, let one ReturnLogic after the other fail for some calls, in every way there is."""
        await self._calm_is_over.wait()
        figures = await self.figures()
        made = sum(sum(calls_made(figures, shop.world.id).values()) for shop in self.shops)
        self.calm = Calm(self.opened, made, added([shop.asked for shop in self.shops]))
        for line in self.calm.asked.unknowing:
            say(f"WRONG while nothing fails: {line}")
        kinds = [kind for kind in KINDS if Fault("returnlogic", kind).fits("returnlogic", "/v1/rmas")]
        for number, (shop, kind) in enumerate(zip(itertools.cycle(self.shops), itertools.cycle(kinds), strict=False)):
            if number == len(kinds):
                self.warm_at = max(self.count, STORES_FULL)
            if not self.goes_on():
                return
            how = {"latency_ms": 600 if kind == "drip" else 6000} if kind in {"latency", "drip"} else {}
            await shop.world.fault(lane="returnlogic", kind=kind, path="/v1/rmas", times=_FAULTY_CALLS, **how)
            await asyncio.sleep(min(_FAULT_EVERY_S, (self.wanted.minutes or math.inf) * 6))

    async def report(self) -> None:
        """Say now and then how far it is, and note the memory."""
        next_line = self.began
        told = 0
        while self.goes_on():
            rss = self.memory.sample(self.count)
            wrong = added([shop.asked for shop in self.shops]).wrong
            for line in wrong[told:]:
                say(f"WRONG {line}")
            told = len(wrong)
            if self._share() > CALM_SHARE:
                self._calm_is_over.set()
            if time.monotonic() >= next_line:
                next_line += _PROGRESS_EVERY_S
                took_s = time.monotonic() - self.began
                asked = added([shop.asked for shop in self.shops])
                say(
                    f"{took_s:6.0f} s  {self.count:9,} lookups  {self.count / max(took_s, 0.1):5.0f}/s  {rss:6.1f} MB"
                    f"  old {asked.of('old'):,}  outage {asked.of('outage'):,}"
                    f"  wrong {asked.of('false', 'failed')}"
                )
            await asyncio.sleep(_LOOK_EVERY_S)
        self._calm_is_over.set()

    async def figures(self) -> str:
        """Return the adaptor's metrics."""
        assert self.stack.admin is not None
        return (await self.stack.admin.get("metrics")).text


def added(all_asked: list[Asked]) -> Asked:
    """Add what was counted in several shops."""
    total = Asked()
    for asked in all_asked:
        for key, count in asked.outcomes.items():
            total.outcomes[key] = total.outcomes.get(key, 0) + count
        total.wrong += asked.wrong
        total.unknowing += asked.unknowing
    return total


def share_done(wanted: argparse.Namespace, *, minutes: float, lookups: int) -> float:
    """Return how much of what is wanted is done: by time, by lookups, or by whichever of both is further."""
    by_time = minutes / wanted.minutes if wanted.minutes is not None else 0.0
    return max(by_time, lookups / wanted.lookups if wanted.lookups is not None else 0.0)


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def soaked(wanted: argparse.Namespace) -> list[Point]:
    """Run it and return what was found."""
    os.environ.update({f"RMA_ADAPTOR_{name}": str(value) for name, value in SETTINGS.items()})
    async with running_stack() as stack:
        *shops, narrow = [await _shop(stack, wanted, place) for place in range(SHOPS + 1)]
        soak = Soak(stack, wanted, shops, Memory(adaptor_process()))
        about = f"{SHOPS} shops of {narrow.truth.people:,} people, {wanted.in_flight} agents"
        say(f"{about}; the adaptor is process {soak.memory.process.pid}")
        crowd = Crowd(narrow)
        await crowd.gather_alone(wanted.crowds)
        soak.began = time.monotonic()
        await asyncio.gather(
            *(soak.agent(number) for number in range(wanted.in_flight)),
            *([crowd.gather(soak.goes_on)] if wanted.crowds else []),
            soak.spoil(),
            soak.report(),
        )
        soak.memory.sample(soak.count)
        figures, asked = await soak.figures(), added([shop.asked for shop in shops])
        say("\n".join([*(f"WRONG {line}" for line in narrow.asked.wrong), soak.memory.curve()]))
        return [
            *of_answers(asked),
            *of_calm(soak.calm),
            of_memory(soak.memory, warm_at=soak.warm_at),
            *of_crowd(crowd, figures, narrow.world.id),
        ]


async def _shop(stack: Stack, wanted: argparse.Namespace, place: int) -> Gladly:
    """Open a retailer; the last one has ReturnLogic's real limits."""
    truth = Truth(max(wanted.people // SHOPS, 1), seed=place)
    limits = {"returnlogic": _UNLIMITED} if place < SHOPS else {}
    world = await stack.open_world(**truth.spec(), **limits)
    return Gladly(stack.control.calls, world, truth, str(stack.links.adaptor_url))


def wanted_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read what is wanted from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help=f"how long it takes; {MINUTES}, without --lookups")
    parser.add_argument("--lookups", type=int, help="after so many it ends, however long they take without --minutes")
    parser.add_argument("--people", type=int, default=100_000, help="shoppers of all retailers together")
    parser.add_argument("--in-flight", type=int, default=16, help="agents who ask at the same time")
    parser.add_argument("--crowds", type=int, default=6, help="rounds of ten or sixty at once before, six seconds each")
    wanted = parser.parse_args(arguments)
    if wanted.minutes is None and wanted.lookups is None:
        wanted.minutes = MINUTES
    return wanted


def main() -> None:
    """Run it and end with 1 when a promise was broken."""
    points = asyncio.run(soaked(wanted_of()))
    say("\n".join(map(str, points)))
    sys.exit(exit_code(points))


if __name__ == "__main__":
    main()
