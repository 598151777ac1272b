"""Offer `rma demo`: play the three flows on a fresh stack, narrated, and write one report."""

import shutil
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TextIO

import click
import httpx
import yaml

from rma_scenarios.client import CallFailed
from rma_scenarios.errors import StackError
from rma_scenarios.flow import Arrow
from rma_scenarios.flow.wording import span
from rma_scenarios.interrupting import run_interruptibly
from rma_scenarios.report import Chapter, Check, write_report
from rma_scenarios.stack import Stack, running_stack
from rma_scenarios.stories import STORIES
from rma_scenarios.telling import Story, play_story

TITLE = "Three flows between Gladly, the lookup adaptor and ReturnLogic"


class Console:
    """Narrate on a terminal: a step shows while it runs; on a file or pipe only its end is written."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_live = out.isatty()

    def say(self, line: str = "", *, dim: bool = False, bold: bool = False) -> None:
        """Write one line."""
        click.secho(line, file=self._out, dim=dim or None, bold=bold or None)

    def step_begins(self, sentence: str) -> None:
        """Show what is about to happen, until its end overwrites it."""
        if self._is_live:
            room = shutil.get_terminal_size().columns - 6
            self._out.write(f"  … {sentence[:room]}")
            self._out.flush()

    def step_ends(self, sentence: str, took_ms: float, talk: Sequence[Arrow] = ()) -> None:
        """Tick the step off, then tell what the services said meanwhile."""
        self._overwrite(f"  {click.style('✓', fg='green')} {sentence} ({span(took_ms)})")
        shallowest = min((arrow.depth for arrow in talk), default=0)
        for arrow in talk:
            mark = "✗ " if arrow.is_failed else ""
            self.say(f"      {'  ' * (arrow.depth - shallowest)}{mark}{arrow.sentence}", dim=True)

    def step_fails(self, sentence: str) -> None:
        """Cross the step out."""
        self._overwrite(f"  {click.style('✗', fg='red')} {sentence}")

    def checked(self, check: Check) -> None:
        """Tell what was looked at."""
        mark = click.style("✓", fg="green") if check.is_met else click.style("✗", fg="red")
        self.say(f"    {mark} {check.sentence}")

    def _overwrite(self, line: str) -> None:
        if self._is_live:
            self._out.write("\r\x1b[2K")
        click.echo(line, file=self._out)


@click.command(short_help="Play the three flows, narrated, and write one report.")
@click.option(
    "--report",
    "path",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default=Path("rma-demo.html"),
    show_default=True,
    help="Where to write the report.",
)
@click.option("--open/--no-open", "opens", default=False, show_default=True, help="Open the report in the browser.")
def demo(path: Path, *, opens: bool) -> None:
    """Play auto-linking, manual linking and chat with e-mail, and write one report."""
    console = Console(sys.stdout)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        chapters = run_interruptibly(_played(console))
        _report(console, chapters, path, opens=opens)
    except KeyboardInterrupt:
        console.say("\nStopped; nothing is left running.")
        sys.exit(130)
    except StackError as error:
        click.echo(f"rma demo: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"rma demo: cannot write {path}: {error.strerror}. Choose a place with --report FILE.", err=True)
        sys.exit(2)
    failed = [chapter.flow.title for chapter in chapters if chapter.failure]
    if failed:
        click.echo(f"These flows failed: {', '.join(failed)}. The report shows each step.", err=True)
        sys.exit(1)
    console.say("All three flows ended with the RMA link in front of the agent.", bold=True)
    console.say("Next: nox -s up keeps the stack running and prints the link of the stage, where you play it yourself.")


def _report(console: Console, chapters: Sequence[Chapter], path: Path, *, opens: bool) -> None:
    listed = yaml.safe_load(files("rma_scenarios").joinpath("rules.yaml").read_text(encoding="utf-8"))["rules"]
    rules = {rule["id"]: rule for rule in listed}
    written = write_report(path, chapters, title=TITLE, made_at=datetime.now().astimezone(), known_rules=rules)
    console.say(f"Report: {written}")
    if opens:
        click.launch(written.as_uri())


async def _played(console: Console) -> list[Chapter]:
    began = time.perf_counter()
    console.say("Starting Gladly, ReturnLogic and the lookup adaptor …", dim=True)
    chapters = []
    async with running_stack() as stack:
        console.step_ends(
            "Gladly, ReturnLogic and the lookup adaptor are running", (time.perf_counter() - began) * 1000
        )
        for number, story in enumerate(STORIES, 1):
            console.say(f"\n{number}. {story.title}: {story.question}", bold=True)
            chapters.append(await _played_story(console, stack, story))
    console.say()
    return chapters


async def _played_story(console: Console, stack: Stack, story: Story) -> Chapter:
    try:
        world = await stack.open_world(**story.world)
        chapter = await play_story(story, world, console)
        await world.close()
    except (httpx.HTTPError, CallFailed) as error:
        raise StackError(f"the stack went away during {story.title}: {error or type(error).__name__}") from error
    if chapter.failure:
        console.say(f"  {chapter.failure}")
    return chapter
