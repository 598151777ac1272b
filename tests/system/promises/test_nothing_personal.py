"""Nothing that the adaptor writes anywhere names a person or a secret, whatever happens to it.

It runs with Python's development mode, in which asyncio and all libraries are as talkative as they get.
"""

import asyncio
import json
import os
import re
import secrets
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rma_mocks.core.faults import KINDS, Fault
from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

EMAIL, NAME, COMMENT = "zenobia.quill@example.com", "Zenobia Quillfeather", "it pinches my elbow"
NOTE, AGENT = "she wants it by her wedding day", "agent-marguerite"
RETURN_KEY, SIGNING_KEY, PASSWORD = (secrets.token_hex(12) for _ in range(3))
ADMIN_TOKEN, APP_SECRET, HOOK_SECRET, HOOK_KEY = (secrets.token_hex(12) for _ in range(4))
LIFETIME_S = 600
_CHECK = ("--check",)
QUESTIONS = ("auto_link", "search", "detailed")


class Heard:
    """All that was written, by where it was, and all that must not be in it."""

    def __init__(self, world: StackWorld, encryption_key: str) -> None:
        self.texts: dict[str, str] = {}
        known = [EMAIL, "zenobia", "quillfeather", NAME, COMMENT, "Trail Fleece", world.rmas["jacket"]["id"], NOTE]
        keys = [SIGNING_KEY, RETURN_KEY, PASSWORD, ADMIN_TOKEN, encryption_key, world.signing_key or ""]
        others = [APP_SECRET, HOOK_SECRET, HOOK_KEY, world.links["returnlogic"]["api_key"]]
        self.words = [*known, *keys, *others]

    def found(self) -> list[tuple[str, str]]:
        # Who submitted which action is what the audit log is for: it names agents, nobody and nothing else does.
        agents = [AGENT]
        return [
            (where, word)
            for where, text in self.texts.items()
            for word in [*self.words, *([] if where.startswith(("adaptor.db", "tenants audit")) else agents)]
            if is_in(word, text)
        ]


def is_in(word: str, text: str) -> bool:
    # The id of an RMA is digits, which may also be among those of a long number.
    pattern = rf"(?<![\d.]){word}(?!\d)" if word.isdigit() else re.escape(word)
    return re.search(pattern, text, re.IGNORECASE) is not None


async def command(adaptor: Any, *arguments: str) -> str:
    """Run `rma …` and return all that it prints."""
    given = {
        "RMA_ADAPTOR_ADMIN_URL": adaptor.admin_url,
        "RMA_ADAPTOR_ADMIN_TOKEN": ADMIN_TOKEN,
        "RMA_TENANT_RETURNLOGIC_KEY": RETURN_KEY,
        "RMA_TENANT_SIGNING_KEY": SIGNING_KEY,
        "RMA_TENANT_BASIC_PASSWORD": PASSWORD,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rma_adaptor", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | given,
    )
    output, _ = await process.communicate()
    return output.decode()


async def all_that_lookups_meet(adaptor: Any, world: StackWorld) -> None:
    """Ask everything, with every fault there is, and with what no lookup should look like."""
    for question in QUESTIONS:
        await adaptor.ask(world.id, world.signing_key, question, EMAIL)
        await adaptor.ask(world.id, PASSWORD, question, EMAIL)
        await adaptor.ask("nobody", SIGNING_KEY, question, EMAIL)
    for kind in (kind for kind in KINDS if Fault("returnlogic", kind).fits("returnlogic", "/v1/rmas")):
        await world.fault(lane="returnlogic", kind=kind, path="/v1/rmas", times=2, latency_ms=3000)
        await asyncio.gather(*(adaptor.ask(world.id, world.signing_key, question, EMAIL) for question in QUESTIONS))
        await world.control.call("DELETE", "faults")
    url = f"{adaptor.url}/t/{world.id}/lookup"
    for body in (b"", EMAIL.encode(), b'{"lookupLevel":"BASIC","query":"%b"}' % EMAIL.encode(), b"[" * 5000):
        await adaptor.http.post(url, content=body, headers={"x-shopper": EMAIL, "authorization": f"Basic {PASSWORD}"})
    await adaptor.http.get(f"{adaptor.url}/{EMAIL}?name={NAME}")
    await adaptor.http.request("BREW", url, content=EMAIL)


async def all_that_agents_do(adaptor: Any, world: StackWorld) -> list[str]:
    """Note something and start a return, well and badly, while ReturnLogic works and fails; return the tickets."""
    answer = await adaptor.ask(world.id, world.signing_key, "detailed", EMAIL)
    [customer] = answer.json()["results"]
    [card] = [card for card in customer["transactions"] if card["rmaNumber"] == world.rmas["sock"]["id"]]
    urls = {row["name"]: row["formUrl"] for row in [*customer["actions"], *card["actions"]]}
    # The last is as Gladly may ask for it, too: below the app's own address.
    opened = [urls["Add note"], urls["Start a return"], f"/t/{world.id}/lookup{urls['Add note']}"]
    tickets = [urls["Add note"], urls["Start a return"]]
    for kind, url in zip(
        ("none", "none", "status", "malformed", "answer_lost", "latency"), [*opened, *opened], strict=True
    ):
        form = await adaptor.send("GET", url, world.signing_key, gladly_agent_id=AGENT)
        assert form.status_code == 200, form.text
        address = form.json()["actionUrl"]
        if kind != "none":
            await world.fault(lane="returnlogic", kind=kind, path="/v1/rmas*", times=2, latency_ms=3000)
        items = [row["input"]["options"][0]["value"] for row in form.json()["sections"] if row.get("attr") == "item"]
        chosen = {"item": items[0], "quantity": "1", "reason": "TS", "type": "Refund"} if items else {}
        values = {"note": NOTE, "comment": COMMENT, **chosen}
        for filled in (values, values, {}, {"note": NOTE * 100, EMAIL: NAME}):
            await adaptor.send("POST", address, world.signing_key, filled, gladly_agent_id=AGENT)
            await adaptor.send("POST", address, PASSWORD, filled, gladly_agent_id=AGENT)
        await adaptor.send("POST", f"{address}x{EMAIL}", world.signing_key, values, gladly_agent_id=AGENT)
        await world.control.call("DELETE", "faults")
        tickets.append(address)
    return [ticket.rpartition("/")[2] for ticket in tickets]


async def all_that_webhooks_meet(adaptor: Any, world: StackWorld) -> None:
    """Deliver webhooks, unsigned ones, unreadable ones and ones for addresses that there are not."""
    admin = {"authorization": f"Bearer {ADMIN_TOKEN}"}
    at = f"{adaptor.admin_url}/tenants/{world.id}/webhooks"
    body = json.dumps({"topic": "rma.updated", "data": {"customerEmail": EMAIL, "customerName": NAME}}).encode()
    for key in ({}, {"signing_key": HOOK_KEY}):
        answer = await adaptor.http.post(at, json={"secret": HOOK_SECRET, **key}, headers=admin)
        assert answer.is_success, answer.text
        for path in (f"{world.id}/webhooks/{HOOK_SECRET}", f"nobody/webhooks/{HOOK_SECRET}"):
            for content in (body, EMAIL.encode(), b""):
                headers = {"x-returnlogic-signature": HOOK_KEY}
                await adaptor.http.post(f"{adaptor.url}/t/{path}", content=content, headers=headers)
    await adaptor.http.get(f"{adaptor.url}/t/{world.id}/webhooks/{HOOK_SECRET}?secret={HOOK_SECRET}")


async def all_that_an_installation_meets(adaptor: Any, world: StackWorld, client_id: str) -> list[str]:
    """Install the app, let its tokens be renewed and end; return the codes and tokens that there were."""
    returnlogic = world.links["returnlogic"]
    page = f"{returnlogic['originate_url']}/install?client_id={client_id}"
    installed = await adaptor.http.get(page, follow_redirects=True)
    assert "The app is installed" in installed.text, installed.text
    known = [installed.url.params["code"]]
    for wrong in (f"{known[0]}&teamId={NAME}", f"{known[0]}&teamId={returnlogic['team_id']}"):
        await adaptor.http.get(f"{adaptor.url}/install?code={wrong}")
    await adaptor.tenant_of(world, returnlogic_api_key=None, team_id=returnlogic["team_id"])
    for kind in ("none", "none", "status", "malformed"):
        if kind != "none":
            await world.fault(lane="returnlogic", kind=kind, path="/v1/oauth", times=1)
        await adaptor.ask(world.id, world.signing_key, "detailed", EMAIL)
        [row] = (await world.control.get("returnlogic/installations")).json()["installations"]
        known += [row["bearer_token"], row["refresh_token"]]
        await world.control.post("clock", {"advance_s": LIFETIME_S + 1})
    assert len(set(known)) == 1 + 2 * 2, "a code, and the tokens before and after they were renewed"
    await world.control.call("DELETE", f"returnlogic/installations/{client_id}")
    await adaptor.ask(world.id, world.signing_key, "detailed", EMAIL)
    return [word for word in dict.fromkeys(known) if word]


async def all_that_operators_do(adaptor: Any, world: StackWorld, folder: Path) -> dict[str, str]:
    """Run the commands that show no secret on purpose, and send the admin port what it refuses."""
    tenants = [{"name": "imported", "returnlogic_api_key": RETURN_KEY, "signing_keys": [SIGNING_KEY]}]
    files = {
        "whole": {"tenants": tenants},
        "wrong": {
            "tenants": [
                *tenants,
                {**tenants[0], "signing_keys": [SIGNING_KEY] * 3, "currency": NAME, "max_age_s": EMAIL},
            ]
        },
    }
    for name, document in files.items():
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    (folder / "broken").write_text(f"tenants: [{{returnlogic_api_key: {RETURN_KEY}, {EMAIL}: [", encoding="utf-8")
    team = world.links["returnlogic"]["team_id"]
    admin = {"authorization": f"Bearer {ADMIN_TOKEN}"}
    wrong = {"returnlogic_api_key": RETURN_KEY, "signing_keys": [SIGNING_KEY] * 3, EMAIL: NAME}
    for path in ("bolt", EMAIL):
        await adaptor.http.put(f"{adaptor.admin_url}/tenants/{path}", json=wrong, headers=admin)
    await adaptor.http.get(f"{adaptor.admin_url}/tenants", headers={"authorization": f"Bearer {PASSWORD}"})
    run = [
        ("tenants", "add", "bolt"),
        ("tenants", "rotate", "bolt"),
        ("tenants", "show", "bolt", "--gladly", "--public-url", "https://adaptor.example.com"),
        ("tenants", "show", world.id, "--json"),
        ("tenants", "check", world.id),
        ("tenants", "check", world.id, "--email", EMAIL),
        *(("tenants", "import", str(folder / name), *check) for name in (*files, "broken") for check in ((), _CHECK)),
        ("tenants", "list"),
        ("tenants", "list", "--json"),
        ("tenants", "audit", world.id),
        ("tenants", "audit", world.id, "--json"),
        ("tenants", "forget", world.id, "--email", EMAIL),
        ("tenants", "forget", world.id),
        ("tenants", "webhooks", world.id, "--finish"),
        ("tenants", "webhooks", world.id, "--off"),
        ("tenants", "remove", "bolt", "--yes"),
        ("installations", "list", "--json"),
        ("installations", "show", team),
        ("installations", "remove", team),
        ("installations", "remove", team, "--yes"),
    ]
    return {" ".join(arguments): await command(adaptor, *arguments) for arguments in run}


def world_of(client_id: str, redirect_url: str) -> dict[str, Any]:
    """Return what a world is opened with in which Zenobia returns two things, and an app may be installed."""
    items = [{"product": "Trail Fleece Jacket", "comment": COMMENT}]
    app = {"name": "Toolkit", "redirect_url": redirect_url, "client_id": client_id, "client_secret": APP_SECRET}
    return {
        "people": [{"key": "zenobia", "name": NAME, "email": EMAIL}],
        "rmas": [{"key": key, "of": "zenobia", "status": "In Transit", "items": items} for key in ("jacket", "sock")],
        "orders": [{"key": "order", "of": "zenobia", "name": "#1001", "items": items}],
        "customers": 0,
        "returnlogic": {"per_second": 1000, "per_minute": 10_000, "apps": [app], "token_lifetime_s": LIFETIME_S},
    }


async def test_no_output_metric_or_file_names_a_person_or_a_secret(
    start_adaptor: Callable[..., Awaitable[Any]],
    open_world: Callable[..., Awaitable[StackWorld]],
    stack: Stack,
    tmp_path: Path,
) -> None:
    client_id = f"toolkit-{secrets.token_hex(4)}"
    app = {"APP_CLIENT_ID": client_id, "APP_CLIENT_SECRET": APP_SECRET}
    app["APP_API_URL"] = f"{stack.links.returnlogic_url}/v1"
    adaptor = await start_adaptor(BUDGET_S=1, ADMIN_TOKEN=ADMIN_TOKEN, PYTHONDEVMODE=1, **app)
    world = await open_world(**world_of(client_id, f"{adaptor.url}/install"))
    await adaptor.tenant_of(world, assumed_api=True)
    heard = Heard(world, adaptor.encryption_key)

    await all_that_lookups_meet(adaptor, world)
    answer = await adaptor.ask(world.id, world.signing_key, "detailed", EMAIL)
    heard.words += await all_that_agents_do(adaptor, world)
    await all_that_webhooks_meet(adaptor, world)
    heard.words += await all_that_an_installation_meets(adaptor, world, client_id)

    heard.texts |= await all_that_operators_do(adaptor, world, tmp_path)
    heard.texts["metrics"] = await adaptor.figures()
    for path in adaptor.folder.iterdir():
        heard.texts[path.name] = path.read_bytes().decode("latin-1")
    assert answer.json()["results"][0]["emails"] == [{"original": EMAIL}]
    assert {"adaptor.log", "adaptor.db"} <= heard.texts.keys()
    for outcome in ("found", "done", "person"):
        assert f'"outcome":"{outcome}"' in heard.texts["adaptor.log"]
    assert AGENT in heard.texts[f"tenants audit {world.id}"]
    assert heard.found() == []
