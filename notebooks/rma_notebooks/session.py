"""Find the stack that a notebook talks to."""

import html
import json
import os
from dataclasses import dataclass
from typing import Any

STACK_VARIABLE = "RMA_STACK"
"""`rma lab` leaves the stack's links here, as the JSON that `rma up --json` prints."""


class NoStack(Exception):
    """No stack is running for this notebook; the message says how to start one."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A running stack; `links` has the shape that `rma up --json` prints."""

    links: dict[str, Any]

    def _repr_html_(self) -> str:
        rows = [
            ("The stage", self.links["stage_url"], "shopper and agent side by side"),
            ("Agent desktop", self.links["gladly"]["desk_url"], "what support sees"),
            ("Returns Center", self.links["returnlogic"]["returns_center_url"], "what shoppers see"),
            ("ReturnLogic staff", self.links["returnlogic"]["originate_url"], "every return"),
        ]
        items = "".join(
            f'<li><a href="{html.escape(url)}" target="_blank" rel="noopener">{name}</a>: {what}</li>'
            for name, url, what in rows
        )
        return f"<p>Connected to a running stack.</p><ul>{items}</ul>"


def connect() -> Connection:
    """Return the running stack.

    Raises:
        NoStack: When none was started for this notebook.
    """
    text = os.environ.get(STACK_VARIABLE)
    if not text:
        raise NoStack("No stack is running for this notebook. Start JupyterLab with: nox -s lab")
    return Connection(json.loads(text))
