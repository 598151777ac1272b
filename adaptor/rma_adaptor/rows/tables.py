"""Do with the tables of kept rows what the store is asked for, each time inside somebody else's transaction."""

import os
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.rows import statements
from rma_adaptor.rows.cover import RowCover, micros_of, moment_of
from rma_adaptor.rows.readings import Person
from rma_adaptor.rows.store import Kept
from rma_adaptor.schema import HASH_KEYS, KEPT_RMAS, KEPT_ROWS, STALE_TENANTS
from rma_adaptor.sealing import Seal, SealBroken

_HASH_KEY_BYTES = 32
_WRONG_KEY = (
    "the names under which rows are kept were encrypted with a key that is not among setting encryption_keys "
    "(RMA_ADAPTOR_ENCRYPTION_KEYS), or were altered; nothing was changed: add the key that was used before"
)


class RowTables:
    """Keep one line for each person of a tenant, under a name that tells nobody who that is, and sealed.

    Somebody without RMAs gets no line: most profiles are of such people, an old "no returns" is never shown, and
    whoever never sent anything back should not be listed. Who had RMAs and has none any more keeps an empty line.
    """

    def __init__(self, cover: RowCover, dialect: str) -> None:
        self._cover = cover
        self._dialect = dialect

    async def load(self, connection: AsyncConnection, person: Person) -> Kept | None:
        """Return what is kept of a person."""
        key = {"tenant": person[0], "person": self._cover.person(person)}
        row = (await connection.execute(statements.LOAD, key)).mappings().first()
        if row is None:
            return None
        kept = self._cover.open(row["sealed"], moment_of(row["as_of"]), is_complete=row["is_complete"])
        if kept is None:
            return None
        is_marked = any(mark is not None and row["as_of"] <= mark for mark in (row["stale_at"], row["all_stale_at"]))
        return Kept(kept.reading, is_stale=kept.is_stale or is_marked)

    async def write(self, connection: AsyncConnection, batch: Iterable[tuple[Person, Kept]]) -> None:
        """Keep rows, unless newer ones are kept."""
        found, gone, everybody, rmas = [], [], [], []
        for person, kept in batch:
            who = {"tenant": person[0], "person": self._cover.person(person)}
            known = {"of_tenant": who["tenant"], "of_person": who["person"]}
            everybody.append(known)
            if kept.reading.rows:
                found.append({**who, **self._line(kept)})
                rmas += [{**who, "rma": self._cover.rma(person[0], row.id)} for row in kept.reading.rows]
            else:
                gone.append({**known, "new_as_of": micros_of(kept.reading.as_of)})
        for statement, values in (
            (statements.WITHOUT_ROWS, gone),
            (statements.write_rows(self._dialect), found),
            (statements.DROP_RMAS, everybody),
            (statements.write_rmas(self._dialect), rmas),
        ):
            if values:
                await connection.execute(statement, values)

    async def mark(
        self, connection: AsyncConnection, tenant: str, emails: Collection[str], rma_ids: Collection[str], until: int
    ) -> bool:
        """Mark what was read of these people, and of whoever has these RMAs; tell whether that is anybody."""
        people = {self._cover.person((tenant, email)) for email in emails}
        if rma_ids:
            names = [self._cover.rma(tenant, rma_id) for rma_id in rma_ids]
            owners = select(KEPT_RMAS.c.person).where(KEPT_RMAS.c.tenant == tenant, KEPT_RMAS.c.rma.in_(names))
            people.update((await connection.execute(owners)).scalars())
        if people:
            marks = [{"tenant": tenant, "person": person, "stale_at": until} for person in sorted(people)]
            await connection.execute(statements.mark_people(self._dialect), marks)
        return bool(people)

    async def mark_all(self, connection: AsyncConnection, tenant: str, until: int) -> None:
        """Mark what was read of all of a tenant's people: one line, however many they are."""
        await connection.execute(statements.mark_tenant(self._dialect), {"tenant": tenant, "stale_at": until})

    async def erase(self, connection: AsyncConnection, tenant: str, email: str | None) -> None:
        """Erase what is kept of a tenant, all or one person's."""
        person = None if email is None else self._cover.person((tenant, email))
        for statement in statements.erase(tenant, person):
            await connection.execute(statement)

    async def expire(self, connection: AsyncConnection, tenant: str, before: int) -> int:
        """Erase what was read before a moment; return of how many people."""
        people, rmas = statements.expire(tenant, before)
        count = (await connection.execute(people)).rowcount
        await connection.execute(rmas)
        return count

    async def seal_anew(self, connection: AsyncConnection, most: int) -> int:
        """Seal some of what another key sealed with the present one; return how many lines that were."""
        columns = KEPT_ROWS.c
        is_old = columns.sealed.is_not(None) & (columns.sealed_by != self._cover.key_name)
        rows = (await connection.execute(KEPT_ROWS.select().where(is_old).limit(most))).mappings().all()
        for row in rows:
            # What no key opens is of no use to anybody.
            sealed = {"sealed": self._cover.resealed(row["sealed"]), "sealed_by": self._cover.key_name}
            is_it = (columns.tenant == row["tenant"]) & (columns.person == row["person"])
            await connection.execute(update(KEPT_ROWS).where(is_it).values(sealed))
        return len(rows)

    def _line(self, kept: Kept) -> dict[str, Any]:
        as_of = micros_of(kept.reading.as_of)
        return {
            "sealed": self._cover.close(kept.reading),
            "sealed_by": self._cover.key_name,
            "is_complete": kept.reading.is_complete,
            "as_of": as_of,
            "stale_at": as_of if kept.is_stale else None,
        }


async def hash_key(connection: AsyncConnection, seal: Seal) -> bytes:
    """Return the key of the names in this database, made when there is none yet, sealed anew when that is due.

    Raises:
        ConfigurationError: No key opens it.
    """
    sealed = (await connection.execute(select(HASH_KEYS.c.key))).scalar()
    if sealed is None:
        key = os.urandom(_HASH_KEY_BYTES)
        await connection.execute(insert(HASH_KEYS).values(number=1, key=seal.close(key.hex())))
        return key
    try:
        opened = seal.open(sealed)
    except SealBroken:
        raise ConfigurationError(_WRONG_KEY) from None
    if not seal.is_current(sealed):
        await connection.execute(update(HASH_KEYS).values(key=seal.close(opened)))
    return bytes.fromhex(opened)


async def erase_everything(connection: AsyncConnection) -> None:
    """Erase what is kept of everybody."""
    for table in (KEPT_ROWS, KEPT_RMAS, STALE_TENANTS):
        await connection.execute(delete(table))
