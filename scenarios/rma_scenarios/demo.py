"""Offer `rma demo`: play the three flows on a fresh stack, narrated, and write one report."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

import click

from rma_scenarios.chapters import chapter_of, row_of
from rma_scenarios.client import CallFailed
from rma_scenarios.console import Console
from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.set_up import SetUpFailed, set_up
from rma_scenarios.errors import StackError
from rma_scenarios.format.names import known_rules
from rma_scenarios.format.reading import Case, read_file
from rma_scenarios.interrupting import run_interruptibly
from rma_scenarios.narration import Narration
from rma_scenarios.report import Chapter, write_report
from rma_scenarios.stack import Stack, running_stack

_HELD = "The agent saw the RMA link"
TITLE = "Three flows between Gladly, the lookup adaptor and ReturnLogic"


@dataclass(frozen=True, slots=True)
class Story:
    """One of the three flows that the integration exists for, and what a newcomer wants to know of it."""

    file: str
    title: str
    question: str

    def case(self) -> Case:
        """Read its scenario, which the package brings along."""
        with as_file(files("rma_scenarios").joinpath("stories", f"{self.file}.scenario.yaml")) as path:
            [case] = read_file(path)
        return case


STORIES = (
    Story("auto-linking", "Auto-linking", "How does the RMA link get onto a profile by itself?"),
    Story("manual-linking", "Manual linking", "How does an agent link a profile when Auto-linking is off?"),
    Story(
        "chat-with-email",
        "Chat with e-mail",
        "What does an agent see when a shopper types her e-mail into the chat?",
    ),
)
"""In the order in which a newcomer should meet them."""


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
    made_at = datetime.now().astimezone()
    written = write_report(path, chapters, title=TITLE, made_at=made_at, known_rules=known_rules())
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
            chapters.append(await play_story(story, stack, console))
    console.say()
    return chapters


async def play_story(story: Story, stack: Stack, console: Console) -> Chapter:
    """Play one story on a world of its own, narrated, and return its chapter.

    Raises:
        StackError: When the stack went away.
    """
    case = story.case()
    try:
        stage = await set_up(case, stack)
        result = await play_case(case, stage, records=True, listener=Narration(console, stage.play))
    except (SetUpFailed, CallFailed) as error:
        raise StackError(f"the stack went away during {story.title}: {error}") from error
    await stage.close()
    chapter = chapter_of(row_of(result), title=story.title, question=story.question, held=_HELD)
    if chapter.failure:
        console.say(f"  {chapter.failure}")
    return chapter
