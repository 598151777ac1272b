"""`rma tenants`: set up, look at and remove the tenants of a running adaptor."""

import json
import sys
from typing import Any

import click

from rma_adaptor.commands.admin_api import AS_JSON, NAME, AdminApi, AdminRefused, on_adaptor
from rma_adaptor.commands.tenants_audit import audit
from rma_adaptor.commands.tenants_making import add, import_file, rotate, set_fields
from rma_adaptor.commands.tenants_text import everything, finding_text, in_columns, table_of
from rma_adaptor.commands.tenants_webhooks import webhooks
from rma_adaptor.sealing import new_key

_EMAIL = click.option("--email", metavar="EMAIL", help="One person only; - reads the e-mail from standard input.")


@click.group(short_help="Set up, check, show and remove tenants of a running adaptor.")
def tenants() -> None:
    """Work with the tenants of a running adaptor, over its admin API.

    A tenant pairs one Gladly organisation with one ReturnLogic team.

    Exit status: 0 done, 1 a check found something wrong, 2 refused, with one sentence that says why.
    """


for _command in (add, audit, import_file, rotate, set_fields, webhooks):
    tenants.add_command(_command)


@tenants.command("list", short_help="List all tenants.")
@AS_JSON
@on_adaptor
def list_tenants(*, api: AdminApi, as_json: bool) -> None:
    """List all tenants, secrets masked.

    \b
    Example:
      rma tenants list
    """  # noqa: D301 -- \b keeps click from filling the lines
    found = api.ask("GET", "/tenants")
    click.echo(json.dumps(found) if as_json else table_of(found["tenants"]))


@tenants.command(short_help="Show a tenant, or what to type into Gladly for it.")
@NAME
@click.option("--gladly", "for_gladly", is_flag=True, help="What to type on Gladly's app page and to ask its Support.")
@click.option("--public-url", metavar="URL", help="Where Gladly reaches the adaptor; else its setting public_url.")
@AS_JSON
@on_adaptor
def show(name: str, *, api: AdminApi, for_gladly: bool, public_url: str | None, as_json: bool) -> None:
    """Show a tenant, secrets masked.

    \b
    Examples:
      rma tenants show acme
      rma tenants show acme --gladly --public-url https://adaptor.example.com
    """  # noqa: D301 -- as above
    if not for_gladly:
        tenant = api.tenant("GET", name)
        click.echo(json.dumps(tenant) if as_json else everything(tenant))
        return
    page = api.tenant("GET", name, "/gladly", params={"public_url": public_url} if public_url else None)
    click.echo(json.dumps(page) if as_json else _page(page))


@tenants.command(short_help="Ask ReturnLogic once and tell how its answer fits.")
@NAME
@_EMAIL
@AS_JSON
@on_adaptor
def check(name: str, *, api: AdminApi, email: str | None, as_json: bool) -> None:
    """Ask ReturnLogic once, for an e-mail or for one that nobody has, and tell in counts what came.

    Nothing of a person is printed. Exit status 1 when lookups could not use the answer.

    \b
    Examples:
      rma tenants check acme
      rma tenants check acme --email gina.lin@example.com
    """  # noqa: D301 -- as above
    finding = api.tenant("POST", name, "/check", body=_person(email))
    click.echo(json.dumps(finding) if as_json else finding_text(name, finding))
    sys.exit(0 if finding["is_usable"] else 1)


@tenants.command(short_help="Answer a tenant's lookups again.")
@NAME
@AS_JSON
@on_adaptor
def enable(name: str, *, api: AdminApi, as_json: bool) -> None:
    """Answer a tenant's lookups again.

    \b
    Example:
      rma tenants enable acme
    """  # noqa: D301 -- as above
    tenant = api.tenant("POST", name, "/enable")
    click.echo(json.dumps(tenant) if as_json else f"Tenant {name} is enabled.")


@tenants.command(short_help="Refuse a tenant's lookups for now.")
@NAME
@AS_JSON
@on_adaptor
def disable(name: str, *, api: AdminApi, as_json: bool) -> None:
    """Refuse a tenant's lookups with 404 for now; settings and keys stay.

    Gladly fails all lookup adaptors of an organisation when one fails: switch the app off on its page first.

    \b
    Example:
      rma tenants disable acme
    """  # noqa: D301 -- as above
    tenant = api.tenant("POST", name, "/disable")
    said = f"Tenant {name} is disabled: its lookups are answered 404. Is the app switched off on Gladly's page?"
    click.echo(json.dumps(tenant) if as_json else said)


@tenants.command(short_help="Remove a tenant and all that is kept of it.")
@NAME
@click.option("--yes", "is_sure", is_flag=True, help="Do it; without this nothing happens.")
@AS_JSON
@on_adaptor
def remove(name: str, *, api: AdminApi, is_sure: bool, as_json: bool) -> None:
    """Remove a tenant, its keys, its audit log, and the rows kept of its people; nothing brings them back.

    \b
    Example:
      rma tenants remove acme --yes
    """  # noqa: D301 -- as above
    team_id = api.tenant("GET", name)["team_id"]
    erased = "its settings, its signing keys, its ReturnLogic key, its audit log and the rows kept of its people"
    stays = f" The installation of team {team_id} stays: rma installations remove {team_id}" if team_id else ""
    if not is_sure:
        raise AdminRefused(f"this would erase {name}: {erased}; say --yes to do it")
    api.tenant("DELETE", name)
    said = f"Tenant {name} is removed: {erased} are erased. Lookups to /t/{name}/lookup are answered 404 now."
    said += stays
    click.echo(json.dumps({"removed": name}) if as_json else said)


@tenants.command(short_help="Forget the rows kept of a tenant's people.")
@NAME
@_EMAIL
@AS_JSON
@on_adaptor
def forget(name: str, *, api: AdminApi, email: str | None, as_json: bool) -> None:
    """Forget the rows kept of one person, or of all of a tenant's people; ReturnLogic and Gladly keep theirs.

    What agents were told of their actions in the last two days is forgotten of all, since nothing says whose it is.

    \b
    Examples:
      rma tenants forget acme
      echo gina.lin@example.com | rma tenants forget acme --email -
    """  # noqa: D301 -- as above
    api.tenant("POST", name, "/forget", body=_person(email))
    who = "everybody" if email is None else "this person"
    click.echo(json.dumps({"forgotten": who}) if as_json else f"Tenant {name}: the rows kept of {who} are forgotten.")


@tenants.command("new-key", short_help="Make a key for encryption_keys.")
def make_key() -> None:
    """Print a new key with which an adaptor encrypts its tenants' secrets; it is kept nowhere.

    \b
    Example:
      export RMA_ADAPTOR_ENCRYPTION_KEYS="$(rma tenants new-key)"
    """  # noqa: D301 -- as above
    click.echo(new_key())


def _person(email: str | None) -> dict[str, str] | None:
    if email is None:
        return None
    return {"email": sys.stdin.readline().strip() if email == "-" else email}


def _page(page: dict[str, Any]) -> str:
    rows = [(row["field"], row["value"]) for row in page["fields"]]
    lines = [f"In Gladly open {page['where']}, and type:", "", in_columns(rows, indent="  ")]
    return "\n".join([*lines, "", "Then write to Gladly Support:", "", page["support_request"]])
