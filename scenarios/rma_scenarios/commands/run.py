"""`rma run`: play scenario files without pytest."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from rma_scenarios.chapters import write_case_report
from rma_scenarios.client import CallFailed
from rma_scenarios.commands.files import PATHS, cases_in
from rma_scenarios.commands.playing import Wish, play_all, stack_at
from rma_scenarios.errors import StackError
from rma_scenarios.format.reading import Case
from rma_scenarios.interrupting import run_interruptibly
from rma_scenarios.places import Unwritable, prepare_places

STACK_URL = click.option("--stack-url", metavar="URL", help="Use the running stack with this URL, as rma up prints it.")
ADAPTOR_URL = click.option(
    "--url", "adaptor_url", metavar="URL", help="Play against the lookup adaptor at this URL; people are masked."
)
SIGNING_KEY = click.option(
    "--signing-key", metavar="KEY", envvar="RMA_SIGNING_KEY", help="Its key; else $RMA_SIGNING_KEY."
)


@click.command(short_help="Play scenario files.")
@PATHS
@STACK_URL
@ADAPTOR_URL
@SIGNING_KEY
@click.option("--case", "part", metavar="TEXT", help="Only cases whose id contains this.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag; may be repeated.")
@click.option("--fail-fast", "stops_early", is_flag=True, help="Play one by one and stop at the first failure.")
@click.option("--keep", "keeps", is_flag=True, help="Leave the world of a failed case open and print its desk.")
@click.option(
    "--artifacts", type=click.Path(file_okay=False, path_type=Path), help="Write report data and journals here."
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write one HTML report of all cases.")
def run(
    paths: tuple[Path, ...], *, stack_url: str | None, part: str | None, tags: tuple[str, ...], **wishes: Any
) -> None:
    """Play scenario files on a stack; without PATHS all below this folder, hidden folders and environments left out.

    Exit status: 0 all held, 1 some did not, 2 a file is wrong or the stack does not run; other files still play.
    """
    wish = Wish(**wishes)
    refuse_strange_url(wish, stack_url)
    cases, problems = cases_in(paths)
    for problem in problems:
        click.echo(str(problem), err=True)
    wanted = [case for case in cases if _is_wanted(case, part, tags)]
    if not wanted and not problems:
        raise click.UsageError("No case is like that; rma validate counts those that there are.")
    _prepare(wish)
    failed = play(wanted, stack_url, wish) if wanted else 0
    if wish.report is not None:
        click.echo(f"Report: {_reported(wish.report, wish)}")
    sys.exit(2 if problems else 1 if failed else 0)


def refuse_strange_url(wish: Wish, stack_url: str | None) -> None:
    """Refuse an adaptor elsewhere that has no URL, or that a stack which runs already does not ask."""
    url = wish.adaptor_url
    if url and stack_url:
        raise click.UsageError("--url starts a stack of its own; give either --url or --stack-url.")
    if url and not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--url wants a URL such as https://adaptor.example.com/lookup, not {url!r}.")


def _prepare(wish: Wish) -> None:
    try:
        prepare_places(artifacts=wish.artifacts, report=wish.report)
    except Unwritable as error:
        click.echo(f"rma run: {error}", err=True)
        sys.exit(2)


def _reported(path: Path, wish: Wish) -> Path:
    try:
        return write_case_report(path, wish.rows, is_masked=bool(wish.adaptor_url))
    except OSError as error:
        click.echo(f"rma run: cannot write {path}: {error.strerror}. Choose a place with --report FILE.", err=True)
        sys.exit(2)


def play(cases: list[Case], stack_url: str | None, wish: Wish, *, command: str = "run") -> int:
    """Play cases and return how many failed; say in one sentence when the stack does not run."""
    try:
        return run_interruptibly(_played(cases, stack_url, wish))
    except (StackError, CallFailed) as error:
        click.echo(f"rma {command}: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        click.echo("\nStopped; nothing is left running.", err=True)
        sys.exit(130)


async def _played(cases: list[Case], stack_url: str | None, wish: Wish) -> int:
    async with stack_at(stack_url, adaptor_url=wish.adaptor_url, signing_key=wish.signing_key) as stack:
        _, failed = await play_all(cases, stack, wish)
        if failed and wish.keeps and not stack_url:
            click.echo("The stack runs on for the kept worlds; Ctrl-C ends it.")
            await asyncio.Event().wait()
        return failed


def _is_wanted(case: Case, part: str | None, tags: tuple[str, ...]) -> bool:
    return (part is None or part in case.id) and set(tags) <= set(case.scenario.tags or [])
