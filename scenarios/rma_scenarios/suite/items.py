"""Scenario files as pytest sees them: a file is a collector, a case an item."""

from collections.abc import Iterator
from typing import Any

import pytest

from rma_scenarios import SUFFIX
from rma_scenarios.engine.failure import failure_text
from rma_scenarios.engine.result import Result
from rma_scenarios.engine.set_up import SetUpFailed
from rma_scenarios.errors import StackError
from rma_scenarios.format.problems import FileProblems
from rma_scenarios.format.reading import Case, read_file, refuse_same_sentences
from rma_scenarios.plugin import run_of

_CASES: pytest.StashKey[list[Case]] = pytest.StashKey()


class ScenarioFailed(Exception):
    """A case that did not hold; its text is all that a reader needs."""


class ScenarioFile(pytest.File):
    """A file with one or several cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Read the file; one that is wrong becomes an item that fails, so that all others still run."""
        seen = self.config.stash.setdefault(_CASES, [])
        try:
            cases = read_file(self.path)
            refuse_same_sentences([*seen, *cases[:1]])
        except FileProblems as problems:
            name = self.path.name.removesuffix(SUFFIX)
            yield BadFile.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}", problems=problems)
            return
        seen += cases[:1]
        for case in cases:
            # As text, because pytest reads ids from its cache as text too: only then does --lf know a case in brackets.
            yield ScenarioItem.from_parent(self, name=case.name, nodeid=f"{self.nodeid}::{case.name}", case=case)


class BadFile(pytest.Item):
    """A file that is no scenario."""

    def __init__(self, *, problems: FileProblems, **rest: Any) -> None:
        super().__init__(**rest)
        self.problems = problems
        self.add_marker("scenario")

    def runtest(self) -> None:
        """Fail with every problem."""
        raise self.problems

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> str:
        """Show the problems without a traceback."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Any, int, str]:
        """Say where the first problem stands."""
        return self.path, self.problems.problems[0].place.line - 1, self.name


class ScenarioItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.scenario_spent_s: dict[str, float] = {}
        self.result: Result | None = None
        self.add_marker("scenario")
        for tag in case.scenario.tags or []:
            self.config.addinivalue_line("markers", f"{tag}: a tag of scenario files")
            self.add_marker(tag)
        self.user_properties.append(("scenario", case.scenario.scenario))
        self.user_properties += [("rule", rule) for rule in case.scenario.rules or []]

    def setup(self) -> None:
        """Wait for the case's world."""
        try:
            self.scenario_spent_s["setup"] = run_of(self.config).wait_for_world(self)
        except (SetUpFailed, StackError) as failed:
            # pytest asks repr_failure about calls only; what fails here counts as an error, not as a failure.
            sentence = f"{self.case.id}: nothing was played, because the case could not be set up.\n  {failed}"
            pytest.fail(sentence, pytrace=False)

    def runtest(self) -> None:
        """Wait for the case's end, and fail when it did not hold."""
        self.result = run_of(self.config).wait_for_result(self)
        self.scenario_spent_s["call"] = self.result.duration_s
        steps = [f"{step.outcome:<8}{step.duration_ms:>7.0f} ms  {step.sentence}" for step in self.result.steps]
        self.add_report_section("call", "scenario", "\n".join(steps))
        if self.result.failure is not None:
            if self.config.getoption("--keep"):
                self.user_properties.append(("kept world", self.result.desk_url))
            raise ScenarioFailed(failure_text(self.result))

    def teardown(self) -> None:
        """Let the case's world go."""
        run_of(self.config).release(self)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any) -> Any:
        """Show a failure as text, without the engine's own traceback."""
        if isinstance(excinfo.value, ScenarioFailed):
            return f"{excinfo.value}{self._way_to_its_world()}"
        return super().repr_failure(excinfo, *rest)

    def reportinfo(self) -> tuple[Any, int, str]:
        """Say where the case stands."""
        return self.path, 0, self.name

    def _way_to_its_world(self) -> str:
        while_pdb_waits = self.config.option.usepdb and not self.config.getoption("--keep")
        if self.result is None or not (while_pdb_waits or self.config.getoption("--keep")):
            return ""
        return f"\n\nIts world is open{' while pdb waits' if while_pdb_waits else ''}:  {self.result.desk_url}"
