"""Turn tenants into rows of the database and back: settings as JSON, secrets as JSON under a seal."""

import json
from collections.abc import Mapping
from typing import Any

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.sealing import Seal
from rma_adaptor.tenants import Tenant

_SECRETS = {"signing_keys", "basic_auth", "returnlogic_api_key", "webhooks"}
_COLUMNS = {"name", "is_enabled"}


def row_of(tenant: Tenant, seal: Seal) -> dict[str, Any]:
    """Return the row that keeps a tenant."""
    return {
        "name": tenant.name,
        "settings": tenant.model_dump_json(exclude={*_COLUMNS, *_SECRETS}),
        "secrets": seal.close(_secrets_text(tenant)),
        "is_enabled": tenant.is_enabled,
    }


def tenant_of(row: Mapping[Any, Any], seal: Seal) -> Tenant:
    """Return the tenant that a row keeps.

    Raises:
        SealBroken: No key opens its secrets.
        ConfigurationError: It cannot be read otherwise.
    """
    secrets = seal.open(row["secrets"])
    try:
        fields = {**json.loads(row["settings"]), **json.loads(secrets)}
        return Tenant.model_validate({**fields, **{name: row[name] for name in _COLUMNS}})
    except ValueError:  # ValidationError is one; neither's text may be shown, it can repeat a secret
        sentence = f"setting database (RMA_ADAPTOR_DATABASE) holds a tenant {row['name']} that cannot be read"
        raise ConfigurationError(sentence) from None


def _secrets_text(tenant: Tenant) -> str:
    basic = tenant.basic_auth
    return json.dumps(
        {
            "signing_keys": [key.get_secret_value() for key in tenant.signing_keys],
            "returnlogic_api_key": tenant.returnlogic_api_key and tenant.returnlogic_api_key.get_secret_value(),
            "basic_auth": basic and {"username": basic.username, "password": basic.password.get_secret_value()},
            "webhooks": tenant.webhooks and tenant.webhooks.plain(),
        }
    )
