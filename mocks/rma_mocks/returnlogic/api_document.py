"""Finish the description of the API: what every call has in common, and what FastAPI says but nobody answers."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from rma_mocks.core.description import extend_description
from rma_mocks.returnlogic.api_schemas import EVENT
from rma_mocks.returnlogic.oauth.identifying import OAUTH_PATH
from rma_mocks.returnlogic.rate_limit import API_PREFIX

_TOKEN = "bearerToken"  # noqa: S105 -- the name of a scheme
_OURS_ALONE = "HTTPValidationError"
_HEADERS = {
    f"X-RateLimit-{what}-{window}": {
        "schema": {"type": "integer", "x-evidence": "documented", "x-rule": "RL-LIMIT-2"},
        "x-evidence": "documented",
        "x-rule": "RL-LIMIT-2",
    }
    for what in ("Limit", "Remaining")
    for window in ("Second", "Minute")
}


def describe_api(app: FastAPI) -> None:
    """Have an application's description tell of bearer token, rate headers and webhooks."""
    extend_description(app, _describe)


def _describe(document: dict[str, Any]) -> None:
    components = document.setdefault("components", {})
    components.setdefault("securitySchemes", {})[_TOKEN] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A team's private key (observed; RL-OAUTH-5), or the bearer_token of an app (documented).",
        "x-evidence": "documented",
        "x-rule": "RL-AUTH-1",
    }
    for path, call in _calls(document):
        call["security"] = [] if path == OAUTH_PATH else [{_TOKEN: []}]
        refused = call["responses"].get("422", {})
        if _OURS_ALONE in str(refused.get("content")):
            del call["responses"]["422"]
        for answer in call["responses"].values():
            answer["headers"] = _HEADERS
    body = {"required": True, "content": {"application/json": {"schema": EVENT}}}
    answers = {"2XX": {"description": "Delivered; anything else is tried again (assumed; RL-HOOK-4)"}}
    call = {"summary": "An RMA was created, updated or deleted", "requestBody": body, "responses": answers}
    document["webhooks"] = {"rma": {"post": call | {"x-evidence": "assumed", "x-rule": "RL-HOOK-3"}}}


def _calls(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, calls in document["paths"].items():
        if path.startswith(API_PREFIX):
            yield from ((path, call) for call in calls.values())
