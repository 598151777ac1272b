"""What is kept of people comes back as it was, and tells nobody anything."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.cover import RowCover, micros_of, moment_of
from rma_adaptor.rows.readings import Reading
from rma_adaptor.sealing import Seal, new_key

NOW = datetime(2026, 3, 2, 15, 0, 1, 123456, tzinfo=UTC)
KEY, OTHER = new_key(), new_key()
COVER = RowCover(Seal([KEY]), b"k" * 32)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20)
ITEMS = st.dictionaries(
    st.sampled_from(["id", "name", "sku", "quantity", "returnType", "returnReasonDescription", "exchangeVariantName"]),
    SCALARS,
)
ROWS = st.fixed_dictionaries(
    {"rlRmaId": st.integers(min_value=1) | st.text(min_size=1).filter(str.strip)},
    optional={
        "workflowStatus": SCALARS,
        "orderName": SCALARS,
        "customerEmail": SCALARS,
        "customerName": SCALARS,
        "currency": SCALARS,
        "archived": SCALARS,
        "timeline": st.dictionaries(st.just("createDate"), SCALARS),
        "totals": st.dictionaries(st.sampled_from(["refund", "exchange"]), st.dictionaries(st.just("total"), SCALARS)),
        "shippingLabel": st.none() | st.dictionaries(st.sampled_from(["carrier", "trackingUrl"]), SCALARS),
        "rmaItems": st.lists(ITEMS, max_size=3) | SCALARS,
    },
)


@given(rows=st.lists(ROWS, max_size=4), is_complete=st.booleans())
def test_any_rows_come_back_exactly_as_they_were_read(rows: list[dict[str, Any]], *, is_complete: bool) -> None:
    reading = Reading(tuple(Rma.model_validate(row) for row in rows), NOW, is_complete, source="5f")

    kept = COVER.open(COVER.close(reading), NOW, is_complete=is_complete)

    assert kept is not None
    assert (kept.reading, kept.is_stale) == (reading, False)


def test_nothing_of_a_person_can_be_read_in_what_is_stored() -> None:
    rma = Rma.model_validate({"rlRmaId": 1048576, "customerEmail": "ana@x.com", "customerName": "Ana Ruiz"})
    person = ("acme", "ana@x.com")

    stored = COVER.close(Reading((rma,), NOW, source="")) + COVER.person(person) + COVER.rma("acme", "1048576")

    assert all(part not in stored for part in ("ana", "Ruiz", "acme", "1048576"))


def test_names_differ_by_tenant_by_kind_and_by_database() -> None:
    elsewhere = RowCover(Seal([KEY]), b"x" * 32)
    person = ("acme", "7")

    names = [COVER.person(person), COVER.person(("bolt", "7")), COVER.rma("acme", "7"), elsewhere.person(person)]

    assert len(set(names)) == 4
    assert COVER.person(person) == RowCover(Seal([OTHER]), b"k" * 32).person(person)


@pytest.mark.parametrize(
    "sealed",
    [
        pytest.param(RowCover(Seal([OTHER]), b"").close(Reading((), NOW, source="")), id="another key"),
        pytest.param(COVER.close(Reading((), NOW, source=""))[:-9] + "AAAAAAAA=", id="altered"),
        pytest.param(Seal([KEY]).close("{}"), id="another form"),
        pytest.param(Seal([KEY]).close('{"by":"1","source":"5f","rows":[{}]}'), id="rows without id"),
        pytest.param(Seal([KEY]).close('{"by":"1","rows":[]}'), id="rows read nobody knows where"),
        pytest.param("no seal, no JSON", id="nonsense"),
    ],
)
def test_what_cannot_be_opened_or_read_is_nothing(sealed: str) -> None:
    assert COVER.open(sealed, NOW, is_complete=True) is None


def test_rows_of_another_version_are_for_outages_only() -> None:
    """It may have read less of each RMA than this one shows."""
    kept = COVER.open(Seal([KEY]).close('{"by":"0.0.1","source":"5f","rows":[{"id":"7"}]}'), NOW, is_complete=True)

    assert kept is not None
    assert (kept.is_stale, kept.reading.rows[0].id) == (True, "7")


def test_rows_sealed_anew_open_with_the_new_key_alone() -> None:
    reading = Reading((Rma.model_validate({"rlRmaId": 7}),), NOW, source="")
    both = RowCover(Seal([OTHER, KEY]), b"")

    resealed = both.resealed(COVER.close(reading))

    assert resealed is not None
    kept = RowCover(Seal([OTHER]), b"").open(resealed, NOW, is_complete=True)
    assert kept is not None
    assert kept.reading == reading


def test_moments_come_back_to_the_microsecond() -> None:
    assert moment_of(micros_of(NOW)) == NOW
