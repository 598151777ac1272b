"""Whatever Gladly sends and ReturnLogic answers: no bug, no stranger's return, no call that nobody asked for."""

import json
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rma_adaptor.wire import LookupResponse

EMAIL, STRANGER = "ana@example.com", "leo@example.com"
MARK = "not-anas"
"""Stands in every text of a row that is not Ana's."""

BOUNDED = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(max_size=20) | st.sampled_from(["", " ", EMAIL, EMAIL.upper(), f" {EMAIL} ", "ana@", "@", "ana, leo"])
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0, -1, 10**400])
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
query_keys = st.sampled_from(["email", "emails", "externalCustomerId", "id", "name", "phones", "rma", "odd"])
queries = st.dictionaries(query_keys, values, max_size=5)
questions = st.fixed_dictionaries(
    {},
    optional={
        "lookupLevel": st.sampled_from(["BASIC", "DETAILED"]) | values,
        "query": queries | values,
        "uniqueMatchRequired": st.booleans() | values,
        "odd": values,
    },
)


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


@BOUNDED
@given(body=questions.map(as_json) | st.binary(max_size=60) | values.map(as_json))
async def test_whatever_is_asked_is_answered_or_refused_by_the_table(adaptor: Any, body: bytes) -> None:
    answer = await adaptor.gladly.post(body)

    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 200:
        LookupResponse.model_validate(answer.json())
    else:
        [problem] = answer.json()["errors"]
        assert problem.keys() == {"attr", "code", "detail"}


@BOUNDED
@given(question=questions)
async def test_nobody_is_asked_for_who_is_not_in_the_question(adaptor: Any, question: dict[str, Any]) -> None:
    adaptor.upstream.calls.clear()
    await adaptor.services.read_model.forget("acme")

    await adaptor.gladly.post(question)

    asked = [call.url.params["email"] for call in adaptor.upstream.calls]
    named = json.dumps(question, ensure_ascii=False).lower()
    assert all(email in named for email in asked)
    assert {(call.method, call.url.path) for call in adaptor.upstream.calls} <= {("GET", "/v1/rmas")}


row_values = values | st.dictionaries(st.sampled_from(["total", "createDate", "carrier", "trackingUrl"]), values)
row_keys = st.sampled_from(
    [
        *("workflowStatus", "status", "orderName", "timeline", "totals", "customerName", "rmaItems", "currency"),
        *("shippingLabel", "archived", "deleted", "createdAt", "_assumed", "odd"),
    ]
)
ids = st.integers(1, 4) | st.sampled_from(["1", "2 ", "RMA-3", 4.0])


@st.composite
def own_rows(draw: st.DrawFn) -> dict[str, Any]:
    key = draw(st.sampled_from(["customerEmail", "email"]))
    email = draw(st.sampled_from([EMAIL, EMAIL.upper(), f" {EMAIL}"]))
    return {**draw(st.dictionaries(row_keys, row_values, max_size=5)), "rlRmaId": draw(ids), key: email}


@st.composite
def strange_rows(draw: st.DrawFn) -> dict[str, Any]:
    """Rows of somebody else, or of nobody; each text in them is marked, so that it would be noticed."""
    whose = draw(st.sampled_from([{"customerEmail": STRANGER}, {"customerEmail": f"x{EMAIL}"}, {}, {"email": None}]))
    told = dict.fromkeys(draw(st.lists(row_keys, max_size=5)), MARK)
    items = [{"name": MARK, "id": MARK, "quantity": 1}]
    return {**told, "rlRmaId": f"{MARK}-{draw(st.integers(1, 3))}", "customerName": MARK, "rmaItems": items, **whose}


rows = st.lists(own_rows() | strange_rows() | values, max_size=5)
envelopes = st.sampled_from(["data", "rmas", "results", "items"])
documents = (
    rows
    | st.builds(lambda key, listed, more: {**more, key: listed}, envelopes, rows, st.dictionaries(texts, values))
    | st.builds(lambda listed, total: {"data": listed, "total": total, "pageSize": total}, rows, values)
    | values
)
bodies = documents.map(as_json) | st.binary(max_size=40)
statuses = st.sampled_from([200, 200, 200, 200, 201, 204, 302, 400, 404, 429, 500, 503])


@BOUNDED
@given(body=bodies, status=statuses)
async def test_whatever_returnlogic_answers_no_stranger_is_shown_and_nothing_breaks(
    adaptor: Any, body: bytes, status: int
) -> None:
    await adaptor.services.read_model.forget("acme")
    adaptor.upstream.always = httpx.Response(status, content=body, headers={"retry-after": "600"})

    answers = [await getattr(adaptor.gladly, ask)(EMAIL) for ask in ("auto_link", "search", "detailed")]

    assert [answer.status_code for answer in answers] in ([200, 200, 200], [200, 503, 200])
    assert not any(MARK in answer.text or STRANGER in answer.text for answer in answers)
    for answer in answers:
        if answer.status_code == 200:
            LookupResponse.model_validate(answer.json())
            assert [found["externalCustomerId"] for found in answer.json()["results"]] in ([], [EMAIL])


@BOUNDED
@given(own=st.lists(own_rows(), min_size=1, max_size=5), strange=st.lists(strange_rows(), max_size=4))
async def test_no_own_return_is_missing_however_odd_the_others_are(
    adaptor: Any, own: list[dict[str, Any]], strange: list[dict[str, Any]]
) -> None:
    others = [row for row in strange if row.get("customerEmail")]
    await adaptor.services.read_model.forget("acme")
    adaptor.upstream.always = httpx.Response(200, content=as_json([*others, *own]))

    answer = await adaptor.gladly.detailed(EMAIL)

    [customer] = answer.json()["results"]
    shown = customer["customAttributes"]
    expected = {str(row["rlRmaId"]).strip().removesuffix(".0") for row in own}
    assert {card["rmaNumber"] for card in customer["transactions"]} == expected
    assert (shown["rmaNotice"], shown["rmaCount"]) == ("", str(len(expected)))
