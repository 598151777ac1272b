"""Where the programs around the mocks are, as somebody registered it."""

from typing import Any

import httpx
import pytest

TOKEN = {"Authorization": "Bearer control-token"}


async def test_without_a_registered_stack_the_answer_says_who_registers_one(mocks: Any) -> None:
    answer = await mocks.control.get("stack")

    assert answer.status_code == 404
    assert answer.json()["message"].startswith("nobody registered a stack")


async def test_a_registered_stack_is_told_on_both_ports_until_another_replaces_it(mocks: Any) -> None:
    await mocks.control.put("stack", json={"adaptor": "old"})

    registered = await mocks.control.put("stack", json={"adaptor": {"url": "http://127.0.0.1:8700"}, "admin": None})
    told: httpx.Response = await mocks.returnlogic.get("/_mock/stack", headers=TOKEN)

    assert (registered.status_code, told.status_code) == (200, 200)
    assert registered.json() == told.json() == {"adaptor": {"url": "http://127.0.0.1:8700"}, "admin": None}


async def test_a_stack_in_any_letters_comes_back_as_it_was(mocks: Any) -> None:
    body = b'{"name": "\\ud800 \xc3\xa9"}'

    answer = await mocks.control.put("stack", content=body, headers={"Content-Type": "application/json"})

    assert answer.json() == {"name": "\ud800 é"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"[]", "the body: must be a JSON object", id="a list"),
        pytest.param(b"", "the body: is missing", id="nothing"),
        pytest.param(b'{"a": NaN}', "the body cannot be read as JSON", id="no number"),
        pytest.param(b'{"a":' * 3000, "the body cannot be read as JSON", id="nested without end"),
    ],
)
async def test_only_an_object_is_a_stack(mocks: Any, body: bytes, sentence: str) -> None:
    answer = await mocks.control.put("stack", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["message"].startswith(sentence)


@pytest.mark.parametrize("depth", [100, 400, 700, 900, 950, 990])
async def test_a_deep_stack_is_kept_or_refused_and_never_a_failure(mocks: Any, depth: int) -> None:
    body = b'{"a":' * depth + b"1" + b"}" * depth

    answer = await mocks.control.put("stack", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in {200, 400}


async def test_a_stack_wants_the_token(mocks: Any) -> None:
    answer = await mocks.gladly.get("/_mock/stack")

    assert answer.status_code == 401
