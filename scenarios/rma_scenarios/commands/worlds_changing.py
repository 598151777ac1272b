"""`rma worlds reset`, `snapshot`, `restore` and `diff`: put a world back, and see what became of it."""

import shlex
from typing import Any

import click

from rma_scenarios.commands.worlds_stack import STACK_URL, on_stack
from rma_scenarios.stack import Stack

_WORLD = click.argument("world_id", metavar="WORLD")
_ADAPTOR = {
    None: "",
    "forgot": " The adaptor forgot what it had read.",
    "did not answer": " The adaptor did not answer, and may show what it read before.",
}


@click.command(short_help="Put a world back to how it was opened.")
@_WORLD
@STACK_URL
@click.option("--data", is_flag=True, help="Only what is in it; time, failures and journal stay.")
@click.option("--journal", is_flag=True, help="Only the journal, which becomes empty.")
@click.option("--person", metavar="WHO", help="Only what belongs to the person with this key or e-mail.")
def reset(world_id: str, *, stack_url: str | None, data: bool, journal: bool, person: str | None) -> None:
    """Put a world back to how it was opened: all of it, or a part; its credentials stay, and the adaptor forgets.

    \b
    Examples:
      rma worlds reset demo
      rma worlds reset demo --person gina.lin@example.com
    """  # noqa: D301 -- \b keeps click from filling the lines
    parts = {"data": data, "journal": journal, "person": person is not None}
    wanted = [name for name, is_wanted in parts.items() if is_wanted]
    if len(wanted) > 1:
        raise click.UsageError(f"Choose one of {', '.join('--' + name for name in wanted)}; all is reset without.")
    what = wanted[0] if wanted else "all"

    async def work(stack: Stack) -> dict[str, Any]:
        return await (await stack.world(world_id)).reset(what, person)

    done = on_stack("reset", stack_url, work)
    said = {
        "all": f"{world_id} is as it was opened.",
        "data": f"The data of {world_id} is as it was opened.",
        "journal": f"The journal of {world_id} is empty.",
        "person": f"What belongs to {person} in {world_id} is as it was opened.",
    }
    click.echo(said[what] + _ADAPTOR.get(done.get("adaptor"), ""))


@click.command(short_help="Keep how a world is now.")
@_WORLD
@click.argument("name", required=False)
@STACK_URL
def snapshot(world_id: str, name: str | None, *, stack_url: str | None) -> None:
    """Keep how a world is now under NAME, to restore it or to compare with it; a name is made up by default.

    \b
    Example:
      rma worlds snapshot demo before-the-call
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> str:
        return await (await stack.world(world_id)).snapshot(name)

    kept = on_stack("snapshot", stack_url, work)
    click.echo(f"Kept as {kept}. Go back with: rma worlds restore {world_id} {shlex.quote(kept)}")


@click.command(short_help="Put a world back to a snapshot.")
@_WORLD
@click.argument("name")
@STACK_URL
def restore(world_id: str, name: str, *, stack_url: str | None) -> None:
    """Put a world back to how it was when the snapshot NAME was taken; the adaptor forgets.

    \b
    Example:
      rma worlds restore demo before-the-call
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> dict[str, Any]:
        return await (await stack.world(world_id)).restore(name)

    done = on_stack("restore", stack_url, work)
    click.echo(f"{world_id} is as it was at the snapshot {name}.{_ADAPTOR.get(done.get('adaptor'), '')}")


@click.command(short_help="Say what changed in a world.")
@_WORLD
@click.option("--since", metavar="NAME", help="Since this snapshot; by default since the world was opened.")
@STACK_URL
def diff(world_id: str, *, since: str | None, stack_url: str | None) -> None:
    """Say what changed in a world, one sentence a line.

    \b
    Examples:
      rma worlds diff demo
      rma worlds diff demo --since before-the-call
    """  # noqa: D301 -- as above

    async def work(stack: Stack) -> list[str]:
        return await (await stack.world(world_id)).diff(since)

    changes = on_stack("diff", stack_url, work)
    click.echo("\n".join(changes) if changes else "Nothing changed.")
