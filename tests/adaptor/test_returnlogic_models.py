"""RMAs as they may come: strings or numbers, missing or null, fields under other names."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rma_adaptor.returnlogic import Rma
from rma_adaptor.returnlogic.models import newest_first


def ids(rows: tuple[Rma, ...]) -> list[str]:
    return [row.id for row in rows]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(1048576, "1048576", id="a number"),
        pytest.param("1048576", "1048576", id="its text"),
        pytest.param(Decimal("1048576.0"), "1048576", id="a number with a point"),
        pytest.param(Decimal("1e999999999"), "1E+999999999", id="a number beyond all reason"),
        pytest.param(" RMA-7/ü ", "RMA-7/ü", id="any other text"),
    ],
)
def test_an_id_is_an_opaque_text(row: Any, number: Any, text: str) -> None:
    assert Rma.model_validate(row(number)).id == text


@pytest.mark.parametrize("number", [None, "", True, {}, ["1"]])
def test_a_row_without_an_id_is_no_rma(row: Any, number: Any) -> None:
    with pytest.raises(ValidationError):
        Rma.model_validate(row(number))


def test_an_amount_too_small_to_see_is_read_as_it_is(row: Any) -> None:
    rma = Rma.model_validate(row(totals={"refund": {"total": Decimal("1e-999999999")}}))

    assert rma.refund == Decimal("1e-999999999")


def test_amounts_are_exact_whether_numbers_or_strings(row: Any) -> None:
    totals = {"refund": {"total": "42.50"}, "exchange": {"total": Decimal("0.1")}, "giftCard": {"total": 3}}

    rma = Rma.model_validate(row(totals=totals))

    assert (rma.refund, rma.exchange, rma.gift_card) == (Decimal("42.50"), Decimal("0.1"), Decimal(3))


@pytest.mark.parametrize("total", [None, "", "n/a", "NaN", "Infinity", True, [], {"a": 1}, Decimal("1e99")])
def test_what_is_no_amount_is_left_out(row: Any, total: Any) -> None:
    rma = Rma.model_validate(row(totals={"refund": {"total": total}}))

    assert rma.refund is None


@pytest.mark.parametrize("part", ["totals", "timeline", "shippingLabel", "rmaItems", "_assumed"])
@pytest.mark.parametrize("value", [None, "text", 5, [], [1, None], {}, {"refund": 1, "createDate": {}}])
def test_a_part_of_another_type_is_left_out_and_the_rma_stays(row: Any, part: str, value: Any) -> None:
    rma = Rma.model_validate(row(**{part: value}))

    assert rma.id == "1048576"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-03-01T15:04:05", id="without a zone"),
        pytest.param("2026-03-01T15:04:05Z", id="UTC"),
        pytest.param("2026-03-01T15:04:05.000Z", id="with milliseconds"),
        pytest.param("2026-03-01T10:04:05-05:00", id="with an offset"),
        pytest.param("2026-03-01 15:04:05", id="with a blank"),
        pytest.param("Sun, 01 Mar 2026 15:04:05 GMT", id="of a header"),
        pytest.param("01 Mar 2026 10:04:05 -0500", id="of a mail"),
        pytest.param("Sun Mar 01 2026 16:04:05 GMT+0100 (Central European Standard Time)", id="JavaScript's own"),
        pytest.param("Sunday, March 1, 2026 15:04:05", id="in words"),
        pytest.param("Mar 1, 2026, 3:04:05 PM", id="with half a day"),
        pytest.param("March 1, 2026 10:04:05 AM EST", id="American"),
        pytest.param("Mar. 1 2026 8:04:05.5 am PDT", id="American in summer"),
        pytest.param("1-mar-2026 15:04:05Z", id="with hyphens"),
        pytest.param("2026/03/01 15:04:05", id="year first"),
        pytest.param("03/01/2026 15:04:05", id="month first"),
        pytest.param(" 3/1/2026,  3:04:05 pm ", id="month first, short"),
        pytest.param(1772377445000, id="milliseconds since 1970"),
        pytest.param(1772377445, id="seconds since 1970"),
    ],
)
def test_a_time_is_read_as_utc(row: Any, text: Any) -> None:
    rma = Rma.model_validate(row(timeline={"createDate": text}))

    assert rma.created_at == datetime(2026, 3, 1, 15, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"), [("Mar 1, 2026", 0), ("03/01/2026 12:30 AM", 0), ("2026/3/1 12:30 pm", 12), ("1 Mar 2026", 0)]
)
def test_a_day_begins_at_midnight_and_its_second_half_at_noon(row: Any, text: str, hour: int) -> None:
    created = Rma.model_validate(row(timeline={"createDate": text})).created_at

    assert created is not None
    assert (created.date().isoformat(), created.hour) == ("2026-03-01", hour)


NO_MOMENTS = [
    *("yesterday", "", None, 10**30, "9999-12-31T23:59:59-23:00", True),
    *("31/12/2026", "03/01/26", "Feb 30, 2026", "Foo 1, 2026", "Mar 1, 2026 25:00", "Mar 1, 2026 13:00 PM"),
    *("Mar 1, 2026 soon", "Mar 1, 2026 15:04 MET", "Dec 31, 9999 23:00 EST", "Mar 1, 2026" + " " * 99 + "15:04" * 99),
]


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_a_time_that_cannot_be_read_is_left_out(row: Any, text: Any) -> None:
    rma = Rma.model_validate(row(timeline={"createDate": text}))

    assert rma.created_at is None


def test_fallback_names_are_read_when_the_first_is_missing_or_null() -> None:
    rma = Rma.model_validate(
        {
            "rlRmaId": None,
            "id": 7,
            "status": "Received",
            "createdAt": "2026-03-01",
            "customerEmail": "",
            "email": "a@x.com",
        }
    )

    assert (rma.id, rma.status, rma.customer_email) == ("7", "Received", "a@x.com")


def test_assumed_fields_are_read_only_when_the_row_itself_has_none() -> None:
    assumed = {"customerEmail": "b@x.com", "customerName": "B", "currency": "EUR", "archived": True}

    rma = Rma.model_validate({"rlRmaId": 1, "customerEmail": "a@x.com", "_assumed": assumed})

    assert (rma.customer_email, rma.customer_name, rma.currency, rma.is_archived) == ("a@x.com", "B", "EUR", True)


def test_items_keep_reason_comment_variant_and_type() -> None:
    item = {
        "rmaItemId": 900001, "productName": "Jacket", "variantName": "Pine / M", "sku": "TFJ", "quantity": "2",
        "returnType": "Exchange", "returnReasonDescription": "Too Small", "returnReasonComment": "Tight", "other": 1,
        "exchangeVariantName": "Pine / L",
    }  # fmt: skip

    [read] = Rma.model_validate({"rlRmaId": 1, "rmaItems": [item, "not an item"]}).items

    assert read.model_dump() == {
        "id": "900001", "name": "Jacket", "variant_name": "Pine / M", "sku": "TFJ", "quantity": 2,
        "return_type": "Exchange", "reason": "Too Small", "comment": "Tight",
        "exchange_variant": "Pine / L",
    }  # fmt: skip


def test_half_a_character_is_replaced_because_it_could_not_be_sent_on(row: Any) -> None:
    rma = Rma.model_validate(row(customerName="Ana \ud83d"))

    assert rma.customer_name == "Ana ?"


def test_what_is_shown_is_one_visible_line_and_what_names_somebody_stays_as_it_came(row: Any) -> None:
    hostile = "A\u202e\nB\x00"

    rma = Rma.model_validate(
        row(
            hostile,
            hostile,
            customerName=hostile,
            orderName=hostile,
            workflowStatus=hostile,
            rmaItems=[{"name": hostile}],
        )
    )

    assert {rma.customer_name, rma.order_name, rma.status, rma.items[0].name} == {"A B"}
    assert {rma.id, rma.customer_email} == {hostile}


@pytest.mark.parametrize(
    "status",
    ["Complete", "Completed", "COMPLETED", "Rejected", "Canceled", "Cancelled", "Abandoned", "Archived", "Deleted"],
)
def test_a_finished_rma_is_not_open(row: Any, status: str) -> None:
    assert not Rma.model_validate(row(workflowStatus=status)).is_open


@pytest.mark.parametrize(
    "status", ["Requested", "Authorized", "in_transit", "Partially Processed", "Processed", "Something New", None]
)
def test_any_other_status_counts_as_open(row: Any, status: str | None) -> None:
    assert Rma.model_validate(row(workflowStatus=status)).is_open


@pytest.mark.parametrize("flag", ["archived", "isArchived", "deleted", "isDeleted"])
def test_an_archived_or_deleted_rma_is_not_open_whatever_its_status(row: Any, flag: str) -> None:
    assert not Rma.model_validate(row(workflowStatus="In Transit", **{flag: True})).is_open


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("In Transit", "In Transit"),
        ("in transit", "In Transit"),
        ("in_transit", "In Transit"),
        ("intransit", "In Transit"),
        ("IN-TRANSIT", "In Transit"),
        ("inTransit", "In Transit"),
        ("partiallyreceived", "Partially Received"),
        ("PARTIALLY_PROCESSED", "Partially Processed"),
        ("completed", "Completed"),
        ("cancelled", "Cancelled"),
    ],
)
def test_a_known_status_reads_the_same_however_it_is_spelt(row: Any, sent: str, shown: str) -> None:
    assert Rma.model_validate(row(workflowStatus=sent)).status == shown


@pytest.mark.parametrize("sent", ["waiting_for_parts", "In Transit (2)", "受領済み", "--"])
def test_an_unknown_status_keeps_the_vendors_words(row: Any, sent: str) -> None:
    assert Rma.model_validate(row(workflowStatus=sent)).status == sent


def test_newest_first_goes_by_creation_then_by_id_as_a_number(row: Any) -> None:
    day = {"timeline": {"createDate": "2026-03-01"}}
    later = {"timeline": {"createDate": "2026-03-02"}}
    none: dict[str, Any] = {"timeline": None}
    rows = [row(9, **day), row(10, **day), row(1, **later), row(99, **none), row("b", **day), row("²", **day)]

    ordered = newest_first(Rma.model_validate(one) for one in rows)

    assert ids(ordered) == ["1", "10", "9", "²", "b", "99"]
