"""Who gets in; whoever does not causes no call to ReturnLogic."""

import base64
from typing import Any

import pytest

ANA = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": "ana@example.com"}, "uniqueMatchRequired": True}


def basic(pair: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"key": None}, id="unsigned"),
        pytest.param({"key": "another-key"}, id="wrongly signed"),
    ],
)
async def test_a_request_that_is_not_gladlys_is_refused_and_nothing_upstream_is_called(
    adaptor: Any, how: dict[str, Any]
) -> None:
    answer = await adaptor.gladly.post(ANA, **how)

    assert (answer.status_code, adaptor.upstream.calls) == (401, [])


async def test_a_stale_request_is_refused_and_nothing_upstream_is_called(adaptor: Any) -> None:
    sent_at = adaptor.clock.now
    adaptor.clock.move(301)

    answer = await adaptor.gladly.post(ANA, at=sent_at)

    assert (answer.status_code, adaptor.upstream.calls) == (401, [])


async def test_a_tampered_body_is_refused_and_nothing_upstream_is_called(adaptor: Any) -> None:
    signed = adaptor.gladly.headers("/t/acme/lookup", b'{"a": 1}', "k-0123456789abcdef", adaptor.clock.now, {})

    answer = await adaptor.gladly.http.post("/t/acme/lookup", content=b'{"a": 2}', headers=signed)

    assert (answer.status_code, adaptor.upstream.calls) == (401, [])


async def test_a_replayed_request_is_refused(adaptor: Any) -> None:
    first = await adaptor.gladly.post(ANA)

    again = await adaptor.gladly.http.send(first.request)

    assert (first.status_code, again.status_code) == (200, 401)


async def test_a_wrong_signature_does_not_use_up_the_right_one(adaptor: Any) -> None:
    """The guard remembers verified signatures only, or anyone could block a request by guessing ahead."""
    signed = adaptor.gladly.headers("/t/acme/lookup", b"{}", "k-0123456789abcdef", adaptor.clock.now, {})
    await adaptor.gladly.http.post("/t/acme/lookup", content=b"[]", headers=signed)

    answer = await adaptor.gladly.http.post("/t/acme/lookup", content=b"{}", headers=signed)

    assert answer.status_code == 422


async def test_all_refusals_are_alike(adaptor: Any) -> None:
    await adaptor.tenant("locked", signing_keys=[], basic_auth={"username": "u", "password": "p"})
    first = await adaptor.gladly.post(ANA)

    refusals = [
        await adaptor.gladly.post(ANA, key=None),
        await adaptor.gladly.post(ANA, key="wrong"),
        await adaptor.gladly.http.send(first.request),
        await adaptor.gladly.post(ANA, tenant="locked", headers=basic("u:wrong")),
    ]

    assert len({(answer.status_code, answer.content, answer.headers["www-authenticate"]) for answer in refusals}) == 1


async def test_during_rotation_both_keys_are_accepted(adaptor: Any) -> None:
    await adaptor.tenant(signing_keys=["old-key", "new-key"])

    answers = [await adaptor.gladly.post(ANA, key=key) for key in ("old-key", "new-key", "older-key")]

    assert [answer.status_code for answer in answers] == [200, 200, 401]


@pytest.mark.parametrize(
    ("pair", "status"),
    [
        pytest.param("gladly:secret", 200, id="right"),
        pytest.param("gladly:wrong", 401, id="wrong password"),
        pytest.param("other:secret", 401, id="wrong user"),
    ],
)
async def test_basic_auth_alone_is_enough_when_no_key_is_set(adaptor: Any, pair: str, status: int) -> None:
    await adaptor.tenant(signing_keys=[], basic_auth={"username": "gladly", "password": "secret"})

    answer = await adaptor.gladly.post(ANA, key=None, headers=basic(pair))

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("how", "status"),
    [
        pytest.param({"headers": basic("gladly:secret")}, 200, id="both"),
        pytest.param({}, 401, id="signature only"),
        pytest.param({"key": None, "headers": basic("gladly:secret")}, 401, id="password only"),
    ],
)
async def test_when_key_and_basic_auth_are_set_both_must_hold(adaptor: Any, how: dict[str, Any], status: int) -> None:
    await adaptor.tenant(basic_auth={"username": "gladly", "password": "secret"})

    answer = await adaptor.gladly.post(ANA, **how)

    assert answer.status_code == status


@pytest.mark.parametrize(("allow_unsigned", "status"), [(False, 401), (True, 200)])
async def test_a_tenant_without_credentials_is_served_only_when_it_says_so(
    adaptor: Any, *, allow_unsigned: bool, status: int
) -> None:
    await adaptor.tenant(signing_keys=[], allow_unsigned=allow_unsigned)

    answer = await adaptor.gladly.post(ANA, key=None)

    assert answer.status_code == status


async def test_allow_unsigned_does_not_switch_off_a_key_that_is_set(adaptor: Any) -> None:
    await adaptor.tenant(allow_unsigned=True)

    answer = await adaptor.gladly.post(ANA, key=None)

    assert answer.status_code == 401


async def test_the_path_is_verified_as_it_was_received(adaptor: Any) -> None:
    """A path with another encoding names the same route and yet was not what Gladly signed."""
    content = b"{}"
    signed = adaptor.gladly.headers("/t/acme/lookup", content, "k-0123456789abcdef", adaptor.clock.now, {})

    answer = await adaptor.gladly.http.post("/t/%61cme/lookup", content=content, headers=signed)

    assert answer.status_code == 401


@pytest.mark.parametrize("reading", ["sorted and re-encoded", "path with raw query"])
async def test_both_readings_of_a_query_string_are_accepted(adaptor: Any, sign: Any, reading: str) -> None:
    headers = {"gladly-time": adaptor.clock.now.strftime("%Y%m%dT%H%M%SZ"), "accept": "*/*"}
    lines = {
        "sorted and re-encoded": ("POST", "/t/acme/lookup", "a=x+y&b=1"),
        "path with raw query": ("POST", "/t/acme/lookup?b=1&a=x%20y", "b=1&a=x%20y"),
    }
    signed = sign("k-0123456789abcdef", lines[reading], headers, b"{}")

    answer = await adaptor.gladly.http.post(
        "/t/acme/lookup?b=1&a=x%20y", content=b"{}", headers=headers | {"gladly-authorization": signed}
    )

    assert answer.status_code == 422
