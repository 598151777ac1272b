"""Take secrets from files, standard input or the environment, so that no process list shows them."""

import os
import secrets
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

import click

from rma_adaptor.commands.admin_api import AdminRefused

_VARIABLES = {
    "returnlogic_key": "RMA_TENANT_RETURNLOGIC_KEY",
    "signing_key": "RMA_TENANT_SIGNING_KEY",
    "basic_password": "RMA_TENANT_BASIC_PASSWORD",
}
Command = TypeVar("Command", bound=Callable[..., Any])


def secret_file(name: str, what: str, *, in_environment: bool = True) -> Callable[[Command], Command]:
    """Return an option that takes a secret from a file, with `-` from standard input."""
    variable = f"; else ${_VARIABLES[name]}" if in_environment else ""
    return click.option(
        f"--{name.replace('_', '-')}-file",
        type=click.File(encoding="utf-8"),
        metavar="FILE",
        help=f"A file that holds {what}, - for standard input{variable}.",
    )


def secret_of(file: TextIO | None, name: str) -> str | None:
    """Return the secret of a file, else that of the environment, else None.

    Raises:
        AdminRefused: The file is empty or no text.
    """
    if file is None:
        return os.environ.get(_VARIABLES[name]) or None
    try:
        text = file.read().strip()
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise AdminRefused(f"--{name.replace('_', '-')}-file: there is no secret in {file.name}")
    return text


def new_signing_key() -> str:
    """Return a fresh signing key of 256 random bits."""
    return secrets.token_urlsafe(32)
