"""The control API's own documentation, and its part in the documentation of the mock around it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from pydantic.json_schema import models_json_schema

from rma_mocks.core.description import extend_description
from rma_mocks.worlds.control.answers import ANSWERS, MODELS, Refusal
from rma_mocks.worlds.control.examples import ABOUT, REQUESTS, RESPONSES

TITLE = "rma-toolkit mocks: control API"

_PREFIX = "/_mock/"
_TOKEN = "controlToken"  # noqa: S105 -- the name of a scheme
_JSON = "application/json"
_SCHEMAS = "#/components/schemas/"
_NOTE = "What lies under `/_mock` is the control API, which `/_mock/openapi.json` describes alone.\n"

router = APIRouter(include_in_schema=False)


@router.get("/_mock/openapi.json")
async def control_openapi(request: Request) -> dict[str, Any]:
    """Describe the control API to whoever can reach it; the token is for its calls."""
    return control_document(request.app.openapi())


def describe_control(app: FastAPI) -> None:
    """Have an application's documentation tell what the control API's calls answer, with examples."""
    extend_description(app, _describe)


def control_document(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the control API's part of a mock's documentation."""
    paths = {path: calls for path, calls in whole["paths"].items() if path.startswith(_PREFIX)}
    return {
        "openapi": whole["openapi"],
        "info": {"title": TITLE, "description": ABOUT, "version": whole["info"]["version"]},
        "paths": paths,
        "components": {
            "schemas": _used(paths, whole["components"]["schemas"]),
            "securitySchemes": {_TOKEN: whole["components"]["securitySchemes"][_TOKEN]},
        },
    }


def _used(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas that these paths lead to."""
    used: dict[str, Any] = {}
    todo = _names_in(paths)
    while todo:
        name = todo.pop()
        if name not in used:
            used[name] = schemas[name]
            todo |= _names_in(schemas[name])
    return dict(sorted(used.items()))


def _names_in(part: Any) -> set[str]:
    return set(re.findall(rf'"{_SCHEMAS}([^"]+)"', json.dumps(part)))


def _describe(document: dict[str, Any]) -> None:
    document["info"]["description"] += _NOTE
    components = document["components"]
    components["schemas"] |= _schemas()
    token = {"type": "http", "scheme": "bearer", "description": "The control token."}
    components["securitySchemes"] = components.get("securitySchemes", {}) | {_TOKEN: token}
    for name, call in _calls(document):
        call["operationId"], call["security"] = name, [{_TOKEN: []}]
        call["responses"]["4XX"]["content"] = {_JSON: {"schema": {"$ref": _SCHEMAS + Refusal.__name__}}}
        _add_answer(name, call)
        for title, body in REQUESTS.get(name, {}).items():
            call["requestBody"]["content"][_JSON].setdefault("examples", {})[title] = {"value": body}


def _calls(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk through the control API's calls with the names of their functions."""
    for path, calls in document["paths"].items():
        if path.startswith(_PREFIX):
            for call in calls.values():
                yield call["operationId"].partition("__mock")[0], call


def _add_answer(name: str, call: dict[str, Any]) -> None:
    description, model = ANSWERS.get(name, ("Done", None))
    [status] = [status for status in call["responses"] if status.startswith("2")]
    answer = call["responses"][status]
    answer["description"] = description
    if model is not None:
        answer["content"] = {_JSON: {"schema": {"$ref": _SCHEMAS + model.__name__}}}
    if name in RESPONSES:
        answer["content"][_JSON]["example"] = RESPONSES[name]


def _schemas() -> dict[str, Any]:
    _, shapes = models_json_schema([(model, "serialization") for model in MODELS], ref_template=_SCHEMAS + "{model}")
    schemas: dict[str, Any] = shapes["$defs"]
    return schemas
