"""The control API's own error answers, the same on both ports: `{"message": sentence}`."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

NO_JSON = "the body cannot be read as JSON"
_NO_OBJECT = "must be a JSON object; send it as application/json"
_OWN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field of this call",
    "model_attributes_type": _NO_OBJECT,
    "dict_type": _NO_OBJECT,
}

REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "Refused: `message`, a sentence that names the field and says what to write"}
}


class ControlError(Exception):
    """Misuse of the control API; the message says what to write."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ControlRoute(APIRoute):
    """A route whose malformed requests are refused in the control API's way, not in that of the mock around it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with its refusals turned into ControlError."""
        handle = super().get_route_handler()

        async def handle_plainly(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise ControlError(400, "; ".join(_sentence(problem) for problem in error.errors())) from error
            except HTTPException as error:  # FastAPI's way to say so of nesting without end, or of bytes in no coding
                raise ControlError(400, NO_JSON) from error

        return handle_plainly


async def render_refusal(_request: Request, error: Exception) -> JSONResponse:
    """Turn a ControlError into its answer."""
    assert isinstance(error, ControlError)  # noqa: S101 -- registered for this class only
    return JSONResponse({"message": str(error)}, error.status)


def _sentence(problem: dict[str, Any]) -> str:
    if problem["type"] == "json_invalid":
        return NO_JSON
    # The first part says body or query, the rest names the field.
    field = ".".join(str(part) for part in problem["loc"][1:]) or "the body"
    return f"{field}: {_OWN_WORDS.get(problem['type'], problem['msg'].removeprefix('Value error, '))}"
