"""Every check and every way to start the toolkit, as nox sessions: `nox -l` lists them."""

import contextlib
import functools
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False

UNIT_TESTS = ("tests", "--ignore=tests/system")
ROOT = Path(__file__).parent
ARTIFACTS = ROOT / "artifacts"
GROUPS = nox.project.load_toml("pyproject.toml")["dependency-groups"]

BUDGETS_MIN = {
    "lint": 1,
    "tests": 6.25,
    "system": 7,
    "scenarios": 1.75,
    "notebooks": 0.75,
    "adaptor_alone": 0.5,
    "browser": 5,
}
"""Minutes a default session may take on 2 cores, so that nothing hangs; with one Python all of them take sixteen."""

REPORTING_S = 15
"""How long before the end of its budget a session's pytest stops, so that it still says what failed until then."""

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
"""The browser that the browser session drives; Playwright's own download is never needed."""


def _runs(version: str) -> bool:
    """Tell whether this Python is installed and starts; a version manager's empty shim does not."""
    path = shutil.which(f"python{version}")
    return path is not None and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0  # noqa: S603 -- found on PATH


PYTHONS = [version for version in ("3.11", "3.12", "3.13", "3.14") if _runs(version)] or [
    f"{sys.version_info.major}.{sys.version_info.minor}"
]


@contextlib.contextmanager
def _budget(session: nox.Session, name: str) -> Iterator[None]:
    """Interrupt a session that outlives its budget, so that nothing can hang."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def too_long(*_: object) -> None:
        session.warn(f"{name} outlived its budget of {BUDGETS_MIN[name]:g} minutes and is interrupted.")
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(round(BUDGETS_MIN[name] * 60))
    try:
        yield
    finally:
        signal.alarm(0)


def budgeted(function: Callable[[nox.Session], None]) -> Callable[[nox.Session], None]:
    """Run a session inside its budget."""

    @functools.wraps(function)
    def run(session: nox.Session) -> None:
        with _budget(session, function.__name__):
            function(session)

    return run


def _install(session: nox.Session, *what: str, groups: tuple[str, ...] = ()) -> None:
    """Install the project and dependency groups at the pinned versions."""
    session.env["UV_COMPILE_BYTECODE"] = "1"  # as pip does: the stack starts in half the time
    extra = [requirement for group in groups for requirement in GROUPS[group]]
    session.install("--constraint", "constraints.txt", *what, *extra)


def _pytest(
    session: nox.Session, *arguments: str, name: str, runner: tuple[str, ...] = ("python", "-m", "pytest")
) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    junit = f"--junit-xml={ARTIFACTS / f'{name}.xml'}"
    limits = ["--timeout", "60"]
    if hasattr(signal, "SIGALRM"):
        left_s, _ = signal.getitimer(signal.ITIMER_REAL)  # of the budget
        limits += ["--session-timeout", f"{max(1, left_s - REPORTING_S):.0f}"]
    session.run(*runner, "-n", "auto", *limits, junit, *arguments, *session.posargs)


@nox.session
@budgeted
def lint(session: nox.Session) -> None:
    """Check style, types and the walls between the packages."""
    _install(session, "-e", ".[redis,scenarios]", "nox", groups=("lint",))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(python=PYTHONS)
@budgeted
def tests(session: nox.Session) -> None:
    """Run the unit tests, without a socket, under every installed Python from 3.11 on; measure coverage under one."""
    _install(session, "-e", ".[scenarios]", groups=("tests", "fuzzing"))
    junit = f"tests-{session.python}"
    if session.python != PYTHONS[0] or session.posargs:
        _pytest(session, *UNIT_TESTS, name=junit)
        return
    session.env["COVERAGE_FILE"] = str(Path(session.create_tmp()) / "coverage")
    session.run("coverage", "erase")
    _pytest(session, *UNIT_TESTS, name=junit, runner=("coverage", "run", "-m", "pytest"))
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report", "--fail-under=85")


@nox.session(python=PYTHONS[0])  # 3.11 where it is: the package that brings a Redis is for that one
@budgeted
def system(session: nox.Session) -> None:
    """Run the tests that start servers and processes."""
    _install(session, "-e", ".[postgres,redis,scenarios]", groups=("tests", "servers"))
    _pytest(session, "tests/system", "-m", "not browser", name="system")


@nox.session
@budgeted
def scenarios(session: nox.Session) -> None:
    """Play every scenario file in parallel on one stack; write report, journals and logs to artifacts/scenarios/."""
    _install(session, "-e", ".[scenarios]", groups=("tests",))
    shutil.rmtree(ARTIFACTS / "scenarios", ignore_errors=True)
    folder = ARTIFACTS / "scenarios"
    wanted = ("--artifacts", str(folder), "--report", str(folder / "report.html"))
    _pytest(session, "scenarios", *wanted, name="scenarios")


@nox.session
@budgeted
def notebooks(session: nox.Session) -> None:
    """Execute every notebook and compare its outputs with the committed ones; `-- --update` takes the new ones over."""
    _install(session, "-e", ".[notebooks]", groups=("tests",))
    shutil.rmtree(ARTIFACTS / "notebooks", ignore_errors=True)
    wanted = ("-p", "rma_notebooks.checking.plugin", "--artifacts", str(ARTIFACTS / "notebooks"))
    _pytest(session, "notebooks", *wanted, name="notebooks")


@nox.session
@budgeted
def adaptor_alone(session: nox.Session) -> None:
    """Install the built wheel with no extras and have it answer a signed detailed lookup over a socket."""
    wheels = Path(session.create_tmp()) / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    session.install("build")
    session.run("python", "-m", "build", "--wheel", "--outdir", str(wheels), ".", silent=True)
    [wheel] = wheels.glob("*.whl")
    session.install("--constraint", "constraints.txt", "--force-reinstall", str(wheel))
    session.run("python", "tests/system/adaptor_alone.py")


@nox.session
@budgeted
def browser(session: nox.Session) -> None:
    """Click through pages, report and JupyterLab in a real browser; skipped, and said so, where there is none."""
    if CHROMIUM is None:
        session.skip("No Chromium found: install it (Debian: apt-get install chromium) and run nox -s browser again.")
    _install(session, "-e", ".[notebooks]", groups=("tests", "browser"))
    session.env["CHROMIUM"] = CHROMIUM
    _pytest(session, "tests/system", "-m", "browser", name="browser")


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Play the three flows on a fresh stack and write one HTML report."""
    _install(session, "-e", ".[scenarios]")
    session.run("rma", "demo", *session.posargs, interrupt_timeout=15)


@nox.session(default=False)
def up(session: nox.Session) -> None:
    """Start the whole triangle until Ctrl-C."""
    _install(session, "-e", ".[scenarios]")
    session.run("rma", "up", *session.posargs, interrupt_timeout=15)


@nox.session(default=False)
def lab(session: nox.Session) -> None:
    """Start the whole triangle and JupyterLab until Ctrl-C."""
    _install(session, "-e", ".[notebooks]")
    session.run("rma", "lab", *session.posargs, interrupt_timeout=15)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure what has a goal, beside Tavern, pytest-bdd and nbmake, and write tests/benchmarks/RESULTS.md."""
    _install(session, "-e", ".[scenarios]", groups=("tests",))
    session.run("python", "tests/benchmarks/run.py", *session.posargs)


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """Ask a real stack for minutes, with faults now and then, and judge every answer: `-- --minutes 30`."""
    _install(session, "-e", ".[scenarios]", groups=("tests",))
    session.run("python", "tests/soak/run.py", *session.posargs)


@nox.session(default=False, venv_backend="none")
def dev(session: nox.Session) -> None:
    """Make a .venv with everything in it, editable."""
    session.run(sys.executable, "-m", "venv", ".venv")
    bin_folder = ROOT / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    groups = [requirement for group in GROUPS.values() for requirement in group]
    pip = [str(bin_folder / "python"), "-m", "pip", "install", "--quiet", "--constraint", "constraints.txt"]
    session.run(*pip, "-e", ".[all]", "nox", *groups)
    session.log("Ready. Activate it with:  source .venv/bin/activate")
