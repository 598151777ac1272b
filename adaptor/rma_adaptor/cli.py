"""Offer the one command `rma`, whose subcommands every package brings along by itself."""

import difflib
import re
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points, requires, version
from importlib.util import find_spec
from typing import NoReturn

import click

_GROUP = "rma.commands"
_DISTRIBUTION = "rma-toolkit"


class LazyGroup(click.Group):
    """Find commands through entry points and import one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the name of every command whose package is here, sorted; an image may hold the adaptor's alone."""
        del ctx
        return sorted(entry.name for entry in entry_points(group=_GROUP) if find_spec(_package(entry)))

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
    if missing := _missing_of(_extra(entry)):
        return _unavailable(entry, missing)  # it is imported late, in the middle of the command
    if not isinstance(command, click.Command):
        raise TypeError(f"the entry point {entry.name} of {_GROUP} is not a click command")
    return command


def _unavailable(entry: EntryPoint, missing: str) -> click.Command:
    """Stand in for a command that cannot be loaded, so that the others still work."""
    extra = _extra(entry)
    if missing.partition(".")[0] == _package(entry):
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


def _package(entry: EntryPoint) -> str:
    return entry.module.partition(".")[0]


def _extra(entry: EntryPoint) -> str:
    """Return the extra that a command's package needs; the adaptor's own name is none."""
    return _package(entry).removeprefix("rma_")


def _missing_of(extra: str) -> str:
    """Return something that an extra brings and that is not installed; empty when all of it is."""
    brought = re.compile(rf"([\w.-]+).*; extra == ['\"]{extra}['\"]")
    names = [found[1] for requirement in requires(_DISTRIBUTION) or () if (found := brought.match(requirement))]
    return next((name for name in names if not _is_installed(name)), "")


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


@click.group(cls=LazyGroup)
@click.version_option(version(_DISTRIBUTION), prog_name="rma")
def main() -> None:
    """Build, run and test the integration between Gladly and ReturnLogic, offline."""
