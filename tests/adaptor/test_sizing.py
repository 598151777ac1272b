"""What a person's returns say of sizes."""

from typing import Any

import pytest

from rma_adaptor.returnlogic import ProductFacts, Rma
from rma_adaptor.returnlogic.models import newest_first
from rma_adaptor.sentences.sizing import fits_of, sizing_sentence


def returned(number: int, *items: dict[str, Any], on: str | None = None, **changes: Any) -> Rma:
    day = on or f"2026-02-{number:02}"
    return Rma.model_validate(
        {"rlRmaId": number, "workflowStatus": "Complete", "timeline": {"createDate": f"{day}T12:00:00Z"}}
        | {"rmaItems": list(items)}
        | changes
    )


def item(
    product: str = "Basecamp Hoodie", size: str | None = "M", reason: str = "Too Small", **more: Any
) -> dict[str, Any]:
    variant = {"variantName": f"Oat / {size}"} if size else {}
    return {"name": product, "returnReasonDescription": reason, "returnType": "Refund", **variant, **more}


def said(*rows: Rma, is_complete: bool = True, facts: dict[str, ProductFacts] | None = None) -> str:
    return sizing_sentence(fits_of(newest_first(rows)), is_complete=is_complete, facts=facts or {})


def test_one_return_names_product_size_reason_and_day() -> None:
    assert said(returned(1, item())) == "Basecamp Hoodie: Too Small in M (return of 2026-02-01)."


def test_several_returns_are_counted_against_all_of_the_product() -> None:
    rows = (returned(1, item(size="S")), returned(5, item(size="M")), returned(9, item(size="L", reason="Quality")))

    assert said(*rows) == "Basecamp Hoodie: Too Small in S and M (2 of 3 pieces in returns, since 2026-02-01)."


def test_pieces_are_counted_not_lines() -> None:
    rows = (returned(1, item(quantity=2)), returned(2, item(quantity=1, reason="Quality")))

    assert "(2 of 3 pieces" in said(*rows)


@pytest.mark.parametrize("reason", ["Quality", "Damage", "Wrong size", "", "Other"])
def test_without_a_reason_about_size_nothing_is_said(reason: str) -> None:
    assert said(returned(1, item(reason=reason))) == ""


def test_without_returns_nothing_is_said() -> None:
    assert said() == ""


def test_an_item_without_a_product_says_nothing() -> None:
    assert said(returned(1, item(product=""))) == ""


@pytest.mark.parametrize("status", ["Rejected", "Canceled", "Abandoned", "deleted"])
def test_a_return_that_was_taken_back_is_no_evidence(status: str) -> None:
    assert said(returned(1, item(), workflowStatus=status)) == ""


def test_a_deleted_return_is_no_evidence() -> None:
    assert said(returned(1, item(), isDeleted=True)) == ""


def test_too_small_and_too_big_in_other_sizes_are_both_said() -> None:
    rows = (returned(1, item(size="S")), returned(2, item(size="XL", reason="Too Big")))

    assert said(*rows) == (
        "Basecamp Hoodie: Too Small in S and Too Big in XL (2 of 2 pieces in returns, since 2026-02-01)."
    )


@pytest.mark.parametrize(("small", "big"), [("M", "M"), ("L", "S"), ("Regular", "Regular")])
def test_contradicting_returns_say_so(small: str, big: str) -> None:
    sentence = said(returned(1, item(size=small)), returned(2, item(size=big, reason="Too Big")))

    assert sentence.endswith(": no size follows from that.")


def test_a_size_that_is_not_named_is_not_invented() -> None:
    assert (
        said(returned(1, item(size=None))) == "Basecamp Hoodie: Too Small in a size not named (return of 2026-02-01)."
    )


def test_a_return_without_a_date_has_none() -> None:
    assert said(returned(1, item(), timeline=None)) == "Basecamp Hoodie: Too Small in M (one return, undated)."


def test_what_may_be_incomplete_says_that_it_is_what_was_read() -> None:
    sentence = said(returned(1, item()), is_complete=False)

    assert sentence == "Basecamp Hoodie: Too Small in M (1 of 1 piece in the returns read, since 2026-02-01)."


def test_the_latest_complaint_comes_first_and_many_products_are_counted() -> None:
    rows = [returned(day, item(product=f"Product {day}")) for day in range(1, 6)]

    sentence = said(*rows)

    assert sentence.index("Product 5") < sentence.index("Product 4") < sentence.index("Product 3")
    assert sentence.endswith(" And 2 more products.")


def test_long_names_and_many_sizes_stay_short() -> None:
    rows = [returned(day, item(product="Ö" * 900, size=f"{day}{'x' * 300}")) for day in range(1, 12)]

    sentence = said(*rows)

    assert len(sentence) < 300
    assert " and 7 more (" in sentence


@pytest.mark.parametrize(
    ("pieces", "ending"),
    [
        (63, "All shoppers: of 63 returned 38% Too Small, 12% Too Big."),
        (4, "(return of 2026-02-01)."),
    ],
)
def test_all_shoppers_returns_are_told_where_they_are_known_and_not_few(pieces: int, ending: str) -> None:
    facts = ProductFacts(("S", "M"), (), pieces, too_small=0.381, too_big=0.12)  # type: ignore[arg-type]

    assert said(returned(1, item()), facts={"basecamp hoodie": facts}).endswith(ending)
