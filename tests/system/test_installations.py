"""An app from its installation in a retailer's browser to its end, with a real ReturnLogic stand-in and real kills."""

import json
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.sealing import new_key
from rma_mocks.gladly.signing import signed_headers
from rma_scenarios.stack import Stack
from rma_scenarios.stack_links import StrangerAdaptor
from rma_scenarios.stack_world import StackWorld

KEY, SECRET, EMAIL = "k-0123456789abcdef", "app-s3cret-4711", "gina.lin@example.com"
LIFETIME_S = 600
MISSING = "until an administrator installs the returns app there"
OVER = f"{MISSING} again"


class App:
    """An adaptor of its own process that a world's merchant can install as an app, and ways to all sides of it."""

    def __init__(self, start: Callable[..., dict[str, Any]], stack: Stack, client_id: str) -> None:
        self._start = start
        self._variables = {
            "RMA_ADAPTOR_APP_CLIENT_ID": client_id,
            "RMA_ADAPTOR_APP_CLIENT_SECRET": SECRET,
            "RMA_ADAPTOR_APP_API_URL": f"{stack.links.returnlogic_url}/v1",
            "RMA_ADAPTOR_ENCRYPTION_KEYS": new_key(),
        }
        self.client_id = client_id
        self.http = httpx.AsyncClient(trust_env=False, timeout=20)
        self.start()

    def start(self) -> None:
        """Start it, on its database; the process before is killed at once."""
        self.links = self._start(**self._variables)

    async def open(self, stack: Stack, **returnlogic: Any) -> StackWorld:
        """Open a world in which Gina returns a jacket, and whose merchant may install the app."""
        url = self.links["url"]
        app = {
            "name": "Toolkit",
            "redirect_url": f"{url}/install",
            "client_id": self.client_id,
            "client_secret": SECRET,
        }
        self.world = await stack.open_world(
            stranger=StrangerAdaptor(f"{url}/t/acme/lookup", KEY),
            people=[{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
            rmas=[{"key": "jacket", "of": "gina", "status": "In Transit"}],
            returnlogic={"apps": [app], "token_lifetime_s": LIFETIME_S, **returnlogic},
        )
        self.team_id = self.world.links["returnlogic"]["team_id"]
        tenant = {
            "team_id": self.team_id,
            "signing_keys": [KEY],
            "returnlogic_api_url": self.world.links["returnlogic"]["api_url"],
            "max_age_s": 0,
        }
        answer = await self.http.put(f"{self.links['admin_url']}/tenants/acme", json=tenant)
        assert answer.status_code == 201, answer.text
        return self.world

    async def installs(self) -> httpx.Response:
        """Come as the merchant's browser, from ReturnLogic's page to where it sends one."""
        page = f"{self.world.links['returnlogic']['originate_url']}/install?client_id={self.client_id}"
        return await self.http.get(page, follow_redirects=True)

    async def shows(self) -> dict[str, str]:
        """Return what Gina's profile is given."""
        question = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": EMAIL}, "uniqueMatchRequired": True}
        body = json.dumps(question).encode()
        headers = {
            "content-type": "application/json",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        signature = signed_headers(key=KEY, method="POST", target="/t/acme/lookup", headers=headers, body=body)
        sent = {**headers, "gladly-authorization": signature}
        answer = await self.http.post(f"{self.links['url']}/t/acme/lookup", content=body, headers=sent)
        assert answer.status_code == 200, answer.text
        shown: dict[str, str] = answer.json()["results"][0]["customAttributes"]
        return shown

    async def passes(self, seconds: float) -> None:
        await self.world.control.post("clock", {"advance_s": seconds})

    async def token_calls(self) -> int:
        """Count the calls for tokens that ReturnLogic has seen."""
        return sum(exchange["path"] == "/v1/oauth" for exchange in await self.world.journal())

    async def tokens(self) -> list[str]:
        """Return the tokens that ReturnLogic has given last."""
        [row] = (await self.world.control.get("returnlogic/installations")).json()["installations"]
        return [row[name] for name in ("bearer_token", "refresh_token") if row[name]]


@pytest.fixture
async def app(started: Callable[..., dict[str, Any]], stack: Stack) -> AsyncIterator[App]:
    made = App(started, stack, f"toolkit-{secrets.token_hex(4)}")
    yield made
    await made.http.aclose()
    await made.world.close()


async def test_an_app_is_installed_its_tokens_end_and_it_is_uninstalled_and_installed_anew(
    app: App, stack: Stack
) -> None:
    await app.open(stack)
    before = await app.shows()

    page = await app.installs()
    installed = await app.shows()
    await app.passes(LIFETIME_S + 1)
    renewed, calls = await app.shows(), await app.token_calls()
    await app.world.control.call("DELETE", f"returnlogic/installations/{app.client_id}")
    ended = [await app.shows() for _ in range(2)]
    after_end = await app.token_calls()
    await app.installs()

    assert (list(before), MISSING in before["rmaNotice"]) == (["rmaNotice"], True)
    assert (page.status_code, page.url.path, "The app is installed" in page.text) == (200, "/install", True)
    assert [shown["rmaStatus"] for shown in (installed, renewed, await app.shows())] == ["In Transit"] * 3
    assert all(OVER in shown["rmaNotice"] for shown in ended)
    assert (calls, after_end) == (2, 3)


@pytest.mark.parametrize("rotation", [True, False], ids=["rotation", "no rotation"])
async def test_a_kill_after_a_renewal_loses_no_token(app: App, stack: Stack, tmp_path: Path, *, rotation: bool) -> None:
    await app.open(stack, variants={"refresh_rotation": rotation})
    await app.installs()
    await app.passes(LIFETIME_S + 1)
    await app.shows()

    app.start()
    at_once, calls = await app.shows(), await app.token_calls()
    await app.passes(LIFETIME_S + 1)
    later = await app.shows()

    assert [shown["rmaStatus"] for shown in (at_once, later)] == ["In Transit"] * 2
    assert (calls, await app.token_calls()) == (2, 3)
    kept = (tmp_path / "adaptor.db").read_bytes()
    assert [token for token in await app.tokens() if token.encode() in kept] == []


async def test_a_merchant_who_installs_again_is_let_in_with_the_new_tokens(app: App, stack: Stack) -> None:
    await app.open(stack)
    await app.installs()

    page = await app.installs()

    assert ("The app is installed" in page.text, (await app.shows())["rmaStatus"]) == (True, "In Transit")


async def test_a_code_of_another_team_changes_nothing(app: App, stack: Stack) -> None:
    await app.open(stack)
    await app.installs()
    ours, team_id = app.world, app.team_id
    await app.http.delete(f"{app.links['admin_url']}/tenants/acme")
    theirs = await app.open(stack)
    row = (await theirs.control.post("returnlogic/installations")).json()

    page = await app.http.get(f"{app.links['url']}/install", params={"code": row["code"], "teamId": team_id})

    tenant = {"team_id": team_id, "returnlogic_api_url": ours.links["returnlogic"]["api_url"]}
    await app.http.patch(f"{app.links['admin_url']}/tenants/acme", json=tenant)
    assert "The app was installed already" in page.text
    assert (await app.shows())["rmaCode"] == ours.rmas["jacket"]["id"]
    await ours.close()


async def opened(world: StackWorld) -> dict[str, str]:
    """Open Gina's profile at the mock Gladly, and return what an agent reads there."""
    answer = await world.gladly.post(f"desk/api/profiles/{world.profiles['gina']}/open")
    return {row["name"]: row["value"] for row in answer.raise_for_status().json()["profile"]["attributes"]}


async def test_an_agent_sees_the_rma_through_an_installation_and_what_to_do_when_it_ends(
    app: App, stack: Stack
) -> None:
    await app.open(stack)
    await app.installs()

    first = await opened(app.world)
    await app.passes(LIFETIME_S + 1)
    after_expiry = await opened(app.world)
    await app.world.control.call("DELETE", f"returnlogic/installations/{app.client_id}")
    await app.http.post(f"{app.links['admin_url']}/tenants/acme/forget")
    after_end = await opened(app.world)

    jacket = app.world.rmas["jacket"]
    assert [shown["rmaCode"] for shown in (first, after_expiry, after_end)] == [jacket["id"]] * 3
    notices = [shown.get("rmaNotice", "") for shown in (first, after_expiry, after_end)]
    assert (notices[:2], OVER in notices[2]) == (["", ""], True)
