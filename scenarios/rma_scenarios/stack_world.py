"""One open world, with a client for each side of it."""

from typing import Any

import httpx


class StackWorld:
    """A world of a running stack.

    Args:
        links: What the control API said when the world was opened.
        app: The lookup app as it was configured.
        control: Client of the control API.
        admin: Client of our adaptor's admin API; None with a stranger's adaptor.
    """

    def __init__(
        self, links: dict[str, Any], app: dict[str, Any], *, control: httpx.AsyncClient, admin: httpx.AsyncClient | None
    ) -> None:
        self.links = links
        self.app = app
        self.id: str = links["id"]
        self.people: dict[str, dict[str, Any]] = links["people"]
        self.profiles: dict[str, str] = links["profiles"]
        self.rmas: dict[str, dict[str, str]] = links["rmas"]
        self.gladly = _pages(links["gladly"]["url"])
        self.returnlogic = _pages(links["returnlogic"]["url"])
        self._control = control
        self._admin = admin

    @property
    def app_id(self) -> str:
        """Return the id of the one lookup app."""
        app_id: str = self.links["gladly"]["apps"][0]["id"]
        return app_id

    async def journal(self) -> list[dict[str, Any]]:
        """Return every exchange of this world, in the order in which they ended."""
        answer = await self._control.get(f"worlds/{self.id}/journal")
        exchanges: list[dict[str, Any]] = answer.raise_for_status().json()["exchanges"]
        return exchanges

    async def rounds(self) -> list[dict[str, Any]]:
        """Return the lookup rounds with their verdicts, the oldest first."""
        answer = await self.gladly.get("desk/api/rounds", params={"limit": 200})
        rounds: list[dict[str, Any]] = answer.raise_for_status().json()["rounds"]
        return rounds[::-1]

    async def fault(self, **fault: Any) -> None:
        """Script a failure of one of the mocks."""
        answer = await self._control.post(f"worlds/{self.id}/faults", json=fault)
        answer.raise_for_status()

    async def close(self) -> None:
        """Delete the world, and the adaptor's tenant with it."""
        await self.gladly.aclose()
        await self.returnlogic.aclose()
        await self._control.delete(f"worlds/{self.id}")
        if self._admin is not None:
            await self._admin.delete(f"tenants/{self.id}")


def _pages(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url + "/", timeout=30.0, trust_env=False)
