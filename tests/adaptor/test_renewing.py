"""A refresh token holds once: two processes, a crash, a lost database or a stop must not make two of them use one."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from rma_adaptor.errors import AccessNotRenewed, InstallationOver, NotInstalled
from rma_adaptor.tokens import TokenSet

TEAM_ID = "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
APP = {"app_client_id": "toolkit", "app_client_secret": "app-s3cret"}
Replica = Callable[..., Awaitable[Any]]


async def status_of(adaptor: Any, email: str = "ana@example.com") -> Any:
    answer = await adaptor.gladly.detailed(email, at=adaptor.clock.now)
    assert answer.status_code == 200, answer.text
    shown = answer.json()["results"][0]["customAttributes"]
    return shown.get("rmaStatus") or shown["rmaNotice"]


@pytest.fixture
def replica(adaptor_with: Any, app: Any, tmp_path: Path) -> Replica:
    """Start one more adaptor on one database, as another process would; the first installs the app."""
    database = f"sqlite+aiosqlite:///{tmp_path / 'adaptor.db'}"

    async def start(**how: Any) -> Any:
        made = await adaptor_with(app.upstream, database=database, allow_plaintext_secrets=True, **APP, **how)
        if await made.services.installations.find(TEAM_ID) is None:
            await made.install()
            app.upstream.token_calls.clear()
        await made.tenant(team_id=TEAM_ID)
        return made

    return start


async def execute(adaptor: Any, statement: str, **values: Any) -> None:
    async with adaptor.services.tenants.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def test_what_one_process_renewed_the_other_uses(replica: Replica) -> None:
    one, two = await replica(), await replica()
    one.upstream.expire()

    shown = [await status_of(one), await status_of(two)]

    assert (shown, len(one.upstream.token_calls)) == (["No returns"] * 2, 1)


async def test_rows_read_with_one_token_are_used_with_the_next(app: Any) -> None:
    await status_of(app)
    calls = len(app.upstream.calls)
    app.upstream.expire()
    await status_of(app, "leo@example.com")
    renewals = len(app.upstream.calls) - calls

    await status_of(app)

    assert (renewals, len(app.upstream.calls)) == (2, calls + 2)


async def test_two_processes_that_need_a_token_at_once_ask_once(replica: Replica) -> None:
    one, two = await replica(), await replica()
    one.upstream.expire()
    one.upstream.token_gate.clear()
    one.upstream.token_asked.clear()
    first = asyncio.create_task(status_of(one))
    await one.upstream.token_asked.wait()
    one.upstream.asked.clear()
    second = asyncio.create_task(status_of(two))
    await one.upstream.asked.wait()
    one.upstream.token_gate.set()

    assert (await asyncio.gather(first, second), len(one.upstream.token_calls)) == (["No returns"] * 2, 1)


async def test_a_process_that_is_refused_looks_whether_another_has_new_tokens(replica: Replica) -> None:
    one, two = await replica(), await replica()
    one.upstream.uninstall()
    one.upstream.token_gate.clear()
    one.upstream.token_asked.clear()
    look = asyncio.create_task(status_of(one))
    await one.upstream.token_asked.wait()
    tokens = one.upstream.grant(one.upstream.install())
    await two.services.installations.put(TEAM_ID, token_set(tokens))
    one.upstream.token_gate.set()

    assert (await look, await status_of(two)) == ("No returns", "No returns")
    assert (await two.services.installations.find(TEAM_ID)).state == "installed"


async def test_a_renewal_never_overwrites_an_installation_that_came_meanwhile(replica: Replica) -> None:
    one, two = await replica(), await replica()
    one.upstream.expire()
    one.upstream.token_gate.clear()
    one.upstream.token_asked.clear()
    look = asyncio.create_task(status_of(one))
    await one.upstream.token_asked.wait()
    tokens = token_set(one.upstream.grant(one.upstream.install()))
    await two.services.installations.put(TEAM_ID, tokens)
    one.upstream.token_gate.set()

    assert await look == "No returns"
    assert (await one.services.installations.find(TEAM_ID)).tokens == tokens


async def test_an_installation_that_one_process_found_over_comes_back_through_the_other(replica: Replica) -> None:
    one, two = await replica(), await replica()
    one.upstream.uninstall()
    assert InstallationOver.reason in await status_of(one)

    await two.install()

    assert [await status_of(one), await status_of(two)] == ["No returns"] * 2


async def test_a_removed_installation_is_gone_for_both_once_its_token_is_over(replica: Replica) -> None:
    one, two = await replica(), await replica()
    await one.admin.delete(f"/installations/{TEAM_ID}")
    one.upstream.expire()

    assert all(NotInstalled.reason in shown for shown in (await status_of(one), await status_of(two)))
    assert one.upstream.token_calls == []


async def test_whoever_lists_installations_knows_what_another_process_removed(replica: Replica) -> None:
    one, two = await replica(), await replica()
    await one.admin.delete(f"/installations/{TEAM_ID}")

    before, listed = await status_of(two), await two.admin.get("/installations")

    assert (before, listed.json()["installations"]) == ("No returns", [])
    assert NotInstalled.reason in await status_of(two, "leo@example.com")


async def test_tokens_lost_between_answer_and_database_end_the_installation_and_say_so(replica: Replica) -> None:
    one = await replica()
    before = await one.services.installations.find(TEAM_ID)
    # What a process does that is killed right after ReturnLogic has answered.
    one.upstream.grant(before.tokens.refresh_token.get_secret_value())

    shown = await status_of(await replica())

    assert InstallationOver.reason in shown


async def test_the_claim_of_a_process_that_was_killed_ends_by_itself(replica: Replica) -> None:
    one = await replica(budget_s=0.3)
    one.upstream.expire()
    await execute(one, "UPDATE installations SET renewing_until = :until", until=one.clock.now.timestamp() + 5)

    while_claimed, asked = await status_of(one), len(one.upstream.token_calls)
    one.clock.move(6)

    assert ("could not renew" in while_claimed or "does not answer" in while_claimed, asked) == (True, 0)
    assert await status_of(one) == "No returns"


async def test_nothing_is_renewed_that_could_not_be_stored(replica: Replica) -> None:
    one = await replica()
    await execute(one, "ALTER TABLE installations RENAME TO gone")
    held = await status_of(one)
    one.upstream.expire()
    one.clock.move(60)

    shown = await status_of(one)

    assert (held, AccessNotRenewed.reason in shown, one.upstream.token_calls) == ("No returns", True, [])


async def test_tokens_that_come_while_the_database_is_gone_are_used_and_stored_when_it_is_back(
    replica: Replica,
) -> None:
    one = await replica(budget_s=0.5)
    one.upstream.expire()
    one.upstream.token_gate.clear()
    one.upstream.token_asked.clear()
    look = asyncio.create_task(status_of(one))
    await one.upstream.token_asked.wait()
    await execute(one, "ALTER TABLE installations RENAME TO gone")
    one.upstream.token_gate.set()
    await look

    shown = await status_of(one, "leo@example.com")
    await execute(one, "ALTER TABLE gone RENAME TO installations")
    await one.services.installations.aclose()

    kept = await one.services.installations.find(TEAM_ID)
    assert (shown, kept.tokens.bearer_token.get_secret_value() in one.upstream.holding) == ("No returns", True)


async def test_a_renewal_under_way_ends_before_the_process_does(replica: Replica) -> None:
    one = await replica(budget_s=0.2)
    one.upstream.expire()
    one.upstream.token_gate.clear()
    one.upstream.token_asked.clear()
    look = asyncio.create_task(status_of(one))
    await one.upstream.token_asked.wait()
    one.services.read_model.give_up()  # as a stop in a hurry does
    assert "does not answer" in await look
    stop = asyncio.create_task(one.services.installations.aclose())
    one.upstream.token_gate.set()
    await stop

    kept = await one.services.installations.find(TEAM_ID)
    assert kept.tokens.bearer_token.get_secret_value() in one.upstream.holding


async def test_a_lookup_that_gives_up_does_not_lose_the_tokens_that_it_asked_for(replica: Replica) -> None:
    one = await replica(budget_s=0.2)
    one.upstream.expire()
    one.upstream.token_gate.clear()
    one.upstream.token_asked.clear()
    look = asyncio.create_task(one.gladly.detailed("ana@example.com"))
    await one.upstream.token_asked.wait()
    look.cancel()
    one.upstream.token_gate.set()

    assert await status_of(one, "leo@example.com") == "No returns"
    assert len(one.upstream.token_calls) == 1


def token_set(tokens: dict[str, str]) -> Any:
    return TokenSet(SecretStr(tokens["bearer_token"]), SecretStr(tokens["refresh_token"]))
