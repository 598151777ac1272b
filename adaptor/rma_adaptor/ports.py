"""Take ports before anything else starts, so that a taken one is a clear error, and tell when they are served."""

import errno
import json
import socket
import sys

import click

from rma_adaptor.errors import ConfigurationError

_BACKLOG = 2048


def bind(host: str, port: int, *, setting: str) -> socket.socket:
    """Take a port; 0 takes any free one.

    Args:
        setting: The port's setting, for the error: `port` or `admin_port`.

    Raises:
        ConfigurationError: The port is taken, or the address is not this machine's.
    """
    flag = f"--{setting.replace('_', '-')}"
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = f"port {port} on {host} is taken: stop what uses it, or choose another with {flag} (0: any free)"
            raise ConfigurationError(sentence) from None
        raise ConfigurationError(f"{host} port {port} ({flag}) cannot be served: {error.strerror}") from None


def url_of(taken: socket.socket) -> str:
    """Return the address under which a taken port is reached."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def announce(url: str, admin_url: str) -> None:
    """Tell whoever started us, as one line on standard output, that both addresses are served."""
    click.echo(json.dumps({"ready": True, "adaptor": {"url": url, "admin_url": admin_url}}))
    sys.stdout.flush()
