"""Keep the tokens of installations in the tenants' database, encrypted, for all processes that share it."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rma_adaptor.database import DRIVER_ERRORS, HasEngine, transaction, unusable
from rma_adaptor.errors import ConfigurationError, StoreUnavailable
from rma_adaptor.schema import INSTALLATIONS, locked
from rma_adaptor.sealing import Seal, SealBroken
from rma_adaptor.telemetry import LOG
from rma_adaptor.tokens import Installation, TokenSet

_COLUMNS = INSTALLATIONS.c
_WRONG_KEY = (
    "the tokens of team {team} were encrypted with a key that is not among setting encryption_keys "
    "(RMA_ADAPTOR_ENCRYPTION_KEYS), or were altered; nothing was changed: add the key that was used before"
)


class InstallationStore:
    """Read and write installations; every write says what it expects to find, so that two processes never undo another.

    Args:
        database: Whose open database it lies in.
    """

    def __init__(self, database: HasEngine, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def load(self) -> tuple[Installation, ...]:
        """Return all installations, and encrypt with the first key what is not.

        Raises:
            ConfigurationError: The encryption keys do not fit.
        """
        try:
            async with locked(self._database.engine) as connection:
                return await self._load(connection)
        except DRIVER_ERRORS as error:
            raise unusable(error) from None

    async def _load(self, connection: AsyncConnection) -> tuple[Installation, ...]:
        rows = (await connection.execute(INSTALLATIONS.select())).mappings().all()
        found = tuple(self._loaded(row) for row in rows)
        for row, installation in zip(rows, found, strict=True):
            if not self._seal.is_current(row["tokens"]):
                await connection.execute(_of(installation).values(tokens=self._sealed(installation.tokens)))
        return found

    async def all(self) -> tuple[Installation, ...]:
        """Return every installation, by team.

        Raises:
            StoreUnavailable: The database does not answer; so says every method below.
        """
        async with self._using() as connection:
            rows = (await connection.execute(INSTALLATIONS.select().order_by(_COLUMNS.team_id))).mappings().all()
            return tuple(self._opened(row) for row in rows)

    async def read(self, team_id: str) -> Installation | None:
        """Return a team's installation as it is now, whichever process wrote it."""
        async with self._using() as connection:
            found = await connection.execute(INSTALLATIONS.select().where(_COLUMNS.team_id == team_id))
            row = found.mappings().one_or_none()
            return None if row is None else self._opened(row)

    async def put(self, team_id: str, tokens: TokenSet, *, at: datetime) -> Installation:
        """Store what a team has given just now, in the place of what it gave before."""
        made = Installation(team_id, tokens, _new_mark(), at)
        row = {
            "team_id": team_id,
            "tokens": self._sealed(tokens),
            "mark": made.mark,
            "installed_at": at.isoformat(),
            "renewing_until": 0.0,
        }
        async with self._using() as connection:
            await connection.execute(delete(INSTALLATIONS).where(_COLUMNS.team_id == team_id))
            await connection.execute(insert(INSTALLATIONS).values(row))
        return made

    async def remove(self, team_id: str) -> bool:
        """Erase a team's tokens, and say whether there were any."""
        async with self._using() as connection:
            done = await connection.execute(delete(INSTALLATIONS).where(_COLUMNS.team_id == team_id))
        return bool(done.rowcount)

    async def claim(self, installation: Installation, *, now: float, until: float) -> bool:
        """Keep every other process from renewing this set of tokens for a while; say whether that is ours to do.

        A lock would be held while ReturnLogic is asked, and SQLite has one for the whole file; this ends by itself.

        Args:
            now: Seconds since 1970, as `until`.
        """
        free = _COLUMNS.renewing_until < now
        return await self._changed(_of(installation).where(free).values(renewing_until=until))

    async def release(self, installation: Installation) -> None:
        """Let others try."""
        await self._changed(_of(installation).values(renewing_until=0.0))

    async def renew(self, before: Installation, tokens: TokenSet, *, at: datetime) -> Installation | None:
        """Store new tokens in the place of those that they were given for; None when these are no longer there."""
        mark = _new_mark()
        values = {"tokens": self._sealed(tokens), "mark": mark, "renewed_at": at.isoformat(), "over_since": None}
        if not await self._changed(_of(before).values(renewing_until=0.0, **values)):
            return None
        return Installation(before.team_id, tokens, mark, before.installed_at, at)

    async def end(self, installation: Installation, *, at: datetime) -> bool:
        """Note that this set of tokens can no longer be renewed, and say whether it was still the team's."""
        return await self._changed(_of(installation).values(over_since=at.isoformat(), renewing_until=0.0))

    async def _changed(self, statement: Any) -> bool:
        async with self._using() as connection:
            done = await connection.execute(statement)
        return bool(done.rowcount)

    @asynccontextmanager
    async def _using(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with transaction(self._database.engine) as connection:
                yield connection
        except (*DRIVER_ERRORS, SealBroken) as error:
            # Its kind only: a database's error quotes the row.
            LOG.warning("installations could not be read or stored", type=type(error).__name__)
            raise StoreUnavailable from None

    def _sealed(self, tokens: TokenSet) -> str:
        bearer, refresh = tokens.bearer_token.get_secret_value(), tokens.refresh_token.get_secret_value()
        return self._seal.close(json.dumps({"bearer_token": bearer, "refresh_token": refresh}))

    def _loaded(self, row: Mapping[Any, Any]) -> Installation:
        try:
            return self._opened(row)
        except SealBroken:
            raise ConfigurationError(_WRONG_KEY.format(team=row["team_id"])) from None

    def _opened(self, row: Mapping[Any, Any]) -> Installation:
        given = json.loads(self._seal.open(row["tokens"]))
        return Installation(
            row["team_id"],
            TokenSet(SecretStr(given["bearer_token"]), SecretStr(given["refresh_token"])),
            row["mark"],
            datetime.fromisoformat(row["installed_at"]),
            _moment(row["renewed_at"]),
            _moment(row["over_since"]),
        )


def _of(installation: Installation) -> Any:
    """Return a change of exactly this set of tokens, which does nothing when the team has another by now."""
    is_it = (_COLUMNS.team_id == installation.team_id) & (_COLUMNS.mark == installation.mark)
    return update(INSTALLATIONS).where(is_it)


def _new_mark() -> str:
    return secrets.token_hex(8)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
