"""Say to SQLite and PostgreSQL what is to be done with kept rows; both know the same upserts."""

import functools
from typing import Any

from sqlalchemy import bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement, Delete, Select, Update

from rma_adaptor.schema import KEPT_RMAS, KEPT_ROWS, STALE_TENANTS

_ROWS, _RMAS, _STALE = KEPT_ROWS.c, KEPT_RMAS.c, STALE_TENANTS.c
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

LOAD: Select[Any] = (
    select(_ROWS.sealed, _ROWS.is_complete, _ROWS.as_of, _ROWS.stale_at, _STALE.stale_at.label("all_stale_at"))
    .select_from(KEPT_ROWS.outerjoin(STALE_TENANTS, _STALE.tenant == _ROWS.tenant))
    .where(_ROWS.tenant == bindparam("tenant"), _ROWS.person == bindparam("person"), _ROWS.sealed.is_not(None))
)
"""Rows of a person, with both marks."""

WITHOUT_ROWS: Update = (
    update(KEPT_ROWS)
    .where(_ROWS.tenant == bindparam("of_tenant"), _ROWS.person == bindparam("of_person"))
    .where(or_(_ROWS.as_of.is_(None), _ROWS.as_of <= bindparam("new_as_of")))
    .values(sealed=None, as_of=bindparam("new_as_of"))
)
"""A person of whom something is kept has no RMAs any more."""

DROP_RMAS: Delete = delete(KEPT_RMAS).where(
    _RMAS.tenant == bindparam("of_tenant"), _RMAS.person == bindparam("of_person")
)


@functools.cache
def write_rows(dialect: str) -> Any:
    """Put rows in the place of older ones; a mark stays, the later of two."""
    statement = _INSERTS[dialect](KEPT_ROWS)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[_ROWS.tenant, _ROWS.person],
        set_={
            **{name: new[name] for name in ("sealed", "sealed_by", "is_complete", "as_of")},
            "stale_at": case(
                (new.stale_at > _ROWS.stale_at, new.stale_at), else_=_either(_ROWS.stale_at, new.stale_at)
            ),
        },
        where=or_(_ROWS.as_of.is_(None), _ROWS.as_of <= new.as_of),
    )


@functools.cache
def write_rmas(dialect: str) -> Any:
    """Note whose an RMA is."""
    return _INSERTS[dialect](KEPT_RMAS).on_conflict_do_nothing()


@functools.cache
def mark_people(dialect: str) -> Any:
    """Mark what was read until now of people, also of those of whom nothing is kept yet.

    A reading that began before may still be under way, somewhere.
    """
    statement = _INSERTS[dialect](KEPT_ROWS)
    until = statement.excluded.stale_at
    # The clock may have been set back since the rows were read.
    return statement.on_conflict_do_update(
        index_elements=[_ROWS.tenant, _ROWS.person],
        set_={"stale_at": case((_ROWS.as_of > until, _ROWS.as_of), else_=until)},
    )


@functools.cache
def mark_tenant(dialect: str) -> Any:
    """Mark what was read until now of everybody."""
    statement = _INSERTS[dialect](STALE_TENANTS)
    until = {"stale_at": statement.excluded.stale_at}
    return statement.on_conflict_do_update(index_elements=[_STALE.tenant], set_=until)


def erase(tenant: str, person: str | None) -> list[Delete]:
    """Erase all of a tenant, or one person."""
    if person is None:
        return [delete(table).where(table.c.tenant == tenant) for table in (KEPT_ROWS, KEPT_RMAS, STALE_TENANTS)]
    return [delete(table).where(table.c.tenant == tenant, table.c.person == person) for table in (KEPT_ROWS, KEPT_RMAS)]


def expire(tenant: str, before: int) -> list[Delete]:
    """Erase what was read, or marked without having been read, before a moment; people first."""
    is_kept = select(_ROWS.person).where(_ROWS.tenant == tenant, _ROWS.person == _RMAS.person).exists()
    return [
        delete(KEPT_ROWS).where(_ROWS.tenant == tenant, _either(_ROWS.as_of, _ROWS.stale_at) < before),
        delete(KEPT_RMAS).where(_RMAS.tenant == tenant, ~is_kept),
    ]


def _either(first: Any, second: Any) -> ColumnElement[Any]:
    return func.coalesce(first, second)
