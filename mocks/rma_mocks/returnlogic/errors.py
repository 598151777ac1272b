"""ReturnLogic's error answers: the statuses are published, the bodies are our guess."""

import json
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from rma_mocks.returnlogic.lifecycle.legality import IllegalMove, ImpossibleWish
from rma_mocks.returnlogic.rate_limit import API_PREFIX

_MESSAGES = {429: "API rate limit exceeded", 503: "Down For Maintenance"}
_SENTENCES = {
    "email": "must be a valid e-mail address",
    "page": "must be a whole number, 1 or more",
    "pageSize": "must be a whole number from 1 to 100",
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


def error_body(status: int, message: str = "", problems: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """Return the body of an error. Contract: assumed (RL-ERR-2); the 429 is that of the Kong gateway."""
    said = message or _MESSAGES.get(status) or HTTPStatus(status).phrase
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return {"message": said}
    return {"message": said, "errors": [{"field": field, "message": sentence} for field, sentence in problems]}


FAULT_BODIES: dict[int, object] = {status: error_body(status) for status in (400, 401, 403, 404, 429, 500, 502, 503)}


async def render_error(_request: Request, error: Exception) -> Response:
    """Turn a ReturnLogicError into its answer."""
    assert isinstance(error, ReturnLogicError)  # noqa: S101 -- registered for this class only
    return _answer(error.body, error.status)


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


def _answer(body: Any, status: int) -> Response:
    # In ASCII, since a caller may have sent half a surrogate pair, which a sentence about it then holds.
    return Response(json.dumps(body), status, media_type="application/json")
