"""Administer tenants; secrets go in and never come out."""

from typing import Any

import pytest
from pydantic import SecretStr

MINIMAL = {"returnlogic_api_key": "rl-secret"}
FULL = {
    "signing_keys": ["old-secret", "new-secret"],
    "basic_auth": {"username": "gladly", "password": "basic-secret"},
    "allow_unsigned": False,
    "returnlogic_api_url": "https://rl.example/v1",
    "returnlogic_api_key": "rl-secret",
    "rma_url_template": "https://rl.example/rma/{rlRmaId}",
    "rma_table_url": "https://rl.example/rmas",
    "rma_link": "table",
    "attributes": {"rma": "returnLink"},
    "trust_filter": True,
    "not_found_is_empty": True,
    "max_age_s": 60.0,
    "currency": "EUR",
    "max_cards": 3,
}


async def test_a_tenant_is_created_and_then_replaced(adaptor: Any) -> None:
    created = await adaptor.admin.put("/tenants/bolt", json=MINIMAL)
    replaced = await adaptor.admin.put("/tenants/bolt", json=FULL)

    assert (created.status_code, replaced.status_code) == (201, 200)


async def test_a_tenant_needs_no_more_than_a_key(adaptor: Any) -> None:
    answer = await adaptor.admin.put("/tenants/bolt", json=MINIMAL)

    assert answer.json() == {
        "name": "bolt",
        "is_enabled": True,
        "signing_keys": [],
        "basic_auth": None,
        "allow_unsigned": False,
        "returnlogic_api_url": "https://api.returnlogic.com/v1",
        "team_id": None,
        "returnlogic_api_key": "********",
        "rma_url_template": "https://originate.returnlogic.com/originate/rma/{rlRmaId}",
        "rma_table_url": None,
        "return_start_url": None,
        "rma_link": "newest_open",
        "attributes": None,
        "trust_filter": False,
        "not_found_is_empty": False,
        "max_age_s": 30.0,
        "stale_while_revalidate_s": 0.0,
        "retention_days": 30.0,
        "webhooks": None,
        "currency": "USD",
        "max_cards": 10,
        "assumed_api": False,
        "counts": "text",
        "link_hosts": [],
    }


async def test_secrets_are_masked_wherever_a_tenant_is_shown(adaptor: Any) -> None:
    answers = [
        await adaptor.admin.put("/tenants/bolt", json=FULL),
        await adaptor.admin.get("/tenants/bolt"),
        await adaptor.admin.get("/tenants"),
    ]

    assert not any("secret" in answer.text for answer in answers)
    assert answers[1].json()["signing_keys"] == ["********", "********"]
    assert answers[1].json()["basic_auth"] == {"username": "gladly", "password": "********"}


async def test_all_tenants_are_listed_by_name(adaptor: Any) -> None:
    await adaptor.admin.put("/tenants/Zed", json=MINIMAL)
    await adaptor.admin.put("/tenants/bolt", json=MINIMAL)

    answer = await adaptor.admin.get("/tenants")

    assert [tenant["name"] for tenant in answer.json()["tenants"]] == ["Zed", "acme", "bolt"]


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        pytest.param({"signing_key": "s3cret"}, "signing_key", id="unknown key"),
        pytest.param({"signing_keys": ["s3cret", "b", "c"]}, "signing_keys", id="three keys"),
        pytest.param({"signing_keys": [""]}, "signing_keys.0", id="an empty key"),
        pytest.param({"signing_keys": [" s3cret"]}, "signing_keys.0", id="a key with a blank before it"),
        pytest.param({"basic_auth": {"username": "", "password": ""}}, "basic_auth", id="blank basic auth"),
        pytest.param({"returnlogic_api_key": "s3cret\r\nX: y"}, "returnlogic_api_key", id="a key with a line break"),
        pytest.param({"returnlogic_api_url": "ftp://x.example"}, "returnlogic_api_url", id="no web address"),
        pytest.param({"rma_url_template": "javascript:{rlRmaId}"}, "rma_url_template", id="a script as link"),
        pytest.param({"rma_url_template": "https://x.example/rma"}, "", id="a template without the id"),
        pytest.param({"rma_link": "table"}, "", id="a table without its address"),
        pytest.param({"rma_link": "oldest"}, "rma_link", id="an unknown link"),
        pytest.param({"attributes": ["rma", "rmaColour"]}, "", id="an unknown attribute"),
        pytest.param({"attributes": {"rma": "x", "rmaCode": "x"}}, "", id="one name for two attributes"),
        pytest.param({"currency": "dollar"}, "currency", id="no currency code"),
        pytest.param({"max_age_s": -1}, "max_age_s", id="a negative age"),
    ],
)
async def test_a_wrong_tenant_is_refused_naming_the_field_and_not_the_value(
    adaptor: Any, change: dict[str, Any], attr: str
) -> None:
    answer = await adaptor.admin.put("/tenants/bolt", json=MINIMAL | change)

    [problem] = answer.json()["errors"]
    assert (answer.status_code, problem["attr"]) == (422, attr)
    assert "s3cret" not in answer.text


async def test_every_unknown_key_is_named(adaptor: Any) -> None:
    answer = await adaptor.admin.put("/tenants/bolt", json=MINIMAL | {"colour": 1, "size": 2})

    assert [problem["attr"] for problem in answer.json()["errors"]] == ["colour", "size"]


@pytest.mark.parametrize("name", ["-x", "a b", "x" * 64, "a%0Ab"])
async def test_a_name_that_would_not_fit_a_url_is_refused(adaptor: Any, name: str) -> None:
    answer = await adaptor.admin.put(f"/tenants/{name}", json=MINIMAL)

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "name")


async def test_a_deleted_tenant_is_unknown_and_its_rows_are_forgotten(adaptor: Any) -> None:
    await adaptor.gladly.detailed("ana@example.com")

    deleted = await adaptor.admin.delete("/tenants/acme")

    assert (deleted.status_code, len(adaptor.services.read_model)) == (204, 0)
    assert (await adaptor.gladly.detailed("ana@example.com")).status_code == 404


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/forget")])
async def test_an_unknown_tenant_is_404(adaptor: Any, method: str, path: str) -> None:
    answer = await adaptor.admin.request(method, f"/tenants/nobody{path}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param(None, 0, id="everybody"),
        pytest.param({"email": " ANA@example.com"}, 1, id="one person"),
        pytest.param({}, 0, id="nobody named means everybody"),
    ],
)
async def test_rows_are_forgotten(adaptor: Any, body: dict[str, str] | None, kept: int) -> None:
    await adaptor.gladly.detailed("ana@example.com")
    await adaptor.gladly.detailed("leo@example.com")

    answer = await adaptor.admin.post("/tenants/acme/forget", json=body)

    assert (answer.status_code, len(adaptor.services.read_model)) == (204, kept)


async def test_a_person_is_forgotten_under_every_spelling_of_the_email(adaptor: Any) -> None:
    await adaptor.gladly.detailed("jose\u0301@example.com")

    await adaptor.admin.post("/tenants/acme/forget", json={"email": "jos\u00e9@example.com"})

    assert len(adaptor.services.read_model) == 0


async def test_forgetting_what_is_no_email_forgets_nobody(adaptor: Any) -> None:
    await adaptor.gladly.detailed("ana@example.com")

    answer = await adaptor.admin.post("/tenants/acme/forget", json={"email": "ana"})

    assert (answer.status_code, len(adaptor.services.read_model)) == (422, 1)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        pytest.param({"returnlogic_api_key": "another"}, 0, id="another key may be another team"),
        pytest.param({"returnlogic_api_url": "https://x.example/v1"}, 0, id="another address"),
        pytest.param({"trust_filter": True}, 0, id="another trust"),
        pytest.param({"attributes": ["rma"]}, 1, id="other attributes"),
    ],
)
async def test_rows_read_under_another_key_or_trust_are_forgotten(
    adaptor: Any, change: dict[str, Any], kept: int
) -> None:
    config = {"returnlogic_api_key": "rl-key", "signing_keys": ["k-0123456789abcdef"]}
    await adaptor.gladly.detailed("ana@example.com")

    await adaptor.admin.put("/tenants/acme", json=config | change)

    assert len(adaptor.services.read_model) == kept


async def test_a_browser_is_refused(adaptor: Any) -> None:
    answer = await adaptor.admin.get("/tenants", headers={"origin": "http://127.0.0.1:8703"})

    assert answer.status_code == 403


async def test_a_foreign_host_name_is_refused_because_a_page_may_have_pointed_it_here(adaptor: Any) -> None:
    answer = await adaptor.admin.get("/tenants", headers={"host": "evil.example:8703"})

    assert answer.status_code == 403


async def test_a_large_body_is_refused(adaptor: Any) -> None:
    answer = await adaptor.admin.put("/tenants/bolt", content=b"x" * 300_000)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 401, id="none"),
        pytest.param({"authorization": "Bearer wrong"}, 401, id="a wrong one"),
        pytest.param({"authorization": "Basic the-token"}, 401, id="of another scheme"),
        pytest.param({"authorization": "Bearer the-token"}, 200, id="the right one"),
        pytest.param({"authorization": "Bearer the-token", "host": "admin.example"}, 200, id="under any name"),
    ],
)
async def test_the_token_is_asked_for_when_one_is_set(adaptor_with: Any, headers: dict[str, str], status: int) -> None:
    adaptor = await adaptor_with(admin_token=SecretStr("the-token"))

    answer = await adaptor.admin.get("/tenants", headers=headers)

    assert answer.status_code == status


async def test_readiness_says_more_here_and_needs_no_token(adaptor_with: Any) -> None:
    adaptor = await adaptor_with(admin_token=SecretStr("the-token"))

    answer = await adaptor.admin.get("/readyz")

    assert answer.json() == {
        "ready": True,
        "stopping": False,
        "database": "answers",
        "tenants": 1,
        "people_kept": 0,
        "signatures_kept": 0,
    }


async def test_the_public_port_administers_nothing(adaptor: Any) -> None:
    answer = await adaptor.gladly.http.get("/tenants")

    assert answer.status_code == 404
