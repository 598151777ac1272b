"""What each step changes in an RMA; every function returns a new row and never looks at anything else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rma_mocks.core.entities import UNASSIGNED, Comment, Mail, ReturnItem, Rma, TimelineEntry
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.lifecycle.legality import Act, ImpossibleWish, check, refuse
from rma_mocks.returnlogic.settings import Policies

AUTOMATION, WAREHOUSE, CARRIER, SHOPPER = "automation", "warehouse", "carrier", "shopper"
"""Who does what no member of staff does, as timelines name them."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, when, and what their merchant has decided."""

    by: str
    at: datetime
    policies: Policies


Move = Callable[[Rma, Doing], Rma]


def stepped(rma: Rma, doing: Doing, step: str, detail: str = "", *, status: str | None = None) -> Rma:
    """Return the RMA with one more entry in its timeline, and the status that comes with it."""
    entry = TimelineEntry(step, doing.at, doing.by, detail)
    return rma._replace(timeline=(*rma.timeline, entry), status=status or rma.status)


def mailed(rma: Rma, kind: str, at: datetime) -> Rma:
    """Return the RMA with one more mail to the shopper. Contract: the kinds are documented (RL-MAIL-1)."""
    return rma._replace(mails=(*rma.mails, Mail(kind, at)))


def authorize(rma: Rma, doing: Doing) -> Rma:
    """Authorise what was requested; the label, which was there all along, goes out now (documented; RL-LIFE-14)."""
    check(Act.AUTHORIZE, rma, doing.policies)
    done = stepped(rma, doing, stages.AUTHORIZED, status=stages.AUTHORIZED)
    done = mailed(done, "RMA Success", doing.at)
    return mailed(done, "Shipping Information", doing.at) if rma.label else done


def reject(rma: Rma, doing: Doing) -> Rma:
    """Reject what was requested, for good."""
    return reject_because("")(rma, doing)


def reject_because(reason: str) -> Move:
    """Return the move that rejects what was requested, for good, with a reason that the timeline keeps.

    Contract: that a reason may be given is assumed (RL-API-2).
    """

    def move(rma: Rma, doing: Doing) -> Rma:
        check(Act.REJECT, rma, doing.policies)
        done = stepped(rma, doing, stages.REJECTED, reason, status=stages.REJECTED)
        return mailed(done, "RMA Rejected", doing.at)

    return move


def resend_label(rma: Rma, doing: Doing) -> Rma:
    """Mail the label once more. Contract: the mail is documented (RL-MAIL-1), the call for it assumed (RL-API-3)."""
    check(Act.RESEND, rma, doing.policies)
    return mailed(stepped(rma, doing, "Label resent"), "Shipping Information", doing.at)


def cancel(rma: Rma, doing: Doing) -> Rma:
    """Cancel it, by staff or shopper."""
    check(Act.CANCEL, rma, doing.policies)
    return stepped(rma, doing, stages.CANCELED, status=stages.CANCELED)


def abandon(rma: Rma, doing: Doing) -> Rma:
    """Give up on what nobody ever sent."""
    check(Act.ABANDON, rma, doing.policies)
    return stepped(rma, doing, stages.ABANDONED, status=stages.ABANDONED)


def scan(rma: Rma, doing: Doing) -> Rma:
    """Scan the label, with which the parcel is in transit."""
    check(Act.SCAN, rma, doing.policies)
    return stepped(rma, doing, stages.IN_TRANSIT, status=stages.IN_TRANSIT)


def deliver(rma: Rma, doing: Doing) -> Rma:
    """Deliver the parcel; where some of it is processed already, only the timeline says so."""
    check(Act.DELIVER, rma, doing.policies)
    status = rma.status if stages.is_in_processing(rma) else stages.DELIVERED
    return stepped(rma, doing, stages.DELIVERED, status=status)


def receive(item_id: int, quantity: int, disposition: str | None = None, comment: str | None = None) -> Move:
    """Return the move with which the warehouse receives so many pieces of one item, with its verdict on them.

    Raises:
        ImpossibleWish: From the move, when that makes no sense.
    """

    def move(rma: Rma, doing: Doing) -> Rma:
        check(Act.RECEIVE, rma, doing.policies)
        item = item_of(rma, item_id)
        left = item.quantity - item.handling.received
        if not 1 <= quantity <= left:
            raise ImpossibleWish("quantity", f"{left} of {item.product} can still be received, not {quantity}")
        _check_disposition(disposition, doing.policies)
        handling = item.handling._replace(
            received=item.handling.received + quantity,
            disposition=disposition or item.handling.disposition or UNASSIGNED,
            comment=comment or item.handling.comment,
        )
        done = stages.with_item(rma, item_id, lambda row: row._replace(handling=handling))
        what = f"{quantity} of {item.product}, {handling.disposition}"
        return _arrived(done, doing, what)

    return move


def inspect(item_id: int, disposition: str, comment: str | None = None) -> Move:
    """Return the move with which the warehouse says what it thinks of an item that it has received already.

    Raises:
        ImpossibleWish: From the move, when nothing of it was received, or there is no such disposition.

    Contract: disposition and comment of each received item are documented (RL-DISP-1), when they may change is not.
    """

    def move(rma: Rma, doing: Doing) -> Rma:
        check(Act.INSPECT, rma, doing.policies)
        item = item_of(rma, item_id)
        _check_disposition(disposition, doing.policies)
        if not item.handling.received:
            raise ImpossibleWish("item_id", f"nothing of {item.product} has been received yet")
        handling = item.handling._replace(disposition=disposition, comment=comment or item.handling.comment)
        if handling == item.handling:
            return rma
        done = stages.with_item(rma, item_id, lambda row: row._replace(handling=handling))
        return stepped(done, doing, "Inspected", f"{item.product}, {disposition}")

    return move


def set_approval(item_id: int, *, is_approved: bool) -> Move:
    """Return the move with which staff approves an item, or no longer does."""

    def move(rma: Rma, doing: Doing) -> Rma:
        check(Act.APPROVE, rma, doing.policies)
        item = item_of(rma, item_id)
        if item.handling.processed is not None:
            raise refuse(Act.APPROVE, rma, "RL-LIFE-15", f"{item.product} is processed")
        if item.handling.is_approved is is_approved:
            return rma
        handling = item.handling._replace(is_approved=is_approved)
        done = stages.with_item(rma, item_id, lambda row: row._replace(handling=handling))
        done = stepped(done, doing, "Approved" if is_approved else "Unapproved", item.product)
        return _arrived(done, doing, "") if stages.arrival(done) else done

    return move


def process(return_type: str | None = None, *, is_automated: bool = False) -> Move:
    """Return the move with which one return type is processed, or all that are left; automation does so at any time.

    Approved items are settled, the others are closed without anything (documented; RL-LIFE-15).
    """

    def move(rma: Rma, doing: Doing) -> Rma:
        if not is_automated:
            check(Act.PROCESS, rma, doing.policies)
        items = stages.left_to_process(rma, return_type)
        if not items:
            raise ImpossibleWish("return_type", f"RMA {rma.id} has no {return_type} item that is left to process")
        done = rma
        for item in items:
            handling = item.handling._replace(processed=doing.policies.processing)
            done = stages.with_item(done, item.id, lambda row, new=handling: row._replace(handling=new))  # type: ignore[misc]
        kinds = " + ".join(dict.fromkeys(item.return_type for item in items))
        step = stages.PARTIALLY_PROCESSED if stages.left_to_process(done) else stages.PROCESSED
        return stepped(done, doing, step, f"{kinds}, {doing.policies.processing}", status=step)

    return move


def complete(rma: Rma, doing: Doing) -> Rma:
    """Complete it, for good."""
    check(Act.COMPLETE, rma, doing.policies)
    return mailed(stepped(rma, doing, stages.COMPLETE, status=stages.COMPLETE), "RMA Completed", doing.at)


def archive(rma: Rma, doing: Doing) -> Rma:
    """Put a completed one out of sight."""
    check(Act.ARCHIVE, rma, doing.policies)
    return stepped(rma, doing, "Archived")._replace(archived=True)


def comment_on(text: str) -> Move:
    """Return the move that notes something on an RMA as a whole, in whatever state it is."""

    def move(rma: Rma, doing: Doing) -> Rma:
        return rma._replace(comments=(*rma.comments, Comment(text, doing.at, doing.by)))

    return move


def item_of(rma: Rma, item_id: int) -> ReturnItem:
    """Return one item of an RMA.

    Raises:
        ImpossibleWish: When it has no such item.
    """
    for item in rma.items:
        if item.id == item_id:
            return item
    raise ImpossibleWish("item_id", f"RMA {rma.id} has no item {item_id}")


def _check_disposition(disposition: str | None, policies: Policies) -> None:
    known = dict.fromkeys([*policies.dispositions, UNASSIGNED])
    if disposition is not None and disposition not in known:
        raise ImpossibleWish("disposition", f"{disposition!r} is none of {', '.join(known)}")


def _arrived(rma: Rma, doing: Doing, what: str) -> Rma:
    """Say how much has arrived: in the status, or only in the timeline where some of it is processed already."""
    step = stages.RECEIVED if stages.is_all_there(rma) else stages.PARTIALLY_RECEIVED
    if not what and step == stages.arrival(rma):
        return rma
    return stepped(rma, doing, step, what, status=rma.status if stages.is_in_processing(rma) else step)
