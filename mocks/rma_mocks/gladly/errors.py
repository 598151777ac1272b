"""Gladly's error bodies."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse


class GladlyError(Exception):
    """An error answer: a status and rows of `attr`, `code`, `detail`, `meta`.

    Contract: Gladly REST API, errors (documented; GL-REST-2).
    """

    def __init__(self, status: int, code: str, detail: str, *, attr: str | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.row = {"code": code, "detail": detail} | ({"attr": attr} if attr else {})
        self.more = more


class ProfileMerged(GladlyError):
    """What was begun with a profile cannot go on, because that one was merged into another."""

    def __init__(self, name: str, into: str) -> None:
        sentence = f"{name or 'this profile'} was merged into {into or 'another profile'} already; open that one"
        super().__init__(409, "invalid_state", sentence, attr="customerId")


def not_found(what: str, identifier: str) -> GladlyError:
    """Say that something does not exist."""
    return GladlyError(404, "not_exist", f"{what} {identifier} does not exist", attr=f"{what}Id")


_CHALLENGE = {"WWW-Authenticate": 'Basic realm="Gladly API"'}
_UNAUTHORISED = {"code": "invalid", "detail": "user name and API token are missing or unknown"}

_FAILURE = {"code": "temporary_failure", "detail": "scripted failure"}

FAULT_BODIES: Mapping[int, object] = {
    status: {"errors": [_UNAUTHORISED if status == HTTPStatus.UNAUTHORIZED else _FAILURE]} for status in range(400, 600)
}
FAULT_HEADERS = {401: _CHALLENGE}


def unauthorised() -> GladlyError:
    """Refuse credentials. Contract: Gladly REST API, authentication (documented; GL-REST-1)."""
    return GladlyError(401, **_UNAUTHORISED)


async def render_error(_request: Request, error: Exception) -> JSONResponse:
    """Turn a GladlyError into its answer."""
    assert isinstance(error, GladlyError)  # noqa: S101 -- registered for this class only
    headers = _CHALLENGE if error.status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse({"errors": [error.row], **error.more}, error.status, headers)


async def render_invalid(_request: Request, error: Exception) -> JSONResponse:
    """Answer a request whose parts are malformed, with one row for each of them."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for this class only
    return JSONResponse({"errors": [_row(problem) for problem in error.errors()]}, HTTPStatus.BAD_REQUEST)


async def render_http(_request: Request, error: Exception) -> JSONResponse:
    """Answer a call that no route takes."""
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    code = "not_exist" if error.status_code == HTTPStatus.NOT_FOUND else "invalid"
    return JSONResponse({"errors": [{"code": code, "detail": error.detail}]}, error.status_code, error.headers)


def _row(problem: dict[str, Any]) -> dict[str, str]:
    row = {"code": "blank" if problem["type"] == "missing" else "invalid", "detail": problem["msg"]}
    # The first part says body or query; for a body that is not JSON the next is a position, no field.
    attr = "" if problem["type"] == "json_invalid" else ".".join(str(part) for part in problem["loc"][1:])
    return ({"attr": attr} if attr else {}) | row
