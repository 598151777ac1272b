"""Tell of worlds on a terminal, and as JSON for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from rma_scenarios.demo_world import stack_links
from rma_scenarios.links_text import in_columns, listed, rows_of
from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

_DECLARED = ("people", "profiles", "orders", "rmas")


def line_of(stack: Stack, world: StackWorld) -> dict[str, Any]:
    """Return what a program needs of a world: the shape of `rma up --json`, with the declared things by key."""
    line = stack_links(stack, world)
    line["world"] |= {name: world.links[name] for name in ("now", "customers", *_DECLARED)}
    line["world"]["adaptor"]["tenant"] = world.id if world.admin else None
    return {name: value for name, value in line.items() if name not in {"ready", "logs"}}


def opened(stack: Stack, world: StackWorld) -> str:
    """Return what a person needs of a world that was opened just now."""
    return "\n".join(
        [f"World {world.id} is open.", "", listed(rows_of(line_of(stack, world))), *_declared(world.links)]
    )


def table_of(worlds: Iterable[dict[str, Any]]) -> str:
    """Return a line for each world: what the control API's list says, in columns."""
    rows = [(row["id"], str(row["seed"]), f"{row['customers']:,}", row["now"], row["stage_url"]) for row in worlds]
    if not rows:
        return "No world is open."
    return in_columns([("World", "Seed", "People", "Now", "Pages"), *rows])


def everything(links: dict[str, Any], *, clock: dict[str, Any], faults: list[Any], snapshots: list[Any]) -> str:
    """Return all that the control API says of a world.

    Args:
        links: What it says of the world itself.
        clock: Its time.
        faults: The failures that were scripted, those to come, active and over.
        snapshots: What was kept of it.
    """
    gladly, returnlogic = links["gladly"], links["returnlogic"]
    rows = [
        ("World", links["id"]),
        ("Seed", str(links["seed"])),
        ("People", f"{links['customers']:,}"),
        ("Now", f"{clock['now']}{' (frozen)' if clock['is_frozen'] else ''}"),
        ("", ""),
        ("Stage", links["stage_url"]),
        ("Agent desktop", gladly["desk_url"]),
        ("Returns Center", returnlogic["returns_center_url"]),
        ("ReturnLogic staff", returnlogic["originate_url"]),
        ("", ""),
        ("Gladly", f"organisation {gladly['organization']}"),
        ("Gladly API", f"{gladly['api_url']}   {gladly['username']} : {gladly['api_token']}"),
        ("ReturnLogic", f"team {returnlogic['team_id']}"),
        ("ReturnLogic API", f"{returnlogic['api_url']}   Bearer {returnlogic['api_key']}"),
        *(("Lookup app", _app(app)) for app in gladly["apps"]),
        *(("Fault", f"{row['lane']} {row['kind']} {row['path']}   {row['state']}") for row in faults),
        *(("Snapshot", f"{kept['name']}   {kept['at']}") for kept in snapshots),
    ]
    return "\n".join([listed(rows), *_declared(links)])


def _app(app: dict[str, Any]) -> str:
    signed = f"signed with {app['signing_key']}" if app["signing_key"] else "unsigned"
    return f"{app['name']} ({app['id']})   {app['url']}   {signed}"


def _declared(links: dict[str, Any]) -> list[str]:
    people = [
        (key, person["name"], person["email"] or "", person["phone"] or "", links["profiles"].get(key, ""))
        for key, person in links["people"].items()
    ]
    orders = [(key, order["name"], order["url"]) for key, order in links["orders"].items()]
    rmas = [(key, rma["id"], rma["url"]) for key, rma in links["rmas"].items()]
    tables: list[tuple[tuple[str, ...], Sequence[tuple[str, ...]]]] = [
        (("Person", "Name", "E-mail", "Phone", "Customer profile"), people),
        (("Order", "Name", "Returns Center"), orders),
        (("RMA", "Number", "Page"), rmas),
    ]
    return [part for head, rows in tables if rows for part in ("", in_columns([head, *rows], indent="  "))]
