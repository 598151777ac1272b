"""What `rma compare` says when there is nothing to compare."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from rma_scenarios.commands.compare import compare
from rma_scenarios.truth.asking import Api, Asker
from rma_scenarios.truth.errors import CannotAsk
from rma_scenarios.truth.private_file import refuse_existing, write_private
from rma_scenarios.truth.seeing import see
from rma_scenarios.truth.shapes import kind_of, shapes_of
from rma_scenarios.truth.spelling import spelling_of_all, unknown_among

EMAIL = "ana.ruiz@example.com"
ROW = {"rlRmaId": 1, "customerEmail": EMAIL}


def limited(**headers: str) -> httpx.Response:
    return httpx.Response(429, json={"message": "API rate limit exceeded"}, headers=headers)


@pytest.fixture
def ask() -> Callable[..., Any]:
    """Ask an API that gives these answers one by one, the last one for ever; return what was seen, calls and pauses."""

    async def run(*answers: httpx.Response | Exception) -> tuple[Any, list[httpx.Request], list[float]]:
        left, calls, pauses = list(answers), [], []

        def answer(request: httpx.Request) -> httpx.Response:
            calls.append(request)
            found = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(found, Exception):
                raise found
            return found

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        api = Api("https://api.example.com/v1/", "the-key")
        async with Asker(api, transport=httpx.MockTransport(answer), pause=pause) as asker:
            return await see(asker, EMAIL), calls, pauses

    return run


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(httpx.Response(401), "refuses the key (401)", id="refused key"),
        pytest.param(httpx.Response(403), "may not list RMAs (403)", id="forbidden"),
        pytest.param(httpx.Response(404), "nothing_found: not_found", id="404"),
        pytest.param(httpx.Response(503), "down for maintenance (503)", id="maintenance"),
        pytest.param(httpx.Response(302), "answers 302", id="redirect"),
        pytest.param(httpx.Response(500, text=EMAIL), "answers 500", id="broken"),
        pytest.param(httpx.Response(200, html="<html>"), "not JSON (text/html)", id="a web page"),
        pytest.param(httpx.Response(200, content=b"[" * 200_000), "not JSON (of no type)", id="nested without end"),
        pytest.param(
            httpx.Response(200, text="hello", headers={"Content-Type": EMAIL}), "not JSON (of an odd type)", id="a type"
        ),
        pytest.param(httpx.Response(200, json={"ok": 1, EMAIL: 2}), "the names in it are: *, ok", id="no list"),
        pytest.param(httpx.Response(200, json={"data": []}), "nobody with this e-mail has returns", id="nobody"),
        pytest.param(
            httpx.Response(200, json=[ROW | {"customerEmail": "leo@example.com"}] * 3),
            "3 RMAs of other shoppers and none of this one",
            id="others only",
        ),
        pytest.param(httpx.Response(200, content=b" " * 20_000_001), "larger than 20,000,000 bytes", id="too much"),
        pytest.param(httpx.ConnectError(EMAIL), "api.example.com cannot be reached (ConnectError)", id="unreachable"),
        pytest.param(httpx.ReadTimeout(EMAIL), "did not answer within 30 seconds", id="silent"),
        pytest.param(limited(**{"Retry-After": "60"}), "(429) and says when to come back", id="limit, told"),
        pytest.param(limited(), "(429) and does not say when to come back", id="limit, not told"),
    ],
)
async def test_each_failure_has_its_sentence_and_names_nobody(ask: Any, answer: Any, sentence: str) -> None:
    with pytest.raises(CannotAsk) as failure:
        await ask(answer)

    assert sentence in str(failure.value)
    assert EMAIL not in str(failure.value)


async def test_only_the_evidenced_call_is_made_three_times(ask: Any) -> None:
    _, calls, _ = await ask(httpx.Response(200, json={"data": [ROW]}))

    assert {(call.method, call.url.path, call.headers["authorization"]) for call in calls} == {
        ("GET", "/v1/rmas", "Bearer the-key")
    }
    asked = [dict(call.url.params) for call in calls]
    assert asked[:2] == [{"email": EMAIL}, {"email": EMAIL, "page": "2"}]
    assert (len(asked), asked[2]["email"].partition("-")[0]) == (3, "nobody")


async def test_whether_the_filter_holds_is_not_claimed_when_the_call_for_nobody_fails(ask: Any) -> None:
    seen, _, _ = await ask(httpx.Response(200, json=[ROW]), httpx.Response(200, json=[]), httpx.Response(500))

    assert (seen.traits["email_filter"].fits, seen.traits["nothing_found"].seen) == (None, "it is answered 500")


async def test_an_answer_for_nobody_that_lists_nothing_is_no_empty_list(ask: Any) -> None:
    rows = httpx.Response(200, json=[ROW])

    seen, _, _ = await ask(rows, rows, httpx.Response(200, json={"message": "Nobody"}))

    assert (seen.traits["nothing_found"].fits, seen.traits["nothing_found"].seen) == (None, "an answer without a list")


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [ROW], "pageSize": 250},
        {"data": [ROW], "pageSize": 16505550100},
        {"data": [ROW], "pageSize": 0},
        {"data": [ROW] * 101, "nextCursor": "more"},
    ],
    ids=["a large page", "a phone number", "none", "many rows"],
)
async def test_a_page_size_that_no_world_plays_is_never_proposed(ask: Any, answer: Any) -> None:
    seen, _, _ = await ask(httpx.Response(200, json=answer))

    assert (seen.traits["page_size"].fits, seen.traits["page_size"].seen) == (None, "not from 1 to 100")


async def test_a_full_second_is_waited_for_before_the_next_call(ask: Any) -> None:
    last_of_two = httpx.Response(200, json=[ROW], headers={"X-RateLimit-Remaining-Second": "0"})

    _, _, pauses = await ask(httpx.Response(200, json=[ROW]), last_of_two, httpx.Response(200, json=[]))

    assert pauses == [1]


async def test_a_refused_call_is_made_once_more_when_that_is_soon(ask: Any) -> None:
    seen, calls, pauses = await ask(limited(**{"Retry-After": "3"}), httpx.Response(200, json=[ROW]))

    assert (len(calls), pauses) == (4, [3])
    assert (seen.traits["retry_after"].fits, seen.traits["rate_limit_body"].fits) == (True, "gateway")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--email", EMAIL], "Give the team's API key", id="no key"),
        pytest.param(["--returnlogic-key", "k", "--email", "ana"], "--email wants the e-mail address", id="no e-mail"),
        pytest.param(["--returnlogic-key", "kéy", "--email", EMAIL], "characters that no header carries", id="key"),
        pytest.param(
            ["--returnlogic-key", "k", "--email", EMAIL, "--api-url", "http://api.example.com"],
            "--api-url must be https",
            id="in the clear",
        ),
        pytest.param(
            ["--returnlogic-key", "k", "--email", EMAIL, "--api-url", "api.example.com"],
            "--api-url wants a URL",
            id="no URL",
        ),
        pytest.param(
            ["--returnlogic-key", "k", "--email", EMAIL, "--api-url", "https://me:secret@api.example.com"],
            "no user name and no password",
            id="a password in the URL",
        ),
        pytest.param(["--returnlogic-key", "k"], "Missing option '--email'", id="nobody asked for"),
    ],
)
def test_misuse_is_told_before_anybody_is_asked(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(compare, arguments, env={"RETURNLOGIC_API_KEY": None})

    assert result.exit_code == 2
    assert sentence in " ".join(result.output.split())


def test_a_file_that_is_there_is_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    (tmp_path / "shapes.json").write_text("kept")
    arguments = ["--returnlogic-key", "k", "--email", EMAIL, "--save", str(tmp_path / "shapes.json")]

    result = CliRunner().invoke(compare, arguments)

    assert (result.exit_code, (tmp_path / "shapes.json").read_text()) == (2, "kept")
    assert "is there already; choose another name or give --force" in result.output


def test_what_is_saved_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "shapes.json"

    write_private(path, "{}", may_replace=False)
    path.chmod(0o644)
    write_private(path, '{"a": 1}', may_replace=True)

    assert (stat.S_IMODE(path.stat().st_mode), path.read_text()) == (0o600, '{"a": 1}')
    with pytest.raises(FileExistsError):
        write_private(path, "{}", may_replace=False)
    with pytest.raises(FileExistsError):
        refuse_existing(path, may_replace=False)


def test_a_link_is_not_followed_even_when_the_file_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / "other")

    with pytest.raises(OSError, match="symbolic link"):
        write_private(tmp_path / "link", "{}", may_replace=True)

    assert (tmp_path / "other").read_text() == "kept"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "true or false"),
        (1.5, "number"),
        ("2026-03-01T15:04:05Z", "date-time with Z"),
        ("2026-03-01 15:04", "date-time without a zone"),
        ("2026-03-01T15:04:05.123+02:00", "date-time with an offset"),
        ("2026-03-01", "date"),
        ("a@b.example", "e-mail address"),
        ("https://x.example/1", "web address"),
        ("9202090153540000", "text"),
    ],
)
def test_a_value_has_a_kind(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


def test_keys_that_may_be_values_are_stars() -> None:
    document = {"ana@example.com": {"1048576": 1, "rlRmaId2048": 2}, "of #20517": 3, "name": 4}

    assert set(shapes_of([document])) == {"*", "*.*", "name"}


@pytest.mark.parametrize(
    ("statuses", "fitting"),
    [
        (["In Transit", "Received"], ["title"]),
        (["in transit", "received"], ["lower"]),
        (["in_transit"], ["snake"]),
        (["partiallyreceived", "complete"], ["joined"]),
        (["received"], ["joined", "lower", "snake"]),
        (["IN_TRANSIT"], []),
        (["In Transit", "in_transit"], []),
        (["inTransit"], []),
    ],
    ids=str,
)
def test_spellings_are_told_apart_as_far_as_they_can_be(statuses: list[str], fitting: list[str]) -> None:
    assert sorted(spelling_of_all(statuses)) == fitting


def test_statuses_that_nobody_published_are_counted() -> None:
    assert unknown_among(["In Transit", "in_transit", "Waiting For Parts"]) == 1
