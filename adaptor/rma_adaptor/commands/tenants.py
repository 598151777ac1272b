"""`rma tenants`: set up, look at and remove the tenants of a running adaptor."""

import click

from rma_adaptor.sealing import new_key


@click.group(short_help="Set up, check, show and remove tenants of a running adaptor.")
def tenants() -> None:
    """Work with the tenants of a running adaptor, over its admin API.

    A tenant pairs one Gladly organisation with one ReturnLogic team.

    Exit status: 0 done, 1 a check found something wrong, 2 refused, with one sentence that says why.
    """


@tenants.command("new-key", short_help="Make a key for encryption_keys.")
def make_key() -> None:
    """Print a new key with which an adaptor encrypts its tenants' secrets; it is kept nowhere.

    \b
    Example:
      export RMA_ADAPTOR_ENCRYPTION_KEYS="$(rma tenants new-key)"
    """  # noqa: D301 -- \b keeps click from filling the lines
    click.echo(new_key())
