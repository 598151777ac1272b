"""RMAs whose past is derived or declared have the items of their status, and go on living from there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rma_mocks.core.entities import STATUSES, Rma
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.moves import Doing
from rma_mocks.returnlogic.lifecycle.stages import FINAL
from rma_mocks.returnlogic.settings import Policies
from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
ALL_THERE = {"Received", "Partially Processed", "Processed", "Complete"}
ALL_PROCESSED = {"Processed", "Complete"}
GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
TWO_KINDS = [{"quantity": 2}, {"product": "Alpine Beanie", "return_type": "Exchange", "reason": "Damage"}]


@pytest.fixture(scope="module")
def derived() -> list[Rma]:
    return list(DerivedBase(7, size=6000, start=START).every_rma())


def has_items_of_its_status(rma: Rma) -> bool:
    """Say whether as much has arrived and was processed as the status says."""
    pieces, arrived = sum(item.quantity for item in rma.items), sum(item.handling.received for item in rma.items)
    processed = sum(item.handling.processed is not None for item in rma.items)
    is_received = {
        "Partially Received": 0 < arrived < pieces,
        **dict.fromkeys(ALL_THERE, arrived == pieces),
    }.get(rma.status, arrived == 0)
    is_processed = {
        "Partially Processed": 0 < processed < len(rma.items),
        **dict.fromkeys(ALL_PROCESSED, processed == len(rma.items)),
    }.get(rma.status, processed == 0)
    return is_received and is_processed


def completed(rma: Rma) -> Rma:
    """Let staff and warehouse do what is left to do."""
    doing = Doing("Morgan Reyes", START, Policies())
    if rma.status == "Requested":
        rma = moves.authorize(rma, doing)
    for item in rma.items:
        if item.quantity > item.handling.received:
            rma = moves.receive(item.id, item.quantity - item.handling.received)(rma, doing)
    return moves.complete(rma if rma.status == "Processed" else moves.process()(rma, doing), doing)


def test_derived_rmas_have_the_items_of_their_status(derived: list[Rma]) -> None:
    assert [rma for rma in derived if not has_items_of_its_status(rma)] == []
    assert {rma.status for rma in derived} == set(STATUSES)


def test_derived_rmas_go_on_living(derived: list[Rma]) -> None:
    living = [rma for rma in derived if rma.status not in FINAL]

    ends = [completed(rma) for rma in living]

    assert {rma.status for rma in ends} == {"Complete"}
    assert all(has_items_of_its_status(rma) for rma in ends)


def declared(mocks: Any) -> list[Rma]:
    return list(mocks.apps.worlds.find("w1").world.retailer.written_rmas.values())


async def test_the_gallery_and_declared_rmas_of_every_status_go_on_living(mocks: Any) -> None:
    rows = [{"of": "gina", "status": status, "items": TWO_KINDS} for status in STATUSES]
    await mocks.open(people=[GINA], rmas=rows, gallery="all", customers=0)

    rmas = declared(mocks)

    assert [rma for rma in rmas if not has_items_of_its_status(rma)] == []
    assert {completed(rma).status for rma in rmas if rma.status not in FINAL} == {"Complete"}


@pytest.mark.parametrize("status", ["Partially Received", "Partially Processed"])
async def test_a_single_piece_keeps_the_partial_status_that_was_declared_and_goes_on(mocks: Any, status: str) -> None:
    await mocks.open(people=[GINA], rmas=[{"of": "gina", "status": status}], customers=0)

    [rma] = declared(mocks)

    assert rma.status == status
    assert completed(rma).status == "Complete"


async def test_a_declared_reason_may_be_the_merchants_own(mocks: Any) -> None:
    own = [{"code": "ITCH", "description": "It itches"}, {"code": "TS", "description": "Runs small"}]
    items = [{"reason": "It itches"}, {"reason": "Runs small"}, {"reason": "Quality"}]
    await mocks.open(
        people=[GINA], rmas=[{"of": "gina", "items": items}], customers=0, returnlogic={"policies": {"reasons": own}}
    )

    [rma] = declared(mocks)

    assert [(item.reason_code, item.reason) for item in rma.items] == [
        ("ITCH", "It itches"),
        ("TS", "Runs small"),
        ("QLTY", "Quality"),
    ]


async def test_a_shopper_is_told_what_the_merchant_decided(mocks: Any) -> None:
    orders = [{"key": "old", "of": "gina", "created": "2026-01-02T15:00:00Z", "items": [{"quantity": 2, "sent": 1}]}]
    policies = {"return_window_days": 30, "returns_before_fulfilment": False, "return_types": ["Exchange"]}
    spec: dict[str, Any] = {"now": "2026-03-02T15:00:00Z", "returnlogic": {"policies": policies}}
    links = await mocks.open(people=[GINA], orders=orders, customers=0, **spec)
    name, path = links["orders"]["old"]["name"], "/w/w1/returns-center/api"

    found = await mocks.returnlogic.post(f"{path}/order-lookups", json={"email": GINA["email"], "order_name": name})
    form = (await mocks.returnlogic.get(f"{path}/settings")).json()

    assert form["return_types"] == ["Exchange"]
    assert found.json()["order"]["lines"][0]["returnable"] == 1
    assert found.json()["order"]["why_closed"].endswith(f"30 days of the order date, for order {name} until 2026-02-01")


@pytest.mark.parametrize(("currency", "price"), [("JPY", "54"), ("USD", "54.75")])
async def test_prices_are_payable_in_their_currency(mocks: Any, currency: str, price: str) -> None:
    shirt = {"of": "gina", "currency": currency, "items": [{"product": "Harbor Flannel Shirt"}]}
    await mocks.open(people=[GINA], rmas=[shirt], customers=0)

    [rma] = declared(mocks)

    assert str(rma.items[0].amount) == str(rma.items[0].returned.price) == price
