"""One open world, with a way to each side of it."""

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from rma_scenarios.client import Calls, Service
from rma_scenarios.stack_answers import read

if TYPE_CHECKING:
    import httpx


class StackWorld:
    """A world of a running stack.

    Args:
        links: What the control API said when the world was opened.
        app: The lookup app as it was configured; None for a world that somebody else opened.
        signing_key: The key that our adaptor's tenant, or a stranger's adaptor, checks lookups with.
        control: The control API.
        admin: Our adaptor's admin API; None with a stranger's.
        tenant: The fields of its tenant that were written out when it was opened.
    """

    def __init__(
        self,
        links: dict[str, Any],
        app: dict[str, Any] | None,
        *,
        signing_key: str | None,
        control: Service,
        admin: Service | None,
        tenant: dict[str, Any] | None = None,
    ) -> None:
        self.links = links
        self.app = app or {}
        self.tenant = tenant or {}
        self.signing_key = signing_key
        self.id: str = links["id"]
        self.people: dict[str, dict[str, Any]] = links["people"]
        self.profiles: dict[str, str] = links["profiles"]
        self.rmas: dict[str, dict[str, str]] = links["rmas"]
        self.control = Service(control.calls, f"{control.url}/worlds/{self.id}", control.headers)
        self.admin = admin
        self.desk = Service(control.calls, f"{links['gladly']['url']}/desk/api")

    @property
    def calls(self) -> Calls:
        """Return what makes this world's calls."""
        return self.control.calls

    @property
    def app_id(self) -> str:
        """Return the id of the first lookup app."""
        app_id: str = self.links["gladly"]["apps"][0]["id"]
        return app_id

    @cached_property
    def gladly(self) -> "httpx.AsyncClient":
        """Return a client for pages and channels of the mock Gladly, relative to this world."""
        return _pages(self.links["gladly"]["url"])

    @cached_property
    def returnlogic(self) -> "httpx.AsyncClient":
        """Return a client for pages of the mock ReturnLogic, relative to this world."""
        return _pages(self.links["returnlogic"]["url"])

    async def journal(self) -> list[dict[str, Any]]:
        """Return every exchange of this world, in the order in which they ended."""
        exchanges: list[dict[str, Any]] = read(await self.control.get("journal"))["exchanges"]
        return exchanges

    async def rounds(self) -> list[dict[str, Any]]:
        """Return the lookup rounds with their verdicts, the oldest first."""
        rounds: list[dict[str, Any]] = read(await self.desk.get("rounds?limit=200"))["rounds"]
        return rounds[::-1]

    async def fault(self, **fault: Any) -> None:
        """Script a failure of one of the mocks."""
        read(await self.control.post("faults", fault))

    async def reset(self, what: str = "all", person: str | None = None) -> dict[str, Any]:
        """Put the world, or a part of it, back to where it began; our adaptor forgets what it read of it.

        Args:
            what: `all`, `data`, `journal` or `person`.
            person: The key or an e-mail of the person whose things are reset.

        Returns:
            What was reset, and under `adaptor` whether that forgot; None when there was nothing to forget.
        """
        done: dict[str, Any] = read(
            await self.control.post("reset", {"what": what, **({"person": person} if person else {})})
        )
        return done

    async def snapshot(self, name: str | None = None) -> str:
        """Keep how the world is now under a name, which is returned; one is made up when None."""
        kept: str = read(await self.control.post("snapshots", {"name": name} if name else {}))["name"]
        return kept

    async def snapshots(self) -> list[dict[str, Any]]:
        """Return what was kept, each with its name and the world's time."""
        kept: list[dict[str, Any]] = read(await self.control.get("snapshots"))["snapshots"]
        return kept

    async def restore(self, name: str) -> dict[str, Any]:
        """Put the world back to how it was when a snapshot was taken; says what `reset` says."""
        done: dict[str, Any] = read(await self.control.post(f"snapshots/{quote(name, safe='')}/restore"))
        return done

    async def diff(self, since: str | None = None) -> list[str]:
        """Return what changed since a snapshot, or since the world was opened, one sentence a change."""
        path = f"diff?{urlencode({'since': since})}" if since else "diff"
        changes: list[str] = read(await self.control.get(path))["changes"]
        return changes

    async def close(self) -> None:
        """Delete the world, and the adaptor's tenant with it."""
        for name in ("gladly", "returnlogic"):
            if name in self.__dict__:
                await getattr(self, name).aclose()
        await self.control.call("DELETE", "?leave_adaptor=true")
        if self.admin is not None:
            await self.admin.call("DELETE", f"tenants/{self.id}")


def _pages(url: str) -> "httpx.AsyncClient":
    import httpx  # noqa: PLC0415 -- scenarios never need it, and it takes a while to import

    return httpx.AsyncClient(base_url=url + "/", timeout=30.0, trust_env=False)
