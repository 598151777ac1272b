"""What is held back for shipping is held back once, exactly, and never more than there is."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.core.entities import RETURN_TYPES, SHIPPING_TYPES, ReturnItem, Rma
from rma_mocks.core.money import payable
from rma_mocks.core.products import Variant
from rma_mocks.returnlogic.amounts import shipping_of, with_deduction
from rma_mocks.returnlogic.settings import Policies, Shipping

Returns = Callable[..., Rma]
DUE = {"Fixed Deduction": Decimal("5.00"), "Full Deduction": Decimal("7.50")}


def item(kind: str, amount: Decimal, reason: str = "TS") -> ReturnItem:
    return ReturnItem(1, Variant("A", "B", "C", None, None, amount), 1, kind, reason, None, amount)


amounts = st.decimals(0, 100, places=2)
items = st.lists(st.builds(item, st.sampled_from(RETURN_TYPES), amounts), min_size=1, max_size=5)


@given(rows=items, kind=st.sampled_from(SHIPPING_TYPES), currency=st.sampled_from(["USD", "JPY"]))
def test_amounts_and_deductions_add_up_and_are_held_back_from_money_only(
    rows: list[ReturnItem], kind: str, currency: str
) -> None:
    done = with_deduction(Policies(), kind, rows, currency)

    assert [new.amount + new.deduction for new in done] == [old.amount for old in rows]
    assert all(row.amount >= 0 <= row.deduction for row in done)
    held = sum((row.deduction for row in done), Decimal(0))
    paid = sum((row.amount for row in rows if row.return_type in {"Refund", "Store Credit"}), Decimal(0))
    assert held == min(payable(DUE.get(kind, Decimal(0)), currency), paid)
    assert all(row.deduction == 0 for row in done if row.return_type in {"Exchange", "Warranty"})


def test_refunds_pay_before_store_credit() -> None:
    rows = [item("Store Credit", Decimal(9)), item("Refund", Decimal(3)), item("Refund", Decimal(1))]

    done = with_deduction(Policies(), "Full Deduction", rows, "USD")

    assert [row.deduction for row in done] == [Decimal("3.50"), Decimal(3), Decimal(1)]


@pytest.mark.parametrize(
    ("types", "of_all"),
    [
        (["No Shipping", "No Shipping"], "No Shipping"),
        (["No Shipping", "Full Deduction"], "Full Deduction"),
        (["Full Deduction", "Fixed Deduction"], "Fixed Deduction"),
        (["Customer", "Full Deduction"], "Full Deduction"),
        (["Customer", "No Shipping"], "Customer"),
        (["Full Deduction", "Free Shipping"], "Free Shipping"),
    ],
)
def test_of_several_shipping_types_the_one_holds_that_costs_the_shopper_least(types: list[str], of_all: str) -> None:
    shipping = tuple(Shipping(of, kind) for of, kind in zip(("Refund", "Exchange"), types, strict=True))
    rows = [item(kind, Decimal(9)) for kind in ("Refund", "Exchange")]

    assert shipping_of(Policies(shipping=shipping), rows) == of_all


def test_shipping_types_may_be_attached_to_reasons() -> None:
    policies = Policies(shipping_by="reason", shipping=(Shipping("TS", "Customer"), Shipping("Refund", "No Shipping")))

    assert shipping_of(policies, [item("Refund", Decimal(9))]) == "Customer"
    assert shipping_of(policies, [item("Refund", Decimal(9), "DM")]) == "Free Shipping"


@pytest.mark.parametrize(
    ("kind", "has_label", "mails"),
    [
        ("Free Shipping", True, ["RMA Success", "Shipping Information"]),
        ("Full Deduction", True, ["RMA Success", "Shipping Information"]),
        ("No Shipping", False, ["RMA Success"]),
        ("Customer", False, ["RMA Success"]),
    ],
)
def test_without_a_parcel_of_the_merchants_there_is_no_label(
    *, kind: str, has_label: bool, mails: list[str], returns: Returns
) -> None:
    rma = returns(shipping=(Shipping("Refund", kind),))

    assert (rma.shipping_type, rma.label is not None, [mail.kind for mail in rma.mails]) == (kind, has_label, mails)


def test_yen_have_no_cents(returns: Returns) -> None:
    more: dict[str, Any] = {"order": {"currency": "JPY"}, "shipping": (Shipping("Refund", "Full Deduction"),)}

    assert returns(**more).items[0].deduction == Decimal(7)
