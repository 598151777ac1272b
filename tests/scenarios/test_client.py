"""What comes back from a call, and how calls of one side are made; without a network."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from rma_scenarios.client import Answer, CallFailed, Client, Service


class Memory:
    """Answers every call with what it was asked."""

    async def call(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        asked = {"method": method, "url": url, "body": body.decode() if body else None, "headers": dict(headers or {})}
        return Answer(200, {}, json.dumps(asked).encode())


@pytest.mark.parametrize(("status", "is_success"), [(199, False), (200, True), (204, True), (299, True), (300, False)])
def test_only_two_hundreds_are_a_success(status: int, *, is_success: bool) -> None:
    assert Answer(status, {}, b"").is_success is is_success


@pytest.mark.parametrize(
    ("body", "text", "content"),
    [
        pytest.param(b'{"a": 1}', '{"a": 1}', {"a": 1}, id="JSON"),
        pytest.param(b"", "", None, id="nothing"),
        pytest.param(b"<html>", "<html>", None, id="a page"),
        pytest.param(b"\xff", "�", None, id="no text"),
    ],
)
def test_a_body_is_text_and_maybe_json(body: bytes, text: str, content: Any) -> None:
    answer = Answer(200, {}, body)

    assert (answer.text, answer.json()) == (text, content)


@pytest.mark.parametrize(("path", "below"), [("worlds/w1", "/worlds/w1"), ("/worlds/w1", "/worlds/w1"), ("", "")])
async def test_a_services_calls_go_to_or_below_its_address_with_its_headers(path: str, below: str) -> None:
    service = Service(Memory(), "http://control.test/_mock", {"Authorization": "Bearer x"})

    answer = await service.get(path)

    assert answer.json() == {
        "method": "GET",
        "url": f"http://control.test/_mock{below}",
        "body": None,
        "headers": {"Authorization": "Bearer x"},
    }


@pytest.mark.parametrize(("content", "body"), [({"a": 1}, '{"a": 1}'), ({}, "{}"), ([], "[]")], ids=str)
async def test_content_is_sent_as_json(content: Any, body: str) -> None:
    answer = await Service(Memory(), "http://control.test").post("worlds", content)

    assert (answer.json()["body"], answer.json()["headers"]) == (body, {"Content-Type": "application/json"})


async def test_headers_of_one_call_do_not_stay_for_the_next() -> None:
    service = Service(Memory(), "http://control.test", {"A": "b"})

    await service.post("worlds", {})

    assert (await service.get("worlds")).json()["headers"] == {"A": "b"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("ftp://gladly.test/x", "the URL is not http or https", id="another scheme"),
        pytest.param("/w/w1", "the URL is not http or https", id="a path alone"),
        pytest.param("http:///x", "the URL is not http or https", id="no host"),
        pytest.param("http://gladly.test:port/x", "Port could not be cast", id="a port that is none"),
    ],
)
async def test_an_address_that_cannot_be_called_is_told(url: str, why: str) -> None:
    async with Client() as client:
        with pytest.raises(CallFailed) as caught:
            await client.call("GET", url)

    assert str(caught.value).startswith(f"GET {url} got no answer ({why}")


async def test_a_line_break_in_a_header_is_refused() -> None:
    async with Client() as client:
        with pytest.raises(CallFailed, match="a line break in the URL or a header"):
            await client.call("GET", "http://gladly.test/", headers={"X": "a\r\nY: b"})
