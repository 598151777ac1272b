"""What is committed is the same from every machine at every moment."""

from datetime import UTC, datetime

import pytest

from rma_notebooks.steady import steady_text

NOW = datetime(2026, 11, 25, 0, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "steady"),
    [
        pytest.param("http://127.0.0.1:41234/w/demo/desk", "http://127.0.0.1:8701/w/demo/desk", id="Gladly's page"),
        pytest.param(
            "http://127.0.0.1:9/w/demo/originate/rma/1", "http://127.0.0.1:8702/w/demo/originate/rma/1", id="RMA page"
        ),
        pytest.param("http://127.0.0.1:5000/api/v1", "http://127.0.0.1:8701/api/v1", id="another address"),
        pytest.param("POST /w/w-0badcafe/chat", "POST /w/w-story/chat", id="a story's world"),
        pytest.param("/w/demo/stage and w-0badcafes", "/w/demo/stage and w-0badcafes", id="other names"),
        pytest.param(
            "a621b04b-3019-41b8-9848-9a7c4386baa7", "00000000-0000-4000-8000-000000000000", id="an id made of chance"
        ),
        pytest.param("as of 2026-11-24T23:59:59.123Z", "as of the time of the run", id="the day before midnight"),
        pytest.param("as of 2026-11-25T00:00:01+00:00", "as of the time of the run", id="another way to write it"),
        pytest.param("made 2026-03-02T15:00:00Z", "made 2026-03-02T15:00:00Z", id="an invented world's time"),
    ],
)
def test_what_differs_from_run_to_run_becomes_the_same(told: str, steady: str) -> None:
    assert steady_text(told, now=NOW) == steady


def test_a_steady_text_stays_as_it_is() -> None:
    text = steady_text("http://127.0.0.1:9/w/w-0badcafe/originate at 2026-11-25T00:00:00Z", now=NOW)

    assert steady_text(text, now=NOW) == text
