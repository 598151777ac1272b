"""Cases that wait are under way together; each still has its own time, output and end."""

import re
import time
from typing import Any

import pytest

from rma_scenarios.stack import Stack

WAITING = 8
SHOPPERS = f"matrix: {{who: [{', '.join(f'shopper{place}' for place in range(WAITING))}]}}"
WAITS = "- returnlogic: {fails: {with: latency, latency: 1s}}\n  - customer: {starts_chat: {email: <who>@example.com}}"

AUTOUSE = """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def everywhere(): yield

@pytest.fixture(autouse=True)
def around(request, tmp_path):
    request.node.add_marker("scenario")
    yield
"""

IN_BETWEEN = """\
from pathlib import Path

def test_in_between():
    assert Path("out/cases/a.scenario.yaml-a.json").exists()
    assert not Path("out/cases/z.scenario.yaml-z.json").exists()
"""


def test_cases_that_wait_are_played_together_and_each_reports_its_own_time_and_output(
    repository: Any, stack: Stack
) -> None:
    repository.has_scenario("many", head=SHOPPERS, before=WAITS)

    ran = repository.pytest("--stack-url", stack.url, "-rP")

    times = [float(case.attrib["time"]) for case in ran.cases.values()]
    assert (ran.code, len(times)) == (0, WAITING)
    assert all(1 <= took < WAITING - 1 for took in times)
    assert float(ran.report.attrib["time"]) < sum(times) / 2
    shown = re.findall(
        r"^_+ many\[(\w+)\] _+\n-+ Captured scenario call -+\n((?:passed .*\n)*)", ran.output, re.MULTILINE
    )
    assert len(shown) == WAITING
    assert all(re.findall(r"types (\w+)@", steps) == [name] for name, steps in shown)


@pytest.mark.parametrize("watching", ["-x", "-s", "--pdb", "--stepwise"])
def test_a_case_that_somebody_watches_is_played_alone(repository: Any, stack: Stack, watching: str) -> None:
    repository.has_scenario("many", head="matrix: {who: [gina, leo]}", before=WAITS.replace("1s", "200ms"))

    ran = repository.pytest("--stack-url", stack.url, watching, "--artifacts", "out")

    first, second = sorted(path.stat().st_mtime for path in repository.folder.glob("out/cases/*"))
    assert ran.code == 0
    assert second - first > 0.2


def test_a_test_between_two_files_is_not_overtaken(repository: Any, stack: Stack) -> None:
    repository.has_scenario("a")
    repository.has("m/test_m.py", IN_BETWEEN)
    repository.has_scenario("z")

    ran = repository.pytest(
        "a.scenario.yaml",
        "m",
        "z.scenario.yaml",
        *("--stack-url", stack.url, "-p", "no:randomly", "--artifacts", "out"),
    )

    assert (ran.code, list(ran.verdicts)) == (0, ["a", "test_in_between", "z"])


def test_fixtures_for_all_tests_do_not_hinder_cases(repository: Any, stack: Stack) -> None:
    repository.has("conftest.py", AUTOUSE)
    repository.has("test_python.py", "def test_python(): pass")
    repository.has_scenario("one")
    repository.has_scenario("bad", linked="false")

    ran = repository.pytest("--stack-url", stack.url)

    assert ran.verdicts == {"test_python": "passed", "one": "passed", "bad": "failure"}


def test_a_case_under_way_ahead_gives_way_when_a_hook_ends_the_run(repository: Any, stack: Stack) -> None:
    repository.has(
        "conftest.py",
        "def pytest_runtest_logfinish(nodeid):\n    if nodeid.endswith('::a'): raise KeyboardInterrupt\n",
    )
    repository.has_scenario("a")
    repository.has_slow_scenario("b", latency="25s")
    began = time.monotonic()

    ran = repository.pytest("--stack-url", stack.url, "-p", "no:randomly")

    assert (ran.code, ran.verdicts) == (2, {"a": "passed"})
    assert "Traceback" not in ran.errors
    assert time.monotonic() - began < 20
