"""A tenant on an installation: its token ends at any time, and is renewed once, for all, stored before it is used."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from rma_adaptor.errors import AccessNotRenewed, InstallationOver, NotInstalled, TokenRefused
from rma_adaptor.tokens import TokenSet

EMAIL = "ana@example.com"
TEAM_ID = "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
APP = {"app_client_id": "toolkit", "app_client_secret": "app-s3cret"}


async def status_of(adaptor: Any, email: str = EMAIL) -> Any:
    """Ask about somebody, and return the status shown, or, in an outage, the notice."""
    answer = await adaptor.gladly.detailed(email, at=adaptor.clock.now)
    assert answer.status_code == 200, answer.text
    shown = answer.json()["results"][0]["customAttributes"]
    return shown.get("rmaStatus") or shown["rmaNotice"]


def outage(error: type[Any]) -> str:
    return f"{error.reason}; returns may be missing here or out of date."


def tokens_used(adaptor: Any) -> list[str]:
    return [call.headers["authorization"].removeprefix("Bearer ") for call in adaptor.upstream.calls]


async def stored(adaptor: Any) -> Any:
    return await adaptor.services.installations.find(TEAM_ID)


async def test_calls_carry_the_token_that_the_code_was_changed_into(app: Any) -> None:
    assert await status_of(app) == "No returns"

    bearer = (await stored(app)).tokens.bearer_token.get_secret_value()
    assert (tokens_used(app), app.upstream.holding[bearer]) == ([bearer], TEAM_ID)
    assert app.upstream.token_calls == [
        {
            "grant_type": "authorization_code",
            "client_id": "toolkit",
            "client_secret": "app-s3cret",
            "code": app.upstream.token_calls[0]["code"],
        }
    ]


@pytest.mark.parametrize("is_rotating", [True, False], ids=["rotation", "no rotation"])
async def test_a_token_that_is_over_is_renewed_and_the_same_lookup_answered(
    app: Any, row: Any, *, is_rotating: bool
) -> None:
    app.upstream.is_rotating, app.upstream.rows = is_rotating, [row()]
    first = (await stored(app)).tokens

    for _ in range(3):
        app.upstream.expire()
        app.clock.move(3600)
        assert await status_of(app) == "In Transit"

    last, refreshes = (await stored(app)).tokens, [call["refresh_token"] for call in app.upstream.token_calls[1:]]
    assert refreshes[0] == first.refresh_token.get_secret_value()
    assert (len(refreshes), len(set(refreshes))) == (3, 3 if is_rotating else 1)
    assert (last.refresh_token == first.refresh_token, last.bearer_token == first.bearer_token) == (
        not is_rotating,
        False,
    )


async def test_lookups_at_once_share_one_renewal(app: Any) -> None:
    app.upstream.expire()
    people = [f"person{number}@example.com" for number in range(25)]

    shown = await asyncio.gather(*(status_of(app, email) for email in people))

    assert (shown, len(app.upstream.token_calls)) == (["No returns"] * 25, 2)


async def test_a_refused_renewal_is_an_outage_that_says_what_to_do_and_is_not_tried_again(app: Any) -> None:
    app.upstream.uninstall()

    shown = [await status_of(app, email) for email in (EMAIL, "leo@example.com", "ida@example.com")]

    assert shown == [outage(InstallationOver)] * 3
    assert (len(app.upstream.token_calls), len(app.upstream.calls)) == (2, 1)
    assert (await stored(app)).over_since == app.clock.now


async def test_rows_that_are_kept_are_served_while_the_installation_is_over(app: Any, row: Any) -> None:
    app.upstream.rows = [row()]
    await status_of(app)
    app.upstream.uninstall()
    app.clock.move(3600)

    answer = await app.gladly.detailed(EMAIL, at=app.clock.now)

    shown = answer.json()["results"][0]["customAttributes"]
    assert (shown["rmaStatus"], InstallationOver.reason in shown["rmaNotice"]) == ("In Transit", True)


async def test_a_search_while_it_is_over_never_reads_as_nobody(app: Any) -> None:
    app.upstream.uninstall()

    answers = [await app.gladly.search(EMAIL), await app.gladly.auto_link(EMAIL)]

    assert [answer.status_code for answer in answers] == [503, 200]
    assert (InstallationOver.reason in answers[0].text, answers[1].json()) == (True, {"results": []})


async def test_a_new_installation_brings_everything_back(app: Any) -> None:
    app.upstream.uninstall()
    await status_of(app)

    await app.install()

    assert (await status_of(app), (await stored(app)).state) == ("No returns", "installed")


async def test_a_tenant_waits_for_its_installation(adaptor_with: Any, app: Any) -> None:
    late = await adaptor_with(type(app.upstream)(), **APP)
    await late.tenant(team_id=TEAM_ID)

    before = await status_of(late)
    await late.install()

    assert (before, await status_of(late)) == (outage(NotInstalled), "No returns")
    assert len(late.upstream.calls) == 1


@pytest.mark.parametrize(
    "failure",
    [httpx.Response(500), httpx.Response(503), httpx.Response(429), httpx.ConnectError("s3cret")],
    ids=["500", "503", "429", "no connection"],
)
async def test_a_renewal_that_meets_trouble_is_tried_again_by_the_next_lookup(app: Any, failure: Any) -> None:
    app.upstream.expire()
    app.upstream.token_answers = [failure]

    during, after = await status_of(app), await status_of(app)

    assert ("returns may be missing here" in during, after) == (True, "No returns")
    assert (len(app.upstream.token_calls), (await stored(app)).state) == (3, "installed")


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(401),
        httpx.Response(403),
        httpx.Response(404),
        httpx.Response(200, content=b"{"),
        httpx.Response(200, json={"access_token": "bt000000009"}),
        httpx.Response(200, json={"bearer_token": "bt\r\nX: y"}),
        httpx.Response(200, json={"bearer_token": "b" * 10_000}),
    ],
    ids=["401", "403", "404", "no JSON", "other names", "no header", "endless"],
)
async def test_after_a_refusal_for_a_reason_of_ours_nothing_is_asked_for_a_minute(app: Any, refusal: Any) -> None:
    app.upstream.expire()
    app.upstream.token_answers = [refusal]

    during = [await status_of(app) for _ in range(3)]
    asked = len(app.upstream.token_calls)
    app.clock.move(61)

    assert (await status_of(app), asked) == ("No returns", 2)
    assert all("returns may be missing here" in notice for notice in during)
    assert (await stored(app)).state == "installed"


async def test_a_token_that_is_refused_when_new_is_not_renewed_over_and_over(app: Any) -> None:
    app.upstream.expire()
    bearers = [{"bearer_token": f"nobody-knows-{number}"} for number in range(9)]
    app.upstream.token_answers = [httpx.Response(200, json=bearer) for bearer in bearers]

    first, second = await status_of(app), await status_of(app)

    assert (first, second) == (outage(TokenRefused), outage(AccessNotRenewed))
    assert len(app.upstream.token_calls) == 2


async def test_a_lookup_without_a_configured_app_says_so_once_the_token_is_over(adaptor_with: Any, app: Any) -> None:
    found = await stored(app)
    bare = await adaptor_with(app.upstream)
    await bare.services.installations.put(TEAM_ID, found.tokens)
    await bare.tenant(team_id=TEAM_ID)
    held = await status_of(bare)
    app.upstream.expire()
    bare.clock.move(3600)

    assert (held, await status_of(bare)) == ("No returns", outage(AccessNotRenewed))


async def test_a_renewed_token_keeps_the_windows_of_its_team(adaptor_with: Any, app: Any) -> None:
    slow = await adaptor_with(app.upstream, **APP, returnlogic_per_second=1, returnlogic_per_minute=2, budget_s=0.5)
    await slow.install()
    await slow.tenant(team_id=TEAM_ID)
    app.upstream.expire()

    shown = await status_of(slow)

    assert "asked more often than it allows" in shown
    assert [used in app.upstream.holding for used in tokens_used(slow)] == [False]
    assert slow.services.client.queue_length == 0


async def test_what_lookups_of_an_installation_log_holds_no_token(app: Any, logged: Any) -> None:
    app.upstream.expire()
    await status_of(app)
    app.upstream.uninstall()
    app.clock.move(3600)
    await status_of(app)

    told = str(logged)
    sent = [value for call in app.upstream.token_calls for value in call.values() if value[:4] in {"code", "app-"}]
    assert [secret for secret in (*sent, "bt0", "rt0") if secret in told] == []
    assert {"installation over"} <= {line["event"] for line in logged}


async def test_a_restart_goes_on_with_the_token_that_was_renewed(adaptor_with: Any, tmp_path: Path, app: Any) -> None:
    here = {"database": f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", "allow_plaintext_secrets": True, **APP}
    first = await adaptor_with(app.upstream, **here)
    await first.install()
    await first.tenant(team_id=TEAM_ID)
    app.upstream.expire()
    await status_of(first)
    asked = len(app.upstream.token_calls)

    second = await adaptor_with(app.upstream, **here)
    await second.tenant(team_id=TEAM_ID)

    assert (await status_of(second), len(app.upstream.token_calls)) == ("No returns", asked)


EVENTS = st.sampled_from(["lookup", "expires", "uninstalled", "installed", "no answer", "app refused", "a minute"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENTS, max_size=12).map(lambda events: [*events, "lookup"]))
async def test_whatever_happens_no_returns_are_reported_only_when_returnlogic_reported_them(
    app: Any, events: list[str]
) -> None:
    """Also from wherever the example before has led: a lookup asks for tokens once at most, and never makes rows up."""
    happens: dict[str, Any] = {
        "expires": app.upstream.expire,
        "uninstalled": app.upstream.uninstall,
        "no answer": lambda: app.upstream.token_answers.append(httpx.ConnectError("")),
        "app refused": lambda: app.upstream.token_answers.append(httpx.Response(401)),
        "a minute": lambda: app.clock.move(61),
    }
    for event in events:
        if event == "installed":
            tokens = app.upstream.grant(app.upstream.install())
            given_now = TokenSet(SecretStr(tokens["bearer_token"]), SecretStr(tokens["refresh_token"]))
            await app.services.installations.put(TEAM_ID, given_now)
        elif event == "lookup":
            await looks_right(app)
        else:
            happens[event]()
    app.upstream.token_answers.clear()


async def looks_right(app: Any) -> None:
    """Ask about somebody new, and compare with what ReturnLogic would let the adaptor see."""
    kept, before = await stored(app), len(app.upstream.token_calls)
    holds, may_renew = (
        getattr(kept.tokens, name).get_secret_value() in app.upstream.holding
        for name in ("bearer_token", "refresh_token")
    )

    shown = await status_of(app, f"{secrets.token_hex(8)}@example.com")

    assert len(app.upstream.token_calls) - before <= 1
    assert shown == "No returns" or "returns may be missing here" in shown
    assert shown == "No returns" if holds else may_renew or shown != "No returns"
