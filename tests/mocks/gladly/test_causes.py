"""What the debugger says about answers of adaptors with a failure built in on purpose."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from rma_mocks.gladly.debugger.answers import why_nothing_is_shared
from rma_mocks.gladly.debugger.causes import cause_of_failure
from rma_mocks.gladly.debugger.curl import curl_of
from rma_mocks.gladly.debugger.wire import Wire
from rma_mocks.gladly.entities import App, Phone, Profile
from rma_mocks.gladly.lookups.answer import Result

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
URL = "http://adaptor.example.com/lookup"


def wire(status: int | None, body: bytes = b"", *, url: str = URL, sent: bytes = b"{}", **headers: str) -> Wire:
    request = httpx.Request("POST", url, content=sent)
    return Wire(request, NOW, 0.0, status, list(headers.items()), bytearray(body), is_cut=False)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(wire(None), "No answer came from adaptor.example.com:80", id="nobody there"),
        pytest.param(wire(401), "its signing key is most likely not the app's", id="wrong key"),
        pytest.param(
            wire(403, date=format_datetime(NOW + timedelta(minutes=9), usegmt=True)), "540 s ahead of ours", id="skew"
        ),
        pytest.param(wire(308, location=f"{URL}/"), "the same path with a slash at its end", id="trailing slash"),
        pytest.param(wire(302, location="https://login.example.com/"), "sends the request on to", id="redirect"),
        pytest.param(wire(404), "Nothing is served at this path", id="wrong path"),
        pytest.param(wire(405), "takes no POST", id="no POST"),
        pytest.param(wire(201), "only 200 counts", id="201"),
        pytest.param(wire(422), "does not understand the request", id="422"),
        pytest.param(wire(502), "did not reach it", id="502"),
        pytest.param(wire(200, b"<html><input type=password>"), "a login page instead of JSON", id="login page"),
        pytest.param(wire(200, b"<!DOCTYPE html>"), "a web page instead of JSON", id="web page"),
        pytest.param(wire(200), "The answer is empty.", id="empty"),
        pytest.param(wire(200, b"ok"), "The answer is not JSON.", id="no JSON"),
        pytest.param(wire(200, b"[]"), "a bare list", id="bare list"),
        pytest.param(wire(200, b"7"), "neither an object nor a list", id="a number"),
        pytest.param(wire(200, b'{"customers":[]}'), "it has customers instead", id="another name"),
        pytest.param(wire(200, b'{"externalCustomerId":"7"}'), "without a list around it", id="one customer"),
        pytest.param(wire(200, b"{}"), "The answer has no results.", id="no results"),
        pytest.param(wire(200, b'{"results":{}}'), "The field results is no list.", id="no list"),
        pytest.param(wire(200, b'{"results":[7]}'), "results[0] is no object", id="no object"),
        pytest.param(wire(200, b'{"results":[{"id":"7"}]}'), "It has id, which may be meant", id="no customer id"),
        pytest.param(wire(200, b'{"results":[{"externalCustomerId":7}]}'), "is not text", id="a numeric customer id"),
    ],
)
def test_a_failed_exchange_explains_itself(answer: Wire, said: str) -> None:
    cause = cause_of_failure(answer, is_signed=True)

    assert cause is not None
    assert said in cause.sentence
    assert cause.do.endswith(".")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Wire(httpx.Request("POST", URL), NOW, 0.0, 200, [], bytearray(b'{"resu'), is_cut=True), id="cut"),
        pytest.param(wire(200, b'{"results":null}'), id="nobody"),
        pytest.param(wire(200, b'{"results":[]}', **{"content-type": "text/html"}), id="JSON as text/html"),
    ],
)
def test_no_mistake_is_made_up_where_the_body_shows_none(answer: Wire) -> None:
    assert cause_of_failure(answer, is_signed=True) is None


def test_a_refusal_of_an_unsigned_request_asks_for_credentials() -> None:
    cause = cause_of_failure(wire(401), is_signed=False)

    assert cause is not None
    assert "the request is not signed" in cause.sentence


@pytest.mark.parametrize(
    ("sent", "url", "hint"),
    [
        pytest.param("{'name':'Zoë'}".encode(), URL, "not plain ASCII", id="a body in which writing anew shows"),
        pytest.param(b"{}", f"{URL}/", "(/lookup/)", id="a path with a slash at its end"),
        pytest.param(b"{}", f"{URL}?shop=1", "(/lookup?shop=1)", id="a path with a query"),
    ],
)
def test_a_refused_signature_names_what_of_the_request_is_delicate(sent: bytes, url: str, hint: str) -> None:
    cause = cause_of_failure(wire(401, sent=sent, url=url), is_signed=True)

    assert cause is not None
    assert hint in cause.do


def test_a_usable_answer_needs_no_explanation() -> None:
    assert cause_of_failure(wire(200, b'{"results":[]}'), is_signed=True) is None


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param({"email": "gina@example.com"}, "a field email, which Gladly does not read", id="singular"),
        pytest.param({"phones": [{"original": "(650) 555-0100"}]}, "written otherwise", id="not in E.164"),
        pytest.param({}, None, id="no hint"),
    ],
)
def test_a_result_that_shares_nothing_may_hint_at_why(raw: dict[str, Any], said: str | None) -> None:
    app = App(id="rl", name="ReturnLogic", url=URL, auto_linking=("emails", "phones.mobile"))
    profile = Profile(id="p", name="", created_at=NOW, updated_at=NOW, phones=[Phone("+16505550100", "HOME")])

    found = why_nothing_is_shared(app, profile, Result("7", raw))

    assert (found is None) if said is None else (found is not None and said in found[0])


def test_curl_is_given_every_byte_and_header_that_it_would_not_send_by_itself() -> None:
    body = '{"name":"Zoë O\'Neil"}\n'.encode()
    request = httpx.Request("POST", f"{URL}?a='b", content=body, headers={"X-Key": "a'b", "X-Empty": ""})

    command = curl_of(request)

    assert "-H 'X-Empty;'" in command
    assert "content-length" not in command.lower()
    assert command.startswith("curl -i -X POST ")
    assert "Zoë O" in command
