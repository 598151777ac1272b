"""ReturnLogic's API, as far as anybody has seen it: RMAs by e-mail."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from rma_mocks.core.entities import Rma
from rma_mocks.core.visits import visit_of
from rma_mocks.core.wire import PlainRoute, query_parameters, read_query
from rma_mocks.returnlogic.auth import authorised_team, name_operation
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.formatters import rma_json
from rma_mocks.returnlogic.inputs import EmailAddress
from rma_mocks.returnlogic.listing import Asked, Stretch, asked_of, list_answer
from rma_mocks.returnlogic.schemas import RMA_LIST

router = APIRouter(prefix="/v1", tags=["API v1"])


class Wanted(Stretch):
    """Whose RMAs are asked for, and which stretch of them."""

    email: Annotated[EmailAddress, Field(json_schema_extra={"x-evidence": "observed", "x-rule": "RL-RMAS-1"})]


_EVIDENCE: dict[str, Any] = {
    "x-evidence": "observed",
    "x-rule": "RL-RMAS-1",
    "parameters": query_parameters(Wanted),
    "responses": {"200": {"content": {"application/json": {"schema": RMA_LIST}}}},
}
_STATUSES = {400: "Bad Request", 401: "Unauthorized", 429: "Rate Limit Exceeded", 503: "Down For Maintenance"}
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": f"{words} (status documented, RL-ERR-1; body assumed, RL-ERR-2)",
        "x-evidence": "documented",
        "x-rule": "RL-ERR-1",
    }
    for status, words in _STATUSES.items()
}


async def list_rmas(request: Request) -> Response:
    """List a shopper's RMAs of one team, newest first.

    Contract: the call is observed (RL-RMAS-1); order (RL-RMAS-2), exact case-insensitive match (RL-RMAS-3),
    envelope (RL-PAGE-1), paging (RL-PAGE-2) and what nobody's list is (RL-ERR-3) are assumed.
    """
    name_operation(request, "list_rmas")
    team = await authorised_team(request)
    wanted = read_query(request.scope, Wanted)
    asked = asked_of(wanted, team)
    rows, total = _rows(request, team, wanted.email, asked)
    return list_answer([rma_json(rma, team) for rma in rows], total, asked, team)


def add_busy_routes(app: APIRouter) -> None:
    """Put what clients call all the time directly on an application: each router in between costs it again."""
    app.add_api_route(
        f"{router.prefix}/rmas",
        list_rmas,
        methods=["GET"],
        tags=list(router.tags),
        route_class_override=PlainRoute,
        openapi_extra=_EVIDENCE,
        responses=_ERRORS,
    )


def _rows(request: Request, team: Team, email: str, asked: Asked) -> tuple[list[Rma], int]:
    fault = visit_of(request).fault
    retailer = team.world.retailer
    is_scripted = fault is not None and fault.kind == "filter_ignored"
    if is_scripted or team.variants.email_filter == "ignored":
        return retailer.rmas(limit=asked.limit, offset=asked.offset)
    rows = retailer.rmas_of_email(email)
    return rows[asked.offset : asked.offset + asked.limit], len(rows)


@router.api_route(
    "/{rest:path}",
    methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    dependencies=[Depends(authorised_team)],
    include_in_schema=False,
)
async def nothing_here(request: Request, rest: str) -> None:
    """Answer every other path of the API. Contract: assumed (RL-ERR-2)."""
    visit_of(request).is_missed = True
    raise ReturnLogicError(404, f"There is no /v1/{rest}")
