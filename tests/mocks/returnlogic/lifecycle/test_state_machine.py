"""Whatever happens to RMAs, in whatever order and under whatever policies, what must hold of them holds."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rma_mocks.core.clock import Clock
from rma_mocks.core.entities import RETURN_TYPES, SHIPPING_TYPES, Order, OrderLine, Rma
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.formatters import totals_by_outcome
from rma_mocks.returnlogic.lifecycle import carrying_out, moves
from rma_mocks.returnlogic.lifecycle.legality import IllegalMove, ImpossibleWish
from rma_mocks.returnlogic.returns import ReturnWish, create_return
from rma_mocks.returnlogic.settings import Automation, Policies, Shipping
from rma_mocks.worlds.derived.base import DerivedBase
from rma_mocks.worlds.derived.catalogue import product_of_name

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
ANA = "ana@example.com"
FINAL = {"Complete", "Rejected", "Canceled", "Abandoned"}
PROCESSING = {"Partially Processed", "Processed"}
STEPS = {"Authorized", "In Transit", "Delivered", "Partially Received", "Received", *PROCESSING, *FINAL}
ARRIVALS = {"Delivered", "Partially Received", "Received"}

_GONE = {"Canceled", "Abandoned"}
_PROCESSED = {"Partially Processed", "Processed", "Complete"}
LEGAL = {
    "Requested": {"Authorized", "Rejected", *_GONE},
    "Authorized": {"In Transit", "Partially Received", "Received", *_GONE, *_PROCESSED},
    "In Transit": {"Delivered", "Partially Received", "Received", "Canceled", *_PROCESSED},
    "Delivered": {"Partially Received", "Received", "Canceled", *_PROCESSED},
    "Partially Received": {"Received", "Canceled", *_PROCESSED},
    "Received": {"Partially Received", "Canceled", *_PROCESSED},
    "Partially Processed": {"Processed", "Complete"},
    "Processed": {"Complete"},
}
"""The contract's edges; In Transit and later ones to Complete are what automation does in one go."""

LINES = (("Trail Fleece Jacket", 2), ("Alpine Beanie", 1), ("Merino Crew Sock", 3))

TRIGGERS = ("In Transit", "Delivered", "Received", "Inspected")


def of_each_type(kinds: st.SearchStrategy[Any], row: Any) -> st.SearchStrategy[Any]:
    """Draw something for each return type; a list that may be empty mostly is."""
    drawn = st.tuples(*(kinds for _ in RETURN_TYPES))
    return drawn.map(lambda given: tuple(row(of, kind) for of, kind in zip(RETURN_TYPES, given, strict=True) if kind))


automations = of_each_type(
    st.none() | st.tuples(st.sampled_from(TRIGGERS), st.booleans()), lambda of, kind: Automation(of, *kind)
)
ships = of_each_type(st.sampled_from(SHIPPING_TYPES), Shipping)
merchants = st.builds(
    Policies,
    authorisation=st.sampled_from(["automatic", "manual"]),
    automation=st.just(()) | automations,
    processing=st.sampled_from(["released", "by hand"]),
    cancel_until=st.sampled_from(["in_transit", "processed"]),
    abandoned_after_days=st.sampled_from([None, 3]),
    delete_until=st.sampled_from(["authorized", "complete"]),
    archived_after_days=st.sampled_from([None, 2]),
    shipping=st.just(()) | ships,
    label_cost=st.sampled_from([Decimal("7.50"), Decimal(200)]),
    return_window_days=st.sampled_from([None, 40]),
    variant_exchange_charge=st.booleans(),
    full_catalogue_exchange=st.booleans(),
    after_exchange=st.sampled_from(["all", "exchange only", "none"]),
)
wishes = st.lists(
    st.builds(
        ReturnWish,
        line_id=st.integers(1, 3),
        quantity=st.integers(0, 3),
        reason_code=st.sampled_from(["TS", "TB", "DM", "MIND"]),
        return_type=st.sampled_from(RETURN_TYPES),
        exchange_sku=st.sampled_from([None, None, "TFJ-PIN-L", "RRS-BLA-M", "nothing"]),
    ),
    min_size=1,
    max_size=3,
)
WHOLE = (
    *(moves.authorize, moves.authorize, moves.reject, moves.cancel, moves.abandon, moves.scan, moves.scan),
    *(moves.deliver, moves.complete, moves.complete, moves.archive, moves.process(), moves.process()),
    moves.comment_on("called the shopper"),
    moves.resend_label,
    *(moves.process(kind) for kind in RETURN_TYPES),
)
verdicts = st.sampled_from([None, "Ready for Resale", "Damaged", "Unassigned", "Lost"])
steps = st.one_of(
    st.sampled_from(WHOLE),
    st.tuples(st.integers(0, 2), st.integers(0, 3), verdicts),
    st.tuples(st.integers(0, 2), st.booleans()),
    st.tuples(st.integers(0, 2), verdicts),
)


def shop(policies: Policies, currency: str) -> Team:
    retailer = Retailer(DerivedBase(7, size=0, start=NOW), store_name="Shop")
    lines = []
    for place, (name, quantity) in enumerate(LINES):
        product = product_of_name(name)
        assert product is not None
        price = product.price if currency == "USD" else Decimal(2500 + place)
        lines.append(OrderLine(place + 1, product.variants[0]._replace(price=price), quantity))
    retailer.add_order(Order("#1", ANA, "Ana Ruiz", NOW - timedelta(days=20), tuple(lines), currency))
    world = World(id="w1", seed=7, retailer=retailer, clock=Clock(NOW, lambda: 0.0))
    team = Team.open(world, team_id="t", api_key="k")
    team.policies = policies
    return team


FORWARD = (moves.authorize, moves.scan, moves.deliver, *(moves.process(kind) for kind in RETURN_TYPES), moves.complete)


def is_possible(move: moves.Move, rma: Rma, doing: moves.Doing) -> bool:
    try:
        return move(rma, doing) is not rma
    except (IllegalMove, ImpossibleWish):
        return False


class Life(RuleBasedStateMachine):
    """Create, move, wait, delete; after every step look at everything that was told and at everything there is."""

    @initialize(policies=merchants, currency=st.sampled_from(["USD", "JPY"]), first=st.sampled_from(RETURN_TYPES))
    def opens(self, policies: Policies, currency: str, first: str) -> None:
        self.team = shop(policies, currency)
        self.told: list[tuple[str, Rma]] = []
        self.heard = 0
        self.latest: dict[str, Rma] = {}
        self.deleted: set[str] = set()
        self.team.listeners.append(lambda topic, rma, _earlier: self.told.append((topic, rma)))
        self.creates([ReturnWish(1, 2, "TS", first), ReturnWish(2, 1, "DM", "Refund")], "Morgan Reyes", 0)

    @property
    def retailer(self) -> Retailer:
        return self.team.world.retailer

    def everything(self) -> Any:
        return dict(self.retailer.written_rmas), dict(self.retailer.written_orders), dict(self.retailer.gone_rmas)

    def attempt(self, act: Any) -> None:
        """Do something; where it is refused, nothing at all may have changed."""
        before, changes = self.everything(), self.team.world.changes.value
        try:
            act()
        except (IllegalMove, ImpossibleWish, ReturnLogicError):
            assert (self.everything(), self.team.world.changes.value) == (before, changes)
            assert len(self.told) == self.heard
        self.hear()

    @rule(wanted=wishes, by=st.sampled_from(["shopper", "Morgan Reyes"]), place=st.sampled_from([0, -1]))
    def creates(self, wanted: list[ReturnWish], by: str, place: int) -> None:
        order = [*self.retailer.written_orders.values()][place]
        ids = [line.id for line in order.lines]
        fitted = [replace(wish, line_id=ids[wish.line_id % len(ids)]) for wish in wanted]
        self.attempt(lambda: create_return(self.team, order, fitted, by=by, is_bound=by == "shopper"))

    @precondition(lambda self: self.latest)
    @rule(step=steps, which=st.integers(0, 9), by=st.sampled_from(["Morgan Reyes", "shopper", "warehouse", "carrier"]))
    def moves_on(self, step: Any, which: int, by: str) -> None:
        rma = [*self.latest.values()][which % len(self.latest)]
        move = step if callable(step) else self.of_item(rma, step)
        if move is not None:
            self.attempt(lambda: carrying_out.carry_out(self.team, rma.id, move, by=by))

    @precondition(lambda self: self.latest)
    @rule(which=st.integers(0, 9), way=st.integers(0, 99), by=st.sampled_from(["Morgan Reyes", "warehouse", "carrier"]))
    def goes_its_way(self, which: int, way: int, by: str) -> None:
        """Do one of the things that can be done now, so that lives get long."""
        rma = [*self.latest.values()][which % len(self.latest)]
        doing = moves.Doing(by, self.team.world.clock.now(), self.team.policies)
        items = [item.id for item in rma.items]
        received = [moves.receive(item, 1, verdict) for item in items for verdict in (None, "Damaged")]
        ways = [move for move in (*FORWARD, *received) if is_possible(move, rma, doing)]
        if ways:
            self.attempt(lambda: carrying_out.carry_out(self.team, rma.id, ways[way % len(ways)], by=by))

    @staticmethod
    def of_item(rma: Rma, step: tuple[Any, ...]) -> Any:
        item = rma.items[step[0] % len(rma.items)].id
        if len(step) == 3:
            return moves.receive(item, step[1], step[2])
        if isinstance(step[1], bool):
            return moves.set_approval(item, is_approved=step[1])
        return moves.inspect(item, step[1]) if step[1] else None

    @rule(days=st.integers(1, 4))
    def waits(self, days: int) -> None:
        self.team.world.clock.advance(timedelta(days=days))
        self.team.world.play_due()
        self.hear()

    @precondition(lambda self: len(self.latest) > 1)
    @rule(which=st.integers(0, 9))
    def deletes(self, which: int) -> None:
        rma_id = [*self.latest][which % len(self.latest)]
        self.attempt(lambda: carrying_out.delete(self.team, rma_id))

    def hear(self) -> None:
        """Look at everything that was told: each state follows from the one before, and the latest is what stands."""
        for topic, rma in self.told[self.heard :]:
            before = self.latest.get(rma.id)
            assert (before is None) == (topic == "rma.created")
            if topic == "rma.deleted":
                assert before == rma
                assert rma.status not in FINAL | PROCESSING
                self.deleted.add(rma.id)
                del self.latest[rma.id]
                continue
            if before is not None:
                self.has_gone_on(before, rma)
            self.latest[rma.id] = rma
        self.heard = len(self.told)
        assert self.latest == dict(self.retailer.written_rmas)

    @staticmethod
    def has_gone_on(before: Rma, after: Rma) -> None:
        assert before != after
        assert after.timeline[: len(before.timeline)] == before.timeline
        assert after.status == before.status or after.status in LEGAL[before.status]
        if before.status in FINAL:
            only = before._replace(archived=after.archived, timeline=after.timeline, comments=after.comments)
            assert only == after
            assert [entry.step for entry in after.timeline[len(before.timeline) :]] in ([], ["Archived"])

    @invariant()
    def the_timeline_ends_in_the_status(self) -> None:
        for rma in self.latest.values():
            named = [entry.step for entry in rma.timeline if entry.step in STEPS]
            late = [step for step in named if rma.status in PROCESSING and step in ARRIVALS]
            assert (named[-1:] == [rma.status]) or (rma.status == "Requested" and not named) or named[-1:] == late[-1:]
            assert [entry.at for entry in rma.timeline] == sorted(entry.at for entry in rma.timeline)
            assert all(entry.by for entry in rma.timeline)

    @invariant()
    def money_adds_up(self) -> None:
        for rma in self.latest.values():
            for item in rma.items:
                assert item.amount + item.deduction == item.returned.price * item.quantity
                assert min(item.amount, item.deduction, item.extra) >= 0
                assert rma.currency == "USD" or item.amount == int(item.amount)
            approved = sum((item.amount for item in rma.items if item.handling.is_approved), Decimal(0))
            assert sum(totals_by_outcome(rma).values(), Decimal(0)) == approved

    @invariant()
    def nobody_returns_more_than_was_bought(self) -> None:
        for order in self.retailer.written_orders.values():
            taken: Counter[str] = Counter()
            for rma in self.retailer.rmas_of_order(order.name):
                for item in rma.items:
                    is_free = rma.status == "Rejected" and item.return_type == "Warranty"
                    taken[item.sku] += 0 if is_free or rma.status in _GONE else item.quantity
                    assert 0 <= item.handling.received <= item.quantity
            bought = Counter({line.sku: 0 for line in order.lines})
            for line in order.lines:
                bought[line.sku] += line.quantity
            assert taken <= bought

    @invariant()
    def every_rma_is_found_in_every_list_until_it_is_deleted(self) -> None:
        living = set(self.latest)
        rows, total = self.retailer.rmas(limit=99)
        assert ({rma.id for rma in rows}, total) == (living, len(living))
        assert {rma.id for rma in self.retailer.rmas_of_email(ANA)} == living
        found = {rma.id for name in self.retailer.written_orders for rma in self.retailer.rmas_of_order(name)}
        assert found == living
        assert [self.retailer.rma(rma_id) for rma_id in self.deleted] == [None] * len(self.deleted)


Life.TestCase.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, database=None, derandomize=True
)
TestLife = Life.TestCase
