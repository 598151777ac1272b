"""What a sent form does, and what the agent is told: done, wrong, refused, or nobody knows; never something false."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rma_adaptor.actions.forms import LONGEST_TEXT

EMAIL = "ana@example.com"
ITEM = {"item": "1:2:#20517", "quantity": "1", "reason": "TS", "type": "Refund", "comment": ""}
NOTHING_DONE = "Nothing was done"
UNKNOWN = "It is not known whether this was done"


def errors(answer: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["errors"]
    return found


def message(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, errors(answer)[0]["message"]


@pytest.mark.parametrize(
    ("offer", "values", "said", "asked", "body"),
    [
        ("7 Authorize return", {}, "RMA 7 is authorized", "/v1/rmas/7/authorize", None),
        ("7 Reject return", {"reason": " worn "}, "RMA 7 is rejected", "/v1/rmas/7/reject", {"reason": "worn"}),
        ("8 Resend label", {}, "The label of RMA 8 is sent again", "/v1/rmas/8/label/resend", None),
    ],
)
async def test_an_action_makes_one_call_and_tells_the_timeline_what_was_done(
    acting: Any, desk: Any, changes: Any, offer: str, values: Any, said: str, asked: str, body: Any
) -> None:
    answer = await desk.runs(offer, **values)

    assert (answer.status_code, answer.json()["message"]) == (200, said)
    assert answer.json()["detail"].startswith("Its status in ReturnLogic is ")
    assert changes() == [f"POST {asked}"]
    assert (json.loads(acting.upstream.calls[-1].content or b"null")) == body


async def test_a_note_carries_who_wrote_it_and_a_mark(acting: Any, desk: Any) -> None:
    answer = await desk.runs("7 Add note", note="Called, no answer")

    written = json.loads(acting.upstream.calls[-1].content)["text"].splitlines()
    assert answer.json() == {"message": "Noted on RMA 7", "detail": "Called, no answer"}
    assert written[0] == "Called, no answer"
    assert written[1].startswith("(Gladly agent agent-7, form ")


async def test_a_return_is_started_with_what_was_chosen(acting: Any, desk: Any) -> None:
    answer = await desk.runs("Start a return", **{**ITEM, "comment": "Tight"})

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "RMA 10 was started",
        "detail": "1 of Trail Fleece Jacket (Pine / M) from order #20517, Refund. "
        "Its status in ReturnLogic is Authorized.",
    }
    item = {"orderLineId": 1, "quantity": 1, "returnReasonCode": "TS", "returnType": "Refund"}
    sent = json.loads(acting.upstream.calls[-1].content)
    assert sent == {"orderName": "#20517", "items": [{**item, "returnReasonComment": "Tight"}]}


async def test_the_lookup_after_an_action_reads_anew(acting: Any, desk: Any, row: Any) -> None:
    form = await desk.opens("7 Authorize return")
    acting.upstream.rows[0] = row(7, workflowStatus="Authorized")
    before = len(acting.upstream.calls)

    await desk.sends(form)

    assert "7 Authorize return" not in await desk.offers()
    assert len(acting.upstream.calls) == before + 2


@pytest.mark.parametrize(
    ("offer", "values", "attr", "code"),
    [
        ("7 Reject return", {}, "reason", "required"),
        ("7 Reject return", {"reason": "  "}, "reason", "required"),
        ("7 Reject return", {"reason": True}, "reason", "not_text"),
        ("7 Add note", {"note": "x" * (LONGEST_TEXT + 1)}, "note", "too_long"),
        ("7 Add note", {"note": "a\x00b"}, "note", "unreadable"),
        ("7 Add note", {"note": ["a"]}, "note", "not_text"),
        ("Start a return", {**ITEM, "item": ""}, "item", "required"),
        ("Start a return", {**ITEM, "item": "2"}, "item", "unknown_item"),
        ("Start a return", {**ITEM, "item": "1:2:#99"}, "item", "unknown_item"),
        ("Start a return", {**ITEM, "item": "9:1:#20517"}, "item", "unknown_item"),
        ("Start a return", {**ITEM, "quantity": "two"}, "quantity", "not_a_count"),
        ("Start a return", {**ITEM, "quantity": "0"}, "quantity", "not_a_count"),
        ("Start a return", {**ITEM, "reason": ""}, "reason", "required"),
        ("Start a return", {**ITEM, "type": None}, "type", "required"),
    ],
)
async def test_what_is_filled_in_wrongly_is_said_at_its_input_and_the_form_stays_usable(
    desk: Any, changes: Any, offer: str, values: Any, attr: str, code: str
) -> None:
    form = await desk.opens(offer)

    wrong = await desk.sends(form, **values)
    changed_before = changes()
    right = await desk.sends(form, **{**ITEM, "reason": "TS", "note": "x"})

    assert wrong.status_code == 400
    assert [(error["attr"], error["code"]) for error in errors(wrong) if "attr" in error] == [(attr, code)]
    assert (changed_before, right.status_code, len(changes())) == ([], 200, 1)


async def test_what_returnlogic_does_not_accept_is_said_where_it_belongs(acting: Any, desk: Any) -> None:
    said = {
        "message": "This return cannot be created",
        "errors": [
            {"field": "items.0.quantity", "message": "only 1 of it can still be returned"},
            {"field": "orderName", "message": "too old"},
        ],
    }
    acting.upstream.says["POST /v1/rmas"] = httpx.Response(422, json=said)

    answer = await desk.runs("Start a return", **ITEM)

    assert answer.status_code == 400
    assert errors(answer) == [
        {"message": "This return cannot be created", "detail": "orderName: too old"},
        {
            "attr": "quantity",
            "detail": "ReturnLogic says: only 1 of it can still be returned",
            "code": "refused",
        },
    ]


REFUSED = "Cannot authorise RMA 7: it is Authorized, and only a requested one waits for that (RL-LIFE-1)"
ANSWERS = [
    pytest.param(httpx.Response(409, json={"message": REFUSED}), NOTHING_DONE, REFUSED, id="illegal by now"),
    pytest.param(httpx.Response(409, text="<"), NOTHING_DONE, "ReturnLogic says that this cannot be done", id="409"),
    pytest.param(httpx.Response(404), NOTHING_DONE, "ReturnLogic does not know this RMA any more", id="gone"),
    pytest.param(httpx.Response(401), NOTHING_DONE, "ReturnLogic does not let the adaptor do this", id="key refused"),
    pytest.param(httpx.Response(403), NOTHING_DONE, "ReturnLogic does not let the adaptor do this", id="no rights"),
    pytest.param(httpx.Response(405), NOTHING_DONE, "ReturnLogic answers with an error", id="another refusal"),
    pytest.param(httpx.Response(503), NOTHING_DONE, "ReturnLogic is down for maintenance", id="maintenance"),
    pytest.param(
        httpx.Response(429, headers={"retry-after": "30"}), NOTHING_DONE, "ReturnLogic is asked more often", id="429"
    ),
    pytest.param(httpx.ConnectError("x"), NOTHING_DONE, "ReturnLogic does not answer", id="no connection"),
    pytest.param(httpx.ReadError("x"), UNKNOWN, "it may have been done, or not", id="the line is cut"),
    pytest.param(httpx.RemoteProtocolError("x"), UNKNOWN, "it may have been done, or not", id="nothing came"),
    pytest.param(httpx.Response(500), UNKNOWN, "it may have been done, or not", id="500"),
    pytest.param(httpx.Response(502), UNKNOWN, "it may have been done, or not", id="502"),
    pytest.param(httpx.Response(302, headers={"location": "/"}), UNKNOWN, "may have been done", id="a redirect"),
]


@pytest.mark.parametrize(("said", "told", "detail"), ANSWERS)
async def test_what_is_told_of_a_failure_is_what_is_known_of_it(
    acting: Any, desk: Any, changes: Any, said: Any, told: str, detail: str
) -> None:
    acting.upstream.says["POST /v1/rmas/7/authorize"] = said

    answer = await desk.runs("7 Authorize return")

    assert message(answer) == (406, told)
    assert detail in errors(answer)[0]["detail"]
    assert changes() == ["POST /v1/rmas/7/authorize"]


@pytest.mark.parametrize(
    ("offer", "values", "put_away", "told"),
    [
        ("7 Authorize return", {}, {"archived": True}, "RMA 7 is archived."),
        ("7 Reject return", {"reason": "worn"}, {"deleted": True}, "RMA 7 is deleted."),
        ("7 Resend label", {}, {"archived": True}, "RMA 7 is archived."),
        ("7 Add note", {"note": "x"}, {"deleted": True}, "RMA 7 is deleted."),
    ],
)
async def test_what_was_put_away_since_the_form_was_opened_is_left_alone(
    acting: Any, desk: Any, changes: Any, *, offer: str, values: Any, put_away: dict[str, Any], told: str
) -> None:
    [now, *_] = acting.upstream.rows
    now["workflowStatus"] = "Authorized" if "label" in offer else "Requested"
    form = await desk.opens(offer)
    now |= put_away
    acting.clock.move(31)

    answer = await desk.sends(form, **values)

    assert (message(answer), errors(answer)[0]["detail"]) == ((406, NOTHING_DONE), told)
    assert changes() == []


async def test_what_was_archived_may_still_be_noted_on(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("7 Add note")
    acting.upstream.rows[0]["archived"] = True
    acting.clock.move(31)

    answer = await desk.sends(form, note="x")

    assert (answer.status_code, changes()) == (200, ["POST /v1/rmas/7/comments"])


async def test_no_answer_in_time_is_neither_success_nor_failure(acting: Any, desk: Any) -> None:
    form = await desk.opens("7 Authorize return")
    acting.upstream.gate.clear()
    acting.hurry()

    answer = await desk.sends(form)

    assert message(answer) == (406, UNKNOWN)


async def test_a_call_that_is_not_made_is_told_as_not_made(busy: Any, desk_of: Any) -> None:
    desk = desk_of(busy)
    form = await desk.opens("7 Authorize return")

    answer = await desk.sends(form)

    assert (message(answer), len(busy.upstream.calls)) == ((406, NOTHING_DONE), 1)


async def test_two_submits_at_once_act_once_and_are_told_the_same(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("Start a return")
    acting.upstream.gate.clear()

    both = [asyncio.create_task(desk.sends(form, **ITEM)) for _ in range(2)]
    await asyncio.wait(both, timeout=0.05)
    acting.upstream.gate.set()
    first, second = await asyncio.gather(*both)

    assert (first.status_code, first.text) == (200, second.text)
    assert changes() == ["POST /v1/rmas"]


@pytest.mark.parametrize(
    ("said", "status"),
    [(httpx.Response(200, json={}), 200), (httpx.Response(409), 406), (httpx.Response(503), 406)],
)
async def test_a_form_that_is_sent_again_is_answered_as_before(
    acting: Any, desk: Any, changes: Any, said: Any, status: int
) -> None:
    acting.upstream.says["POST /v1/rmas/7/authorize"] = said
    form = await desk.opens("7 Authorize return")
    first = await desk.sends(form)
    acting.upstream.says["POST /v1/rmas/7/authorize"] = httpx.Response(500)

    second = await desk.sends(form)

    assert (first.status_code, second.status_code, second.text) == (status, status, first.text)
    assert changes() == ["POST /v1/rmas/7/authorize"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (httpx.Response(200, json={}), (200, "This was done before")),
        (httpx.Response(409), (406, NOTHING_DONE)),
    ],
)
async def test_of_a_form_whose_shopper_was_forgotten_only_what_became_of_it_is_told(
    acting: Any, desk: Any, changes: Any, said: Any, told: tuple[int, str]
) -> None:
    acting.upstream.says["POST /v1/rmas/7/comments"] = said
    form = await desk.opens("7 Add note")
    await desk.sends(form, note="a private remark")
    await acting.admin.post("/tenants/acme/forget", json={"email": EMAIL})

    again = await desk.sends(form, note="a private remark")

    assert (again.status_code, told[1] in again.text, "private" in again.text) == (told[0], True, False)
    assert changes() == ["POST /v1/rmas/7/comments"]


async def test_another_form_of_the_same_action_acts_again(desk: Any, changes: Any) -> None:
    await desk.runs("7 Add note", note="x")
    await desk.runs("7 Add note", note="x")

    assert changes() == ["POST /v1/rmas/7/comments"] * 2


CUT = httpx.ReadError("cut")


@pytest.mark.parametrize(
    ("offer", "values", "call", "look", "found", "missing"),
    [
        (
            "7 Authorize return",
            {},
            "POST /v1/rmas/7/authorize",
            "GET /v1/rmas/7",
            {"rlRmaId": 7, "workflowStatus": "Authorized"},
            {"rlRmaId": 7, "workflowStatus": "Requested"},
        ),
        (
            "7 Reject return",
            {"reason": "worn"},
            "POST /v1/rmas/7/reject",
            "GET /v1/rmas/7",
            {"rlRmaId": 7, "workflowStatus": "Rejected"},
            {"rlRmaId": 7, "workflowStatus": "Requested"},
        ),
    ],
)
@pytest.mark.parametrize("was_done", [True, False])
async def test_before_a_form_acts_again_it_looks_what_its_first_try_has_done(
    acting: Any,
    desk: Any,
    changes: Any,
    *,
    offer: str,
    values: Any,
    call: str,
    look: str,
    found: Any,
    missing: Any,
    was_done: bool,
) -> None:
    form = await desk.opens(offer)
    done = acting.upstream.says[call]
    acting.upstream.says[call] = CUT
    first = await desk.sends(form, **values)
    acting.upstream.says |= {call: done, look: httpx.Response(200, json=found if was_done else missing)}
    acting.clock.move(60)

    second = await desk.sends(form, **values)

    assert (message(first), second.status_code) == ((406, UNKNOWN), 200)
    assert changes() == [call] * (1 if was_done else 2)


@pytest.mark.parametrize("was_done", [True, False])
async def test_a_note_whose_fate_was_unknown_is_found_by_its_mark(
    acting: Any, desk: Any, changes: Any, *, was_done: bool
) -> None:
    form = await desk.opens("7 Add note")
    acting.upstream.says["POST /v1/rmas/7/comments"] = CUT
    await desk.sends(form, note="Called")
    written = json.loads(acting.upstream.calls[-1].content)["text"]
    others = [{"text": "Called"}, {"text": "Called\n(Gladly agent agent-7, form other)"}]
    listed = [*others, {"text": written}] if was_done else others
    acting.upstream.says["GET /v1/rmas/7/comments"] = httpx.Response(200, json={"data": listed})
    acting.upstream.says["POST /v1/rmas/7/comments"] = httpx.Response(201, json={"text": "x"})
    acting.clock.move(60)

    again = await desk.sends(form, note="Called")

    assert (again.status_code, again.json()["message"]) == (200, "Noted on RMA 7")
    assert len(changes()) == (1 if was_done else 2)


@pytest.mark.parametrize("was_done", [True, False])
async def test_a_return_whose_fate_was_unknown_is_found_by_what_is_left(
    acting: Any, desk: Any, changes: Any, row: Any, *, was_done: bool
) -> None:
    form = await desk.opens("Start a return")
    done = acting.upstream.says["POST /v1/rmas"]
    acting.upstream.says["POST /v1/rmas"] = CUT
    await desk.sends(form, **ITEM)
    order = json.loads(acting.upstream.says["GET /v1/orders"].content)["data"][0]
    if was_done:
        order["orderLines"][0]["returnableQuantity"] = 1
        made = row(12, rmaItems=[{"sku": "TFJ-PIN-M"}], timeline={"createDate": "2026-03-02T15:00:00Z"})
        acting.upstream.rows.append(made)
    acting.upstream.says |= {"GET /v1/orders": httpx.Response(200, json=[order]), "POST /v1/rmas": done}
    acting.clock.move(60)

    again = await desk.sends(form, **ITEM)

    assert again.json()["message"] == f"RMA {12 if was_done else 10} was started"
    assert len(changes()) == (1 if was_done else 2)


async def test_fewer_left_without_a_return_that_tells_why_is_not_known(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("Start a return")
    acting.upstream.says["POST /v1/rmas"] = CUT
    await desk.sends(form, **ITEM)
    order = json.loads(acting.upstream.says["GET /v1/orders"].content)["data"][0]
    order["orderLines"][0]["returnableQuantity"] = 1
    acting.upstream.says["GET /v1/orders"] = httpx.Response(200, json=[order])
    acting.clock.move(60)

    again = await desk.sends(form, **ITEM)

    assert (message(again), len(changes())) == ((406, UNKNOWN), 1)


async def test_what_is_not_done_yet_may_still_be_done_for_a_while(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("7 Authorize return")
    acting.upstream.says["POST /v1/rmas/7/authorize"] = CUT
    await desk.sends(form)
    requested = httpx.Response(200, json={"rlRmaId": 7, "workflowStatus": "Requested"})
    acting.upstream.says |= {"POST /v1/rmas/7/authorize": httpx.Response(200, json={}), "GET /v1/rmas/7": requested}

    at_once = await desk.sends(form)
    acting.clock.move(60)
    later = await desk.sends(form)

    assert (message(at_once), later.status_code, len(changes())) == ((406, UNKNOWN), 200, 2)


async def test_a_label_whose_fate_is_unknown_is_not_sent_again_by_the_same_form(
    acting: Any, desk: Any, changes: Any
) -> None:
    form = await desk.opens("8 Resend label")
    acting.upstream.says["POST /v1/rmas/8/label/resend"] = CUT
    await desk.sends(form)

    again = await desk.sends(form)

    assert (message(again), len(changes())) == ((406, UNKNOWN), 1)


async def test_without_a_look_nothing_is_done_again(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("7 Authorize return")
    acting.upstream.says["POST /v1/rmas/7/authorize"] = CUT
    await desk.sends(form)
    acting.upstream.says["GET /v1/rmas/7"] = httpx.Response(503)

    again = await desk.sends(form)

    assert (message(again), len(changes())) == ((406, UNKNOWN), 1)


async def test_a_form_that_lay_open_for_days_is_not_taken(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("7 Authorize return")
    acting.clock.move(86_401)

    answer = await desk.sends(form)

    assert (message(answer), changes()) == ((406, NOTHING_DONE), [])
    assert "too long ago" in errors(answer)[0]["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"a":NaN}', b'{"a":' + b"[" * 50 + b"]" * 50 + b"}"])
async def test_a_body_that_is_no_form_is_a_400_and_the_form_stays_usable(acting: Any, desk: Any, body: bytes) -> None:
    form = await desk.opens("7 Authorize return")

    wrong = await acting.gladly.submit(form["actionUrl"], body)
    right = await desk.sends(form)

    assert (wrong.status_code, right.status_code) == (400, 200)
    assert errors(wrong)[0]["message"] == "The form was not sent as expected"


async def test_without_our_database_nothing_is_done(acting: Any, desk: Any, changes: Any) -> None:
    form = await desk.opens("7 Authorize return")
    await acting.services.tenants.engine.dispose()  # a database in memory is gone then, tables and all

    answer = await desk.sends(form)

    assert (message(answer), changes()) == ((406, NOTHING_DONE), [])
    assert "the adaptor's own database".casefold() in errors(answer)[0]["detail"].casefold()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
filled = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | st.sampled_from([*ITEM.values(), "1:2:#20517", "1:9:#20517", "x" * 2000])
        for name in (*ITEM, "note")
    },
)


@pytest.mark.parametrize("offer", ["Start a return", "7 Reject return", "7 Add note"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=filled)
async def test_whatever_is_sent_is_answered_as_gladly_reads_it(
    desk: Any, changes: Any, offer: str, values: Any
) -> None:
    before = len(changes())

    answer = await desk.runs(offer, **values)

    assert answer.status_code in {200, 400}
    assert (len(changes()) - before) == (1 if answer.status_code == 200 else 0)
    if answer.status_code == 400:
        assert all(error.get("attr") in {*ITEM, "note"} and error["detail"] for error in errors(answer))
