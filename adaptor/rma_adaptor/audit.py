"""Keep who submitted which action, when, and what became of it: the audit log, which also makes each form act once.

A form is claimed before anything is done, so whoever sends it again, at once or after a restart, meets the claim.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import RowMapping, case, delete, insert, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from rma_adaptor.database import DRIVER_ERRORS, HasEngine, transaction
from rma_adaptor.errors import StoreUnavailable
from rma_adaptor.schema import ACTIONS
from rma_adaptor.sealing import Seal, SealBroken
from rma_adaptor.telemetry import LOG
from rma_adaptor.tickets import FORM_LIFE

Standing = Literal["under_way", "done", "invalid", "refused", "outage", "unknown", "repeated"]
"""What became of a submit; `repeated` are those of a form that was sent before, whose answer they were given again."""

_COLUMNS = ACTIONS.c
_FORGOTTEN = ""
"""Stands where the answer to a form under way will not be kept."""


@dataclass(frozen=True)
class Submit:
    """Say who sends what; no e-mail, and nothing that anybody wrote.

    `agent` is Gladly-Agent-Id, empty where Gladly does not send it (GL-HEAD-3, assumed).
    """

    tenant: str
    action: str
    rma_id: str
    form: str
    agent: str
    trace: str


@dataclass(frozen=True)
class Claim:
    """Hold the row of a form: whether it is the caller's to act on, how it stands, and what was answered."""

    id: int
    is_ours: bool
    outcome: str
    at: datetime
    answer: Mapping[str, Any] | None = None


class AuditLog:
    """Write each submit through to the tenants' database.

    Args:
        database: Whose open database it lies in.
        seal: Closes what was answered, which may hold what ReturnLogic says of a return.
        keep_days: For how long rows are kept.
    """

    def __init__(self, database: HasEngine, seal: Seal, *, clock: Callable[[], datetime], keep_days: int) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        self._kept = timedelta(days=keep_days)

    async def claim(self, submit: Submit) -> Claim:
        """Write that a form is being acted on, unless somebody has claimed it before.

        Raises:
            StoreUnavailable: The database does not answer, and nobody may act; so says every method below.
        """
        now = self._clock()
        key = _key_of(submit)
        async with self._using() as connection:
            row = {**_row_of(submit, now), "outcome": "under_way", "claim": key}
            written = await connection.execute(_insert_or_nothing(connection).values(row).returning(_COLUMNS.id))
            is_ours = written.one_or_none() is not None
            found = (await connection.execute(select(ACTIONS).where(_COLUMNS.claim == key))).mappings().one()
        return self._claim(found, is_ours=is_ours)

    async def take_over(self, claim: Claim) -> bool:
        """Claim anew what another process has left without an outcome; False when somebody was faster."""
        as_seen = (_COLUMNS.id == claim.id, _COLUMNS.at == claim.at.timestamp(), _COLUMNS.outcome == claim.outcome)
        async with self._using() as connection:
            values = {"outcome": "under_way", "at": self._clock().timestamp(), "answer": None}
            done = await connection.execute(update(ACTIONS).where(*as_seen).values(values))
        return bool(done.rowcount)

    async def find(self, claim: Claim) -> Claim:
        """Return a claim as it stands now."""
        async with self._using() as connection:
            found = (await connection.execute(select(ACTIONS).where(_COLUMNS.id == claim.id))).mappings().one_or_none()
        return claim if found is None else self._claim(found, is_ours=False)

    async def finish(self, claim: Claim, outcome: Standing, *, rma_id: str, answer: Mapping[str, Any]) -> None:
        """Write what became of it; a form that was filled in wrongly may be sent again."""
        kept = case((_COLUMNS.answer == _FORGOTTEN, null()), else_=self._seal.close(json.dumps(answer)))
        values: dict[str, Any] = {"outcome": outcome, "rma_id": rma_id, "answer": kept}
        if outcome == "invalid":
            values |= {"claim": None, "answer": None}
        async with self._using() as connection:
            await connection.execute(update(ACTIONS).where(_COLUMNS.id == claim.id).values(values))

    async def note(self, submit: Submit, outcome: Standing) -> None:
        """Write a submit that nothing was done for."""
        async with self._using() as connection:
            row = _row_of(submit, self._clock())
            await connection.execute(insert(ACTIONS).values({**row, "outcome": outcome, "claim": None}))

    async def rows(self, tenant: str, *, limit: int, before: int | None = None) -> list[dict[str, Any]]:
        """Return a tenant's submits, the newest first.

        Args:
            limit: How many at most.
            before: Only those with a smaller id, to read on.
        """
        wanted = select(ACTIONS).where(_COLUMNS.tenant == tenant).order_by(_COLUMNS.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(_COLUMNS.id < before)
        async with self._using() as connection:
            return [_shown(row) for row in (await connection.execute(wanted)).mappings()]

    async def forget(self, tenant: str) -> None:
        """Erase a tenant's rows."""
        async with self._using() as connection:
            await connection.execute(delete(ACTIONS).where(_COLUMNS.tenant == tenant))

    async def forget_answers(self, tenant: str) -> None:
        """Erase what a tenant's forms were answered, and have those under way keep nothing: none says whose it is."""
        is_under_way = _COLUMNS.outcome == "under_way"
        theirs = (_COLUMNS.tenant == tenant, is_under_way | _COLUMNS.answer.is_not(None))
        async with self._using() as connection:
            erased = case((is_under_way, _FORGOTTEN), else_=null())
            await connection.execute(update(ACTIONS).where(*theirs).values(answer=erased))

    async def purge(self) -> None:
        """Erase rows that were kept for their days, and answers that no form can ask for any more."""
        now = self._clock()
        too_old, answered = (now - self._kept).timestamp(), (now - 2 * FORM_LIFE).timestamp()
        old_answers = (_COLUMNS.at < answered, _COLUMNS.answer.is_not(None))
        async with self._using() as connection:
            await connection.execute(delete(ACTIONS).where(_COLUMNS.at < too_old))
            await connection.execute(update(ACTIONS).where(*old_answers).values(answer=None))

    def _claim(self, row: RowMapping, *, is_ours: bool) -> Claim:
        answer = None
        if row["answer"]:
            try:
                answer = json.loads(self._seal.open(row["answer"]))
            except SealBroken:
                LOG.warning("what a form was answered cannot be read any more", tenant=row["tenant"])
        return Claim(row["id"], is_ours, row["outcome"], datetime.fromtimestamp(row["at"], UTC), answer)

    @asynccontextmanager
    async def _using(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with transaction(self._database.engine) as connection:
                yield connection
        except DRIVER_ERRORS as error:
            LOG.warning("the audit log was not written or read", type=type(error).__name__)
            raise StoreUnavailable from None


def _key_of(submit: Submit) -> str:
    return f"{submit.tenant}/{submit.form}"


def _row_of(submit: Submit, now: datetime) -> dict[str, Any]:
    return {**asdict(submit), "at": now.timestamp()}


def _insert_or_nothing(connection: AsyncConnection) -> "sqlite.Insert | postgresql.Insert":
    # Written out, since the two have no class in common that knows conflicts.
    if connection.dialect.name == "sqlite":
        return sqlite.insert(ACTIONS).on_conflict_do_nothing(index_elements=["claim"])
    return postgresql.insert(ACTIONS).on_conflict_do_nothing(index_elements=["claim"])


def _shown(row: RowMapping) -> dict[str, Any]:
    at = datetime.fromtimestamp(row["at"], UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": row["id"],
        "at": at,
        **{name: row[name] for name in ("action", "rma_id", "outcome", "agent", "trace")},
    }
