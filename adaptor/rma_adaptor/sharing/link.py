"""Talk to Redis: what is asked at the same time goes in one trip, no trip is long, and lookups do without it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.telemetry import LOG

if TYPE_CHECKING:
    from redis.asyncio import Redis

_PROBE_EVERY_S = 0.5
_EXAMPLE = "examples are redis://:PASSWORD@host:6379/0, rediss://host and unix:///run/redis.sock"

Command = tuple[str | bytes | float, ...]


class RedisGone(Exception):
    """Say that Redis did not answer, or not in time, or not with what was asked for."""


class Link:
    """Ask Redis; once it has failed, nobody waits for it again until a probe has found it well.

    Args:
        redis: The client.
        errors: What the client raises when Redis is not there, besides errors of the system.
        prefix: Begins every key and channel.
        timeout_s: How long one trip may take.
    """

    def __init__(self, redis: "Redis", *, errors: type[Exception], prefix: str, timeout_s: float) -> None:
        self.prefix = prefix
        self.timeout_s = timeout_s
        self.redis = redis
        self.errors: tuple[type[Exception], ...] = (errors, OSError, TimeoutError, RedisGone)
        self._is_there = True
        self._pending: list[tuple[Command, asyncio.Future[Any]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending: asyncio.Task[None] | None = None
        self._on_back: list[Callable[[], Coroutine[Any, Any, None]]] = []

    @classmethod
    def of(cls, url: str, *, prefix: str, timeout_s: float) -> Self:
        """Make a link to a URL as redis-py reads it, which may hold a password; nothing is connected yet.

        Raises:
            ConfigurationError: It is no URL of a Redis, or the client is not installed; never repeats the URL.
        """
        redis, errors = _client(url, timeout_s)
        return cls(redis, errors=errors, prefix=prefix, timeout_s=timeout_s)

    @property
    def is_there(self) -> bool:
        """Tell whether Redis answered when it was last asked."""
        return self._is_there

    def key(self, kind: str, *parts: str) -> str:
        """Return the key of something, which tells neither tenants nor keys nor people.

        The braces keep whatever belongs to the same parts together, should Redis be a cluster.
        """
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        return f"{self.prefix}{kind}:{{{digest}}}"

    def when_back(self, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have something done each time that Redis answers again."""
        self._on_back.append(act)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        """Find out whether Redis is there, and go on finding out while it is not."""
        await self._probe_once()
        try:
            yield self
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.redis.aclose()

    async def ask(self, *command: str | bytes | float) -> Any:
        """Return Redis's answer to a command.

        Raises:
            RedisGone: There is none within the time of two trips, one's own and the one before it.
        """
        if not self._is_there:
            raise RedisGone
        return await self._asked(command)

    def tell(self, *command: str | bytes | float) -> None:
        """Give a command whose answer nobody needs, before whatever is asked next."""
        if self._is_there:
            self._asked(command).add_done_callback(lambda reply: reply.cancelled() or reply.exception())

    def _asked(self, command: Command) -> asyncio.Future[Any]:
        reply = asyncio.get_running_loop().create_future()
        self._pending.append((command, reply))
        if self._sending is None:
            # Begins after whoever is running now, so that what they ask goes along.
            self._sending = self._start(self._send())
        return reply

    async def _send(self) -> None:
        try:
            while self._pending:
                asked, self._pending = self._pending, []
                gone = [RedisGone()] * len(asked)
                _reply(asked, await self._trip([command for command, _ in asked]) if self._is_there else gone)
        finally:
            self._sending = None

    async def _trip(self, commands: Sequence[Command]) -> Sequence[Any]:
        """Return the answers; after a failure of any of them Redis counts as gone."""
        try:
            async with asyncio.timeout(self.timeout_s):
                pipeline = self.redis.pipeline(transaction=False)
                for command in commands:
                    pipeline.execute_command(*command)
                answers: list[Any] = await pipeline.execute(raise_on_error=False)
        except Exception as error:  # noqa: BLE001  whatever it is, lookups wait for this trip
            self.lose(error)
            return [error] * len(commands)
        failure = next((answer for answer in answers if isinstance(answer, Exception)), None)
        if failure is not None:
            self.lose(failure)
        return answers

    def lose(self, error: Exception) -> None:
        """Take Redis for gone, until a probe has found it well."""
        if self._is_there:
            self._is_there = False
            LOG.warning("Redis does not answer; this process goes on by itself", type=type(error).__name__)
            self._start(self._probe())

    async def _probe(self) -> None:
        while not self._is_there:
            await asyncio.sleep(_PROBE_EVERY_S)
            await self._probe_once()

    async def _probe_once(self) -> None:
        was_there = self._is_there
        # A write, because a Redis that is full, or a replica, answers a PING.
        answers = await self._trip([("SET", f"{self.prefix}probe", 1, "EX", 60), ("PUBLISH", f"{self.prefix}probe", 1)])
        if was_there or any(isinstance(answer, Exception) for answer in answers):
            return
        self._is_there = True
        LOG.info("Redis answers again")
        for act in self._on_back:
            self._start(act())

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _reply(asked: Sequence[tuple[Command, asyncio.Future[Any]]], answers: Sequence[Any]) -> None:
    for (_, reply), answer in zip(asked, answers, strict=True):
        if reply.done():
            continue
        if isinstance(answer, Exception):
            reply.set_exception(RedisGone())
        else:
            reply.set_result(answer)


def _client(url: str, timeout_s: float) -> "tuple[Redis, type[Exception]]":
    try:
        from redis.asyncio import Redis  # noqa: PLC0415  an extra
        from redis.asyncio.retry import Retry  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415

        client = Redis.from_url(
            url,
            protocol=2,  # the one that every Redis speaks
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            retry=Retry(NoBackoff(), 0),
        )
        client.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # complains of unknown options
    except ImportError:
        sentence = 'its client redis is not installed: pip install "rma-toolkit[redis]"'
    except (ValueError, TypeError):
        sentence = "it is no URL of a Redis"
    else:
        return client, RedisError
    raise ConfigurationError(f"setting redis (RMA_ADAPTOR_REDIS) cannot be used: {sentence}; {_EXAMPLE}")
