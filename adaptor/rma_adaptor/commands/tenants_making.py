"""`rma tenants add|set|rotate|import`: what puts something into a tenant."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO, TextIO

import click

from rma_adaptor.commands.admin_api import AS_JSON, NAME, AdminApi, AdminRefused, on_adaptor
from rma_adaptor.commands.secrets_given import new_signing_key, secret_file, secret_of
from rma_adaptor.commands.tenants_text import everything, in_columns, lock_of

_SECRETS = {"returnlogic_api_key", "signing_keys", "basic_auth", "webhooks"}


@click.command(short_help="Set up a tenant.")
@NAME
@secret_file("returnlogic_key", "the team's ReturnLogic API key")
@click.option("--team-id", metavar="UUID", help="Instead of a key: the team that installs our app, now or later.")
@secret_file("signing_key", "a signing key; one is made if none is given")
@click.option("--basic-username", metavar="NAME", help="A user name that Gladly must send, too.")
@secret_file("basic_password", "the password to it")
@click.option("--unsigned", is_flag=True, help="Make no signing key; without basic auth anybody is answered then.")
@click.option("--set", "fields", multiple=True, metavar="FIELD=VALUE", help="Another field of the tenant, repeatedly.")
@AS_JSON
@on_adaptor
def add(
    name: str,
    *,
    api: AdminApi,
    unsigned: bool,
    team_id: str | None,
    basic_username: str | None,
    fields: tuple[str, ...],
    as_json: bool,
    **files: TextIO | None,
) -> None:
    """Set up a tenant: a Gladly organisation and the ReturnLogic team that it belongs to.

    A signing key that is made here is printed now and never again.

    \b
    Examples:
      rma tenants add acme --returnlogic-key-file key.txt
      pass show returnlogic/acme | rma tenants add acme --returnlogic-key-file - --set max_age_s=60
      rma tenants add acme --team-id 8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11
    """  # noqa: D301 -- \b keeps click from filling the lines
    way_in = _way_in(files["returnlogic_key_file"], team_id)
    given, password = (secret_of(files[f"{secret}_file"], secret) for secret in ("signing_key", "basic_password"))
    if unsigned and given:
        raise AdminRefused("--unsigned and a signing key contradict each other")
    basic = {"username": basic_username or "", "password": password or ""} if basic_username or password else None
    made = None if given or unsigned else new_signing_key()
    signing_key = given or made
    secrets = {**way_in, "signing_keys": [signing_key] if signing_key else [], "basic_auth": basic}
    body = {"allow_unsigned": unsigned and basic is None} | _fields(fields) | secrets
    tenant = api.tenant("PUT", name, body=body, headers={"If-None-Match": "*"})
    if as_json:
        click.echo(json.dumps({"tenant": tenant, "signing_key": made}))
        return
    click.echo(f"Tenant {name} is set up; its lookups need {lock_of(tenant)}.")
    if made:
        _show_once(made)
    if team_id:
        click.echo(f"\nrma installations show {tenant['team_id']} tells whether the team has installed the app.")
    click.echo(f"\nrma tenants check {name} asks ReturnLogic once; rma tenants show {name} --gladly says what to type.")


@click.command("set", short_help="Change fields of a tenant.")
@NAME
@click.argument("fields", metavar="FIELD=VALUE…", nargs=-1, required=True)
@AS_JSON
@on_adaptor
def set_fields(name: str, *, api: AdminApi, fields: tuple[str, ...], as_json: bool) -> None:
    """Change fields of a tenant that are no secrets; the others stay.

    A value is JSON, or text where it is none.

    \b
    Example:
      rma tenants set acme max_age_s=60 'attributes=["rma"]'
    """  # noqa: D301 -- as above
    tenant = api.tenant("PATCH", name, body=_fields(fields))
    click.echo(json.dumps(tenant) if as_json else everything(tenant))


@click.command(short_help="Change a tenant's signing key or ReturnLogic key.")
@NAME
@click.option("--finish", is_flag=True, help="Drop the older of two signing keys.")
@secret_file("signing_key", "the new signing key; one is made if none is given", in_environment=False)
@secret_file("returnlogic_key", "a new ReturnLogic API key, which replaces the old one", in_environment=False)
@AS_JSON
@on_adaptor
def rotate(name: str, *, api: AdminApi, finish: bool, as_json: bool, **files: TextIO | None) -> None:
    """Change keys without a gap.

    First a second signing key is made and printed, once; type it on Gladly's app page; then --finish drops the old one.

    \b
    Examples:
      rma tenants rotate acme
      rma tenants rotate acme --finish
      rma tenants rotate acme --returnlogic-key-file key.txt
    """  # noqa: D301 -- as above
    signing, returnlogic = files["signing_key_file"], files["returnlogic_key_file"]
    if sum((finish, signing is not None, returnlogic is not None)) > 1:
        raise AdminRefused(
            "--finish, --signing-key-file and --returnlogic-key-file exclude each other; take one at a time"
        )
    made = None
    if finish:
        tenant = api.tenant("POST", name, "/rotate/finish")
        done = f"Tenant {name}: only the newer signing key holds now."
    elif returnlogic is not None:
        key = secret_of(returnlogic, "returnlogic_key")
        tenant = api.tenant("PATCH", name, body={"returnlogic_api_key": key})
        done = f"Tenant {name} has a new ReturnLogic key; rma tenants check {name} asks ReturnLogic once."
    else:
        made = None if signing else new_signing_key()
        given = secret_of(signing, "signing_key") if signing else made
        tenant = api.tenant("POST", name, "/rotate", body={"signing_key": given})
        done = f"Tenant {name}: lookups need {lock_of(tenant)} now."
    if as_json:
        click.echo(json.dumps({"tenant": tenant, "signing_key": made}))
        return
    click.echo(done)
    if made:
        _show_once(made)
    if len(tenant["signing_keys"]) > 1:
        click.echo(f"\nType the new one on Gladly's app page, then: rma tenants rotate {name} --finish")


@click.command("import", short_help="Set up many tenants from a file.")
@click.argument("file", type=click.File("rb"))
@click.option("--check", "is_dry_run", is_flag=True, help="Only say what would be done.")
@AS_JSON
@on_adaptor
def import_file(file: BinaryIO, *, api: AdminApi, is_dry_run: bool, as_json: bool) -> None:
    """Create or replace the tenants of a YAML or JSON file, all or none.

    A secret that the file shows masked, as list --json does, stays as it is.

    \b
    Example:
      rma tenants import tenants.yaml --check
    """  # noqa: D301 -- as above
    body = {"tenants": _listed(file)}
    outcome = api.ask("POST", "/tenants", body=body, params={"check": "true"} if is_dry_run else None)
    if as_json:
        click.echo(json.dumps(outcome))
        return
    rows = [(what.capitalize(), ", ".join(names) or "none") for what, names in outcome.items()]
    click.echo(in_columns([*rows, *([("Nothing was changed.", "")] if is_dry_run else [])]))


def _way_in(key_file: TextIO | None, team_id: str | None) -> dict[str, str]:
    if team_id and key_file:
        raise AdminRefused("--team-id and --returnlogic-key-file exclude each other; take one")
    if team_id:
        return {"team_id": team_id}
    key = secret_of(key_file, "returnlogic_key")
    if key is None:
        raise AdminRefused(
            "the ReturnLogic API key is missing: --returnlogic-key-file FILE, - for standard input; "
            "or --team-id for a team that installs our app"
        )
    return {"returnlogic_api_key": key}


def _fields(assignments: Iterable[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for assignment in assignments:
        field, is_one, value = assignment.partition("=")
        if not is_one:
            raise AdminRefused("write each field as FIELD=VALUE")
        if field in _SECRETS:
            command = "webhooks" if field == "webhooks" else "rotate"
            raise AdminRefused(f"{field} is a secret and is not taken from arguments; see rma tenants {command} --help")
        try:
            fields[field] = json.loads(value)
        except ValueError:
            fields[field] = value
    return fields


def _listed(file: BinaryIO) -> list[Any]:
    import yaml  # noqa: PLC0415  this one command needs it

    try:
        document = yaml.safe_load(file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise AdminRefused(f"the file is neither YAML nor JSON: something is wrong{where}") from None
    listed = document.get("tenants") if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed:
        raise AdminRefused("the file holds no list of tenants")
    return listed


def _show_once(key: str) -> None:
    click.echo(f"\nSigning key, shown only now:  {key}")
