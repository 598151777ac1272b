"""Whatever ReturnLogic lists, the answer is one that Gladly takes, about the asked person, and below every cap."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rma_adaptor import answers, caps
from rma_adaptor.attributes import Known
from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.matching import rows_of
from rma_adaptor.returnlogic import RmaList, open_page
from rma_adaptor.returnlogic.models import newest_first
from rma_adaptor.tenants import ATTRIBUTE_NAMES, Tenant

ANA, LEO = "ana@example.com", "leo.stranger@example.com"
READ_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
STRINGS = {
    "orderNumber": caps.ID,
    "rmaNumber": caps.ID,
    "status": caps.WORD,
    "orderStatus": caps.WORD,
    "createdAt": 24,
    "orderTotal": 40,
    "currencyCode": 3,
    "orderLink": caps.LINK,
    "itemCount": 30,
    "returnType": caps.NAME,
    "note": caps.NOTE,
    "id": caps.ID,
    "name": caps.NAME,
    "sku": caps.ID,
    "quantity": 13,
    "carrier": caps.WORD,
    "trackingNumber": caps.ID,
    "trackingUrl": caps.LINK,
    "productIds": caps.ID,
    "type": 5,
}

ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["Too Small", "Too Big", "Pine / M", "Refund", "Exchange", "A\u202eB\n\x00", "x" * 1500, "\U0001f9e5" * 900]
    ),
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def some(*names: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={**dict.fromkeys(names, ODD), **more})


ITEM = some(
    *("id", "name", "variantName", "sku", "quantity", "returnType", "returnReasonDescription", "returnReasonComment"),
    "exchangeVariantName",
)
LINKS = st.one_of(ODD, st.sampled_from(["https://ups.com/1", "https://ups.com@evil.example/1", "javascript:alert(1)"]))
ROW = st.builds(
    lambda number, email, row: {"rlRmaId": number, "customerEmail": email, **row},
    st.one_of(st.integers(1, 99), st.text(min_size=1, max_size=20).filter(str.strip)),
    st.sampled_from([ANA, ANA.upper(), f" {ANA} ", f"Ana <{ANA}>", LEO, f"{ANA}\u202e", f"{ANA}.evil.example"]),
    some(
        *("workflowStatus", "orderName", "customerName", "currency", "archived", "deleted"),
        timeline=st.one_of(ODD, some("createDate"), st.just({"createDate": "2026-02-03T04:05:06Z"})),
        totals=st.one_of(ODD, some(refund=some("total"), exchange=some("total"), giftCard=some("total"))),
        rmaItems=st.one_of(ODD, st.lists(ITEM, max_size=4)),
        shippingLabel=st.one_of(ODD, some("carrier", "trackingNumber", trackingUrl=LINKS)),
    ),
)
TENANTS = st.builds(
    lambda counts, cards, shown: Tenant.model_validate(
        {"name": "acme", "returnlogic_api_key": "k", "counts": counts, "max_cards": cards, "attributes": shown}
    ),
    st.sampled_from(["text", "number"]),
    st.integers(0, 50),
    st.sampled_from([None, ["rma"], {"returnSizing": "sizing", "rmaCount": "n"}]),
)


def answer_of(rows: list[Any], tenant: Tenant, *, is_complete: bool = True) -> dict[str, Any]:
    """Answer DETAILED for Ana from what ReturnLogic lists."""
    found = open_page(json.dumps({"data": rows}).encode()).rows
    matched = rows_of(ANA, RmaList(newest_first(found), is_complete=is_complete), trust_filter=False)
    body = answers.small_json(answers.customer(tenant, Known(ANA, matched.rows, READ_AT, matched.is_complete)))
    assert len(body) <= caps.ANSWER
    answer: dict[str, Any] = json.loads(body)
    return answer


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Return every string of an answer with its key."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, name)
    elif isinstance(value, str):
        yield name, value


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=6), TENANTS)
def test_every_list_of_rmas_becomes_an_answer_that_gladly_takes(rows: list[Any], tenant: Tenant) -> None:
    answer = answer_of(rows, tenant)

    [customer] = answer["results"]
    assert list(answer) == ["results"]
    assert customer["externalCustomerId"] == ANA
    assert customer["emails"] == [{"original": ANA}]
    kinds = (str, int) if tenant.counts == "number" else (str,)
    assert all(type(value) in kinds for value in customer["customAttributes"].values())
    assert set(customer["customAttributes"]) == set(tenant.shown_attributes().values()) - {"transactions"}
    for card in customer.get("transactions", []):
        assert (card["type"], bool(card["orderNumber"]), bool(card["rmaNumber"])) == ("ORDER", True, True)
        assert "createdAt" not in card or datetime.fromisoformat(card["createdAt"])
    assert len(customer.get("transactions", [])) <= tenant.max_cards


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=6), TENANTS)
def test_every_text_is_visible_and_below_its_cap(rows: list[Any], tenant: Tenant) -> None:
    [customer] = answer_of(rows, tenant)["results"]

    for name, text in texts(customer.get("transactions", [])):
        assert len(text) <= STRINGS[name], name
    for name, value in customer["customAttributes"].items():
        assert len(str(value)) <= (caps.LINK if name == "rma" else caps.SENTENCE), name
    for name, text in texts(customer):
        hidden = {"Cc", "Zl", "Zp", "Cn", "Cs"} & {unicodedata.category(character) for character in text}
        assert not hidden, name
        assert "\u202e" not in text, name


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=6), TENANTS)
def test_nothing_of_another_person_is_ever_told(rows: list[Any], tenant: Tenant) -> None:
    marked = [row | {"orderName": "STRANGER", "customerName": "STRANGER"} if not _is_anas(row) else row for row in rows]

    answer = answer_of(marked, tenant)

    assert "STRANGER" not in json.dumps(answer)
    assert answer == answer_of([row for row in rows if _is_anas(row)], tenant)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=4), TENANTS)
def test_no_link_leads_to_a_host_that_is_not_known(rows: list[Any], tenant: Tenant) -> None:
    [customer] = answer_of(rows, tenant)["results"]

    links = [
        text for name, text in texts(customer) if name in {"rma", "orderLink", "trackingUrl", "returnStart"} and text
    ]
    assert all(re.match(r"https://(originate\.returnlogic\.com|ups\.com)/", link) for link in links)


def _is_anas(row: dict[str, Any]) -> bool:
    return row["customerEmail"] in {ANA, ANA.upper(), f" {ANA} ", f"Ana <{ANA}>"}


def test_a_list_that_may_be_incomplete_and_holds_strangers_is_not_answered(row: Any) -> None:
    with pytest.raises(AnswerUnreadable):
        answer_of(
            [row(1, email=LEO)], Tenant.model_validate({"name": "a", "returnlogic_api_key": "k"}), is_complete=False
        )


def test_an_answer_that_would_be_too_large_loses_its_oldest_cards(row: Any) -> None:
    wide = "\U0001f9e5" * 1000
    item = dict.fromkeys(("id", "name", "variantName", "sku", "returnType", "returnReasonComment"), wide)
    rows = [row(number, rmaItems=[item] * 20) for number in range(1, 31)]

    [customer] = answer_of(rows, Tenant.model_validate({"name": "a", "returnlogic_api_key": "k", "max_cards": 50}))[
        "results"
    ]

    numbers = [int(card["rmaNumber"]) for card in customer["transactions"]]
    assert numbers == list(range(30, 30 - len(numbers), -1))
    assert 5 < len(numbers) < 30
    assert customer["customAttributes"]["rmaCount"] == "30"


def test_ten_ordinary_cards_stay_far_below_the_cap(row: Any) -> None:
    rows = [row(number, rmaItems=[{"name": "Trail Fleece Jacket", "quantity": 1}] * 5) for number in range(1, 13)]

    [customer] = answer_of(rows, Tenant.model_validate({"name": "a", "returnlogic_api_key": "k"}))["results"]

    assert [card["rmaNumber"] for card in customer["transactions"]] == [str(number) for number in range(12, 2, -1)]
    assert set(customer["customAttributes"]) == set(ATTRIBUTE_NAMES)
