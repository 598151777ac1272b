"""The demo world, and everything a person or a program needs to use a running stack."""

from typing import Any

from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

_DEMO = "demo"

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


async def open_demo_world(stack: Stack, **spec: Any) -> StackWorld:
    """Open the world that people look around in: the demo's people first, then the whole gallery.

    Its tenant may make calls that ReturnLogic is only assumed to have.

    Args:
        stack: A running stack.
        spec: More fields of the world, such as `seed` and `customers`.
    """
    declared: dict[str, Any] = {"people": DEMO_PEOPLE, "orders": DEMO_ORDERS, "rmas": DEMO_RMAS, "gallery": "all"}
    return await stack.open_world(id=_DEMO, tenant={"assumed_api": True}, **(declared | spec))


async def kept_or_new_demo(stack: Stack, spec: dict[str, Any]) -> StackWorld:
    """Return the demo world that a kept stack has already, else a new one.

    Args:
        stack: A running stack, whose worlds outlive it.
        spec: Fields that somebody asked for, which a kept world must have.

    Raises:
        StackError: When the kept one is another than the one that is asked for.
    """
    try:
        world = await stack.world(_DEMO)
    except StackError:
        return await open_demo_world(stack, **spec)
    links = world.links
    if spec.pop("returnlogic", {}).get("api_key") not in (None, links["returnlogic"]["api_key"]):
        raise StackError("--returnlogic-key: the demo world that is kept here has another; leave the option out")
    has = {"seed": links["seed"], "customers": links["customers"] - len(links["people"])}
    for name, value in spec.items():
        if has[name] != value:
            raise StackError(
                f"--{name} {value}: the demo world that is kept here has {has[name]}; "
                "leave the option out, or use another folder"
            )
    asked = stack.links.stranger.url if stack.links.stranger else stack.links.lookup_url(_DEMO)
    if world.app.get("url") != asked:
        raise StackError(f"the demo world that is kept here asks {world.app.get('url')}, not {asked}")
    return world


def stack_links(stack: Stack, world: StackWorld) -> dict[str, Any]:
    """Return every URL and credential of a stack, the shape that `rma up --json` prints."""
    links, parts = world.links, stack.links
    return {
        "ready": True,
        "stage_url": links["stage_url"],
        "stack_url": stack.url,
        "adaptor": {
            "url": parts.adaptor_url or world.app.get("url"),
            "admin_url": parts.admin_url,
            "admin_token": parts.admin_token,
            "lookup_url": world.app.get("url"),
        },
        "gladly": {
            "url": parts.gladly_url,
            "api_url": links["gladly"]["api_url"],
            "desk_url": links["gladly"]["desk_url"],
        },
        "returnlogic": {
            "url": parts.returnlogic_url,
            "api_url": links["returnlogic"]["api_url"],
            "originate_url": links["returnlogic"]["originate_url"],
            "returns_center_url": links["returnlogic"]["returns_center_url"],
        },
        "control": {"url": parts.control_url, "token": parts.control_token},
        "world": {
            "id": world.id,
            "seed": links["seed"],
            "gladly": {name: links["gladly"][name] for name in ("organization", "username", "api_token")},
            "returnlogic": {name: links["returnlogic"][name] for name in ("team_id", "api_key")},
            "adaptor": {"tenant": world.id, "signing_key": world.app.get("signing_key")},
        },
        "logs": str(stack.logs),
    }
