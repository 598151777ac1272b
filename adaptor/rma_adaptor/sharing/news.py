"""Tell the other processes what none of them may go on remembering, and hear it from them."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from rma_adaptor.errors import StoreUnavailable
from rma_adaptor.sealing import Seal, SealBroken
from rma_adaptor.sharing.link import Link, RedisGone
from rma_adaptor.telemetry import log_unexpected

if TYPE_CHECKING:
    from redis.asyncio.client import PubSub

_SILENCE_S = 2.0
"""After that long the subscription is asked whether it still lives, and after as long again it counts as lost."""

_PATIENCE_S = 1.0
"""So long the others may take to do what they are told, until whoever told it goes on."""

_TRY_EVERY_S = 0.5
_CATCH_UP_EVERY_S = 5.0


@dataclass(frozen=True)
class Item:
    """Say that tenants have changed, or that rows of a tenant's people, these or all, are to be forgotten or stale."""

    kind: Literal["tenants", "forget", "stale"]
    tenant: str = ""
    emails: Sequence[str] | None = None
    rma_ids: Sequence[str] = ()


class Hearing(Protocol):
    """Do in this process what others tell; each may raise StoreUnavailable."""

    async def act(self, item: Item) -> None:
        """Do what an item says."""

    async def start_anew(self) -> None:
        """Remember nothing that may be out of date, because items may have been missed."""

    async def catch_up(self) -> None:
        """Find out what can be found out without being told."""


class News:
    """Pass items from each process to all others, at once; whoever may have missed one starts from nothing.

    Whoever tells something goes on when all others have done it, as far as they do so soon.

    Args:
        seal: Items travel sealed. Without keys e-mails are left out, so everybody of the tenant is forgotten.
        hearing: Does what is told.
    """

    def __init__(self, link: Link, seal: Seal, *, hearing: Hearing) -> None:
        self._link = link
        self._seal = seal
        # It does not hear its own items.
        self._process = secrets.token_hex(6)
        self._hearing = hearing
        self._channel = f"{link.prefix}news"
        self._heard: dict[str, asyncio.Semaphore] = {}
        self._listening = asyncio.Event()

    async def tenants_changed(self) -> None:
        """Tell that tenants are to be read again."""
        await self._tell(Item("tenants"))

    async def forget(self, tenant: str, email: str | None) -> None:
        """Tell to forget the rows of one person, or of all of a tenant's."""
        await self._tell(Item("forget", tenant, None if email is None else [email]))

    async def mark_stale(self, tenant: str, emails: Collection[str] | None, rma_ids: Collection[str]) -> None:
        """Tell that the rows of people and of these RMAs' people, or of all of a tenant's, are stale."""
        await self._tell(Item("stale", tenant, None if emails is None else sorted(emails), sorted(rma_ids)))

    async def _tell(self, item: Item) -> None:
        """Pass an item on; while Redis is gone, the others start anew when it is back."""
        fields = asdict(item) if self._seal.has_keys else asdict(item) | {"emails": None}
        number = secrets.token_hex(6)
        text = self._seal.close(json.dumps(fields | {"by": self._process, "number": number}))
        heard = self._heard[number] = asyncio.Semaphore(0)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                for _ in range(await self._link.ask("PUBLISH", self._channel, text)):
                    await heard.acquire()
        except (RedisGone, TimeoutError):
            return
        finally:
            del self._heard[number]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Listen; when Redis is there, this begins after nothing can be missed any more."""
        listening = asyncio.create_task(self._listen())
        try:
            if self._link.is_there:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._listening.wait(), _SILENCE_S)
            yield self
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        caught_up = time.monotonic()
        while True:
            if self._link.is_there:
                await self._hear_until_lost()
            if time.monotonic() - caught_up >= _CATCH_UP_EVERY_S:
                with suppress(StoreUnavailable):
                    await self._hearing.catch_up()
                caught_up = time.monotonic()
            await asyncio.sleep(_TRY_EVERY_S)

    async def _hear_until_lost(self) -> None:
        try:
            async with self._link.redis.pubsub() as subscription:
                await self._hear(subscription)
        except self._link.errors as error:
            self._link.lose(error)
        except StoreUnavailable:
            # There is no way to start anew without the database, so this is tried again.
            return
        except Exception as error:  # noqa: BLE001  whatever it is, this process must not stop listening
            log_unexpected(error)
            self._link.lose(error)

    async def _hear(self, subscription: "PubSub") -> None:
        async with asyncio.timeout(self._link.timeout_s):
            await subscription.subscribe(self._channel, self._channel_of(self._process))
        is_asked = False
        while True:
            message = await subscription.get_message(timeout=_SILENCE_S)
            if message is not None:
                await self._take(message)
            elif is_asked:
                raise RedisGone
            else:
                await subscription.ping()
            is_asked = message is None

    async def _take(self, message: dict[str, Any]) -> None:
        is_told = message["type"] == "message"
        if is_told and message["channel"].decode() != self._channel:
            self._note(message["data"].decode())
            return
        item = self._read(message["data"]) if is_told else None
        if item is not None:
            await self._do(item)
        elif is_told or (message["type"] == "subscribe" and message["channel"].decode() == self._channel):
            # Nobody knows what was said; or it was subscribed, perhaps by the client itself, which has connected anew.
            await self._hearing.start_anew()
            self._listening.set()

    async def _do(self, item: dict[str, Any]) -> None:
        by, number = item.pop("by"), item.pop("number")
        if by == self._process:
            self._note(number)
            return
        await self._hearing.act(Item(**item))
        self._link.tell("PUBLISH", self._channel_of(by), number)

    def _note(self, number: str) -> None:
        if (heard := self._heard.get(number)) is not None:
            heard.release()

    def _channel_of(self, process: str) -> str:
        """Name where a process hears that others have done what it told them."""
        return f"{self._channel}:{process}"

    def _read(self, data: bytes) -> dict[str, Any] | None:
        """Return what an item says; None when only others can read it, or nobody."""
        try:
            fields = json.loads(self._seal.open(data.decode()))
        except (SealBroken, ValueError):
            return None
        is_item = isinstance(fields, dict) and fields.keys() == {"by", "number", "kind", "tenant", "emails", "rma_ids"}
        return fields if is_item else None
