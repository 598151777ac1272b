"""What an agent can offer after a person's returns."""

from decimal import Decimal
from typing import Any

import pytest

from rma_adaptor.returnlogic import ProductFacts, Rma, Variant
from rma_adaptor.returnlogic.models import newest_first
from rma_adaptor.sentences.sizing import fits_of
from rma_adaptor.sentences.suggesting import suggestion_sentence


def returned(number: int, *items: dict[str, Any], status: str = "Authorized", **changes: Any) -> Rma:
    row = {"rlRmaId": number, "workflowStatus": status, "timeline": {"createDate": f"2026-02-{number:02}T12:00:00Z"}}
    return Rma.model_validate(row | {"totals": {"refund": {"total": 62}}, "rmaItems": list(items)} | changes)


def item(size: str | None = "M", reason: str = "Too Small", kind: str | None = "Refund", **more: Any) -> dict[str, Any]:
    return {
        "name": "Basecamp Hoodie",
        "variantName": size and f"Oat / {size}",
        "sku": f"BCH-OAT-{size}",
        "returnReasonDescription": reason,
        "returnType": kind,
        **more,
    }


def suggested(*rows: Rma, facts: ProductFacts | None = None, is_complete: bool = True) -> str:
    newest = newest_first(rows)
    known = {"basecamp hoodie": facts} if facts else {}
    return suggestion_sentence(newest, fits_of(newest), is_complete=is_complete, currency="USD", facts=known)


def hoodies(*, stock: int = 4, more: str = "0") -> ProductFacts:
    sizes = ("S", "M", "L", "XL")
    variants = [
        Variant.model_validate(
            {
                "sku": f"BCH-{color[:3].upper()}-{size}",
                "variantName": f"{color} / {size}",
                "color": color,
                "size": size,
                "price": Decimal(62) + (Decimal(more) if size == "L" else 0),
                "stock": stock,
            }
        )
        for color in ("Oat", "Slate")
        for size in sizes
    ]
    return ProductFacts(sizes, tuple(variants))


def test_a_refund_that_is_not_paid_yet_may_become_an_exchange_for_another_size() -> None:
    assert suggested(returned(7, item())) == (
        "Offer to exchange the Basecamp Hoodie for a size up from M instead of the $62.00 refund (RMA 7, Authorized)."
    )


def test_what_was_too_big_leads_a_size_down() -> None:
    assert "for a size down from L instead" in suggested(returned(7, item("L", "Too Big")))


def test_of_several_sizes_the_outermost_counts() -> None:
    rows = (returned(1, item("S"), status="Complete"), returned(7, item("M")))

    assert "a size up from M" in suggested(*rows)


def test_between_two_sizes_that_did_not_fit_lies_one_that_may() -> None:
    rows = (returned(1, item("S"), status="Complete"), returned(7, item("XL", "Too Big")))

    assert "for a size between S and XL" in suggested(*rows)


@pytest.mark.parametrize(
    ("small", "big"),
    [
        pytest.param("M", "M", id="one size both ways"),
        pytest.param("L", "S", id="the wrong way round"),
        pytest.param("M", "L", id="nothing lies between"),
        pytest.param("Regular", "Tall", id="nobody knows which is larger"),
        pytest.param(None, "L", id="a size that is not named"),
    ],
)
def test_contradicting_returns_suggest_nothing(small: str | None, big: str) -> None:
    assert suggested(returned(1, item(small)), returned(7, item(big, "Too Big"))) == ""


def test_sizes_that_cannot_be_compared_suggest_nothing() -> None:
    assert suggested(returned(1, item("Regular")), returned(7, item("Tall"))) == ""


@pytest.mark.parametrize("status", ["Partially Processed", "Processed", "Complete", "Something New"])
def test_once_it_may_be_paid_it_is_only_for_the_next_one(status: str) -> None:
    assert suggested(returned(7, item(), status=status)) == (
        "For another Basecamp Hoodie suggest a size up from M (Too Small in M, RMA 7)."
    )


def test_the_refund_of_an_archived_return_is_not_exchanged_any_more() -> None:
    assert suggested(returned(7, item(), archived=True)) == (
        "For another Basecamp Hoodie suggest a size up from M (Too Small in M, RMA 7)."
    )


def test_an_exchange_under_way_is_said_with_what_comes() -> None:
    row = returned(7, item(kind="Exchange", exchangeVariantName="Oat / L"), status="In Transit")

    assert suggested(row) == "An exchange of the Basecamp Hoodie for Oat / L is under way (RMA 7, In Transit)."


def test_an_exchange_for_nobody_knows_what_is_to_be_looked_at() -> None:
    assert suggested(returned(7, item(kind="Exchange"))).endswith("; see that it is for a size up from M.")


def test_what_was_taken_in_exchange_and_has_not_come_back_is_suggested() -> None:
    row = returned(7, item(kind="Exchange", exchangeVariantName="Oat / L"), status="Complete")

    assert suggested(row) == (
        "For another Basecamp Hoodie suggest Oat / L, taken in exchange (RMA 7) and not returned since."
    )


def test_what_was_taken_in_exchange_and_came_back_or_may_have_is_not_suggested() -> None:
    row = returned(7, item(kind="Exchange", exchangeVariantName="Oat / L"), status="Complete")
    back = returned(9, item("L", "Quality"), status="Complete")

    assert "taken in exchange" not in suggested(row, back)
    assert "taken in exchange" not in suggested(row, is_complete=False)


def test_what_came_back_under_its_name_in_other_letters_came_back() -> None:
    row = returned(7, item(kind="Exchange", exchangeVariantName="Oat / L"), status="Complete")
    back = returned(9, item("L", "Quality", name="basecamp HOODIE", variantName="oat / l"), status="Complete")

    assert "taken in exchange" not in suggested(row, back)


def test_store_credit_is_offered_another_size_too() -> None:
    assert " instead of store credit (RMA 7" in suggested(returned(7, item(kind="Store Credit / Gift Card")))


def test_a_warranty_is_no_matter_of_size() -> None:
    assert suggested(returned(7, item(kind="Warranty"))) == ""


def test_an_amount_that_is_not_this_items_alone_is_not_named() -> None:
    sentence = suggested(returned(7, item(), item("One Size", "Quality")))

    assert "instead of the refund (" in sentence


def test_the_amount_is_in_the_returns_currency() -> None:
    assert "the \u20ac62.00 refund" in suggested(returned(7, item(), currency="EUR"))


def test_store_credit_taken_before_is_offered_in_place_of_a_refund() -> None:
    credit = returned(
        1, item(reason="Quality", kind="Store Credit"), status="Complete", totals={"giftCard": {"total": "30"}}
    )

    assert suggested(credit, returned(7, item(reason="Style"))) == (
        "Offer store credit instead of the $62.00 refund (RMA 7, Authorized): $30.00 of it was taken before (RMA 1)."
    )


@pytest.mark.parametrize("status", ["Rejected", "Canceled", "Abandoned", "Authorized"])
def test_store_credit_that_was_not_given_is_no_evidence(status: str) -> None:
    credit = returned(1, item(reason="Quality"), status=status, totals={"giftCard": {"total": "30"}}, archived=True)

    assert suggested(credit, returned(7, item(reason="Style"))) == ""


def test_without_evidence_nothing_is_suggested() -> None:
    assert (suggested(), suggested(returned(7, item(reason="Quality")))) == ("", "")


def test_the_next_size_in_stock_is_named_with_its_price() -> None:
    row = returned(7, item())

    assert suggested(row, facts=hoodies()) == (
        "Offer to exchange the Basecamp Hoodie for L instead of the $62.00 refund (RMA 7, Authorized): "
        "Oat / L is in stock (4), same price."
    )
    assert suggested(row, facts=hoodies(more="3.5")).endswith("in stock (4), $3.50 more.")
    assert suggested(row, facts=hoodies(more="-3.5")).endswith("in stock (4), $3.50 less.")


def test_a_size_that_is_out_of_stock_is_not_offered() -> None:
    assert suggested(returned(7, item()), facts=hoodies(stock=0)) == (
        "Basecamp Hoodie: L would be next (Too Small in M, RMA 7), but Oat / L is out of stock."
    )


@pytest.mark.parametrize(
    ("size", "reason", "sentence"),
    [
        ("XL", "Too Small", "There is no Basecamp Hoodie above XL."),
        ("S", "Too Big", "There is no Basecamp Hoodie below S."),
    ],
)
def test_beyond_the_last_size_there_is_nothing_to_offer(size: str, reason: str, sentence: str) -> None:
    assert suggested(returned(7, item(size, reason)), facts=hoodies()) == sentence


def test_nothing_lies_between_two_sizes_next_to_each_other() -> None:
    rows = (returned(1, item("M")), returned(7, item("L", "Too Big")))

    assert suggested(*rows, facts=hoodies()) == ""


def test_a_size_that_the_product_does_not_have_any_more_says_what_the_returns_say() -> None:
    assert "for a size up from XXS instead" in suggested(returned(7, item("XXS")), facts=hoodies())


def test_a_variant_that_is_not_known_any_more_has_no_stock() -> None:
    assert suggested(returned(7, item(sku="OLD-1")), facts=hoodies()).endswith("(RMA 7, Authorized).")


def test_long_texts_stay_short() -> None:
    long = item("y" * 900, name="x" * 900, exchangeVariantName="z" * 900, kind="Exchange")

    assert len(suggested(returned(7, long, rlRmaId="9" * 900))) < 300
