"""ReturnLogic's API, as far as anybody has seen it: RMAs by e-mail."""

from fastapi import APIRouter, Depends, Request, Response

from rma_mocks.core.entities import Rma
from rma_mocks.core.rma_list import TooManyToSearch
from rma_mocks.core.visits import visit_of
from rma_mocks.core.wire import PlainRoute, query_parameters, read_query
from rma_mocks.returnlogic.api_route import no_such_path
from rma_mocks.returnlogic.api_schemas import described
from rma_mocks.returnlogic.auth import authorised_team, name_operation
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.filters import Filters
from rma_mocks.returnlogic.formatters import rma_json
from rma_mocks.returnlogic.inputs import EmailAddress
from rma_mocks.returnlogic.listing import Asked, Stretch, asked_of, list_answer
from rma_mocks.returnlogic.schemas import RMA_LIST

router = APIRouter(prefix="/v1", tags=["API v1"])


class Wanted(Filters, Stretch):
    """Which RMAs are asked for, and which stretch of them."""


class WantedOfShopper(Stretch):
    """Whose RMAs are asked for, as has been seen."""

    email: EmailAddress


_DESCRIBED = described(RMA_LIST, 404, 422, evidence="observed", rule="RL-RMAS-1")
_DESCRIBED["openapi_extra"]["parameters"] = query_parameters(Wanted)


async def list_rmas(request: Request) -> Response:
    """List a shopper's RMAs of one team, or those that other filters take, newest first; all of it without a filter.

    Contract: the call is observed (RL-RMAS-1); order (RL-RMAS-2), exact case-insensitive match (RL-RMAS-3),
    envelope (RL-PAGE-1), paging (RL-PAGE-2) and what nobody's list is (RL-ERR-3) are assumed.
    """
    name_operation(request, "list_rmas")
    team = await authorised_team(request)
    wanted: Wanted | WantedOfShopper
    if team.world.shows_assumed:
        wanted = read_query(request.scope, Wanted)
    else:
        wanted = read_query(request.scope, WantedOfShopper)
    asked = asked_of(wanted, team)
    rows, total = _rows(request, team, wanted, asked)
    return list_answer([rma_json(rma, team) for rma in rows], total, asked, team)


def add_busy_routes(app: APIRouter) -> None:
    """Put what clients call all the time directly on an application: each router in between costs it again."""
    app.add_api_route(
        f"{router.prefix}/rmas",
        list_rmas,
        methods=["GET"],
        tags=list(router.tags),
        route_class_override=PlainRoute,
        **_DESCRIBED,
    )


def _rows(request: Request, team: Team, wanted: Wanted | WantedOfShopper, asked: Asked) -> tuple[list[Rma], int]:
    fault, retailer = visit_of(request).fault, team.world.retailer
    if fault is not None and fault.kind == "filter_ignored":
        return retailer.rmas(limit=asked.limit, offset=asked.offset)
    filters = wanted if isinstance(wanted, Wanted) else Wanted(email=wanted.email)
    if team.variants.email_filter == "ignored":
        filters = filters.model_copy(update={"email": None})
    try:
        return filters.rows(retailer, limit=asked.limit, offset=asked.offset)
    except TooManyToSearch as too_many:
        raise ReturnLogicError(422, str(too_many)) from too_many


@router.api_route(
    "/{rest:path}",
    methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    dependencies=[Depends(authorised_team)],
    include_in_schema=False,
)
async def nothing_here(request: Request, rest: str) -> None:
    """Answer every other path of the API. Contract: assumed (RL-ERR-2)."""
    del rest
    raise no_such_path(request)
