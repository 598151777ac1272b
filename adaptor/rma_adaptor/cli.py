"""Offer the one command `rma`, whose subcommands every package brings along by itself."""

import difflib
from importlib.metadata import EntryPoint, entry_points, version
from typing import NoReturn

import click

_GROUP = "rma.commands"
_DISTRIBUTION = "rma-toolkit"


class LazyGroup(click.Group):
    """Find commands through entry points and import one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every installed command's name, sorted."""
        del ctx
        return sorted(entry_points(group=_GROUP).names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; one whose extra is missing says so when it is run."""
        del ctx
        found = entry_points(group=_GROUP, name=cmd_name)
        return _load(next(iter(found))) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve as click does, and suggest the nearest name for one that does not exist."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1, cutoff=0.4)
            hint = f" Did you mean {near[0]}?" if near else " See rma --help."
            ctx.fail(f"There is no command {name}.{hint}")
        return super().resolve_command(ctx, args)


def _load(entry: EntryPoint) -> click.Command:
    try:
        command = entry.load()
    except ModuleNotFoundError as error:
        return _unavailable(entry, error.name or "")
    if not isinstance(command, click.Command):
        raise TypeError(f"the entry point {entry.name} of {_GROUP} is not a click command")
    return command


def _unavailable(entry: EntryPoint, missing: str) -> click.Command:
    """Stand in for a command that cannot be loaded, so that the others still work."""
    package = entry.module.partition(".")[0]
    extra = package.removeprefix("rma_")
    if missing.partition(".")[0] == package:
        reason = f"cannot be loaded: this installation has no module {missing}"
    else:
        reason = f'needs the extra "{extra}": pip install "{_DISTRIBUTION}[{extra}]"'

    def say() -> NoReturn:
        click.echo(f"rma {entry.name} {reason}", err=True)
        raise click.exceptions.Exit(2)

    return click.Command(
        entry.name,
        callback=say,
        short_help=f"({reason})",
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


@click.group(cls=LazyGroup)
@click.version_option(version(_DISTRIBUTION), prog_name="rma")
def main() -> None:
    """Build, run and test the integration between Gladly and ReturnLogic, offline."""
