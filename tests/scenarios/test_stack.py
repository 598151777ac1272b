"""What a stack says when a world cannot be opened."""

from pathlib import Path
from unittest.mock import sentinel

import httpx
import pytest

from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack, StrangerAdaptor


def stack(answer: httpx.Response) -> Stack:
    control = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer), base_url="http://127.0.0.1/_mock")
    stranger = StrangerAdaptor("http://127.0.0.1:1/lookup")
    return Stack(mocks=sentinel.mocks, adaptor=None, stranger=stranger, control=control, admin=None, logs=Path())


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(httpx.Response(400, json={"message": "seed: must be"}), "seed: must be", id="the mock's sentence"),
        pytest.param(httpx.Response(502, text="<html>"), "the mock answered 502", id="no sentence"),
        pytest.param(httpx.Response(500, json={"detail": "x"}), "the mock answered 500", id="another shape"),
    ],
)
async def test_a_world_that_is_refused_says_why(answer: httpx.Response, sentence: str) -> None:
    with pytest.raises(StackError, match=f"^{sentence}$"):
        await stack(answer).open_world()
