"""The control API's journals; the backstage page calls the same functions under its own address."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.core.journal_filters import FilterError
from rma_mocks.core.journal_filters import Wanted as Filters
from rma_mocks.worlds.control.errors import ControlError, ControlRoute
from rma_mocks.worlds.control.worlds import Wanted

router = APIRouter(route_class=ControlRoute)

_Text = Annotated[str, Field(max_length=500)]


class JournalQuery(BaseModel):
    """Which exchanges are wanted; filters combine."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=0, le=1000)] = 1000
    after: Annotated[int, Field(ge=0)] = 0
    wait_s: Annotated[float, Field(ge=0, le=60)] = 0
    lane: Annotated[_Text | None, Field(description="`gladly` or `returnlogic`: the mock that recorded it.")] = None
    direction: Annotated[_Text | None, Field(description="`received` or `sent`, as that mock sees it.")] = None
    sender: Annotated[_Text | None, Field(alias="from")] = None
    receiver: Annotated[_Text | None, Field(alias="to")] = None
    method: _Text | None = None
    path: Annotated[
        _Text | None, Field(description="A pattern such as `/v1/rmas*`, with or without a page's `/w/{world}`.")
    ] = None
    operation: _Text | None = None
    status: Annotated[_Text | None, Field(description="A number, a class such as `4xx`, or `none`.")] = None
    round: _Text | None = None
    text: Annotated[_Text | None, Field(description="Anywhere in path, query or bodies, in whatever case.")] = None

    def filters(self) -> Filters:
        """Return what exchanges must be like."""
        try:
            return Filters(**self.model_dump(exclude={"limit", "after", "wait_s"}))
        except FilterError as error:
            raise ControlError(400, str(error)) from error


@router.get("/journal")
async def read_journal(found: Wanted, query: Annotated[JournalQuery, Query()]) -> dict[str, Any]:
    """Return the newest `limit` exchanges beyond number `after`; with `wait_s`, wait for one if there is none yet.

    Filters combine, and `wait_s` then waits for an exchange that fulfils them. Where none does, `near_misses` tells up
    to three that fulfil most of them, each with what `differs`.
    `last` is the newest number there is; `truncated` says whether older exchanges were dropped, beyond 1,000.
    Rows are numbered as they ended by `seq`, as they began by `begun`, which frozen or moved clocks do not touch; the
    page's own `begun` is above those of all exchanges that began before, below those of all that begin later.
    """
    journal, wanted = found.world.journal, query.filters()
    if query.wait_s and wanted.is_anything:
        await journal.sequence.wait_beyond(query.after, query.wait_s)
    elif query.wait_s:
        await journal.wait_for(wanted, after=query.after, timeout_s=query.wait_s)
    rows = journal.exchanges(wanted, after=query.after, limit=query.limit)
    answer = {"exchanges": rows, "last": journal.sequence.value, "truncated": journal.is_truncated}
    answer["begun"] = journal.begin()
    if rows or wanted.is_anything or not query.limit:
        return answer
    return answer | {"near_misses": journal.near_misses(wanted, after=query.after)}


@router.delete("/journal", status_code=204)
async def clear_journal(found: Wanted) -> Response:
    """Forget the exchanges; their numbers go on."""
    found.world.journal.clear()
    return Response(status_code=204)
