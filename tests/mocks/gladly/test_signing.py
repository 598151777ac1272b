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


@pytest.mark.parametrize(
    ("reading", "signature"),
    [
        ("S1", "360057543846aff08ca1130d460a9be03d19b4dc2091b853aa70cb62fdb3fb07"),
        ("S2", "1322984de86207c1db2e1340752ee6054b364aa213f956e8884cee04ce57f4de"),
        ("S3", "41bc3f4acf14e7745f250d28501d469dc3b06c24854893cfebc726d2aad03e30"),
        ("S4", "a66303e497b7d13a05b2240e784f19dd657fdbed59f89cc03ad9b8c47bad6b80"),
    ],
)
def test_each_reading_of_a_query_signs_as_its_vector_says(reading: str, signature: str) -> None:
    [documented] = [vector for vector in VECTORS if vector["name"].startswith("V1")]

    value = signed_headers(
        key="test-apikey-1",
        method="GET",
        target="/gladly/action?order=1832&customer=a%20b",
        headers=documented["headers"],
        body=b"",
        reading=reading,
    )

    assert value.rpartition("Signature=")[2] == signature
