"""The control API's own error answers, the same on both ports: `{"message": sentence}`."""

import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

NO_JSON = "the body cannot be read as JSON"
_NO_OBJECT = "must be a JSON object; send it as application/json"
_WHOLE = "must be a whole number"
_NUMBER = "must be a number"
_OBJECT = "must be an object"
_TELLING = {"missing": "is missing", "extra_forbidden": "is no field of this call"}
_WORDS = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _OBJECT),
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
    "string_type": "must be text",
    "string_unicode": "must be text without half characters",
    "list_type": "must be a list",
    "decimal_max_places": "must have at most {decimal_places} decimal places",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have up to {max_length} entries",
}
_MOST_PROBLEMS = 5
_LONGEST_VALUE = 60

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
                raise ControlError(400, _sentences(error.errors())) from error
            except HTTPException as error:  # FastAPI's way to say so of nesting without end, or of bytes in no coding
                raise ControlError(400, NO_JSON) from error

        return handle_plainly


async def render_refusal(_request: Request, error: Exception) -> JSONResponse:
    """Turn a ControlError into its answer."""
    assert isinstance(error, ControlError)  # noqa: S101 -- registered for this class only
    # A name that the caller sent may hold half a surrogate pair, which no answer could carry.
    message = str(error).encode(errors="backslashreplace").decode()
    return JSONResponse({"message": message}, error.status)


def _sentences(problems: Sequence[dict[str, Any]]) -> str:
    told = [_sentence(problem) for problem in problems[:_MOST_PROBLEMS]]
    beyond = len(problems) - len(told)
    return "; ".join([*told, f"and {beyond} more"] if beyond else told)


def _sentence(problem: dict[str, Any]) -> str:
    if problem["type"] == "json_invalid":
        return NO_JSON
    # The first part says body or query, the rest names the field.
    field = ".".join(str(part)[:_LONGEST_VALUE] for part in problem["loc"][1:] if part != "[key]")
    if not field and _WORDS.get(problem["type"]) == _OBJECT:
        return f"the body: {_NO_OBJECT}"
    return f"{field or 'the body'}: {_complaint(problem)}"


def _complaint(problem: dict[str, Any]) -> str:
    if problem["type"] in _TELLING:
        return _TELLING[problem["type"]]
    words = _WORDS.get(problem["type"])
    said = words.format_map(problem.get("ctx", {})) if words else problem["msg"].removeprefix("Value error, ")
    return f"{said}, not {_shown(problem)}" if said.startswith("must ") else said


def _shown(problem: dict[str, Any]) -> str:
    """Return the refused value, as short as a sentence bears it."""
    value = problem["input"]
    if problem["type"] in {"too_short", "too_long"}:
        return str(problem["ctx"]["actual_length"])
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    if value is None or isinstance(value, bool):
        text = json.dumps(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
