"""Gladly's error bodies."""

from typing import Any

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


def not_found(what: str, identifier: str) -> GladlyError:
    """Say that something does not exist."""
    return GladlyError(404, "not_exist", f"{what} {identifier} does not exist", attr=f"{what}Id")


async def render_error(_request: Request, error: Exception) -> JSONResponse:
    """Turn a GladlyError into its answer."""
    assert isinstance(error, GladlyError)  # noqa: S101 -- registered for this class only
    headers = {"WWW-Authenticate": 'Basic realm="Gladly API"'} if error.status == 401 else None  # noqa: PLR2004
    return JSONResponse({"errors": [error.row], **error.more}, error.status, headers)
