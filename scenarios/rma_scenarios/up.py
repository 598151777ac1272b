"""`rma up`: the whole triangle on this machine, until Ctrl-C."""

import asyncio
import json
import signal
import sys
from typing import Any

import click

from rma_scenarios.errors import StackError
from rma_scenarios.stack import PORT_BASE, Stack, running_stack
from rma_scenarios.stack_world import StackWorld

DEMO_PEOPLE = [
    {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com", "phone": "+16505550100"},
    {"key": "ana", "name": "Ana Ruiz", "email": "ana.ruiz@example.com", "phone": "+16505550101"},
    {"key": "leo", "name": "Leo Fontaine", "email": "leo.fontaine@example.com"},
    {"key": "nora", "name": "Nora Øst", "email": "nora.ost@example.com"},
]
"""Gina, with whom every tour starts; Ana with two returns; Leo whose return is over; Nora without any."""

DEMO_RMAS = [
    {
        "key": "jacket",
        "of": "gina",
        "status": "In Transit",
        "items": [
            {
                "product": "Trail Fleece Jacket",
                "size": "M",
                "reason": "Too Small",
                "return_type": "Exchange",
                "comment": "Tight across the shoulders, length is fine.",
            }
        ],
    },
    {"key": "shell", "of": "ana", "status": "Requested", "items": [{"product": "Ridge Rain Shell", "size": "L"}]},
    {
        "key": "socks",
        "of": "ana",
        "status": "Complete",
        "items": [{"product": "Merino Crew Sock", "quantity": 2, "reason": "Quality"}],
    },
    {"key": "vest", "of": "leo", "status": "Complete", "items": [{"product": "Summit Down Vest", "reason": "Too Big"}]},
]


DEMO_ORDERS = [
    {
        "of": "gina",
        "items": [{"product": "Basecamp Hoodie", "size": "M"}, {"product": "Alpine Beanie", "quantity": 2}],
    },
]
"""What Gina can still return, in the Returns Center or through the staff's form."""


@click.command()
@click.option(
    "--port-base", default=PORT_BASE, show_default=True, help="First of four ports in a row; 0 for free ones."
)
@click.option("--adaptor", "adaptor_url", metavar="URL", help="Use the lookup adaptor at this URL instead of ours.")
@click.option("--signing-key", metavar="KEY", help="Sign requests to that adaptor with this key.")
@click.option("--seed", default=7, show_default=True, help="Seed of the demo world.")
@click.option("--customers", default=50, show_default=True, help="How many people the demo world has.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when everything answers.")
def up(
    *, port_base: int, adaptor_url: str | None, signing_key: str | None, seed: int, customers: int, as_json: bool
) -> None:
    """Start adaptor, mock Gladly and mock ReturnLogic with a demo world; Ctrl-C ends all of it."""
    if signing_key and not adaptor_url:
        raise click.UsageError("--signing-key goes with --adaptor; our own adaptor gets its key by itself.")
    if adaptor_url and not adaptor_url.startswith(("http://", "https://")):
        raise click.UsageError(
            f"--adaptor wants a URL such as https://adaptor.example.com/lookup, not {adaptor_url!r}."
        )
    if not as_json:
        click.echo("Starting adaptor, mock Gladly and mock ReturnLogic …", err=True)
    options = {"port_base": port_base or None, "adaptor_url": adaptor_url, "signing_key": signing_key}
    try:
        asyncio.run(_up(options, {"seed": seed, "customers": customers}, as_json=as_json))
    except StackError as error:
        hint = " Or shift all ports with --port-base N." if str(error).startswith("Port ") else ""
        click.echo(f"rma up: {error}{hint}", err=True)
        sys.exit(2)


async def _up(options: dict[str, Any], spec: dict[str, Any], *, as_json: bool) -> None:
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    async with running_stack(**options) as stack:
        world = await stack.open_world(id="demo", people=DEMO_PEOPLE, orders=DEMO_ORDERS, rmas=DEMO_RMAS, **spec)
        links = stack_links(stack, world)
        click.echo(json.dumps(links) if as_json else _table(links))
        sys.stdout.flush()
        await asked_to_stop.wait()
    if not as_json:
        click.echo("\nStopped; nothing is left running.", err=True)


def stack_links(stack: Stack, world: StackWorld) -> dict[str, Any]:
    """Return every URL and credential of a stack, the shape that `rma up --json` prints."""
    links = world.links
    adaptor = stack.adaptor.ready["adaptor"] if stack.adaptor else {"url": world.app["url"], "admin_url": None}
    return {
        "ready": True,
        "stage_url": links["stage_url"],
        "adaptor": {**adaptor, "lookup_url": world.app["url"]},
        "gladly": {**stack.mocks.ready["gladly"], "desk_url": links["gladly"]["desk_url"]},
        "returnlogic": {
            **stack.mocks.ready["returnlogic"],
            "originate_url": links["returnlogic"]["originate_url"],
            "returns_center_url": links["returnlogic"]["returns_center_url"],
        },
        "control": stack.mocks.ready["control"],
        "world": {
            "id": world.id,
            "seed": links["seed"],
            "gladly": {name: links["gladly"][name] for name in ("organization", "username", "api_token")},
            "returnlogic": {name: links["returnlogic"][name] for name in ("team_id", "api_key")},
            "adaptor": {"tenant": world.id, "signing_key": world.app["signing_key"]},
        },
        "logs": str(stack.logs),
    }


def _table(links: dict[str, Any]) -> str:
    world = links["world"]
    rows = [
        ("Stage", links["stage_url"]),
        ("Agent desktop", links["gladly"]["desk_url"]),
        ("Returns Center", links["returnlogic"]["returns_center_url"]),
        ("ReturnLogic staff", links["returnlogic"]["originate_url"]),
        ("", ""),
        ("Lookup URL", links["adaptor"]["lookup_url"]),
        ("Signing key", world["adaptor"]["signing_key"] or "(none: requests go unsigned)"),
        (
            "Gladly API",
            f"{links['gladly']['api_url']}   {world['gladly']['username']} : {world['gladly']['api_token']}",
        ),
        ("ReturnLogic API", f"{links['returnlogic']['api_url']}   Bearer {world['returnlogic']['api_key']}"),
        ("Control API", f"{links['control']['url']}   Bearer {links['control']['token']}"),
        ("Logs", links["logs"]),
    ]
    lines = [f"  {name:<18}{value}".rstrip() for name, value in rows]
    tip = (
        "Try: open the stage, type gina.lin@example.com into the shopper's chat on the left,\n"
        "     and watch the RMA link appear on the agent's desktop on the right.  Ctrl-C stops everything."
    )
    return "\n".join(["", *lines, "", tip])
