"""What is done with a team's RMA is written, followed and told, or leaves everything as it was."""

import asyncio
import itertools
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI

from rma_mocks.core.directory import Directory
from rma_mocks.core.entities import Rma
from rma_mocks.returnlogic import Team, create_app
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.carrying_out import NoSuchRma, carry_out, delete
from rma_mocks.returnlogic.lifecycle.legality import IllegalMove
from rma_mocks.returnlogic.returns import ReturnWish, create_return
from rma_mocks.returnlogic.settings import Automation, Policies

WISH = ReturnWish(1, 1, "TS", "Exchange")
STAFF = "Morgan Reyes"


def created(team: Team, *wishes: ReturnWish) -> Rma:
    order = team.world.retailer.order("#1")
    assert order is not None
    return create_return(team, order, wishes or (WISH,), by=STAFF)


def test_each_write_is_told_once_with_what_followed_of_itself(shop: Team, told: list[tuple[str, str]]) -> None:
    shop.policies = Policies(automation=(Automation("Exchange", "In Transit", completes=True),))
    rma = created(shop)

    done = carry_out(shop, rma.id, moves.scan, by="carrier")

    assert (done.status, shop.world.retailer.rma(rma.id)) == ("Complete", done)
    assert told == [("rma.created", "Authorized"), ("rma.updated", "In Transit"), ("rma.updated", "Complete")]


def test_what_changes_nothing_is_neither_written_nor_told(shop: Team, told: list[tuple[str, str]]) -> None:
    rma = created(shop)
    before = shop.world.changes.value

    same = carry_out(shop, rma.id, moves.set_approval(rma.items[0].id, is_approved=True), by=STAFF)

    assert (same, shop.world.changes.value, len(told)) == (rma, before, 1)


def test_a_refusal_leaves_everything_as_it_was(shop: Team, told: list[tuple[str, str]]) -> None:
    rma = created(shop)
    before = shop.world.changes.value

    with pytest.raises(IllegalMove):
        carry_out(shop, rma.id, moves.complete, by=STAFF)

    assert (shop.world.retailer.rma(rma.id), shop.world.changes.value, len(told)) == (rma, before, 1)


def test_a_deleted_rma_is_told_as_it_was_and_nothing_can_be_done_with_it(
    shop: Team, told: list[tuple[str, str]]
) -> None:
    rma = created(shop)

    assert delete(shop, rma.id) == rma

    assert told[-1] == ("rma.deleted", "Authorized")
    for attempt in (lambda: delete(shop, rma.id), lambda: carry_out(shop, rma.id, moves.scan, by="carrier")):
        with pytest.raises(NoSuchRma):
            attempt()


def test_a_processed_exchange_and_a_warranty_release_an_order_and_a_refund_none(shop: Team) -> None:
    wishes = (WISH, ReturnWish(1, 1, "DM", "Warranty"), ReturnWish(2, 1, "MIND", "Refund"))
    rma = created(shop, *wishes)
    for item in rma.items:
        carry_out(shop, rma.id, moves.receive(item.id, 1), by="warehouse")

    carry_out(shop, rma.id, moves.process(), by=STAFF)

    first, released = shop.world.retailer.written_orders.values()
    assert (first.exchange_of, released.exchange_of, released.email) == (None, rma.id, rma.email)
    assert [(line.sku, line.unit_price) for line in released.lines] == [
        ("TFJ-PIN-L", Decimal("68.00")),
        ("TFJ-PIN-M", Decimal(0)),
    ]


@pytest.mark.parametrize("policies", [Policies(processing="by hand"), Policies()])
def test_by_hand_or_unapproved_nothing_is_released(shop: Team, policies: Policies) -> None:
    shop.policies = policies
    rma = created(shop)
    item = rma.items[0].id
    if policies.processing == "released":
        carry_out(shop, rma.id, moves.set_approval(item, is_approved=False), by=STAFF)
    carry_out(shop, rma.id, moves.receive(item, 1), by="warehouse")

    carry_out(shop, rma.id, moves.process(), by=STAFF)

    assert list(shop.world.retailer.written_orders) == ["#1"]


def test_the_clock_abandons_what_nobody_sends_but_for_what_needs_no_sending(
    shop: Team, requested: Callable[..., Rma], after: Callable[..., Rma]
) -> None:
    shop.policies = Policies(abandoned_after_days=3)
    idle, kept = requested("Refund", rma_id="1"), requested("Refund", rma_id="2", shipping_type="No Shipping")
    for rma in (idle, after(kept, moves.authorize)):
        shop.write(rma)

    shop.world.clock.advance(timedelta(days=30))
    shop.world.play_due()

    rmas = [shop.world.retailer.rma(number) for number in ("1", "2")]
    assert [rma and rma.status for rma in rmas] == ["Abandoned", "Authorized"]
    assert rmas[0] is not None
    assert (rmas[0].timeline[-1].by, rmas[0].updated_at) == ("automation", shop.world.clock.start + timedelta(days=3))


WAYS = ("authorize", "reject", "cancel")


@pytest.fixture
async def http(shop: Team) -> httpx.AsyncClient:
    directory = Directory[Team]()
    directory.add("w1", shop, credential="k")
    app: FastAPI = create_app(directory, hosts=frozenset({"mock.test"}))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock.test/w/w1/")


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(WAYS, 2)))
async def test_of_two_moves_at_once_never_both_win(
    one: str, other: str, shop: Team, http: httpx.AsyncClient, told: list[tuple[str, str]]
) -> None:
    shop.policies = Policies(authorisation="manual", cancel_until="in_transit")
    rma = created(shop)
    path = f"originate/api/rmas/{rma.id}"

    answers = await asyncio.gather(*(http.post(f"{path}/{way}") for way in (one, other, one, other)))

    won = sum(answer.status_code == 200 for answer in answers)
    steps = [entry.step for entry in (shop.world.retailer.rma(rma.id) or rma).timeline[1:]]
    assert (won, len(steps), len(told)) in [(1, 1, 2), (2, 2, 3)]
    assert (won == 1) or steps == ["Authorized", "Canceled"]
    assert {answer.status_code for answer in answers} == {200, 409}


async def test_two_shoppers_never_return_the_same_piece(shop: Team, http: httpx.AsyncClient) -> None:
    wish = {"line_id": 2, "quantity": 1, "reason_code": "TS", "return_type": "Refund"}
    body = {"email": "ana@example.com", "order_name": "#1", "items": [wish]}

    answers = await asyncio.gather(*(http.post("returns-center/api/rmas", json=body) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert len(shop.world.retailer.written_rmas) == 1
