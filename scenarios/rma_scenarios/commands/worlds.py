"""`rma worlds`: open, look at, fork and delete the worlds of a running stack."""

import json
import sys
from typing import Any, BinaryIO

import click

from rma_scenarios.commands.worlds_changing import diff, reset, restore, snapshot
from rma_scenarios.commands.worlds_spec import SpecProblem, read_spec
from rma_scenarios.commands.worlds_stack import STACK_URL, on_stack, refuse
from rma_scenarios.commands.worlds_text import everything, line_of, opened, table_of
from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack
from rma_scenarios.stack_answers import read

_NOT_OURS = {"apps", "app", "stranger", "tenant"}
"""Fields with which a spec says itself who is asked, and words of our own that the control API must refuse."""

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON line, for programs.")
_WORLD = click.argument("world_id", metavar="WORLD")


@click.group(short_help="Open, look at, fork, reset and delete worlds of a running stack.")
def worlds() -> None:
    """Work with the worlds of a running stack.

    A world is an invented retailer with data, clock, failures and journal of its own; rma up opens one called demo.

    Exit status: 0 done, 2 refused, with one sentence that says why.
    """


for _command in (reset, snapshot, restore, diff):
    worlds.add_command(_command)


@worlds.command(short_help="Open a world, with tenant, credentials and pages.")
@STACK_URL
@click.option("--id", "world_id", metavar="ID", help="Its id; a new one by default.")
@click.option("--seed", type=int, help="The same seed gives the same people.")
@click.option("--customers", type=int, help="How many people are invented beside the declared ones.")
@click.option("--spec", type=click.File("rb"), help="A JSON or YAML file in the control API's fields; - for stdin.")
@click.option("--gallery", multiple=True, metavar="NAME", help="People worth testing with; all, or a name, repeatedly.")
@_AS_JSON
def new(*, stack_url: str | None, spec: BinaryIO | None, as_json: bool, **options: Any) -> None:
    """Open a world: data, a tenant of the adaptor, credentials and pages, in one go.

    The stack's adaptor is asked, unless the spec names lookup apps of its own.

    \b
    Examples:
      rma worlds new --id sale --seed 11 --customers 1000000
      echo '{people: [{key: gina, name: Gina Lin, email: gina.lin@example.com}]}' | rma worlds new --spec -
    """  # noqa: D301 -- \b keeps click from filling the lines
    try:
        wanted = (read_spec(spec) if spec else {}) | _given(options)
    except SpecProblem as problem:
        refuse("new", str(problem))

    async def work(stack: Stack) -> str:
        world = await (stack.open_bare_world(wanted) if wanted.keys() & _NOT_OURS else stack.open_world(**wanted))
        return json.dumps(line_of(stack, world)) if as_json else opened(stack, world)

    click.echo(on_stack("new", stack_url, work))


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the control API's fields of the options that somebody wrote."""
    fields = {"id": options["world_id"], "seed": options["seed"], "customers": options["customers"]}
    gallery = {"gallery": list(options["gallery"])} if options["gallery"] else {}
    return {name: value for name, value in fields.items() if value is not None} | gallery


@worlds.command("list", short_help="List the open worlds.")
@STACK_URL
@_AS_JSON
def list_worlds(*, stack_url: str | None, as_json: bool) -> None:
    """List the open worlds, the oldest first.

    \b
    Example:
      rma worlds list
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> dict[str, Any]:
        found: dict[str, Any] = read(await stack.control.get("worlds"))
        return found

    found = on_stack("list", stack_url, work)
    click.echo(json.dumps(found) if as_json else table_of(found["worlds"]))


@worlds.command(short_help="Show everything about a world.")
@_WORLD
@STACK_URL
@_AS_JSON
def show(world_id: str, *, stack_url: str | None, as_json: bool) -> None:
    """Show pages, credentials, people, orders, RMAs, time, failures and snapshots of a world.

    \b
    Example:
      rma worlds show demo
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> str:
        world = await stack.world(world_id)
        if as_json:
            return json.dumps(world.links)
        clock, faults = read(await world.control.get("clock")), read(await world.control.get("faults"))["faults"]
        return everything(world.links, clock=clock, faults=faults, snapshots=await world.snapshots())

    click.echo(on_stack("show", stack_url, work))


@worlds.command(short_help="Open a world that begins where another one stands.")
@_WORLD
@STACK_URL
@click.option("--id", "fork_id", metavar="NEW", help="The fork's id; a new one by default.")
@_AS_JSON
def fork(world_id: str, *, stack_url: str | None, fork_id: str | None, as_json: bool) -> None:
    """Open a world that begins where another one stands and goes its own way, with a tenant of its own.

    \b
    Example:
      rma worlds fork demo --id what-if
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> str:
        made = await stack.fork(await stack.world(world_id), world_id=fork_id)
        return json.dumps(line_of(stack, made)) if as_json else opened(stack, made)

    click.echo(on_stack("fork", stack_url, work))


@worlds.command(short_help="Delete worlds.")
@click.argument("world_ids", metavar="WORLD…", nargs=-1, required=True)
@STACK_URL
def delete(world_ids: tuple[str, ...], *, stack_url: str | None) -> None:
    """Delete worlds and the adaptor's tenants with them; nothing is asked.

    \b
    Example:
      rma worlds delete what-if sale
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> bool:
        outcomes = [await _deleted(stack, world_id) for world_id in dict.fromkeys(world_ids)]
        return all(outcomes)

    sys.exit(0 if on_stack("delete", stack_url, work) else 2)


async def _deleted(stack: Stack, world_id: str) -> bool:
    try:
        world = await stack.world(world_id)
    except StackError as error:
        click.echo(f"rma worlds delete: {error}", err=True)
        return False
    await world.close()
    click.echo(f"{world.id} is deleted.")
    return True
