"""Rows are compared, changed and written down as values."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from rma_mocks.core.entities import DEFAULT_REASONS, MERCHANT_REASONS, RETURN_REASONS, Label, Order, Person, Rma
from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "part"), [(Person, 0), (Order, 1), (Rma, 2)], ids=["person", "order", "RMA"])
def test_derived_rows_survive_being_written_down_as_json(kind: Any, part: int) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    found = [DerivedBase(7, size=200, start=START).shopper(index)[part] for index in range(200)]
    rows = [row for one in found for row in ([one] if part == 0 else one)]

    again = [adapter.validate_json(adapter.dump_json(row)) for row in rows]

    assert again == rows
    assert {type(row) for row in again} == {kind}
    assert repr(again) == repr(rows).replace(
        "datetime.timezone.utc", repr(TypeAdapter(datetime).validate_json('"2026-03-02T15:00:00Z"').tzinfo)
    )


def test_a_changed_row_is_another_one() -> None:
    rma = next(iter(DerivedBase(7, size=8, start=START).newest_rmas(0, 1)))

    changed = rma._replace(archived=True)

    assert (rma.archived, changed.archived, changed == rma, changed._replace(archived=False) == rma) == (
        False,
        True,
        False,
        True,
    )


def test_a_merchants_reasons_come_after_the_default_ones_and_share_no_code() -> None:
    assert list(RETURN_REASONS.items()) == [*DEFAULT_REASONS.items(), *MERCHANT_REASONS.items()]
    assert list(DEFAULT_REASONS) == ["TB", "TS", "DM", "QLTY", "SP"]


def test_a_tracking_number_looks_like_its_carriers() -> None:
    labels = {carrier: Label.invented(carrier, "12345678").tracking_number for carrier in ("USPS", "UPS", "FedEx")}

    assert [(number[:2], len(number)) for number in labels.values()] == [("92", 26), ("1Z", 18), ("77", 12)]
