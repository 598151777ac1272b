"""Nothing that the adaptor writes anywhere names a person or a secret, whatever happens to it.

It runs with Python's development mode, in which asyncio and all libraries are as talkative as they get.
"""

import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from rma_mocks.core.faults import KINDS, Fault
from rma_scenarios.stack_world import StackWorld

EMAIL, NAME, COMMENT = "zenobia.quill@example.com", "Zenobia Quillfeather", "it pinches my elbow"
RETURN_KEY, SIGNING_KEY, PASSWORD = (secrets.token_hex(12) for _ in range(3))
ADMIN_TOKEN = secrets.token_hex(12)
QUESTIONS = ("auto_link", "search", "detailed")


class Heard:
    """All that was written, by where it was."""

    def __init__(self, world: StackWorld, encryption_key: str) -> None:
        self.texts: dict[str, str] = {}
        known = [EMAIL, "zenobia", "quillfeather", NAME, COMMENT, "Trail Fleece", world.rmas["jacket"]["id"]]
        keys = [SIGNING_KEY, RETURN_KEY, PASSWORD, ADMIN_TOKEN, encryption_key, world.signing_key or ""]
        self._words = [*known, *keys, world.links["returnlogic"]["api_key"]]

    def found(self) -> list[tuple[str, str]]:
        return [
            (where, word)
            for where, text in self.texts.items()
            for word in self._words
            if word.casefold() in text.casefold()
        ]


async def tenants_command(adaptor: Any, *arguments: str) -> str:
    """Run `rma tenants …` and return all that it prints."""
    given = {
        "RMA_ADAPTOR_ADMIN_URL": adaptor.admin_url,
        "RMA_ADAPTOR_ADMIN_TOKEN": ADMIN_TOKEN,
        "RMA_TENANT_RETURNLOGIC_KEY": RETURN_KEY,
        "RMA_TENANT_SIGNING_KEY": SIGNING_KEY,
        "RMA_TENANT_BASIC_PASSWORD": PASSWORD,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rma_adaptor", "tenants", *arguments),
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


async def all_that_operators_do(adaptor: Any, world: StackWorld) -> list[str]:
    """Run the commands that show no secret on purpose, and send the admin port what it refuses."""
    admin = {"authorization": f"Bearer {ADMIN_TOKEN}"}
    wrong = {"returnlogic_api_key": RETURN_KEY, "signing_keys": [SIGNING_KEY] * 3, EMAIL: NAME}
    for path in ("bolt", EMAIL):
        await adaptor.http.put(f"{adaptor.admin_url}/tenants/{path}", json=wrong, headers=admin)
    await adaptor.http.get(f"{adaptor.admin_url}/tenants", headers={"authorization": f"Bearer {PASSWORD}"})
    run = [
        ("add", "bolt"),
        ("rotate", "bolt"),
        ("show", "bolt"),
        ("list",),
        ("check", world.id),
        ("show", "bolt", "--gladly", "--public-url", "https://adaptor.example.com"),
        ("remove", "bolt", "--yes"),
    ]
    return [await tenants_command(adaptor, *arguments) for arguments in run]


async def test_no_output_metric_or_file_names_a_person_or_a_secret(
    start_adaptor: Callable[..., Awaitable[Any]], open_world: Callable[..., Awaitable[StackWorld]]
) -> None:
    adaptor = await start_adaptor(BUDGET_S=1, ADMIN_TOKEN=ADMIN_TOKEN, PYTHONDEVMODE=1)
    item = {"product": "Trail Fleece Jacket", "comment": COMMENT}
    world = await open_world(
        people=[{"key": "zenobia", "name": NAME, "email": EMAIL}],
        rmas=[{"key": "jacket", "of": "zenobia", "status": "In Transit", "items": [item]}],
        customers=0,
        returnlogic={"per_second": 1000, "per_minute": 10_000},
    )
    await adaptor.tenant_of(world)
    heard = Heard(world, adaptor.encryption_key)

    await all_that_lookups_meet(adaptor, world)
    answer = await adaptor.ask(world.id, world.signing_key, "detailed", EMAIL)
    printed = await all_that_operators_do(adaptor, world)

    heard.texts |= {f"command {place}": text for place, text in enumerate(printed)}
    heard.texts["metrics"] = await adaptor.figures()
    for path in adaptor.folder.iterdir():
        heard.texts[path.name] = path.read_bytes().decode("latin-1")
    assert answer.json()["results"][0]["emails"] == [{"original": EMAIL}]
    assert {"adaptor.log", "adaptor.db"} <= heard.texts.keys()
    assert '"outcome":"found"' in heard.texts["adaptor.log"]
    assert heard.found() == []
