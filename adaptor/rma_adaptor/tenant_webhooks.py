"""Let a tenant take webhooks: make, change and drop the secrets in their address."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from rma_adaptor.errors import RotationRefused
from rma_adaptor.tenant_routes import Shared, TenantName, changed
from rma_adaptor.tenants import SigningKey, Tenant, Webhooks, WebhookSecret

_MOST_SECRETS = 2

router = APIRouter(prefix="/tenants/{name}/webhooks")


class SecretGiven(BaseModel):
    """Give a tenant's new secret, and perhaps the key with which ReturnLogic signs webhooks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret: WebhookSecret
    signing_key: SigningKey | None = None


@router.post("", responses={409: {"description": "Two secrets hold already."}})
async def add_webhook_secret(services: Shared, name: TenantName, given: SecretGiven) -> dict[str, Any]:
    """Let a secret hold, beside another one if there is one; a signing key replaces the one before."""

    def make(tenant: Tenant) -> Tenant:
        before = tenant.webhooks
        secrets = before.secrets if before else ()
        if len(secrets) >= _MOST_SECRETS:
            raise RotationRefused("two webhook secrets hold already; finish that rotation first, which drops the older")
        key = given.signing_key or (before.signing_key if before else None)
        return tenant.model_copy(update={"webhooks": Webhooks(secrets=(*secrets, given.secret), signing_key=key)})

    return await changed(services, name, make, "webhook_secret_added")


@router.post("/finish", responses={409: {"description": "Only one secret holds."}})
async def drop_older_webhook_secret(services: Shared, name: TenantName) -> dict[str, Any]:
    """Let only the newer secret hold."""

    def make(tenant: Tenant) -> Tenant:
        before = tenant.webhooks
        if before is None or len(before.secrets) < _MOST_SECRETS:
            raise RotationRefused("no rotation is under way: the tenant has no second webhook secret")
        return tenant.model_copy(update={"webhooks": before.model_copy(update={"secrets": before.secrets[-1:]})})

    return await changed(services, name, make, "webhook_secret_dropped")


@router.delete("")
async def take_no_webhooks(services: Shared, name: TenantName) -> dict[str, Any]:
    """Take no webhooks any more: they are answered 404."""
    return await changed(
        services, name, lambda tenant: tenant.model_copy(update={"webhooks": None}), "webhooks_switched_off"
    )
