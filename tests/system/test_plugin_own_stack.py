"""The stack that a run starts for itself: one for all workers, gone with the run however that ends."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

WORKERS = pytest.mark.parametrize(
    "workers", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="two workers")]
)
ENDS_WITHIN_S = 30.0
"""For a busy machine; a run and its stack end within two seconds on a quiet one."""

HANGS = """\
- agent: {opens_profile: gina}
    eventually: {within: 59s, profile: {linked: false}}"""

NOTES = """\
import os, pathlib, psutil

def test_{name}():
    pids = []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or [""]
        if "rma_scenarios.suite.keeper" in command and command[-1].startswith(os.environ["TMPDIR"]):
            pids += [process.pid, *(child.pid for child in process.children(recursive=True))]
    pathlib.Path("stack-{name}").write_text(" ".join(map(str, pids)))
    {then}
"""


def keepers_in(folder: Path) -> list[psutil.Process]:
    """Return the processes that hold the stacks of runs whose temporary files are here."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if "rma_scenarios.suite.keeper" in (command := process.info["cmdline"] or [""])
        and command[-1].startswith(str(folder))
    ]


def noted(repository: Any, name: str) -> list[int]:
    """Return the processes that a test inside the run saw."""
    return [int(pid) for pid in (repository.folder / f"stack-{name}").read_text().split()]


@dataclass(frozen=True)
class Running:
    """A run whose cases hang: pytest, its workers, and the stack that it started."""

    pytest: subprocess.Popen[str]
    workers: list[psutil.Process]
    stack: list[psutil.Process]

    def ends(self) -> list[psutil.Process]:
        """Wait for the end of everything and return what does not end."""
        self.pytest.wait(ENDS_WITHIN_S)
        return psutil.wait_procs([*self.workers, *self.stack], timeout=ENDS_WITHIN_S)[1]


@pytest.fixture
def hang(repository: Any) -> Iterator[Callable[..., Running]]:
    """Start a run in which each process plays a case that passes, then one that hangs; return once they hang."""
    with contextlib.ExitStack() as exits:

        def run(*arguments: str) -> Running:
            processes = 2 if arguments else 1
            for passing, hanging in ["ab", "cd"][:processes]:
                repository.has_scenario(passing)
                repository.has_scenario(hanging, head="within: 60s", before=HANGS)
            process = exits.enter_context(repository.start_pytest("-v", "-p", "no:randomly", *arguments))
            exits.callback(process.kill)
            assert lines_until(process, "PASSED", processes), "the run ended before its cases hung"
            stack = [member for keeper in keepers_in(repository.temporary) for member in family(keeper)]
            workers = [child for child in family(psutil.Process(process.pid))[1:] if child not in stack]
            exits.callback(kill_all, [*workers, *stack])
            return Running(process, workers, stack)

        yield run


def still_there(pids: Iterable[int]) -> list[psutil.Process]:
    """Return the processes of a stack that do not end with their run; the last one has a moment to leave."""
    found = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    return psutil.wait_procs(found, timeout=ENDS_WITHIN_S)[1]


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def kill_all(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def lines_until(process: subprocess.Popen[str], word: str, times: int) -> bool:
    """Read a command's output until a word was there so many times; say whether it was."""
    assert process.stdout is not None
    for line in process.stdout:
        times -= word in line
        if times == 0:
            return True
    return False


@WORKERS
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, id="terminated"),
        pytest.param(signal.SIGKILL, id="killed hard"),
    ],
)
def test_no_process_stays_however_a_run_is_ended(
    hang: Callable[..., Running], repository: Any, number: signal.Signals, workers: list[str]
) -> None:
    running = hang(*workers)
    send = os.killpg if number is signal.SIGINT else os.kill  # a terminal sends Ctrl-C to the workers too

    send(running.pytest.pid, number)

    assert running.ends() == []
    assert (len(running.workers), len(running.stack)) == (len(workers), 3)  # keeper, mocks, adaptor
    assert repository.leftovers() == []
    if number is signal.SIGINT:
        assert running.pytest.returncode == pytest.ExitCode.INTERRUPTED


@WORKERS
def test_a_run_has_one_stack_and_leaves_nothing_but_its_logs(repository: Any, workers: list[str]) -> None:
    for name in ("a", "b", "c", "d"):
        repository.has_scenario(name, linked="false" if name == "d" else "true")
        repository.has(f"test_{name}.py", NOTES.format(name=name, then=""))

    ran = repository.pytest(*workers, "-p", "no:randomly", "--artifacts", "out")

    seen = [noted(repository, name) for name in ("a", "b", "c", "d")]
    pids = {tuple(one) for one in seen if one}
    assert (ran.code, ran.verdicts["c"], ran.verdicts["d"]) == (1, "passed", "failure")
    assert [len(one) for one in pids] == [3]
    assert still_there(next(iter(pids))) == []
    assert repository.leftovers() == []
    assert sorted(path.name for path in (repository.folder / "out/logs").iterdir()) == [
        "adaptor.log",
        "keeper.log",
        "mocks.log",
    ]


def test_the_stack_outlives_the_worker_that_started_it_but_not_the_run(repository: Any) -> None:
    repository.has_scenario("a")
    repository.has("test_b.py", NOTES.format(name="dies", then="os.kill(os.getpid(), 9)"))
    repository.has_scenario("c")
    repository.has("test_d.py", NOTES.format(name="lives", then=""))

    ran = repository.pytest(
        "a.scenario.yaml", "test_b.py", "c.scenario.yaml", "test_d.py", "-n", "1", "-p", "no:randomly"
    )

    assert ran.verdicts == {"a": "passed", "test_dies": "error", "c": "passed", "test_lives": "passed"}
    assert noted(repository, "dies") == noted(repository, "lives")
    assert still_there(noted(repository, "lives")) == []
    assert repository.leftovers() == []


@WORKERS
def test_a_stack_that_cannot_start_is_an_error_that_says_why(repository: Any, workers: list[str]) -> None:
    repository.has_scenario("a")
    repository.has_scenario("b")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ran = repository.pytest("--stack-port-base", str(port - 1), *workers)

    assert (ran.code, ran.verdicts) == (1, {"a": "error", "b": "error"})
    sentence = f"Port {port} for the mock Gladly cannot be used"
    assert all(sentence in case.find("error").text for case in ran.cases.values())
    assert "Traceback" not in ran.output + ran.errors
    assert repository.leftovers() == []


def test_a_run_without_scenarios_starts_nothing(repository: Any) -> None:
    repository.has("test_b.py", NOTES.format(name="b", then=""))

    ran = repository.pytest("-n", "1")

    assert (ran.code, noted(repository, "b"), repository.leftovers()) == (0, [], [])
