"""The pytest plugin: what pytest itself must know.

Loaded in every pytest run of its environment, so this module imports pytest and the standard library only; the rest
comes in when the first scenario file is seen.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rma_scenarios import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rma_scenarios.suite.run import Run

RUN: pytest.StashKey[Run] = pytest.StashKey()
FOLDER: pytest.StashKey[Any] = pytest.StashKey()
_WORKER_FOLDER = "rma_run_folder"
_MARKERS = ("scenario: plays a scenario file over a stack of adaptor and mocks",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what is particular to scenarios."""
    group = parser.getgroup("scenarios", "rma-toolkit scenarios")
    group.addoption("--stack-url", metavar="URL", help="Use the running stack with this URL, as rma up prints it.")
    group.addoption(
        "--stack-port-base", metavar="N", type=int, help="First of the own stack's four ports; else free ones."
    )
    group.addoption("--keep", action="store_true", help="Leave the world of a failed case open and print its desk.")
    group.addoption("--shard", metavar="I/N", help="Play only part I of N equal parts of the scenarios.")
    group.addoption(
        "--artifacts",
        metavar="DIR",
        type=Path,
        help="Write report data, failed cases' journals and the stack's logs here.",
    )
    group.addoption("--report", metavar="FILE", type=Path, help="Write one HTML report of all scenarios.")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that every scenario has; refuse wrong options before any worker starts."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)
    if config.getoption("--shard"):
        from rma_scenarios.suite.shard import parsed  # noqa: PLC0415 -- few runs are cut

        parsed(config.getoption("--shard"))
    if not hasattr(config, "workerinput"):
        _prepare(config.getoption("--artifacts"), config.getoption("--report"))


def _prepare(artifacts: Path | None, report: Path | None) -> None:
    if artifacts is None and report is None:
        return
    from rma_scenarios.places import Unwritable, prepare_places  # noqa: PLC0415 -- few runs write anything

    try:
        prepare_places(artifacts=artifacts, report=report)
    except Unwritable as error:
        raise pytest.UsageError(str(error)) from error


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect scenario files."""
    if not file_path.name.endswith(SUFFIX):
        return None
    try:
        from rma_scenarios.suite.items import ScenarioFile  # noqa: PLC0415 -- only runs with scenarios need it
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("rma_"):
            raise
        return _Unreadable.from_parent(parent, path=file_path)
    return ScenarioFile.from_parent(parent, path=file_path)


class _Unreadable(pytest.File):
    """A scenario file in an environment without what reads it."""

    def collect(self) -> Iterator[pytest.Item]:
        """Say what to install."""
        raise self.CollectError('scenario files need the extra "scenarios": pip install "rma-toolkit[scenarios]"')


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what other shards play; before anybody shuffles, so that every machine cuts alike."""
    shard = config.getoption("--shard")
    if shard:
        from rma_scenarios.suite.shard import cut  # noqa: PLC0415

        kept, left_out = cut(items, shard)
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector what stays until the end anyway: with many cases it is most of what it walks."""
    if any(item.get_closest_marker("scenario") for item in session.items):
        gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker where this run keeps what its workers share; the run ends with the controller."""
    try:
        from rma_scenarios.suite.run_folder import RunFolder  # noqa: PLC0415
    except ModuleNotFoundError:
        return  # without the extra no scenario is played, but other tests have workers too

    if FOLDER not in node.config.stash:
        node.config.stash[FOLDER] = RunFolder.make()
    node.workerinput[_WORKER_FOLDER] = str(node.config.stash[FOLDER].path)


def run_of(config: pytest.Config) -> Run:
    """Return what all scenarios of this process share, made when the first one asks."""
    if RUN not in config.stash:
        from rma_scenarios.suite.run import Run  # noqa: PLC0415

        folders = [config.getoption("--artifacts")]
        folders += [_folder_of(config).path] if config.getoption("--report") else []
        config.stash[RUN] = Run(config, lambda: _own_stack_url(config), [path for path in folders if path])
    return config.stash[RUN]


def stack_url_of(config: pytest.Config) -> str:
    """Return the URL of the stack that this run uses: the given one, else its own."""
    return str(config.getoption("--stack-url") or _own_stack_url(config))


def _own_stack_url(config: pytest.Config) -> str:
    """Return the URL of the run's own stack, which is started when none of its processes has done so."""
    return str(_folder_of(config).stack_url(port_base=config.getoption("--stack-port-base")))


def _folder_of(config: pytest.Config) -> Any:
    """Return the folder that all processes of the run share."""
    from rma_scenarios.suite.run_folder import RunFolder  # noqa: PLC0415 -- many a run needs none

    shared = getattr(config, "workerinput", {}).get(_WORKER_FOLDER)
    if shared:
        return RunFolder(Path(shared))
    if FOLDER not in config.stash:
        config.stash[FOLDER] = RunFolder.make()
    return config.stash[FOLDER]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Report the time that a case itself took, not the time that pytest waited for it."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    spent: dict[str, float] = getattr(item, "scenario_spent_s", {})
    if call.when in spent:
        report.duration = spent[call.when]
    return report  # type: ignore[return-value]


class _Told:
    """A failure's text with its first line apart: in CI pytest's short summary would repeat all of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.reprcrash = _FirstLine(text.partition("\n")[0])

    def __str__(self) -> str:
        return self._text

    def toterminal(self, tw: Any) -> None:
        """Write all of it."""
        for line in self._text.splitlines():
            tw.line(line)


class _FirstLine:
    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return self.message


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Let summaries show the first line of a scenario's failure."""
    if report.failed and "scenario" in report.keywords and isinstance(report.longrepr, str):
        report.longrepr = _Told(report.longrepr)  # type: ignore[assignment]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Close every world and connection of this process."""
    run = session.config.stash.get(RUN, None)
    if run is not None:
        run.close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write the report, and say which worlds were kept open."""
    report, folder = config.getoption("--report"), config.stash.get(FOLDER, None)
    if report is not None and folder is not None:
        from rma_scenarios.chapters import write_case_report  # noqa: PLC0415 -- few runs write one
        from rma_scenarios.suite.artifacts import read_rows  # noqa: PLC0415

        terminalreporter.write_line(f"report of all scenarios: {write_case_report(report, read_rows(folder.path))}")
    if config.getoption("--keep") and terminalreporter.stats.get("failed"):
        from rma_scenarios.suite.keeping import say_kept_worlds  # noqa: PLC0415

        say_kept_worlds(terminalreporter, config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run's own stack, after a look at the kept worlds, and keep its logs."""
    folder = config.stash.get(FOLDER, None)
    if folder is not None:
        folder.end(logs_to=config.getoption("--artifacts"))
