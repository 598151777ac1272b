"""Each move changes what it says, adds to the timeline who did it and when, and refuses what makes no sense."""

from collections.abc import Callable
from typing import Any

import pytest

from rma_mocks.core.entities import DISPOSITIONS, Rma
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.legality import IllegalMove, ImpossibleWish

After = Callable[..., Rma]
Made = Callable[..., Rma]
Doings = Callable[..., Any]


def mails(rma: Rma) -> list[str]:
    return [mail.kind for mail in rma.mails]


def steps(rma: Rma) -> list[tuple[str, str]]:
    return [(entry.step, entry.by) for entry in rma.timeline[1:]]


def test_the_label_mail_is_held_back_until_authorisation(requested: Made, after: After) -> None:
    rma = requested("Refund")
    done = after(rma, moves.authorize)

    assert (rma.label is not None, mails(rma), mails(done)) == (True, [], ["RMA Success", "Shipping Information"])
    assert mails(after(requested("Refund", label=False), moves.authorize)) == ["RMA Success"]


def test_a_rejection_is_mailed_and_named(requested: Made, after: After) -> None:
    done = after(requested("Refund"), moves.reject)

    assert (done.status, mails(done), steps(done)) == ("Rejected", ["RMA Rejected"], [("Rejected", "Morgan Reyes")])


def test_a_label_is_mailed_again_while_it_may_still_be_used(requested: Made, after: After) -> None:
    authorised = after(requested("Refund"), moves.authorize)

    done = after(authorised, moves.resend_label)

    assert (done.status, mails(done)[-2:]) == ("Authorized", ["Shipping Information", "Shipping Information"])
    assert steps(done)[-1][0] == "Label resent"


@pytest.mark.parametrize(
    ("has_label", "move", "rule"),
    [
        pytest.param(True, None, "RL-LIFE-14", id="not authorised yet"),
        pytest.param(True, moves.reject, "RL-LIFE-2", id="rejected"),
        pytest.param(False, moves.authorize, "RL-API-3", id="no label"),
    ],
)
def test_a_label_that_is_of_no_use_is_not_mailed(
    requested: Made, after: After, *, has_label: bool, move: Any, rule: str
) -> None:
    rma = requested("Refund", label=has_label)
    rma = after(rma, move) if move else rma

    with pytest.raises(IllegalMove) as refused:
        after(rma, moves.resend_label)

    assert refused.value.rule == rule


def test_pieces_are_received_one_by_one_with_the_warehouses_verdict(requested: Made, after: After) -> None:
    rma = after(requested(("Refund", 2), "Exchange"), moves.authorize)

    one = after(rma, moves.receive(1, 1, "Damaged", "a hole in the sleeve"))
    two = after(one, moves.receive(1, 1))
    three = after(two, moves.receive(2, 1, "Ready for Resale"))

    assert [row.status for row in (one, two, three)] == ["Partially Received", "Partially Received", "Received"]
    assert two.items[0].handling == (True, 2, "Damaged", "a hole in the sleeve", None)
    assert [entry.detail for entry in three.timeline[-3:]] == [
        "1 of Trail Fleece Jacket, Damaged",
        "1 of Trail Fleece Jacket, Damaged",
        "1 of Trail Fleece Jacket, Ready for Resale",
    ]


@pytest.mark.parametrize(
    ("move", "field", "sentence"),
    [
        (moves.receive(1, 0), "quantity", "2 of Trail Fleece Jacket can still be received, not 0"),
        (moves.receive(1, 3), "quantity", "2 of Trail Fleece Jacket can still be received, not 3"),
        (moves.receive(9, 1), "item_id", "RMA 1 has no item 9"),
        (moves.receive(1, 1, "Lost"), "disposition", "'Lost' is none of Ready for Resale, Liquidate, Damaged"),
        (moves.set_approval(9, is_approved=True), "item_id", "RMA 1 has no item 9"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_field(
    move: moves.Move, field: str, sentence: str, requested: Made, after: After
) -> None:
    rma = after(requested(("Refund", 2)), moves.authorize)

    with pytest.raises(ImpossibleWish, match=sentence) as refused:
        after(rma, move)

    assert refused.value.field == field


def test_dispositions_are_those_of_the_merchant_and_unassigned(requested: Made, doing: Doings, after: After) -> None:
    rma, under = after(requested("Refund"), moves.authorize), doing(dispositions=("Shelf B",))

    assert moves.receive(1, 1, "Shelf B")(rma, under).items[0].handling.disposition == "Shelf B"
    assert moves.receive(1, 1, "Unassigned")(rma, under).status == "Received"
    with pytest.raises(ImpossibleWish, match="'Damaged' is none of Shelf B, Unassigned"):
        moves.receive(1, 1, "Damaged")(rma, under)


def test_the_warehouse_may_judge_later_what_it_has_received(requested: Made, after: After) -> None:
    rma = after(requested("Refund", "Refund"), moves.authorize, moves.receive(1, 1))

    judged = after(rma, moves.inspect(1, "Liquidate", "worn"))

    assert judged.items[0].handling[2:4] == ("Liquidate", "worn")
    assert judged.timeline[-1][2:] == ("Morgan Reyes", "Trail Fleece Jacket, Liquidate")
    assert after(judged, moves.inspect(1, "Liquidate")) is judged
    with pytest.raises(ImpossibleWish, match="nothing of Trail Fleece Jacket has been received yet"):
        after(rma, moves.inspect(2, DISPOSITIONS[0]))


def test_what_is_not_approved_is_not_waited_for(requested: Made, after: After) -> None:
    rma = after(requested("Refund", "Exchange"), moves.authorize, moves.receive(1, 1))

    without = after(rma, moves.set_approval(2, is_approved=False))
    again = after(without, moves.set_approval(2, is_approved=True))

    assert [row.status for row in (rma, without, again)] == ["Partially Received", "Received", "Partially Received"]
    assert after(again, moves.set_approval(2, is_approved=True)) is again
    with pytest.raises(IllegalMove, match="staff processes what was received"):
        after(again, moves.process())


def test_an_unapproved_piece_that_comes_after_all_is_received_too(requested: Made, after: After) -> None:
    unapproved = moves.set_approval(2, is_approved=False)
    rma = after(requested("Refund", "Refund"), moves.authorize, unapproved, moves.receive(1, 1), moves.receive(2, 1))

    assert (rma.status, rma.items[1].handling.received) == ("Received", 1)


def test_return_types_are_processed_one_after_the_other(in_status: Callable[[str], Rma], after: After) -> None:
    first = after(in_status("Received"), moves.process("Exchange"))
    second = after(first, moves.process())

    assert [(row.status, row.timeline[-1].detail) for row in (first, second)] == [
        ("Partially Processed", "Exchange, released"),
        ("Processed", "Refund, released"),
    ]
    assert [item.handling.processed for item in first.items] == [None, "released"]
    with pytest.raises(ImpossibleWish, match="has no Exchange item that is left to process"):
        after(first, moves.process("Exchange"))


def test_processing_by_hand_says_so(in_status: Callable[[str], Rma], doing: Doings) -> None:
    done = moves.process()(in_status("Received"), doing(processing="by hand"))

    assert (done.timeline[-1].detail, done.items[0].handling.processed) == ("Refund + Exchange, by hand", "by hand")


def test_an_item_that_is_processed_keeps_its_approval(in_status: Callable[[str], Rma], after: After) -> None:
    with pytest.raises(IllegalMove, match="Trail Fleece Jacket is processed"):
        after(in_status("Partially Processed"), moves.set_approval(1, is_approved=False))


def test_a_parcel_that_comes_after_automation_is_told_in_the_timeline_only(
    requested: Made, after: After, doing: Doings
) -> None:
    sent = after(requested("Refund"), moves.authorize, moves.scan)
    paid = moves.process(is_automated=True)(sent, doing(moves.AUTOMATION))

    arrived = after(paid, moves.deliver, moves.receive(1, 1))

    assert (arrived.status, [step for step, _ in steps(arrived)]) == (
        "Processed",
        ["Authorized", "In Transit", "Processed", "Delivered", "Received"],
    )
    with pytest.raises(IllegalMove, match="RL-LIFE-4"):
        after(arrived, moves.deliver)


def test_what_was_never_sent_back_is_processed_when_its_only_missing_piece_is_unapproved(
    requested: Made, after: After, doing: Doings
) -> None:
    sent = after(requested("Exchange", "Refund"), moves.authorize, moves.scan)
    paid = moves.process("Exchange", is_automated=True)(sent, doing(moves.AUTOMATION))

    done = after(paid, moves.receive(1, 1), moves.set_approval(2, is_approved=False), moves.process(), moves.complete)

    assert (done.status, done.items[1].handling.is_approved) == ("Complete", False)


def test_a_note_may_be_made_at_any_time_and_changes_nothing_else(in_status: Callable[[str], Rma], after: After) -> None:
    rma = in_status("Complete")

    noted = after(rma, moves.comment_on("called the shopper"))

    assert noted == rma._replace(comments=noted.comments)
    assert [(row.text, row.by) for row in noted.comments] == [("called the shopper", "Morgan Reyes")]


def test_what_is_archived_stays_complete(in_status: Callable[[str], Rma], after: After) -> None:
    archived = after(in_status("Complete"), moves.archive)

    assert (archived.status, archived.archived, archived.timeline[-1].step) == ("Complete", True, "Archived")
