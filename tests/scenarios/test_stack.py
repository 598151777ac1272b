"""What a stack says when a world cannot be opened, and how its one address is read."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from rma_scenarios.client import Answer
from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack
from rma_scenarios.stack_links import StackLinks, StrangerAdaptor, split_stack_url

LINKS = StackLinks(
    gladly_url="http://127.0.0.1:1",
    returnlogic_url="http://127.0.0.1:2",
    control_url="http://127.0.0.1:1/_mock",
    control_token="a/b@c",
    stranger=StrangerAdaptor("http://127.0.0.1:3/lookup"),
)
OURS = replace(
    LINKS, adaptor_url="http://127.0.0.1:3", admin_url="http://127.0.0.1:4", admin_token="admin", stranger=None
)


class Always:
    """Answer every call alike."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    async def call(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        del method, url, body, headers
        return self.answer


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(Answer(400, {}, b'{"message": "seed: must be"}'), "seed: must be", id="the mock's sentence"),
        pytest.param(Answer(502, {}, b"<html>"), "the mock answered 502", id="no sentence"),
        pytest.param(Answer(500, {}, b'{"detail": "x"}'), "the mock answered 500", id="another shape"),
    ],
)
async def test_a_world_that_is_refused_says_why(answer: Answer, sentence: str) -> None:
    with pytest.raises(StackError, match=f"^{sentence}$"):
        await Stack.of(LINKS, Always(answer)).open_world()


def test_a_stack_url_leads_back_to_address_and_token() -> None:
    assert split_stack_url(LINKS.url) == ("http://127.0.0.1:1/_mock", "a/b@c")


@pytest.mark.parametrize("links", [pytest.param(LINKS, id="a stranger's adaptor"), pytest.param(OURS, id="our own")])
def test_links_survive_being_written_and_read(links: StackLinks) -> None:
    assert StackLinks.from_json(json.loads(json.dumps(links.as_json()))) == links


def test_the_mocks_are_told_how_our_own_adaptor_forgets_a_world() -> None:
    assert OURS.as_json()["forget"] == {
        "url": "http://127.0.0.1:4/tenants/{world}/forget",
        "authorization": "Bearer admin",
    }
    assert "forget" not in LINKS.as_json()


@pytest.mark.parametrize("url", ["http://127.0.0.1:8701/_mock", "127.0.0.1", "", "ftp://rma:x@127.0.0.1/"])
def test_an_address_that_is_no_stack_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(StackError, match="http://rma:TOKEN@"):
        split_stack_url(url)


def test_links_of_another_version_are_refused() -> None:
    with pytest.raises(StackError, match="another version"):
        StackLinks.from_json({"gladly": 1})
