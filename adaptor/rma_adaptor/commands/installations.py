"""`rma installations`: look at and remove what teams that installed our app have given a running adaptor."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import click

from rma_adaptor.commands.admin_api import AS_JSON, AdminApi, AdminRefused, on_adaptor
from rma_adaptor.commands.tenants_text import in_columns, moment_text

_TEAM = click.argument("team_id", metavar="TEAM")
_OVER = (
    "ReturnLogic no longer renews this installation: the retailer must install the app again in ReturnLogic; "
    "nothing needs to be changed here."
)


@click.group(short_help="List, show and remove installations of our app.")
def installations() -> None:
    """Work with the installations of our ReturnLogic app on a running adaptor, over its admin API.

    An installation is what a team gave by installing the app: tokens, which are never shown.

    Exit status: 0 done, 2 refused, with one sentence that says why.
    """


@installations.command("list", short_help="List the teams that have installed the app.")
@AS_JSON
@on_adaptor
def list_installations(*, api: AdminApi, as_json: bool) -> None:
    """List the teams that have installed the app, and the tenants that ask them.

    \b
    Example:
      rma installations list
    """  # noqa: D301 -- \b keeps click from filling the lines
    found = api.ask("GET", "/installations")
    click.echo(json.dumps(found) if as_json else _table(found))


@installations.command(short_help="Show a team's installation.")
@_TEAM
@AS_JSON
@on_adaptor
def show(team_id: str, *, api: AdminApi, as_json: bool) -> None:
    """Show the installation of a team, tokens masked.

    \b
    Example:
      rma installations show 8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11
    """  # noqa: D301 -- as above
    found = api.ask("GET", _path(team_id))
    if as_json:
        click.echo(json.dumps(found))
        return
    rows = [
        ("Team", found["team_id"]),
        ("State", found["state"]),
        ("Tenants", ", ".join(found["tenants"]) or "(none)"),
        ("Installed at", moment_text(found["installed_at"])),
        ("Renewed at", moment_text(found["renewed_at"])),
        ("Over since", moment_text(found["over_since"])),
        ("Bearer token", found["bearer_token"]),
        ("Refresh token", found["refresh_token"]),
    ]
    click.echo("\n".join([in_columns(rows), *(["", _OVER] if found["over_since"] else [])]))


@installations.command(short_help="Erase what a team has given.")
@_TEAM
@click.option("--yes", "is_sure", is_flag=True, help="Do it; without this nothing happens.")
@AS_JSON
@on_adaptor
def remove(team_id: str, *, api: AdminApi, is_sure: bool, as_json: bool) -> None:
    """Erase a team's tokens, and the rows that were read with them; only a new installation brings new ones.

    \b
    Example:
      rma installations remove 8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11 --yes
    """  # noqa: D301 -- as above
    found = api.ask("GET", _path(team_id))
    names = ", ".join(found["tenants"])
    then = f"; lookups of {names} are answered as in an outage until the app is installed again" if names else ""
    if not is_sure:
        raise AdminRefused(f"this would erase the tokens of team {team_id}{then}; say --yes to do it")
    api.ask("DELETE", _path(team_id))
    said = f"The tokens of team {team_id} are erased{then}. Uninstall the app in ReturnLogic, too, if it is to end."
    click.echo(json.dumps({"removed": team_id}) if as_json else said)


def _path(team_id: str) -> str:
    return f"/installations/{quote(team_id.lower(), safe='')}"


def _table(found: Mapping[str, Any]) -> str:
    rows = [
        (one["team_id"], one["state"], ", ".join(one["tenants"]) or "(none)", moment_text(one["installed_at"]))
        for one in found["installations"]
    ]
    table = (
        in_columns([("Team", "State", "Tenants", "Installed at"), *rows]) if rows else "No team has installed the app."
    )
    if not found["has_app"]:
        where = "The app is not configured: set app_client_id and app_client_secret."
    elif found["redirect_url"]:
        where = f"The app's redirect URL, to be registered with ReturnLogic: {found['redirect_url']}"
    else:
        where = "The app's redirect URL, to be registered with ReturnLogic: setting public_url, then /install"
    return f"{table}\n\n{where}"
