"""Notebooks as tests: what holds, what does not and why, each in a kernel that disturbs no other."""

import json
import signal
import sys
from collections.abc import Callable
from typing import Any

import httpx
import nbformat
import psutil
import pytest

from rma_scenarios.stack import Stack

PLUGIN = ("-p", "rma_notebooks.checking.plugin")
CONNECT = "from rma_notebooks import answers, connect, play, show, world\n\nconnect()"
PLAY = 'gina = play(world(), agent={"opens_profile": "Gina Lin"})\ngina'
ANSWERS = 'answers({"Is Gina linked?": (gina.linked, True)})'
DIES = "import os, signal\n\nos.kill(os.getpid(), signal.SIGKILL)"
HANGS = "import threading\n\nthreading.Event().wait()"

Check = Callable[..., Any]


def heading(text: str) -> Any:
    return nbformat.v4.new_markdown_cell(f"## {text}")


def code(source: str, *tags: str) -> Any:
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)} if tags else {})


class Desk:
    """A folder with notebooks, and the command that checks them on the shared stack."""

    def __init__(self, repository: Any, stack_url: str) -> None:
        self.repository = repository
        self.stack_url = stack_url

    def has(self, name: str, *cells: Any) -> None:
        """Write a notebook."""
        notebook = nbformat.v4.new_notebook(cells=list(cells))
        self.repository.has(f"{name}.ipynb", nbformat.writes(notebook))

    def has_story(self, name: str, play: str = PLAY, answer: str = ANSWERS) -> None:
        """Write a notebook that connects, plays and answers."""
        self.has(
            name,
            heading("Where is everything?"),
            code(CONNECT),
            heading("Does Gina link?"),
            code(play),
            code(answer, "answers"),
        )

    def check(self, *arguments: str) -> Any:
        """Check all notebooks."""
        return self.repository.pytest(*PLUGIN, "--stack-url", self.stack_url, "--artifacts", "kept", *arguments)

    def read(self, path: str) -> Any:
        """Read a notebook as it is now."""
        return nbformat.read(self.repository.folder / path, as_version=4)

    def kernels(self) -> list[Any]:
        """Return kernel processes of this folder, and folders with their sockets, that are still there."""
        folder = str(self.repository.temporary)
        commands = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
        running = [command for command in commands if any(folder in part for part in command)]
        return [*running, *self.repository.temporary.glob("rma-k-*")]


@pytest.fixture
def desk(repository: Any, stack: Stack) -> Desk:
    return Desk(repository, stack.url)


def test_what_was_taken_over_holds_again_in_every_way_of_running(desk: Desk) -> None:
    for name in ("one", "two", "three"):
        desk.has_story(name)
    taken_over = desk.check("--update")

    runs = [desk.check(*flags) for flags in ((), ("-n", "2"), ("--warm",))]

    assert [ran.code for ran in (taken_over, *runs)] == [0, 0, 0, 0], runs[-1].output
    assert desk.kernels() == []


def test_committed_outputs_tell_nothing_of_the_machine_and_the_moment(desk: Desk) -> None:
    desk.has_story("one")

    desk.check("--update")

    written = json.dumps(desk.read("one.ipynb"))
    ports = desk.stack_url.rpartition("@")[2]
    assert ports not in written
    assert " ms" not in written
    assert "the time of the run" in written


def test_another_output_fails_under_its_heading_with_the_lines_that_changed(desk: Desk) -> None:
    desk.has_story("one")
    desk.check("--update")
    notebook = desk.read("one.ipynb")
    notebook.cells[3].source = PLAY.replace("Gina Lin", "Leo Fontaine")
    desk.repository.has("one.ipynb", nbformat.writes(notebook))

    ran = desk.check()

    assert ran.code == 1
    assert "one.ipynb, under “Does Gina link?”: What this cell shows is not what was committed" in ran.output
    assert "-Name            Gina Lin" in ran.output
    assert "+Name            Leo Fontaine" in ran.output


def test_an_answer_that_does_not_hold_is_never_taken_over(desk: Desk) -> None:
    desk.has_story("one", answer='answers({"Is Gina linked?": (gina.linked, False)})')

    ran = desk.check("--update")

    assert ran.code == 1
    assert "Is Gina linked? The notebook says False, and it is True." in ran.output
    assert [cell.outputs for cell in desk.read("one.ipynb").cells if cell.cell_type == "code"] == [[], [], []]


def test_a_notebook_that_answers_nothing_is_refused(desk: Desk) -> None:
    desk.has("one", heading("Anything?"), code("1 + 1"))

    ran = desk.check()

    assert ran.code == 1
    assert "under “Anything?”: The last cell is not tagged answers" in ran.output


def test_a_wrong_name_ends_in_one_sentence_and_a_copy_that_leads_to_the_cell(desk: Desk) -> None:
    desk.has_story("one", play=PLAY.replace("Gina Lin", "Gena Lin"))

    ran = desk.check()

    sentence = "Nobody here is called Gena Lin; did you mean Gina Lin?"
    kept = desk.read("kept/one.ipynb")
    assert f"one.ipynb, under “Does Gina link?”: {sentence}" in ran.output
    assert "Traceback" not in ran.output
    assert "“Does Gina link?”" in kept.cells[0].source
    assert sentence in kept.cells[0].source
    assert kept.cells[5].outputs[0].traceback == [sentence]
    assert 'id="rma-wrong"' in kept.cells[4].source


@pytest.mark.parametrize("flags", [(), ("--warm",)], ids=["fresh", "warm"])
def test_a_killed_kernel_is_named_and_the_next_notebook_does_not_notice(desk: Desk, flags: tuple[str, ...]) -> None:
    desk.has_story("one", play=DIES)
    desk.has_story("two")

    ran = desk.check("--update", "-p", "no:randomly", *flags)

    assert ran.verdicts == {"one": "failure", "two": "passed"}
    assert "under “Does Gina link?”: The kernel died; run the notebook again from its first cell." in ran.output
    assert desk.kernels() == []


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [
        pytest.param("--cell-budget", "The cell was not done within 3 s.", id="cell"),
        pytest.param("--notebook-budget", "The notebook was not done within 3 s.", id="notebook"),
    ],
)
def test_whatever_hangs_ends_with_its_budget_and_the_next_notebook_does_not_notice(
    desk: Desk, budget: str, sentence: str
) -> None:
    desk.has_story("one", play=HANGS)
    desk.has_story("two")

    ran = desk.check("--update", "-p", "no:randomly", "--warm", budget, "3")

    assert ran.verdicts == {"one": "failure", "two": "passed"}
    assert f"under “Does Gina link?”: {sentence}" in ran.output
    assert desk.kernels() == []


def test_a_stack_that_goes_away_midway_is_one_sentence_that_says_what_to_do(
    repository: Any, start: Callable[..., Any]
) -> None:
    up = start("up", "--port-base", "0", "--json")
    desk = Desk(repository, up.read_ready_line()["stack_url"])
    parts = f"psutil.Process({up.process.pid}).children()"
    kill = f"import psutil\n\nfor part in {parts}:\n    part.kill()\n    part.wait()"
    desk.has("one", heading("Who stops it?"), code(CONNECT), code(kill), heading("Does Gina link?"), code(PLAY))

    ran = desk.check()

    assert "under “Does Gina link?”: The stack is gone. Choose Run, then Run All Cells" in ran.output
    assert "Traceback" not in ran.output


CONNECTS = """\
import psutil, signal
from rma_notebooks import connect, play, world
print(connect().how)
print(play(world(), agent={"opens_profile": "Gina Lin"}).verdict.rule)
print(*[child.pid for child in psutil.Process().children(recursive=True)])
"""


def test_without_a_stack_connect_starts_one_that_ends_with_the_kernel(repository: Any) -> None:
    script = repository.has("cell.py", CONNECTS)

    ran = repository.ended(repository.start(sys.executable, str(script), XDG_RUNTIME_DIR=str(repository.temporary)))

    how, rule, pids = ran.output.splitlines()
    assert how == "No stack was running, so this notebook started one; it ends with the notebook."
    assert (rule, ran.errors) == ("GL-LINK-1", "")
    assert [pid for pid in map(int, pids.split()) if psutil.pid_exists(pid)] == []


RECONNECTS = """\
import contextlib, os, psutil
from rma_notebooks import connect, play, world
connect()
for part in psutil.Process().children():
    part.kill()
    with contextlib.suppress(ChildProcessError):  # its status is left to asyncio, which asks for it as well
        os.waitid(os.P_PID, part.pid, os.WEXITED | os.WNOWAIT)
try:
    play(world(), agent={"opens_profile": "Gina Lin"})
except Exception as problem:
    print(problem)
print(connect().how)
print(play(world(), agent={"opens_profile": "Gina Lin"}).verdict.rule)
"""


def test_after_a_stack_went_away_connect_does_what_the_sentence_promised(repository: Any) -> None:
    script = repository.has("cell.py", RECONNECTS)

    ran = repository.ended(repository.start(sys.executable, str(script), XDG_RUNTIME_DIR=str(repository.temporary)))

    sentence, how, rule = ran.output.splitlines()
    assert sentence.startswith("The stack is gone. Choose Run, then Run All Cells")
    assert how.startswith("No stack was running, so this notebook started one")
    assert (rule, ran.code, ran.errors) == ("GL-LINK-1", 0, "")


def test_a_notebook_finds_the_stack_that_runs_on_this_machine_and_leaves_it_as_it_was(repository: Any) -> None:
    up = repository.start_rma("up", "--port-base", "0", "--json")
    assert up.stdout is not None
    control = json.loads(up.stdout.readline())["control"]
    script = repository.has("cell.py", CONNECTS)

    ran = repository.ended(repository.start(sys.executable, str(script)))
    worlds = httpx.get(f"{control['url']}/worlds", headers={"Authorization": f"Bearer {control['token']}"}).json()
    up.send_signal(signal.SIGINT)
    up.communicate()

    how, rule, pids = ran.output.splitlines()
    assert (how, rule, pids) == ("Connected to the stack that is running.", "GL-LINK-1", "")
    assert [world["id"] for world in worlds["worlds"]] == ["demo"]
    assert list(repository.temporary.rglob("*.url")) == []
