"""What to type on Gladly's app page, and what to ask Gladly Support for."""

from typing import Any

import pytest

from rma_adaptor.gladly_page import gladly_page
from rma_adaptor.tenants import ATTRIBUTE_NAMES, Tenant

URL = "https://adaptor.example.com"


def tenant(**changes: Any) -> Tenant:
    config = {"returnlogic_api_key": "rl-s3cret", "signing_keys": ["sign-s3cret"], **changes}
    return Tenant.model_validate({"name": "acme", **config})


def fields(**changes: Any) -> dict[str, str]:
    return {row.field: row.value for row in gladly_page(tenant(**changes), URL).fields}


def test_the_page_is_filled_in_for_a_signed_tenant() -> None:
    assert fields() == {
        "Name": "ReturnLogic",
        "URL": "https://adaptor.example.com/t/acme/lookup",
        "Username": "(blank)",
        "Password": "(blank)",
        "Realm": "(blank)",
        "Signing Key": "(what rma tenants add showed once; lost: rma tenants rotate acme)",
        "HTTPS Headers": "(blank)",
        "Search Query Attributes": "attribute email, label Email",
        "Search Results Attributes": "name as Name, email as Email",
        "Auto-Linking Fields": "Customer Email (emails)",
        "Overwrite Existing Values": "off",
        "Actions": "off",
    }


def test_during_a_rotation_the_newer_key_is_the_one_to_type() -> None:
    assert "the newer of the two" in fields(signing_keys=["a", "b"])["Signing Key"]


def test_a_tenant_without_signing_key_leaves_it_blank() -> None:
    assert fields(signing_keys=[], allow_unsigned=True)["Signing Key"] == "(blank)"


@pytest.mark.parametrize(
    ("basic", "username", "password"),
    [
        ({"username": "gladly", "password": "basic-s3cret"}, "gladly", "(the tenant's own; it is not shown again)"),
        ({"username": "gladly"}, "gladly", "(blank)"),
        ({"password": "basic-s3cret"}, "(blank)", "(the tenant's own; it is not shown again)"),
    ],
)
def test_basic_auth_is_typed_too(basic: dict[str, str], username: str, password: str) -> None:
    page = fields(basic_auth=basic)

    assert (page["Username"], page["Password"]) == (username, password)


def test_an_address_with_a_slash_at_its_end_is_the_same() -> None:
    [url] = [row.value for row in gladly_page(tenant(), URL + "/").fields if row.field == "URL"]

    assert url == "https://adaptor.example.com/t/acme/lookup"


@pytest.mark.parametrize(("assumed_api", "said"), [(True, "on"), (False, "off")])
def test_actions_are_switched_on_where_there_are_any(said: str, *, assumed_api: bool) -> None:
    [actions] = [
        row.value for row in gladly_page(tenant(assumed_api=assumed_api), URL).fields if row.field == "Actions"
    ]

    assert actions == said


def test_support_is_asked_for_every_attribute_that_is_shown() -> None:
    request = gladly_page(tenant(), URL).support_request

    assert [name for name in ATTRIBUTE_NAMES if f"\n- {name}: labelled " not in request] == []
    assert "ORDER" in request


def test_support_is_asked_for_the_names_that_the_tenant_gives() -> None:
    request = gladly_page(tenant(attributes={"rma": "return_link"}), URL).support_request

    assert ("- return_link: labelled RMA, a link" in request, "- rma:" in request, "ORDER" in request) == (
        True,
        False,
        False,
    )


def test_a_tenant_without_attributes_asks_for_nothing() -> None:
    assert gladly_page(tenant(attributes=["transactions"]), URL).support_request.startswith("Nothing to ask for")


def test_no_secret_is_on_the_page() -> None:
    basic = {"username": "gladly", "password": "basic-s3cret"}

    assert "s3cret" not in gladly_page(tenant(basic_auth=basic), URL).model_dump_json()


async def test_the_address_comes_from_the_question_or_the_setting(adaptor_with: Any) -> None:
    adaptor = await adaptor_with(public_url="https://set.example")

    pages = [
        (await adaptor.admin.get("/tenants/acme/gladly", params=params)).json()
        for params in ({}, {"public_url": "https://asked.example"})
    ]

    urls = [row["value"] for page in pages for row in page["fields"] if row["field"] == "URL"]
    assert urls == ["https://set.example/t/acme/lookup", "https://asked.example/t/acme/lookup"]


async def test_without_an_address_it_is_asked_for(adaptor: Any) -> None:
    answer = await adaptor.admin.get("/tenants/acme/gladly")

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "public_url")
