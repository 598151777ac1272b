"""Whatever an adaptor had acknowledged when it was killed shows at every open after that, too."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rma_adaptor.budget import Budget
from rma_adaptor.read_model import ReadModel
from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.database import RowDatabase
from rma_adaptor.rows.readings import Reading
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore

DAY = 86_400
PEOPLE = {"ana@x.com": "1", "leo@x.com": "2"}
Step = tuple[str, str, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["tell", "tell again", "open", "open", "answer", "write", "restart", "kill"]),
        st.sampled_from(sorted(PEOPLE)),
        st.sampled_from(["e-mail", "id", "nothing"]),
    ),
    min_size=6,
    max_size=30,
)


class Ticking:
    """A time of day that moves a little whenever somebody looks."""

    def __init__(self) -> None:
        self._ticks = itertools.count()

    def __call__(self) -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(microseconds=next(self._ticks))


class Shop:
    """Two people of a tenant, whose one RMA changes, and adaptors that are killed."""

    def __init__(self, tenant: str, rows: RowDatabase, clock: Ticking) -> None:
        self.tenant, self.rows, self.clock = tenant, rows, clock
        self.version = dict.fromkeys(PEOPLE, 0)
        self.told = dict.fromkeys(PEOPLE, 0)
        self.asked: list[asyncio.Event] = []
        self.asks = asyncio.Event()
        self.opened: list[tuple[asyncio.Task[Reading], int]] = []
        self.model = ReadModel(capacity=1, clock=clock, store=rows)

    async def fetch(self, email: str, *, is_background: bool) -> Reading:
        del is_background
        as_of, row = self.clock(), Rma.model_validate({"id": PEOPLE[email], "orderName": str(self.version[email])})
        answered = asyncio.Event()
        self.asked.append(answered)
        self.asks.set()
        await answered.wait()
        return Reading((row,), as_of, source="")

    async def do(self, kind: str, email: str, how: str) -> None:
        if kind == "tell":
            self.version[email] += 1
        if kind in {"tell", "tell again"}:
            emails = [email] if how == "e-mail" else []
            await self.model.mark_stale(self.tenant, emails, [PEOPLE[email]] if how == "id" else [])
            self.told[email] = self.version[email]
        if kind == "open":
            fetch = partial(self.fetch, email)
            work = self.model.read(self.tenant, email, max_age_s=DAY, fetch=fetch, budget=Budget.of(60))
            self.opened.append((asyncio.ensure_future(work), self.told[email]))
            await self.begun(self.opened[-1][0])
        if kind == "answer":
            await self.answer()
        if kind == "write":
            await self.rows.write_all()
        if kind in {"restart", "kill"}:
            await self.begin_anew(is_killed=kind == "kill")

    async def begun(self, opening: asyncio.Task[Reading]) -> None:
        """Wait until ReturnLogic is asked, unless it is being asked already, or until there is an answer."""
        if not self.asked:
            self.asks.clear()
            asks = asyncio.ensure_future(self.asks.wait())
            await asyncio.wait({opening, asks}, return_when=asyncio.FIRST_COMPLETED)
            asks.cancel()

    async def answer(self) -> None:
        for answered in self.asked:
            answered.set()
        self.asked.clear()
        for _ in range(6):
            await asyncio.sleep(0)

    async def begin_anew(self, *, is_killed: bool) -> None:
        await self.model.aclose()
        self.opened = [one for one in self.opened if one[0].done() and not one[0].exception()]
        self.asked.clear()
        if is_killed:
            self.rows._backlog.drop(self.tenant, None)
        self.model = ReadModel(capacity=1, clock=self.clock, store=self.rows)


Played = Callable[[list[Step]], list[tuple[int, int]]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play steps on one database, each time as another tenant; return what was shown and what had to be."""
    file: Path = tmp_path_factory.mktemp("rows") / "adaptor.db"
    seal, clock, exits, numbers = Seal([new_key()]), Ticking(), AsyncExitStack(), itertools.count()

    async def opened() -> RowDatabase:
        tenants = TenantStore(f"sqlite+aiosqlite:///{file}", seal)
        await exits.enter_async_context(tenants.open())
        rows = RowDatabase(seal, clock=clock)
        await exits.enter_async_context(rows.open(tenants.engine))
        return rows

    async def play(rows: RowDatabase, steps: list[Step]) -> list[tuple[int, int]]:
        shop = Shop(f"t{next(numbers)}", rows, clock)
        for step in [*steps, *(("open", email, "") for email in PEOPLE)]:
            await shop.do(*step)
        tasks = [task for task, _ in shop.opened]
        while not all(task.done() for task in tasks):
            await shop.answer()
            await rows.write_all()
        await shop.model.aclose()
        return [(int(task.result().rows[0].order_name or ""), at_least) for task, at_least in shop.opened]

    with asyncio.Runner() as runner:
        rows = runner.run(opened())
        yield lambda steps: runner.run(play(rows, steps))
        runner.run(exits.aclose())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_was_acknowledged_shows_at_every_open_after_it_whoever_was_killed_meanwhile(
    played: Played, steps: list[Step]
) -> None:
    assert all(shown >= at_least for shown, at_least in played(steps))
