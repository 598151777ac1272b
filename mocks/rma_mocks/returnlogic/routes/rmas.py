"""ReturnLogic's API, as far as anybody has seen it: RMAs by e-mail."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from rma_mocks.core.entities import Rma
from rma_mocks.core.visits import visit_of
from rma_mocks.returnlogic.auth import AuthorisedTeam, authorised_team, doing
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.formatters import rma_json
from rma_mocks.returnlogic.inputs import EmailAddress

router = APIRouter(prefix="/v1", tags=["API v1"])

_EVIDENCE = {"x-evidence": "observed", "x-rule": "RL-RMAS-1"}
_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"description": "Bad Request (status documented, RL-ERR-1; body assumed, RL-ERR-2)"},
    401: {"description": "Unauthorized (status documented, RL-ERR-1; body assumed, RL-ERR-2)"},
    429: {"description": "Rate Limit Exceeded (status documented, RL-ERR-1; body assumed, RL-ERR-2)"},
    503: {"description": "Down For Maintenance (status documented, RL-ERR-1; body assumed, RL-ERR-2)"},
}


@router.get("/rmas", dependencies=[Depends(doing("list_rmas"))], openapi_extra=_EVIDENCE, responses=_ERRORS)
async def list_rmas(
    request: Request,
    team: AuthorisedTeam,
    email: EmailAddress,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(alias="pageSize", ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """List a shopper's RMAs of one team, newest first.

    Contract: the call is observed (RL-RMAS-1); order (RL-RMAS-2), exact case-insensitive match (RL-RMAS-3),
    envelope and paging (RL-PAGE-1) are assumed.
    """
    rows, total = _rows(request, team, email, limit=page_size, offset=(page - 1) * page_size)
    answer: dict[str, Any] = {"data": [rma_json(rma, team) for rma in rows]}
    if team.world.shows_assumed:
        answer |= {"page": page, "pageSize": page_size, "total": total}
    return answer


def _rows(request: Request, team: Team, email: str, *, limit: int, offset: int) -> tuple[list[Rma], int]:
    fault = visit_of(request).fault
    retailer = team.world.retailer
    if fault is not None and fault.kind == "filter_ignored":
        return retailer.rmas(limit=limit, offset=offset)
    rows = retailer.rmas_of_email(email)
    return rows[offset : offset + limit], len(rows)


@router.api_route(
    "/{rest:path}",
    methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    dependencies=[Depends(authorised_team)],
    include_in_schema=False,
)
async def nothing_here(rest: str) -> None:
    """Answer every other path of the API. Contract: assumed (RL-ERR-2)."""
    raise ReturnLogicError(404, f"There is no /v1/{rest}")
