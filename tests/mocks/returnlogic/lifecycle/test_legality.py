"""What may be done in which status is the contract's table, and each refusal names its rule."""

from collections.abc import Callable

import pytest

from rma_mocks.core.entities import NO_SHIPPING, STATUSES, Rma
from rma_mocks.returnlogic.lifecycle.legality import Act, IllegalMove, check
from rma_mocks.returnlogic.settings import Policies

OPEN = ("Requested", "Authorized", "In Transit", "Delivered", "Partially Received", "Received")
ON_ITS_WAY = ("Authorized", "In Transit", "Delivered", "Partially Received", "Received")
IN_PROCESSING = ("Partially Processed", "Processed")
MAY: dict[Act, tuple[str, ...]] = {
    Act.AUTHORIZE: ("Requested",),
    Act.REJECT: ("Requested",),
    Act.CANCEL: ("Requested", "Authorized"),
    Act.ABANDON: ("Requested", "Authorized"),
    Act.SCAN: ("Authorized",),
    Act.DELIVER: ("In Transit",),
    Act.RECEIVE: (*ON_ITS_WAY, *IN_PROCESSING),
    Act.INSPECT: ("Partially Received", "Received", *IN_PROCESSING),
    Act.APPROVE: (*ON_ITS_WAY, "Partially Processed"),
    Act.PROCESS: ("Received", "Partially Processed"),
    Act.COMPLETE: ("Processed",),
    Act.ARCHIVE: ("Complete",),
    Act.DELETE: OPEN,
    Act.RESEND: (*ON_ITS_WAY, *IN_PROCESSING),
}


def refusal(act: Act, rma: Rma, policies: Policies | None = None) -> IllegalMove | None:
    try:
        check(act, rma, policies or Policies())
    except IllegalMove as refused:
        return refused
    return None


def may(act: Act, rma: Rma, policies: Policies | None = None) -> bool:
    return refusal(act, rma, policies) is None


@pytest.mark.parametrize("act", Act)
def test_each_refusal_says_what_cannot_be_done_with_which_rma_and_by_which_rule(
    act: Act, in_status: Callable[[str], Rma]
) -> None:
    refused = {status: refusal(act, in_status(status)) for status in STATUSES}

    told = {status: (row.rule, str(row)) for status, row in refused.items() if row}
    begin = f"Cannot {act} RMA 1: it is "
    assert [
        row for status, row in told.items() if not row[1].startswith(f"{begin}{status}, and ") or row[0] not in row[1]
    ] == []


@pytest.mark.parametrize("act", Act)
def test_each_act_may_be_done_where_the_contract_says_and_nowhere_else(
    act: Act, in_status: Callable[[str], Rma]
) -> None:
    assert [status for status in STATUSES if may(act, in_status(status))] == [
        status for status in STATUSES if status in MAY[act]
    ]


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        ("Complete", "RL-LIFE-3"),
        ("Rejected", "RL-LIFE-2"),
        ("Canceled", "RL-LIFE-10"),
        ("Abandoned", "RL-LIFE-11"),
    ],
)
def test_what_is_final_says_by_which_rule(status: str, rule: str, in_status: Callable[[str], Rma]) -> None:
    with pytest.raises(IllegalMove) as refused:
        check(Act.CANCEL, in_status(status), Policies())

    assert refused.value.rule == rule


def test_a_merchant_may_cancel_until_something_is_processed(in_status: Callable[[str], Rma]) -> None:
    policies = Policies(cancel_until="processed")

    assert [status for status in STATUSES if may(Act.CANCEL, in_status(status), policies)] == list(OPEN)


def test_a_merchant_may_delete_nothing_after_authorisation(in_status: Callable[[str], Rma]) -> None:
    policies = Policies(delete_until="authorized")

    assert [status for status in STATUSES if may(Act.DELETE, in_status(status), policies)] == ["Requested"]


@pytest.mark.parametrize("act", [Act.SCAN, Act.DELIVER, Act.RECEIVE, Act.INSPECT])
def test_nothing_is_sent_with_no_shipping(act: Act, in_status: Callable[[str], Rma]) -> None:
    with pytest.raises(IllegalMove, match="with No Shipping nothing is sent back"):
        check(act, in_status("Authorized")._replace(shipping_type=NO_SHIPPING), Policies())


def test_without_a_label_there_is_nothing_to_scan(in_status: Callable[[str], Rma]) -> None:
    with pytest.raises(IllegalMove, match="it has no label"):
        check(Act.SCAN, in_status("Authorized")._replace(label=None), Policies())


def test_nothing_is_archived_twice(in_status: Callable[[str], Rma]) -> None:
    assert not may(Act.ARCHIVE, in_status("Complete")._replace(archived=True))
