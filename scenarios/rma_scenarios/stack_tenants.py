"""The adaptor's tenants that go with a stack's worlds."""

from typing import Any

from rma_scenarios.client import Service
from rma_scenarios.errors import StackError
from rma_scenarios.stack_world import StackWorld

_MAX_AGE_S = 2
"""A search feeds the detailed lookup after it, and yet a return made on a page shows at the next open."""

_OWN = ("name", "is_enabled", "signing_keys", "returnlogic_api_key", "team_id", "basic_auth", "webhooks")
_LINKS = ("rma_url_template", "rma_table_url", "return_start_url")
_NOT_FOUND = 404


def tenant_of(links: dict[str, Any], signing_key: str | None) -> dict[str, Any]:
    """Return the usual tenant of a world, given what the control API said of it."""
    returnlogic = links["returnlogic"]
    return {
        "signing_keys": [signing_key],
        "returnlogic_api_url": returnlogic["api_url"],
        "returnlogic_api_key": returnlogic["api_key"],
        "rma_url_template": returnlogic["originate_url"] + "/rma/{rlRmaId}",
        "rma_table_url": returnlogic["originate_url"],
        "return_start_url": returnlogic["returns_center_url"],
        "link_hosts": ["tracking.example.com"],
        "max_age_s": _MAX_AGE_S,
    }


def fork_of_tenant(tenant: dict[str, Any], world: StackWorld, fork: StackWorld) -> dict[str, Any]:
    """Return a fork's tenant: set like its world's, with secrets and links of its own.

    The adaptor shows secrets masked; a password that nobody here knows is left out, and the signature guards instead.

    Args:
        tenant: The world's tenant as the adaptor shows it.
        world: The world.
        fork: Its fork.
    """
    old, new = (one.links["returnlogic"]["url"] for one in (world, fork))
    settings = {name: value for name, value in tenant.items() if name not in _OWN}
    links = {name: tenant[name].replace(old, new, 1) for name in _LINKS if tenant.get(name)}
    password = world.tenant.get("basic_auth") if tenant["basic_auth"] else None
    has_key = tenant["signing_keys"] or (tenant["basic_auth"] and not password)
    own = {"signing_keys": [fork.signing_key] if has_key else [], "basic_auth": password}
    return tenant_of(fork.links, fork.signing_key) | settings | links | own


async def read_tenant(admin: Service, world_id: str) -> dict[str, Any] | None:
    """Return a world's tenant, secrets masked; None when the adaptor has none."""
    answer = await admin.get(f"tenants/{world_id}")
    if answer.status == _NOT_FOUND:
        return None
    if not answer.is_success:
        raise StackError(f"the adaptor does not tell of the tenant {world_id}: {answer.status} {answer.text}")
    tenant: dict[str, Any] = answer.json()
    return tenant


async def put_tenant(admin: Service, world_id: str, tenant: dict[str, Any]) -> None:
    """Make a world's tenant, or replace it.

    Raises:
        StackError: With the adaptor's words, when it refuses.
    """
    answer = await admin.call("PUT", f"tenants/{world_id}", tenant)
    if not answer.is_success:
        raise StackError(f"the adaptor refused the tenant {world_id}: {answer.status} {answer.text}")
