"""Scenarios sign raw lookups as the published vectors do; a third hand beside the mock's and the adaptor's."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.verbs.signing import signature_headers

VECTORS = [
    vector
    for vector in json.loads((Path(__file__).parents[1] / "contracts" / "gladly-signing.json").read_text())["vectors"]
    if not vector["canonical_query"]
]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def signed(vector: dict[str, Any], *, zone: timezone = UTC) -> dict[str, str]:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    at = datetime.strptime(headers.pop("gladly-time"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    body = vector["body"].encode()
    path = vector["canonical_path"]
    return signature_headers(key=vector["key"], path=path, headers=headers, body=body, at=at.astimezone(zone))


def test_the_published_vectors_are_among_those_that_are_checked() -> None:
    assert [vector["name"][:2] for vector in VECTORS if vector["published"]] == ["V1", "V2"]


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["name"]) for vector in VECTORS])
def test_a_lookup_is_signed_as_the_vector_is(vector: dict[str, Any]) -> None:
    headers = signed(vector)

    names = ";".join(vector["signed_headers"])
    assert headers["gladly-authorization"] == (
        f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={vector['signature']}"
    )


def test_the_time_zone_of_the_moment_does_not_matter() -> None:
    [vector, *_] = VECTORS

    assert signed(vector, zone=timezone(timedelta(hours=-9))) == signed(vector)


def test_what_is_signed_is_sent() -> None:
    headers = signature_headers(key="k", path="/t/w1/lookup", headers={"accept": "*/*"}, body=b"{}", at=NOON)

    assert {"accept": "*/*", "gladly-time": "20260302T120000Z"}.items() <= headers.items()
