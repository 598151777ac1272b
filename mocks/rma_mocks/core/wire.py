"""Read queries and write JSON without the framework's detours, for the calls that clients make all the time.

FastAPI finds out anew at each call what every parameter and dependency is, which costs more than the rest of a call.
"""

import json
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Query = TypeVar("Query", bound=BaseModel)

_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))


NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI asks at each call anew whether anybody listens; nobody traces a mock."""


class PlainRoute(APIRoute):
    """A route whose function takes the request and returns the answer, with nothing worked out in between."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what the function raises goes to the application's handlers, as always."""
        if self.methods and scope["method"] in self.methods:
            response: Response = await self.endpoint(Request(scope, receive, send))
            await response(scope, receive, send)
        else:
            await super().handle(scope, receive, send)


def read_query(scope: Scope, model: type[Query]) -> Query:
    """Return a request's query as a model of single values; of a repeated name the last one counts.

    Raises:
        RequestValidationError: As FastAPI raises it.
    """
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    try:
        return model.model_validate(dict(pairs))
    except ValidationError as error:
        rows = error.errors(include_url=False)
        raise RequestValidationError([{**row, "loc": ("query", *row["loc"])} for row in rows]) from error


def query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return what OpenAPI says of such a query."""
    schema = model.model_json_schema()
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(field)}
        for name, field in schema["properties"].items()
    ]


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """Return what a field may be in a query, where what is None is left out."""
    kinds = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return field
    rest = {name: value for name, value in field.items() if name != "anyOf" and (name, value) != ("default", None)}
    return {**rest, **kinds[0]}


def json_answer(content: Any, status: int = 200) -> Response:
    """Return an answer whose content is plain JSON already."""
    return Response(_JSON.encode(content).encode(), status, media_type="application/json")
