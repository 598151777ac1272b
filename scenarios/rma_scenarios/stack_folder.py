"""A folder in which a stack's worlds and tenants outlive it, and the ports that their links lead to."""

import base64
import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from rma_scenarios.errors import StackError
from rma_scenarios.stack_links import StackLinks

_PORTS = "ports.json"
_KEY = "adaptor.key"
_KEY_BYTES = 32


def made_folder(folder: Path) -> Path:
    """Return the folder, made if it is not there.

    Raises:
        StackError: When it cannot be one.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(f"the folder {folder} cannot be used for a state ({error.strerror})") from error
    return folder.resolve()


def ports_in(folder: Path, wanted: list[int] | None) -> list[int] | None:
    """Return the four ports with which a folder was used last, else the wanted ones.

    Pages, lookup URLs and RMA links of the kept worlds lead to these ports, so they never change.

    Args:
        folder: Where a stack is kept.
        wanted: Ports that somebody asked for; None when nobody did.

    Raises:
        StackError: When others are asked for, or the file does not read as ports.
    """
    path = folder / _PORTS
    if not path.exists():
        return wanted
    try:
        ports = [int(port) for port in json.loads(path.read_text())]
    except (ValueError, TypeError) as error:
        said = f"the ports in {path} cannot be read. It was left as it is; move it away to start anew."
        raise StackError(said) from error
    if wanted is not None and wanted != ports:
        raise StackError(
            f"the worlds in {folder} were made at port {ports[0]} and their links lead there; "
            "leave --port-base out, or use another folder."
        )
    return ports


def keep_ports(folder: Path, links: StackLinks) -> None:
    """Remember the ports of a running stack."""
    urls = [links.adaptor_url, links.gladly_url, links.returnlogic_url, links.admin_url]
    ports = [urlsplit(url).port or 0 if url else 0 for url in urls]
    (folder / _PORTS).write_text(json.dumps(ports))


def new_encryption_key() -> str:
    """Return a key for the adaptor's tenants, which are encrypted in demo stacks as they are in production."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def kept_encryption_key(folder: Path) -> str:
    """Return the key of the tenants that are kept in a folder, made at its first use and nobody else's to read."""
    path = folder / _KEY
    if not path.exists():
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(new_encryption_key())
    return path.read_text().strip()
