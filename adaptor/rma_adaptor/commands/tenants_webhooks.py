"""`rma tenants webhooks`: what ReturnLogic must be given to send its webhooks here."""

import json
from typing import TextIO

import click

from rma_adaptor.commands.admin_api import AS_JSON, NAME, AdminApi, AdminRefused, on_adaptor
from rma_adaptor.commands.secrets_given import new_signing_key, secret_file, secret_of


@click.command(short_help="Let a tenant take ReturnLogic's webhooks.")
@NAME
@click.option("--finish", is_flag=True, help="Drop the older of two secrets.")
@click.option("--off", is_flag=True, help="Take no webhooks any more.")
@secret_file("signing_key", "the key with which ReturnLogic signs webhooks, if it does", in_environment=False)
@click.option("--public-url", metavar="URL", help="Where ReturnLogic reaches the adaptor.")
@AS_JSON
@on_adaptor
def webhooks(
    name: str,
    *,
    api: AdminApi,
    finish: bool,
    off: bool,
    signing_key_file: TextIO | None,
    public_url: str | None,
    as_json: bool,
) -> None:
    """Make a secret, and print once the address for which ReturnLogic's webhooks are to be registered.

    Said again, a second one holds beside the first; once ReturnLogic has the new address, --finish drops the old one.

    \b
    Examples:
      rma tenants webhooks acme --public-url https://adaptor.example.com
      rma tenants webhooks acme --finish
      rma tenants webhooks acme --off
    """  # noqa: D301 -- \b keeps click from filling the lines
    if sum((finish, off, signing_key_file is not None)) > 1:
        raise AdminRefused("--finish, --off and --signing-key-file exclude each other; take one at a time")
    path = None
    if finish:
        tenant = api.tenant("POST", name, "/webhooks/finish")
        done = f"Tenant {name}: only the newer webhook address holds now."
    elif off:
        tenant = api.tenant("DELETE", name, "/webhooks")
        done = f"Tenant {name} takes no webhooks any more; max_age_s alone decides how old its returns may be."
    else:
        secret = new_signing_key()
        path = f"{(public_url or '').rstrip('/')}/t/{name}/webhooks/{secret}"
        key = {"signing_key": secret_of(signing_key_file, "signing_key")} if signing_key_file else {}
        tenant = api.tenant("POST", name, "/webhooks", body={"secret": secret, **key})
        done = _register(name, path, is_whole=public_url is not None)
        if len(tenant["webhooks"]["secrets"]) > 1:
            done += f"\nThe older address holds as well, until: rma tenants webhooks {name} --finish"
    click.echo(json.dumps({"tenant": tenant, "address": path}) if as_json else done)


def _register(name: str, path: str, *, is_whole: bool) -> str:
    where = "" if is_whole else ", after the address under which ReturnLogic reaches this adaptor"
    return (
        f"Tenant {name} takes webhooks. Register rma.created, rma.updated and rma.deleted for this{where}.\n\n"
        f"Address, shown only now:  {path}\n"
    )
