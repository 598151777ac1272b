"""The API's calls: who calls is settled before anything of a request is read, and refusals speak the API's language."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from rma_mocks.core.visits import visit_of
from rma_mocks.returnlogic.auth import Caller, authorised_caller, name_operation
from rma_mocks.returnlogic.errors import NO_JSON_OBJECT, ReturnLogicError
from rma_mocks.returnlogic.lifecycle.legality import ImpossibleWish

_NAMES = {
    "line_id": "orderLineId",
    "reason_code": "returnReasonCode",
    "return_type": "returnType",
    "comment": "returnReasonComment",
    "exchange_sku": "exchangeSku",
    "order_name": "orderName",
    "item_id": "itemId",
}
"""What the API calls the things whose names the life-cycle and the pages use."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class NamedRoute(APIRoute):
    """A route whose exchanges bear its function's name in the journal, also when its request is malformed."""

    def get_route_handler(self) -> Handler:
        """Return the handler, which then also refuses what is no JSON in the API's form."""
        handle = super().get_route_handler()

        async def named(request: Request) -> Response:
            name_operation(request, self.name)
            try:
                return await self.served(handle, request)
            except HTTPException as error:  # FastAPI's way to say so of nesting without end, or of bytes in no coding
                raise ReturnLogicError(400, problems=(NO_JSON_OBJECT,)) from error

        return named

    async def served(self, handle: Handler, request: Request) -> Response:
        """Answer one request."""
        return await handle(request)


class ApiRoute(NamedRoute):
    """A call for a bearer token that nobody published; in a strict world it is not there."""

    async def served(self, handle: Handler, request: Request) -> Response:
        """Answer one request, once it is known whose it is.

        Contract: a bearer token on every request (documented; RL-AUTH-1); that there is such a call, and how it refuses
        what makes no sense, is assumed (RL-API-1, RL-ERR-2).
        """
        request.state.caller = caller = await authorised_caller(request)
        if not caller.team.world.shows_assumed:
            raise no_such_path(request)
        try:
            return await handle(request)
        except ImpossibleWish as wish:
            raise ReturnLogicError(422, str(wish), ((_renamed(wish.field), str(wish)),)) from wish
        except ReturnLogicError as error:
            for problem in error.body.get("errors", ()):
                problem["field"] = _renamed(problem["field"])
            raise


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


CurrentCaller = Annotated[Caller, Depends(_caller)]


def no_such_path(request: Request) -> ReturnLogicError:
    """Return the refusal of a path that the API does not have. Contract: assumed (RL-ERR-2)."""
    visit_of(request).is_missed = True
    return ReturnLogicError(404, f"There is no {request.scope['path']}")


def _renamed(field: str) -> str:
    return ".".join(_NAMES.get(part, part) for part in field.split("."))
