"""ReturnLogic's error answers: the statuses are published, the bodies are our guess."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from rma_mocks.core.directory import Directory
from rma_mocks.core.fault_player import Answers
from rma_mocks.core.visits import Visit
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.lifecycle.legality import IllegalMove, ImpossibleWish
from rma_mocks.returnlogic.rate_limit import API_PREFIX, UNKNOWN_KEY, Allowance

_MESSAGES = {429: "API rate limit exceeded", 503: "Down For Maintenance"}
_SENTENCES = {
    "email": "must be a valid e-mail address",
    "page": "must be a whole number, 1 or more",
    "pageSize": "must be a whole number from 1 to 100",
    "cursor": "must be the nextCursor of such a list",
}
NO_JSON_OBJECT = ("body", "must be a JSON object, sent as application/json")
"""The problem of a body that cannot be read at all; form encoding is none (assumed; RL-ERR-2)."""


class ReturnLogicError(Exception):
    """An error answer.

    Args:
        status: 400, 401, 429 and 503 are documented (RL-ERR-1); pages also use 404 and 422.
        message: Replaces the status's own words.
        problems: What is wrong with which field.
    """

    def __init__(self, status: int, message: str = "", problems: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message or str(status))
        self.status = status
        self.body = error_body(status, message, problems)
        self.headers: Mapping[str, str] = {}


class TooManyCalls(ReturnLogicError):
    """The 429 of a key whose windows are full, as its team's variants say."""

    def __init__(self, team: Team, allowance: Allowance) -> None:
        super().__init__(429)
        self.body, self.headers = too_many(team, allowance)


def error_body(status: int, message: str = "", problems: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """Return the body of an error. Contract: assumed (RL-ERR-2); the 429 is that of the Kong gateway."""
    said = message or _MESSAGES.get(status) or HTTPStatus(status).phrase
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return {"message": said}
    return {"message": said, "errors": [{"field": field, "message": sentence} for field, sentence in problems]}


def too_many(team: Team, allowance: Allowance) -> tuple[dict[str, object], Mapping[str, str]]:
    """Return body and headers of a team's 429.

    Contract: the status is documented (RL-ERR-1); whose body it has (RL-ERR-2) and that it says nothing of when to come
    back (RL-LIMIT-4) is assumed. A strict world never says so, since nobody has seen it.
    """
    is_told = team.variants.retry_after and team.world.shows_assumed
    headers = {"Retry-After": str(allowance.free_in_s)} if is_told else {}
    if team.variants.rate_limit_body == "gateway":
        return error_body(429), headers
    return {"message": "Rate Limit Exceeded", "errors": []}, headers


def scripted_in(teams: Directory[Team]) -> Answers:
    """Return the function that lets a scripted 429 look like one of the team's own."""

    def answer(scope: Scope, status: int) -> tuple[object, Mapping[str, str]] | None:
        visit: Visit = scope["state"]["visit"]
        team = teams.of_world(visit.world.id)
        if status != HTTPStatus.TOO_MANY_REQUESTS or team is None:
            return None
        return too_many(team, scope["state"].get("allowance", UNKNOWN_KEY))

    return answer


FAULT_BODIES: dict[int, object] = {status: error_body(status) for status in (400, 401, 403, 404, 429, 500, 502, 503)}


async def render_error(_request: Request, error: Exception) -> Response:
    """Turn a ReturnLogicError into its answer."""
    assert isinstance(error, ReturnLogicError)  # noqa: S101 -- registered for this class only
    return _answer(error.body, error.status, error.headers)


async def render_refusal(_request: Request, error: Exception) -> Response:
    """Answer what the life-cycle refuses: 409 with the rule, 422 with the field, 404 for an RMA that is not there.

    Contract: none of these is published; 404 is observed to mean "no returns" on the list call (RL-ERR-2).
    """
    if isinstance(error, IllegalMove):
        return _answer(error_body(409, str(error), (("workflowStatus", str(error)),)), 409)
    if isinstance(error, ImpossibleWish):
        return _answer(error_body(422, str(error), ((error.field, str(error)),)), 422)
    return _answer(error_body(404, str(error)), 404)


async def render_invalid(request: Request, error: Exception) -> Response:
    """Answer a request whose parts are malformed: 400 on the API (documented), 422 on the pages' own calls."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for this class only
    is_api = request.url.path.startswith(API_PREFIX)
    problems = tuple(_problem(row) for row in error.errors())
    if is_api:
        return _answer(error_body(400, "", problems), 400)
    return _answer(error_body(422, "Some of this cannot be used", problems), 422)


def _problem(row: dict[str, Any]) -> tuple[str, str]:
    """Return field and sentence of one thing that is wrong."""
    field = ".".join(str(part) for part in row["loc"] if part not in ("body", "query", "path"))
    if not field or row["type"] == "json_invalid":
        return NO_JSON_OBJECT
    return field, _SENTENCES.get(field, row["msg"].removeprefix("Value error, "))


def _answer(body: Any, status: int, headers: Mapping[str, str] | None = None) -> Response:
    # In ASCII, since a caller may have sent half a surrogate pair, which a sentence about it then holds.
    return Response(json.dumps(body), status, headers, media_type="application/json")
