"""A client of somebody else, with credentials of its own, works on the world that is opened with them."""

from dataclasses import dataclass
from typing import Any

import httpx

ANA = "ana.ruiz@example.com"
CREDENTIALS = {
    "gladly": {"username": "bot@acme.example.com", "api_token": "acme-token"},
    "returnlogic": {"api_key": "acme-key"},
}
PEOPLE = {
    "customers": 0,
    "people": [{"key": "ana", "name": "Ana Ruiz", "email": ANA}],
    "rmas": [{"of": "ana", "id": "77", "status": "In Transit"}],
}


@dataclass(frozen=True)
class Stranger:
    """Knows nothing of worlds: two hosts and two credentials, as its settings file has them."""

    gladly: httpx.AsyncClient
    returnlogic: httpx.AsyncClient

    async def returns_of(self, email: str) -> list[int]:
        rows = await self.returnlogic.get(
            "/v1/rmas", params={"email": email}, headers={"Authorization": "Bearer acme-key"}
        )
        return [row["rlRmaId"] for row in rows.raise_for_status().json()["data"]]

    async def notes(self, email: str, text: str) -> list[str]:
        """Write an attribute to the profile with this e-mail and read it back."""
        auth = ("bot@acme.example.com", "acme-token")
        found = await self.gladly.get("/api/v1/customer-profiles", params={"email": email}, auth=auth)
        pages = [f"/api/v1/customer-profiles/{row['id']}" for row in found.raise_for_status().json()]
        for page in pages:
            await self.gladly.patch(page, json={"customAttributes": {"vip": text}}, auth=auth)
        return [(await self.gladly.get(page, auth=auth)).json()["customAttributes"]["vip"] for page in pages]


async def test_a_stranger_with_fixed_credentials_works_on_one_world_beside_others(mocks: Any) -> None:
    stranger = Stranger(mocks.gladly, mocks.returnlogic)
    other = await mocks.open(**PEOPLE | {"rmas": []})
    mine = await mocks.open(**PEOPLE | CREDENTIALS)

    assert await stranger.returns_of(ANA) == [77]
    assert await stranger.notes(ANA, "yes") == ["yes"]

    calls = {
        row["id"]: (await mocks.control.get(f"worlds/{row['id']}/journal")).json()["last"] for row in (mine, other)
    }
    assert calls == {mine["id"]: 4, other["id"]: 0}


async def test_fixed_credentials_serve_one_world_after_the_other(mocks: Any) -> None:
    stranger = Stranger(mocks.gladly, mocks.returnlogic)
    first = await mocks.open(**PEOPLE | CREDENTIALS)
    await stranger.notes(ANA, "first")

    refused = await mocks.control.post("worlds", json=PEOPLE | CREDENTIALS)
    await mocks.control.delete(f"worlds/{first['id']}")
    in_between = await mocks.returnlogic.get("/v1/rmas", headers={"Authorization": "Bearer acme-key"})
    await mocks.open(**PEOPLE | CREDENTIALS | {"rmas": [{"of": "ana", "id": "78"}]})

    assert (refused.status_code, in_between.status_code) == (409, 401)
    assert await stranger.returns_of(ANA) == [78]
    assert await stranger.notes(ANA, "second") == ["second"]
