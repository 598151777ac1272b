"""`rma tenants audit`: who submitted which action."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click

from rma_adaptor.commands.admin_api import AS_JSON, NAME, AdminApi, on_adaptor
from rma_adaptor.commands.tenants_text import in_columns


@click.command(short_help="List who submitted which action, and what became of it.")
@NAME
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many, newest first.")
@AS_JSON
@on_adaptor
def audit(name: str, *, api: AdminApi, limit: int, as_json: bool) -> None:
    """List who submitted which action of a tenant, when, and what became of it; nothing of a shopper is kept.

    \b
    Example:
      rma tenants audit acme --limit 20
    """  # noqa: D301 -- \b keeps click from filling the lines
    found = api.tenant("GET", name, "/audit", params={"limit": str(limit)})
    click.echo(json.dumps(found) if as_json else _table(name, found["submits"]))


def _table(name: str, submits: Iterable[Mapping[str, Any]]) -> str:
    rows = [
        (one["at"], one["action"], one["rma_id"] or "-", one["outcome"], one["agent"] or "-", one["trace"] or "-")
        for one in submits
    ]
    if not rows:
        return f"Tenant {name}: no action was submitted."
    return in_columns([("When", "Action", "RMA", "Outcome", "Agent", "Trace"), *rows])
