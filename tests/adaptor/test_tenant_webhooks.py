"""A tenant's webhook secrets go in, are never shown, and outlive the process."""

from typing import Any

import pytest
from pydantic import ValidationError

from rma_adaptor.errors import TenantRefused
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_rows import row_of, tenant_of
from rma_adaptor.tenants import MASK, Tenant

SECRET, OTHER = "s" * 32, "t" * 32
KEYS = {"secrets": [SECRET, OTHER], "signing_key": "sign"}
MASKED = {"secrets": [MASK, MASK], "signing_key": MASK}


def tenant(webhooks: Any = KEYS) -> Tenant:
    return Tenant.model_validate({"name": "acme", "returnlogic_api_key": "rl-key", "webhooks": webhooks})


def test_they_are_shown_masked() -> None:
    assert tenant().masked()["webhooks"] == MASKED


def test_a_masked_one_stays_as_it_is() -> None:
    assert tenant(MASKED).with_secrets_of(tenant()) == tenant()


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(None, id="no webhooks"),
        pytest.param({"secrets": [SECRET], "signing_key": "sign"}, id="one secret"),
        pytest.param({"secrets": [SECRET, OTHER]}, id="no signing key"),
    ],
)
def test_a_mask_in_whose_place_nothing_is_known_is_refused(before: Any) -> None:
    with pytest.raises(TenantRefused, match="webhooks is masked"):
        tenant(MASKED).with_secrets_of(tenant(before))


@pytest.mark.parametrize(
    "secrets", [[], ["short"], ["a/b" * 10], [SECRET, OTHER, "u" * 32]], ids=["none", "short", "no path", "three"]
)
def test_a_secret_must_be_long_and_fit_into_an_address(secrets: list[str]) -> None:
    with pytest.raises(ValidationError):
        tenant({"secrets": secrets})


def test_they_lie_sealed_in_the_database_and_come_back() -> None:
    seal = Seal([new_key()])

    row = row_of(tenant(), seal)

    assert tenant_of(row, seal) == tenant()
    assert SECRET not in str(row)


async def test_the_admin_api_makes_changes_and_drops_them(adaptor: Any, logged: list[Any]) -> None:
    admin = adaptor.admin
    answers = [
        await admin.post("/tenants/acme/webhooks", json={"secret": SECRET, "signing_key": "sign"}),
        await admin.post("/tenants/acme/webhooks", json={"secret": OTHER}),
        await admin.post("/tenants/acme/webhooks", json={"secret": "u" * 32}),
        await admin.post("/tenants/acme/webhooks/finish"),
        await admin.post("/tenants/acme/webhooks/finish"),
        await admin.delete("/tenants/acme/webhooks"),
        await admin.post("/tenants/nobody/webhooks", json={"secret": SECRET}),
        await admin.post("/tenants/acme/webhooks", json={"secret": "short"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 409, 200, 409, 200, 404, 422]
    shown = [answer.json()["webhooks"] for answer in answers if answer.status_code == 200]
    assert shown == [{**MASKED, "secrets": [MASK]}, MASKED, {**MASKED, "secrets": [MASK]}, None]
    assert [line["change"] for line in logged if line["event"] == "tenant changed"] == [
        "webhook_secret_added",
        "webhook_secret_added",
        "webhook_secret_dropped",
        "webhooks_switched_off",
    ]
    assert SECRET not in str(logged)
