"""The API's description: every operation and every field says on what evidence and on which rule it rests."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

EVIDENCE = ("documented", "observed", "assumed")


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def calls(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        if path.startswith("/v1/"):
            yield from ((f"{method.upper()} {path}", call) for method, call in methods.items())
    for name, methods in document["webhooks"].items():
        yield from ((f"webhook {name}", call) for call in methods.values())


def properties(schema: Any, document: dict[str, Any], where: str, seen: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Walk through every property below a schema, references too."""
    if isinstance(schema, list):
        for place, part in enumerate(schema):
            yield from properties(part, document, f"{where}[{place}]", seen)
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if reference is not None and reference not in seen:
        name = reference.rpartition("/")[2]
        yield from properties(document["components"]["schemas"][name], document, name, seen | {reference})
    for name, part in schema.get("properties", {}).items():
        yield f"{where}.{name}", part
        yield from properties(part, document, f"{where}.{name}", seen)
    for keyword in ("items", "anyOf", "oneOf", "allOf", "additionalProperties"):
        yield from properties(schema.get(keyword), document, where, seen)


def fields(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Walk through parameters, bodies, answers and headers of the API."""
    for name, call in calls(document):
        for parameter in call.get("parameters", ()):
            yield f"{name} {parameter['name']}", parameter["schema"]
        bodies = [("body", call.get("requestBody", {})), *call["responses"].items()]
        for part, body in bodies:
            for header, row in body.get("headers", {}).items():
                yield f"{name} {part} {header}", row
            for content in body.get("content", {}).values():
                yield from properties(content["schema"], document, f"{name} {part}", frozenset())


def has_evidence(part: dict[str, Any]) -> bool:
    return part.get("x-evidence") in EVIDENCE and bool(re.fullmatch(r"RL-[A-Z]+-\d+", part.get("x-rule", "")))


def test_every_operation_says_on_what_it_rests(document: dict[str, Any]) -> None:
    found = dict(calls(document))

    assert len(found) == 27
    assert [name for name, call in found.items() if not has_evidence(call)] == []


def test_every_field_says_on_what_it_rests(document: dict[str, Any]) -> None:
    found = list(fields(document))

    assert len(found) > 500
    assert [where for where, part in found if not has_evidence(part)] == []


def test_every_operation_has_its_answer_its_refusals_and_the_rate_headers(document: dict[str, Any]) -> None:
    for name, call in calls(document):
        if name.startswith("webhook"):
            continue
        good = [status for status in call["responses"] if status.startswith("2")]
        assert len(good) == 1, name
        assert {"400", "401", "429", "503"} <= set(call["responses"]), name
        assert all(len(answer["headers"]) == 4 for answer in call["responses"].values()), name
        assert "HTTPValidationError" not in str(call), name


def test_only_the_list_and_the_token_call_are_more_than_assumed(document: dict[str, Any]) -> None:
    known = {name: call["x-evidence"] for name, call in calls(document) if call["x-evidence"] != "assumed"}

    assert known == {"GET /v1/rmas": "observed", "POST /v1/oauth": "documented"}


def test_every_call_but_the_one_for_tokens_wants_a_bearer_token(document: dict[str, Any]) -> None:
    wanted = {name: call["security"] for name, call in calls(document) if "security" in call}

    assert wanted.pop("POST /v1/oauth") == []
    assert {str(security) for security in wanted.values()} == {"[{'bearerToken': []}]"}
