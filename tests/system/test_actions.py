"""Actions over real sockets: two clicks at once make one return, and the log tells of both."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from rma_mocks.gladly.signing import signed_headers
from rma_scenarios.stack_world import StackWorld

GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
ORDER = {"key": "order", "of": "gina", "name": "#1001", "items": [{"product": "Trail Fleece Jacket", "quantity": 2}]}


class Gladly:
    """Signs like Gladly, and sends as often as it is told."""

    def __init__(self, world: StackWorld, http: httpx.AsyncClient) -> None:
        self._key = world.signing_key or ""
        self._lookup = urlsplit(world.app["url"])
        self._http = http

    async def ask(self, method: str, path: str, content: Any = None) -> httpx.Response:
        body = b"" if content is None else json.dumps(content).encode()
        headers = {
            "content-type": "application/json",
            "gladly-agent-id": "agent-7",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        value = signed_headers(key=self._key, method=method, target=path, headers=headers, body=body)
        url = f"{self._lookup.scheme}://{self._lookup.netloc}{path}"
        return await self._http.request(method, url, content=body, headers={**headers, "gladly-authorization": value})

    async def opens(self, email: str, offer: str) -> dict[str, Any]:
        """Open the form of an action of the profile."""
        question = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": email}, "uniqueMatchRequired": True}
        [customer] = (await self.ask("POST", self._lookup.path, question)).json()["results"]
        [url] = [row["formUrl"] for row in customer["actions"] if row["name"] == offer]
        form: dict[str, Any] = (await self.ask("GET", url)).json()
        return form


async def test_two_submits_at_once_start_one_return_and_the_log_tells_of_both(
    open_world: Callable[..., Awaitable[StackWorld]],
) -> None:
    world = await open_world(people=[GINA], orders=[ORDER], customers=0, tenant={"assumed_api": True})
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        gladly = Gladly(world, http)
        form = await gladly.opens(GINA["email"], "Start a return")
        [item] = [section["input"]["options"][0]["value"] for section in form["sections"] if section["attr"] == "item"]
        values = {"item": item, "quantity": "1", "reason": "TS", "type": "Refund", "comment": ""}

        both = await asyncio.gather(*(gladly.ask("POST", form["actionUrl"], values) for _ in range(2)))
        again = await gladly.ask("POST", form["actionUrl"], values)

    journal = await world.journal()
    made = [row for row in journal if (row["method"], row["path"]) == ("POST", "/v1/rmas")]
    assert world.admin is not None
    log = (await world.admin.get(f"tenants/{world.id}/audit")).json()["submits"]
    assert [answer.status_code for answer in (*both, again)] == [200, 200, 200]
    assert len({answer.text for answer in (*both, again)}) == 1
    assert [row["status"] for row in made] == [201]
    assert [(row["action"], row["outcome"], row["agent"]) for row in log] == [
        ("start-return", "repeated", "agent-7"),
        ("start-return", "repeated", "agent-7"),
        ("start-return", "done", "agent-7"),
    ]
