"""How far an RMA has come is read off its timeline, since its status no longer says so once it is in processing."""

from collections.abc import Callable

import pytest

from rma_mocks.core.entities import NO_SHIPPING, STATUSES, Rma
from rma_mocks.returnlogic.lifecycle import moves, stages

WAY = ("In Transit", "Delivered", "Received")


@pytest.mark.parametrize(
    ("status", "come_to"),
    [
        ("Requested", []),
        ("Authorized", []),
        ("In Transit", ["In Transit"]),
        ("Delivered", ["In Transit", "Delivered"]),
        ("Partially Received", ["In Transit", "Delivered"]),
        ("Received", [*WAY]),
        ("Partially Processed", [*WAY]),
        ("Complete", [*WAY]),
        ("Canceled", []),
    ],
)
def test_a_parcel_has_come_as_far_as_its_timeline_says(
    status: str, come_to: list[str], in_status: Callable[[str], Rma]
) -> None:
    assert [step for step in WAY if stages.has_come_to(in_status(status), step)] == come_to


def test_a_step_that_was_left_out_counts_as_done(requested: Callable[..., Rma], after: Callable[..., Rma]) -> None:
    rma = after(requested("Refund"), moves.authorize, moves.receive(1, 1))

    assert [step for step in WAY if stages.has_come_to(rma, step)] == [*WAY]


def test_with_no_shipping_all_is_there_once_it_is_authorised(
    requested: Callable[..., Rma], after: Callable[..., Rma]
) -> None:
    rma = requested("Refund", shipping_type=NO_SHIPPING)
    authorised = after(rma, moves.authorize)

    assert [stages.has_come_to(row, "Received") for row in (rma, authorised, after(rma, moves.cancel))] == [
        *(False, True, False)
    ]
    assert stages.is_inspected(authorised)


def test_inspected_is_received_with_a_disposition_for_all_that_is_approved(
    requested: Callable[..., Rma], after: Callable[..., Rma]
) -> None:
    rma = after(requested("Refund", "Refund"), moves.authorize, moves.receive(1, 1, "Damaged"), moves.receive(2, 1))
    unapproved = after(rma, moves.set_approval(2, is_approved=False))
    judged = after(rma, moves.inspect(2, "Liquidate"))

    assert [stages.is_inspected(row) for row in (rma, unapproved, judged)] == [False, True, True]


def test_final_is_what_nothing_leads_on_from() -> None:
    assert [status for status in STATUSES if status in stages.FINAL] == [
        *("Complete", "Rejected", "Canceled", "Abandoned")
    ]
