"""Keep one key's windows in Redis, on its clock, so that all processes together stay inside the key's limits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Protocol

from rma_adaptor.limits_told import LimitTold
from rma_adaptor.returnlogic import MOST, Limits
from rma_adaptor.sharing.link import Link

_SCRIPT = resources.files("rma_adaptor.sharing").joinpath("windows.lua").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """Say whether a call may be made now, else in how many seconds to ask again; or that it would be too late."""

    is_now: bool
    wait_s: float
    is_too_late: bool = False


class Windows(Protocol):
    """The windows of one key, as all processes see them; each `take` may raise RedisGone."""

    async def take(self, name: str, *, latest_s: float, may_queue: bool, untold_s_ago: Sequence[float] = ()) -> Place:
        """Begin a call, or take a place in the queue, unless that comes later than `latest_s` from now.

        Args:
            name: Of the call, which no other has; whoever asks again by the same name keeps the place.
            may_queue: Without it nothing is taken but a call that may begin now.
            untold_s_ago: When calls began that Redis does not know of.
        """

    def leave(self, name: str) -> None:
        """Give a place in the queue back."""

    def hold(self, seconds: float) -> None:
        """Let nobody begin a call for a while."""

    def heed(self, told: Sequence[LimitTold]) -> None:
        """Take over limits, and add calls that were made by somebody else."""


class RedisWindows:
    """Keep the windows of one key; see `Windows`."""

    def __init__(self, link: Link, *key: str, limits: Limits) -> None:
        self._link = link
        self._limits = limits
        self._keys = [link.key(kind, *key) for kind in ("begun", "queue", "limits")]

    async def take(self, name: str, *, latest_s: float, may_queue: bool, untold_s_ago: Sequence[float] = ()) -> Place:
        """Ask in one trip."""
        verdict, wait_us = await self._link.ask(
            *self._command("take", name),
            latest_s * 1000,
            int(may_queue),
            self._limits.per_second,
            self._limits.per_minute,
            *(ago * 1000 for ago in untold_s_ago),
        )
        return Place(is_now=verdict > 0, wait_s=wait_us / 1_000_000, is_too_late=verdict < 0)

    def leave(self, name: str) -> None:
        """Give a place in the queue back, as soon as Redis hears of it."""
        self._link.tell("ZREM", self._keys[1], name)

    def hold(self, seconds: float) -> None:
        """Let nobody begin a call for a while, as soon as Redis hears of it."""
        self._link.tell(*self._command("hold", seconds * 1000))

    def heed(self, told: Sequence[LimitTold]) -> None:
        """Take over limits, as soon as Redis hears of them."""
        arguments: list[str | float] = []
        for one in told:
            if one.limit:
                arguments += (one.window, min(one.limit, MOST), -1 if one.left is None else one.left)
        if not arguments:
            return
        self._link.tell(*self._command("heed", secrets.token_hex(6)), *arguments)

    def _command(self, *arguments: str | float) -> tuple[str | float, ...]:
        return ("EVAL", _SCRIPT, len(self._keys), *self._keys, *arguments)
