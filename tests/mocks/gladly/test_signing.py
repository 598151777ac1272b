"""The mock Gladly signs as the published vectors do."""

import json
from pathlib import Path

import pytest

from rma_mocks.gladly.signing import signed_headers

VECTORS = json.loads((Path(__file__).parents[2] / "contracts" / "gladly-signing.json").read_text())["vectors"]


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["name"]) for vector in VECTORS])
def test_the_mock_signs_as_the_vector_does(vector: dict[str, object]) -> None:
    value = signed_headers(
        key=str(vector["key"]),
        method=str(vector["method"]),
        target=str(vector["target"]),
        headers=dict(vector["headers"]),  # type: ignore[call-overload]
        body=str(vector["body"]).encode(),
        reading="S2" if "S2" in str(vector["name"]) else "S1",
    )

    names = ";".join(vector["signed_headers"])  # type: ignore[arg-type]
    assert value == f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={vector['signature']}"


def test_published_vectors_are_among_them() -> None:
    assert [vector["name"][:2] for vector in VECTORS if vector["published"]] == ["V1", "V2"]


def test_an_app_url_without_a_path_signs_as_a_slash() -> None:
    [logged] = [vector for vector in VECTORS if vector["target"] == "/"]

    value = signed_headers(
        key=logged["key"], method="POST", target="", headers=logged["headers"], body=logged["body"].encode()
    )

    assert value.endswith(logged["signature"])
