"""Published vectors and every way in which a signature may be wrong."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rma_adaptor.errors import SignatureRejected
from rma_adaptor.signing import verify

_FILE = Path(__file__).parents[1] / "contracts" / "gladly-signing.json"
VECTORS: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))["vectors"]
POST_VECTOR = VECTORS[0]


def request_of(vector: dict[str, Any]) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    names = ";".join(vector["signed_headers"])
    headers["gladly-authorization"] = (
        f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={vector['signature']}"
    )
    path, _, query = vector["target"].partition("?")
    return {
        "key": vector["key"],
        "method": vector["method"],
        "path": path,
        "query": query,
        "headers": headers,
        "body": vector["body"].encode(),
        "now": sent_at(headers),
        "max_skew_s": 300.0,
    }


def sent_at(headers: dict[str, str]) -> datetime:
    return datetime.strptime(headers["gladly-time"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["name"]) for vector in VECTORS])
def test_every_vector_is_accepted_and_its_signature_returned(vector: dict[str, Any]) -> None:
    request = request_of(vector)

    signature = verify(**request)

    assert signature == vector["signature"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"key": "test-apikey-2"}, id="another key"),
        pytest.param({"method": "PUT"}, id="another method"),
        pytest.param({"path": "/api/v2/customer/lookup/"}, id="a trailing slash"),
        pytest.param({"path": "/api/v2/customer%2Flookup"}, id="another encoding of the path"),
        pytest.param({"query": "a=1"}, id="a query that was not signed"),
        pytest.param({"body": POST_VECTOR["body"].encode() + b" "}, id="a blank after the body"),
        pytest.param({"body": b""}, id="no body"),
    ],
)
def test_a_request_that_differs_from_what_was_signed_is_rejected(change: dict[str, Any]) -> None:
    request = request_of(POST_VECTOR) | change

    with pytest.raises(SignatureRejected):
        verify(**request)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"accept": "text/html"}, id="a signed header changed"),
        pytest.param({"gladly-time": "20190213T214017Z"}, id="time moved by a second"),
        pytest.param({"gladly-time": "20191313T214016Z"}, id="a month that does not exist"),
        pytest.param({"gladly-time": "2019-02-13T21:40:16Z"}, id="time in another format"),
        pytest.param({"gladly-authorization": ""}, id="no signature"),
        pytest.param({"gladly-authorization": "Signature=00"}, id="half a header"),
    ],
)
def test_a_request_with_a_changed_header_is_rejected(change: dict[str, str]) -> None:
    request = request_of(POST_VECTOR)
    request["headers"] |= change

    with pytest.raises(SignatureRejected):
        verify(**request)


@pytest.mark.parametrize("name", ["accept", "gladly-time", "gladly-authorization"])
def test_a_request_without_a_header_it_needs_is_rejected(name: str) -> None:
    request = request_of(POST_VECTOR)
    del request["headers"][name]

    with pytest.raises(SignatureRejected):
        verify(**request)


def test_a_signature_in_capitals_is_rejected_so_that_a_replay_cannot_change_its_spelling() -> None:
    request = request_of(POST_VECTOR)
    signature = POST_VECTOR["signature"]
    header = request["headers"]["gladly-authorization"]
    request["headers"]["gladly-authorization"] = header.replace(signature, signature.upper())

    with pytest.raises(SignatureRejected):
        verify(**request)


def test_the_time_must_be_among_the_signed_headers(sign: Any) -> None:
    request = request_of(POST_VECTOR)
    headers = request["headers"]
    unsigned_time = sign("test-apikey-1", ("POST", request["path"], ""), headers, request["body"])
    headers["gladly-authorization"] = unsigned_time.replace("gladly-time;", "")

    with pytest.raises(SignatureRejected):
        verify(**request)


@pytest.mark.parametrize(
    ("seconds", "is_accepted"),
    [
        pytest.param(300, True, id="five minutes late"),
        pytest.param(-300, True, id="five minutes early"),
        pytest.param(301, False, id="a second too late"),
        pytest.param(-301, False, id="a second too early"),
    ],
)
def test_a_request_is_accepted_within_the_skew_both_ways(seconds: int, *, is_accepted: bool) -> None:
    request = request_of(POST_VECTOR)
    request["now"] += timedelta(seconds=seconds)

    try:
        verify(**request)
        outcome = True
    except SignatureRejected:
        outcome = False

    assert outcome is is_accepted


def test_a_url_without_a_path_is_signed_as_a_slash() -> None:
    request = request_of(VECTORS[1]) | {"path": ""}

    signature = verify(**request)

    assert signature == VECTORS[1]["signature"]


def request_with(value: str, signature: str) -> dict[str, Any]:
    """Return a request whose signature was made with openssl, over a canonical request written by hand."""
    names = "gladly-time;x-shop"
    headers = {
        "gladly-time": "20190213T214016Z",
        "x-shop": value,
        "gladly-authorization": f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={signature}",
    }
    target = {"method": "POST", "path": "/t/acme/lookup", "query": "", "body": b"{}"}
    return {"key": "test-apikey-1", "headers": headers, "now": sent_at(headers), "max_skew_s": 300.0, **target}


AS_IT_CAME = "faae981571995a1fb408f5e60998e5d9fe4e07e54bb916f0fe0d538658c81218"  # of "Trail  and\tPeak"
SINGLE_SPACES = "8709c56a4d9df867011eec8a9eab2ef18152a23437399b99eb219aef929bfed0"  # of "Trail and Peak"


@pytest.mark.parametrize(
    ("value", "signature"),
    [
        pytest.param("Trail  and\tPeak", AS_IT_CAME, id="runs of blanks signed as they came"),
        pytest.param("Trail  and\tPeak", SINGLE_SPACES, id="runs of blanks signed as one space"),
        pytest.param("Trail\tand Peak", SINGLE_SPACES, id="a tab signed as a space"),
        pytest.param("  Trail and Peak\t", SINGLE_SPACES, id="blanks around it"),
    ],
)
def test_a_header_with_blanks_is_accepted_in_both_published_readings(value: str, signature: str) -> None:
    assert verify(**request_with(value, signature)) == signature


@pytest.mark.parametrize(
    ("value", "signature"),
    [("Trail and Peak", AS_IT_CAME), ("Trail   and\tPeak", AS_IT_CAME), ("TrailandPeak", SINGLE_SPACES)],
)
def test_a_header_whose_blanks_fit_neither_reading_is_rejected(value: str, signature: str) -> None:
    with pytest.raises(SignatureRejected):
        verify(**request_with(value, signature))


def test_a_query_with_too_many_fields_is_rejected_before_it_costs_anything() -> None:
    request = request_of(POST_VECTOR) | {"query": "&".join(f"a={number}" for number in range(101))}

    with pytest.raises(SignatureRejected):
        verify(**request)


def test_headers_beyond_ascii_are_hashed_as_the_bytes_received(sign: Any) -> None:
    request = request_of(POST_VECTOR)
    headers = {name: value for name, value in request["headers"].items() if name != "gladly-authorization"}
    headers["x-shop"] = "Caf\u00e9"
    signed = sign("test-apikey-1", ("POST", request["path"], ""), headers, request["body"])
    received = headers | {"x-shop": "Caf\u00e9".encode().decode("latin-1"), "gladly-authorization": signed}

    signature = verify(**(request | {"headers": received}))

    assert signature in signed
