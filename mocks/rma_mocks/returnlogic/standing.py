"""Where an RMA stands in its life, what comes next and what may be done with it: what pages show and never guess."""

from collections.abc import Iterator
from typing import Any

from rma_mocks.core.clock import stamp
from rma_mocks.core.entities import NO_SHIPPING, Rma
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.lifecycle.legality import Act, IllegalMove, check
from rma_mocks.returnlogic.lifecycle.moves import AUTOMATION
from rma_mocks.returnlogic.settings import Policies

_BY_PEOPLE = tuple(act for act in Act if act not in {Act.ABANDON, Act.ARCHIVE, Act.RESEND})
"""What pages offer; the rest only the clock does, or the API."""

_ENDED = stages.FINAL - {stages.COMPLETE}
_NEXT = {
    stages.REQUESTED: "Staff authorises or rejects it.",
    stages.AUTHORIZED: "The shopper hands in the parcel, and the carrier scans its label.",
    stages.IN_TRANSIT: "The carrier delivers the parcel.",
    stages.DELIVERED: "The warehouse receives the items in Collector.",
    stages.PARTIALLY_RECEIVED: "The warehouse receives the rest in Collector.",
    stages.PROCESSED: "Staff completes it.",
    stages.COMPLETE: "Nothing: a complete RMA is permanent.",
    stages.REJECTED: "Nothing: a rejection is final, and its items cannot be returned again.",
    stages.CANCELED: "Nothing: it was canceled, and its items can be returned again.",
    stages.ABANDONED: "Nothing: it was given up, and its items can be returned again.",
}


def refusals(rma: Rma, policies: Policies) -> dict[str, str | None]:
    """Return for each act why it cannot be done now, None where it can; acts in the order of an RMA's life."""
    return {act.name.lower(): _why_not(act, rma, policies) for act in _BY_PEOPLE}


def _why_not(act: Act, rma: Rma, policies: Policies) -> str | None:
    try:
        check(act, rma, policies)
    except IllegalMove as refusal:
        return str(refusal)
    return None


def life(rma: Rma) -> list[dict[str, Any]]:
    """Return the steps of an RMA's life in order, each `done`, `now`, `passed` (left out) or `ahead`, with its time.

    Contract: the statuses are documented or observed (RL-STATUS-1), their order is assumed (RL-LIFE-4, RL-LIFE-6).
    """
    at = {entry.step: entry.at for entry in rma.timeline}
    at.setdefault(stages.REQUESTED, rma.created_at)
    steps = list(_steps(rma))
    here = rma.status if rma.status in steps else max((step for step in steps if step in at), key=steps.index)
    rows = []
    for place, step in enumerate(steps):
        state = "done" if step in at or _is_behind(rma, step) else "ahead"
        if step == here:
            state = "done" if rma.status in stages.FINAL else "now"
        elif state == "done" and step not in at:
            state = "passed"
        elif state == "ahead" and rma.status in _ENDED:
            continue
        rows.append({"step": step, "state": state, "at": stamp(at[step]) if step in at else None, "place": place})
    return rows


def _steps(rma: Rma) -> Iterator[str]:
    """Tell what an RMA passes through, with what it is now, and without what it never met."""
    authorised_by = next((entry.by for entry in rma.timeline if entry.step == stages.AUTHORIZED), None)
    if authorised_by != AUTOMATION:
        yield stages.REQUESTED
    yield stages.AUTHORIZED
    if rma.shipping_type != NO_SHIPPING:
        yield from (stages.IN_TRANSIT, stages.DELIVERED)
        yield from _partly(rma, stages.PARTIALLY_RECEIVED)
        yield stages.RECEIVED
    yield from _partly(rma, stages.PARTIALLY_PROCESSED)
    yield from (stages.PROCESSED, stages.COMPLETE)
    if rma.status in _ENDED:
        yield rma.status


def _partly(rma: Rma, step: str) -> Iterator[str]:
    if rma.status == step:
        yield step


def _is_behind(rma: Rma, step: str) -> bool:
    return step in stages.ON_ITS_WAY and rma.shipping_type != NO_SHIPPING and stages.has_come_to(rma, step)


def what_comes_next(rma: Rma, policies: Policies) -> str:
    """Return in a sentence or two what an RMA waits for."""
    if rma.status in stages.FINAL:
        return _NEXT[rma.status]
    left = list(dict.fromkeys(item.return_type for item in stages.left_to_process(rma)))
    said = _NEXT.get(rma.status)
    if rma.shipping_type == NO_SHIPPING and rma.status == stages.AUTHORIZED:
        said = f"Nothing is sent back; staff processes {_listed(left)}."
    elif rma.label is None and rma.status == stages.AUTHORIZED:
        said = "The shopper sends the parcel without our label; the warehouse receives the items in Collector."
    elif rma.status == stages.RECEIVED:
        said = f"Staff processes {_listed(left)}."
    elif rma.status == stages.PARTIALLY_PROCESSED:
        is_there = stages.has_come_to(rma, stages.RECEIVED)
        said = f"Staff processes {_listed(left)}{'' if is_there else ' once it was received'}."
    return " ".join([said or "", *_of_itself(left, policies)]).strip()


def _of_itself(left: list[str], policies: Policies) -> Iterator[str]:
    for kind in left:
        row = policies.automation_of(kind)
        if row is not None:
            yield f"Automation processes {kind} at {row.at}{' and then completes it' if row.completes else ''}."


def _listed(kinds: list[str]) -> str:
    return " and ".join(kinds)
