"""What may be done with an RMA, as it stands: one table, and the sentence and rule of every refusal."""

from collections.abc import Mapping
from enum import StrEnum

from rma_mocks.core.entities import NO_SHIPPING, Rma
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.settings import Policies


class Act(StrEnum):
    """What is done with an RMA; each is a verb that fits into a sentence."""

    AUTHORIZE = "authorise"
    REJECT = "reject"
    CANCEL = "cancel"
    ABANDON = "abandon"
    SCAN = "scan the label of"
    DELIVER = "deliver"
    RECEIVE = "receive"
    INSPECT = "inspect"
    APPROVE = "approve items of"
    PROCESS = "process"
    COMPLETE = "complete"
    ARCHIVE = "archive"
    DELETE = "delete"
    RESEND = "resend the label of"


class IllegalMove(Exception):
    """What cannot be done with an RMA as it stands; `rule` forbids it.

    Contract: that some steps cannot be undone is documented (RL-LIFE-1, -2, -3); the rest of the order is assumed.
    """

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class ImpossibleWish(Exception):
    """What would make no sense in any state, such as to receive more pieces than are sent back."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


_FROM: Mapping[Act, tuple[frozenset[str], str, str]] = {
    Act.AUTHORIZE: (frozenset({stages.REQUESTED}), "RL-LIFE-1", "only a requested one waits for that, and it is final"),
    Act.REJECT: (frozenset({stages.REQUESTED}), "RL-LIFE-1", "only a requested one waits for that, and it is final"),
    Act.ABANDON: (frozenset({stages.REQUESTED, stages.AUTHORIZED}), "RL-LIFE-11", "its parcel is on its way"),
    Act.SCAN: (frozenset({stages.AUTHORIZED}), "RL-LIFE-4", "a label is scanned once, after it was authorised"),
    Act.DELIVER: (frozenset({stages.IN_TRANSIT}), "RL-LIFE-4", "only a parcel in transit is delivered, and once"),
    Act.RECEIVE: (
        frozenset(
            {
                *(stages.AUTHORIZED, stages.IN_TRANSIT, stages.DELIVERED, stages.PARTIALLY_RECEIVED, stages.RECEIVED),
                *(stages.PARTIALLY_PROCESSED, stages.PROCESSED),
            }
        ),
        "RL-LIFE-6",
        "the warehouse receives what was authorised",
    ),
    Act.INSPECT: (
        frozenset({stages.PARTIALLY_RECEIVED, stages.RECEIVED, stages.PARTIALLY_PROCESSED, stages.PROCESSED}),
        "RL-LIFE-6",
        "the warehouse inspects what it has received",
    ),
    Act.APPROVE: (
        frozenset(
            {
                *(stages.AUTHORIZED, stages.IN_TRANSIT, stages.DELIVERED, stages.PARTIALLY_RECEIVED, stages.RECEIVED),
                stages.PARTIALLY_PROCESSED,
            }
        ),
        "RL-LIFE-15",
        "items are approved between authorisation and processing",
    ),
    Act.COMPLETE: (frozenset({stages.PROCESSED}), "RL-LIFE-7", "every return type is processed first"),
    Act.ARCHIVE: (frozenset({stages.COMPLETE}), "RL-LIFE-13", "only a complete one is archived"),
    Act.RESEND: (
        frozenset(
            {
                *(stages.AUTHORIZED, stages.IN_TRANSIT, stages.DELIVERED, stages.PARTIALLY_RECEIVED, stages.RECEIVED),
                *(stages.PARTIALLY_PROCESSED, stages.PROCESSED),
            }
        ),
        "RL-LIFE-14",
        "its label is not mailed before it is authorised",
    ),
}

_FINAL = {
    stages.COMPLETE: ("RL-LIFE-3", "it is permanent and cannot be edited"),
    stages.REJECTED: ("RL-LIFE-2", "a rejection cannot be undone, and nothing of it can be edited"),
    stages.CANCELED: ("RL-LIFE-10", "that is final"),
    stages.ABANDONED: ("RL-LIFE-11", "that is final"),
}

_STILL_CANCELED = {
    "in_transit": frozenset({stages.REQUESTED, stages.AUTHORIZED}),
    "processed": frozenset(
        {
            *(stages.REQUESTED, stages.AUTHORIZED, stages.IN_TRANSIT, stages.DELIVERED),
            *(stages.PARTIALLY_RECEIVED, stages.RECEIVED),
        }
    ),
}


def refuse(act: Act, rma: Rma, rule: str, why: str) -> IllegalMove:
    """Return the refusal of an act."""
    return IllegalMove(rule, f"Cannot {act} RMA {rma.id}: it is {rma.status}, and {why} ({rule})")


def check(act: Act, rma: Rma, policies: Policies) -> None:
    """Say whether something can be done with an RMA as it stands.

    Raises:
        IllegalMove: When it cannot.
    """
    if rma.status in _FINAL and act is not Act.ARCHIVE:
        rule, why = _FINAL[rma.status]
        raise refuse(act, rma, rule, why)
    match act:
        case Act.CANCEL:
            if rma.status not in _STILL_CANCELED[policies.cancel_until]:
                raise refuse(act, rma, "RL-LIFE-10", "it can be canceled only before that")
        case Act.DELETE:
            if stages.is_in_processing(rma):
                raise refuse(act, rma, "RL-LIFE-12", "what it brought cannot be taken back")
            if policies.delete_until == "authorized" and rma.status != stages.REQUESTED:
                raise refuse(act, rma, "RL-LIFE-12", "this merchant deletes none after authorisation")
        case Act.PROCESS:
            _check_processing(rma)
        case _:
            _check_order(act, rma)


def _check_order(act: Act, rma: Rma) -> None:
    if act is Act.ARCHIVE and rma.archived:
        raise refuse(act, rma, "RL-LIFE-13", "it is archived already")
    if act in {Act.SCAN, Act.DELIVER, Act.RECEIVE, Act.INSPECT} and rma.shipping_type == NO_SHIPPING:
        raise refuse(act, rma, "RL-LIFE-5", "with No Shipping nothing is sent back")
    if act is Act.SCAN and rma.label is None:
        raise refuse(act, rma, "RL-LIFE-4", "it has no label")
    if act is Act.RESEND and rma.label is None:
        raise refuse(act, rma, "RL-API-3", "it has no label")
    allowed, rule, why = _FROM[act]
    if rma.status in allowed or (act is Act.DELIVER and _is_delivered_late(rma)):
        return
    raise refuse(act, rma, rule, why)


def _is_delivered_late(rma: Rma) -> bool:
    """Tell whether a parcel arrives after automation has processed some of it, which the status does not tell."""
    is_on_its_way = stages.has_come_to(rma, stages.IN_TRANSIT) and not stages.has_come_to(rma, stages.DELIVERED)
    return stages.is_in_processing(rma) and is_on_its_way


def _check_processing(rma: Rma) -> None:
    if rma.status == stages.REQUESTED or not stages.has_come_to(rma, stages.RECEIVED):
        raise refuse(Act.PROCESS, rma, "RL-LIFE-7", "staff processes what was received; automation may do so earlier")
    if not stages.left_to_process(rma):
        raise refuse(Act.PROCESS, rma, "RL-LIFE-7", "all of its return types are processed")
