"""Return types are processed of themselves at the status that the merchant chose, each by itself."""

from collections.abc import Callable
from typing import Any

import pytest

from rma_mocks.core.entities import NO_SHIPPING, Rma
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.automation import automated
from rma_mocks.returnlogic.settings import Automation


def statuses(rma: Rma, steps: tuple[moves.Move, ...], doing: Any) -> list[str]:
    seen = []
    for step in steps:
        rma = automated(step(rma, doing), doing)
        seen.append(rma.status)
    return seen


STEPS = (moves.authorize, moves.scan, moves.deliver, moves.receive(1, 1), moves.inspect(1, "Damaged"))


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        ("In Transit", ["Authorized", "Processed", "Processed", "Processed", "Processed"]),
        ("Delivered", ["Authorized", "In Transit", "Processed", "Processed", "Processed"]),
        ("Received", ["Authorized", "In Transit", "Delivered", "Processed", "Processed"]),
        ("Inspected", ["Authorized", "In Transit", "Delivered", "Received", "Processed"]),
    ],
)
def test_a_return_type_is_processed_at_its_status_and_the_parcel_goes_on(
    at: Any, seen: list[str], requested: Callable[..., Rma], doing: Callable[..., Any]
) -> None:
    under = doing(automation=(Automation("Refund", at),))

    assert statuses(requested("Refund"), STEPS, under) == seen


def test_each_return_type_has_its_own_status(requested: Callable[..., Rma], doing: Callable[..., Any]) -> None:
    rows = (Automation("Exchange", "In Transit"), Automation("Refund", "Received", completes=True))
    steps = (moves.authorize, moves.scan, moves.deliver, moves.receive(1, 1), moves.receive(2, 1))
    under = doing(automation=rows)

    assert statuses(requested("Refund", "Exchange"), steps, under) == [
        *("Authorized", "Partially Processed", "Partially Processed", "Partially Processed", "Complete")
    ]


def test_it_says_in_the_timeline_that_automation_did_it(
    requested: Callable[..., Rma], doing: Callable[..., Any], after: Callable[..., Rma]
) -> None:
    under = doing("carrier", automation=(Automation("Refund", "In Transit", completes=True),))

    done = automated(moves.scan(after(requested("Refund"), moves.authorize), under), under)

    assert [(entry.step, entry.by) for entry in done.timeline[-3:]] == [
        ("In Transit", "carrier"),
        ("Processed", "automation"),
        ("Complete", "automation"),
    ]
    assert done.mails[-1].kind == "RMA Completed"


def test_what_is_left_for_staff_is_not_completed(requested: Callable[..., Rma], doing: Callable[..., Any]) -> None:
    under = doing(automation=(Automation("Refund", "In Transit", completes=True),))

    assert statuses(requested("Refund", "Exchange"), STEPS[:2], under) == ["Authorized", "Partially Processed"]


def test_the_last_return_type_decides_whether_that_completes(
    requested: Callable[..., Rma], doing: Callable[..., Any]
) -> None:
    rows = (Automation("Exchange", "In Transit", completes=True), Automation("Refund", "Delivered"))

    assert statuses(requested("Refund", "Exchange"), STEPS[:3], doing(automation=rows))[-1] == "Processed"


def test_with_no_shipping_it_happens_at_once(requested: Callable[..., Rma], doing: Callable[..., Any]) -> None:
    under = doing(automation=(Automation("Refund", "Inspected", completes=True),))

    assert statuses(requested("Refund", shipping_type=NO_SHIPPING), STEPS[:1], under) == ["Complete"]


@pytest.mark.parametrize("status", ["Requested", "Rejected", "Canceled", "Abandoned", "Complete"])
def test_what_waits_or_is_final_stays_as_it_is(
    status: str, in_status: Callable[[str], Rma], doing: Callable[..., Any]
) -> None:
    rma = in_status(status)
    rows = tuple(Automation(kind, "In Transit") for kind in ("Refund", "Exchange"))

    assert automated(rma, doing(automation=rows)) is rma
