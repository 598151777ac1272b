"""What a pytest run says of its cases: alike in any order and with workers, each failure in words, no tracebacks."""

import socket
import time
from typing import Any

import pytest

from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack, connected_stack

SOME_FAIL = "matrix: [{case: good, linked: true}, {case: bad, linked: false}]"
WORKERS = pytest.mark.parametrize(
    "workers", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="two workers")]
)
NOBODY = "http://rma:token@127.0.0.1:9/_mock"

IN_A_WORLD_THAT_IS_GONE = """\
format: 1
scenario: A world that is gone
because: Nothing can be played there
given: {world: gone}
steps: [{clock: {advances: 1s}}]
"""


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["-p", "no:randomly"], id="in order"),
        pytest.param(["--randomly-seed", "1"], id="shuffled"),
        pytest.param(["-n", "0"], id="no workers"),
        pytest.param(["-n", "2"], id="two workers"),
    ],
)
def test_verdicts_depend_neither_on_order_nor_on_workers(repository: Any, stack: Stack, arguments: list[str]) -> None:
    repository.has_scenario("one")
    repository.has_scenario("many", head=SOME_FAIL, linked="<linked>")
    repository.has_scenario(
        "tired", head="within: 400ms", before="- returnlogic: {fails: {with: latency, latency: 3s}}"
    )
    repository.has("gone.scenario.yaml", IN_A_WORLD_THAT_IS_GONE)
    repository.has("wrong.scenario.yaml", "format: 1\n")

    ran = repository.pytest("--stack-url", stack.url, *arguments)

    assert (ran.code, ran.verdicts) == (
        1,
        {
            "one": "passed",
            "many[good]": "passed",
            "many[bad]": "failure",
            "tired": "failure",
            "gone": "error",
            "wrong": "failure",
        },
    )
    assert "Traceback" not in ran.output + ran.errors


def test_a_failure_is_told_in_the_words_of_its_file(repository: Any, stack: Stack) -> None:
    repository.has_scenario("bad", linked="false")

    ran = repository.pytest("--stack-url", stack.url)

    told = ran.cases["bad"].find("failure").text
    assert told.startswith("bad.scenario.yaml:13: The plugin plays bad\n  because: Somebody relies on the plugin")
    assert "✗ 1. The agent opens the profile of Gina Lin" in told
    assert "profile.linked  false     true" in told
    assert "Repeat it:  rma replay rma1." in told
    assert ".py" not in told


def test_the_first_failure_stops_the_run_before_another_case_has_begun(repository: Any, stack: Stack) -> None:
    repository.has_slow_scenario("a", latency="400ms", linked="false")
    repository.has_scenario("b")
    repository.has_scenario("c")

    ran = repository.pytest("--stack-url", stack.url, "-x", "-p", "no:randomly", "--artifacts", "out")

    # Another case would have needed a tenth of the time that the first one took, and left its data.
    assert (ran.code, ran.verdicts) == (1, {"a": "failure"})
    assert [path.name for path in repository.folder.glob("out/cases/*")] == ["a.scenario.yaml-a.json"]


@WORKERS
def test_a_wrong_file_is_named_by_line_and_column_and_the_others_are_played(
    repository: Any, stack: Stack, workers: list[str]
) -> None:
    repository.has_scenario("one")
    wrong = repository.has_scenario("wrong")
    wrong.write_text(wrong.read_text().replace("opens_profile", "open_profil").replace("In Transit", "Lost"))

    ran = repository.pytest("--stack-url", stack.url, *workers)

    assert (ran.code, ran.verdicts) == (1, {"one": "passed", "wrong": "failure"})
    told = ran.cases["wrong"].find("failure").text
    assert "wrong.scenario.yaml:9:32: Lost is unknown; write one of: Requested, Authorized" in told
    assert "wrong.scenario.yaml:12:13: open_profil is unknown; did you mean opens_profile?" in told
    assert ".py" not in told
    assert "Traceback" not in ran.output + ran.errors


def test_a_sentence_that_another_file_says_is_refused_with_both_places(repository: Any, stack: Stack) -> None:
    first = repository.has_scenario("a")
    repository.has("b.scenario.yaml", first.read_text())

    ran = repository.pytest("--stack-url", stack.url, "-n", "2")

    assert ran.verdicts == {"a": "passed", "b": "failure"}
    assert "b.scenario.yaml:2:11: a.scenario.yaml:2 says the same sentence" in ran.cases["b"].find("failure").text


def test_a_file_that_is_named_twice_is_no_double(repository: Any, stack: Stack) -> None:
    repository.has_scenario("many", head=SOME_FAIL, linked="<linked>")

    ran = repository.pytest(
        "--stack-url", stack.url, "many.scenario.yaml::many[good]", "./many.scenario.yaml", "many.scenario.yaml"
    )

    assert ran.verdicts == {"many[good]": "passed", "many[bad]": "failure"}


def test_a_case_whose_world_does_not_open_is_an_error_with_the_reason(repository: Any, stack: Stack) -> None:
    repository.has("gone.scenario.yaml", IN_A_WORLD_THAT_IS_GONE)
    repository.has_scenario("one")

    ran = repository.pytest("--stack-url", stack.url)

    assert (ran.code, ran.verdicts) == (1, {"gone": "error", "one": "passed"})
    told = ran.cases["gone"].find("error").text
    assert "gone.scenario.yaml::gone: nothing was played, because the case could not be set up" in told
    assert "no world 'gone' is open" in told
    assert ".py" not in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--stack-url", NOBODY], "no stack answers at http://127.0.0.1:9/_mock", id="nobody"),
        pytest.param(["--stack-url", NOBODY, "-n", "2"], "is rma up still running?", id="nobody, two workers"),
        pytest.param(["--stack-url", "localhost"], "'localhost' is no stack URL; rma up prints", id="no stack URL"),
    ],
)
def test_without_a_stack_every_case_is_an_error_of_one_sentence_at_once(
    repository: Any, arguments: list[str], sentence: str
) -> None:
    repository.has_scenario("many", head="matrix: {place: [1, 2, 3]}", before="- clock: {advances: <place>s}")
    began = time.monotonic()

    ran = repository.pytest(*arguments)

    assert (ran.code, set(ran.verdicts.values()), len(ran.verdicts)) == (1, {"error"}, 3)
    assert all(sentence in case.find("error").text for case in ran.cases.values())
    assert "Traceback" not in ran.output + ran.errors
    assert time.monotonic() - began < 20


async def test_a_port_where_somebody_listens_but_never_answers_is_no_stack() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://rma:token@127.0.0.1:{silent.getsockname()[1]}/_mock"

        with pytest.raises(StackError, match="no stack answers at"):
            await connected_stack(url, within_s=0.05).__aenter__()


def test_a_step_that_hangs_is_named_with_the_limit_and_holds_up_no_other_case(repository: Any, stack: Stack) -> None:
    repository.has_slow_scenario("hung", latency="20s", head="within: 1s")
    repository.has_scenario("a")
    repository.has_scenario("z")

    ran = repository.pytest("--stack-url", stack.url)

    assert ran.verdicts == {"a": "passed", "hung": "failure", "z": "passed"}
    told = ran.cases["hung"].find("failure").text
    assert "✓ 1. ReturnLogic is slow" in told
    assert "✗ 2. The agent opens the profile of Gina Lin" in told
    assert "this step had not ended when the case's 1 s were over" in told
    assert 1 <= float(ran.cases["hung"].attrib["time"]) < 10


@WORKERS
def test_the_short_summary_names_a_failed_case_in_one_line_in_ci_too(
    repository: Any, stack: Stack, workers: list[str]
) -> None:
    repository.has_scenario("bad", linked="false")

    ran = repository.pytest("--stack-url", stack.url, *workers, CI="true")

    [_, summary] = ran.output.split("short test summary info")
    sentence = "bad.scenario.yaml:13: The plugin plays bad"
    assert [line for line in summary.splitlines() if line.startswith("FAILED")] == [
        f"FAILED bad.scenario.yaml::bad - {sentence}"
    ]
    assert ran.output.count("rma replay rma1.") == 1
    assert ran.cases["bad"].find("failure").attrib["message"] == sentence
    assert "rma replay rma1." in ran.cases["bad"].find("failure").text
