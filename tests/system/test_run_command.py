"""`rma run` and `rma replay`: scenario files without pytest."""

import json
import re
import signal
from collections.abc import Callable
from typing import Any

import httpx
import psutil
import pytest

from rma_scenarios.stack import Stack

TWO_CASES = "matrix: [{case: good, linked: true}, {case: bad, linked: false}]"
NOBODY = "http://rma:token@127.0.0.1:9/_mock"
ENDS_WITHIN_S = 30.0
"""For a busy machine."""

WAITS = """\
- returnlogic: {fails: {with: latency, latency: 1s}}
  - customer: {starts_chat: {email: <who>@example.com}}"""

HANGS = """\
- agent: {opens_profile: gina}
    eventually: {within: 59s, profile: {linked: false}}"""

IN_A_WORLD_THAT_IS_GONE = """\
format: 1
scenario: A world that is gone
because: Nothing can be played there
given: {world: gone}
steps: [{clock: {advances: 1s}}]
"""

Run = Callable[..., Any]


@pytest.fixture
def run(repository: Any, stack: Stack) -> Run:
    """Run `rma run` or another command on the shared stack."""

    def on_stack(*arguments: str, command: str = "run") -> Any:
        ran = repository.rma(command, "--stack-url", stack.url, *arguments)
        assert "Traceback" not in ran.output + ran.errors
        return ran

    return on_stack


def played(output: str) -> dict[str, str]:
    """Return the mark of each case by its name."""
    return {name: mark for mark, name in re.findall(r"^([✓✗]) \S+::(\S+)", output, re.MULTILINE)}


def token_in(output: str) -> str:
    [token] = re.findall(r"rma replay (rma1\.\S+)", output)
    return token


def difference_in(output: str) -> list[str]:
    return re.findall(r"^  (profile\.\S+ .*)$", output, re.MULTILINE)


def test_all_that_hold_are_told_in_order_and_the_exit_status_is_0(repository: Any, run: Run) -> None:
    repository.has_slow_scenario("a", latency="300ms")
    repository.has_scenario("b/c")

    ran = run()

    assert (ran.code, ran.errors) == (0, "")
    assert list(played(ran.output).items()) == [("a", "✓"), ("c", "✓")]
    assert re.search(r"^2 passed, 0 failed in \d+\.\d s$", ran.output, re.MULTILINE)


def test_a_case_that_does_not_hold_makes_it_1(repository: Any, run: Run) -> None:
    repository.has_scenario("many", head=TWO_CASES, linked="<linked>")

    ran = run("many.scenario.yaml")

    assert (ran.code, played(ran.output)) == (1, {"many[good]": "✓", "many[bad]": "✗"})
    assert difference_in(ran.output) == ["profile.linked  false     true"]
    assert "1 passed, 1 failed" in ran.output


def test_a_wrong_file_makes_it_2_and_the_others_are_played(repository: Any, run: Run) -> None:
    repository.has_scenario("one")
    repository.has_scenario("bad", linked="false")
    repository.has("wrong.scenario.yaml", "format: 1\nscenario: Half\n")

    ran = run()

    assert (ran.code, played(ran.output)) == (2, {"one": "✓", "bad": "✗"})
    assert re.search(r"^wrong\.scenario\.yaml:\d+:\d+: ", ran.errors)


def test_a_world_that_does_not_open_is_a_failure_with_the_reason(repository: Any, run: Run) -> None:
    repository.has("gone.scenario.yaml", IN_A_WORLD_THAT_IS_GONE)

    ran = run()

    assert (ran.code, played(ran.output)) == (1, {"gone": "✗"})
    assert "Nothing was played, because no world 'gone' is open" in ran.output


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        pytest.param(["--tag", "returns"], {"one", "two"}, id="a tag"),
        pytest.param(["--tag", "returns", "--tag", "slow"], {"two"}, id="two tags"),
        pytest.param(["--case", "many[good"], {"many[good]"}, id="part of an id"),
        pytest.param(["two.scenario.yaml", "sub"], {"two", "three"}, id="files and folders"),
    ],
)
def test_cases_can_be_chosen(repository: Any, run: Run, arguments: list[str], names: set[str]) -> None:
    repository.has_scenario("one", head="tags: [returns]")
    repository.has_scenario("two", head="tags: [returns, slow]")
    repository.has_scenario("many", head=TWO_CASES, linked="<linked>")
    repository.has_scenario("sub/three")

    ran = run(*arguments)

    assert (ran.code, set(played(ran.output))) == (0, names)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--case", "nothing"], "No case is like that", id="no such case"),
        pytest.param(["sub"], "There is no *.scenario.yaml in these folders", id="no file"),
        pytest.param(["--stack-url", NOBODY], "rma run: no stack answers at http://127.0.0.1:9/_mock", id="no stack"),
    ],
)
def test_what_cannot_be_played_makes_it_2_with_one_sentence(
    repository: Any, arguments: list[str], sentence: str
) -> None:
    repository.has_scenario("one")
    (repository.folder / "sub").mkdir()

    ran = repository.rma("run", *arguments)

    assert (ran.code, ran.output) == (2, "")
    assert sentence in ran.errors
    assert "Traceback" not in ran.errors


def test_fail_fast_begins_nothing_after_the_first_failure(repository: Any, run: Run) -> None:
    repository.has_scenario("a")
    repository.has_slow_scenario("b", latency="400ms", linked="false")
    repository.has_scenario("c")

    ran = run("--fail-fast", "--artifacts", "out")

    assert (ran.code, played(ran.output)) == (1, {"a": "✓", "b": "✗"})
    assert "Stopped at the first failure, b.scenario.yaml::b." in ran.output
    # The third case would have been played in a tenth of the time that the second one took.
    assert {path.name[0] for path in repository.folder.glob("out/cases/*")} == {"a", "b"}


def test_cases_that_wait_are_played_together(repository: Any, run: Run) -> None:
    repository.has_scenario("many", head="matrix: {who: [a, b, c, d, e, f, g, h]}", before=WAITS)

    ran = run()

    [took] = re.findall(r"8 passed, 0 failed in (\d+\.\d) s", ran.output)
    assert 1 <= float(took) < 7


def test_artifacts_and_kept_worlds_are_those_of_pytest(repository: Any, run: Run) -> None:
    repository.has_scenario("good")
    repository.has_scenario("bad", linked="false")

    ran = run("--keep", "--artifacts", "out")

    files = {path.relative_to(repository.folder / "out").as_posix() for path in repository.folder.glob("out/*/*")}
    assert files == {
        "cases/good.scenario.yaml-good.json",
        "cases/bad.scenario.yaml-bad.json",
        "journals/bad.scenario.yaml-bad.json",
    }
    assert json.loads((repository.folder / "out/cases/bad.scenario.yaml-bad.json").read_text())["outcome"] == "failed"
    [desk_url] = re.findall(r"Its world is open:  (\S+)", ran.output)
    assert httpx.get(desk_url).status_code == 200


def test_a_failure_is_repeated_from_its_token(repository: Any, run: Run) -> None:
    repository.has_scenario("many", head=TWO_CASES, linked="<linked>")
    failed = run()

    again = run(token_in(failed.output), command="replay")

    assert (again.code, again.errors, played(again.output)) == (1, "", {"many[bad]": "✗"})
    assert difference_in(again.output) == difference_in(failed.output) != []
    assert token_in(again.output) == token_in(failed.output)


def test_a_failure_of_pytest_is_repeated_from_its_token_in_the_same_world(
    repository: Any, run: Run, stack: Stack
) -> None:
    repository.has_scenario("bad", linked="false")
    token = token_in(repository.pytest("--stack-url", stack.url, "-n", "1").output)

    again = run(token, "--keep", command="replay")
    taken = run(token, command="replay")

    [desk_url] = re.findall(r"Its world is open:  (\S+)", again.output)
    assert (again.code, httpx.get(desk_url).status_code) == (1, 200)
    world_id = desk_url.split("/w/")[1].split("/")[0]
    assert (taken.code, played(taken.output)) == (1, {"bad": "✗"})
    assert taken.errors == f"The world {world_id} is still open, so the case is played in a new one.\n"


@pytest.mark.parametrize("changes", [pytest.param(True, id="has changed"), pytest.param(False, id="is not here")])
def test_replay_plays_the_tokens_copy_and_says_when_the_file_is_another(
    repository: Any, run: Run, *, changes: bool
) -> None:
    path = repository.has_scenario("bad", linked="false")
    token = token_in(run().output)
    path.unlink()
    if changes:
        repository.has_scenario("bad")

    again = run(token, command="replay")

    assert (again.code, played(again.output)) == (1, {"bad": "✗"})
    said = "has changed since" if changes else "is not here"
    assert again.errors.startswith(f"bad.scenario.yaml {said}; the token's own copy is played.")


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        pytest.param("rma1.eNpFkDEOwjAM", "the token is damaged; copy the whole line", id="cut"),
        pytest.param("hello", "a replay token begins with rma1.", id="no token"),
    ],
)
def test_a_token_that_is_none_makes_it_2(repository: Any, token: str, sentence: str) -> None:
    ran = repository.rma("replay", token)

    assert (ran.code, ran.output, ran.errors) == (2, "", f"rma replay: {sentence}\n")


def test_an_own_stack_ends_with_the_run(repository: Any) -> None:
    repository.has_scenario("one")

    ran = repository.rma("run")

    assert (ran.code, played(ran.output)) == (0, {"one": "✓"})
    assert list(repository.temporary.iterdir()) == []


def test_ctrl_c_ends_the_run_and_its_stack(repository: Any) -> None:
    repository.has_scenario("a")
    repository.has_scenario("b", head="within: 60s", before=HANGS)
    with repository.start_rma("run") as process:
        first = process.stdout.readline()
        stack = psutil.Process(process.pid).children(recursive=True)

        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()

    assert first.startswith("✓ a.scenario.yaml::a")
    assert (process.returncode, "Stopped; nothing is left running." in errors, "Traceback" in errors) == (
        130,
        True,
        False,
    )
    assert len(stack) == 2
    assert psutil.wait_procs(stack, timeout=ENDS_WITHIN_S)[1] == []
    assert list(repository.temporary.iterdir()) == []


def test_a_report_holds_every_case_that_was_played(repository: Any, run: Run) -> None:
    repository.has_scenario("good")
    repository.has_scenario("bad", linked="false")

    ran = run("--report", "out/report.html")

    page = (repository.folder / "out/report.html").read_text(encoding="utf-8")
    assert ran.code == 1
    assert f"Report: {repository.folder / 'out/report.html'}" in ran.output
    assert re.findall(r"<h2>The plugin plays (\w+)</h2>", page) == ["bad", "good"]


def test_a_report_that_cannot_be_written_is_said_in_one_sentence(repository: Any, run: Run) -> None:
    repository.has_scenario("good")
    repository.has("file", "")

    ran = run("--report", "file/report.html")

    assert ran.code == 2
    assert "Choose a place with --report FILE" in ran.errors


def test_against_an_adaptor_elsewhere_nobody_is_named_in_what_is_written(
    repository: Any, start: Callable[..., Any]
) -> None:
    elsewhere = start("up", "--port-base", "0", "--json").read_ready_line()
    repository.has_scenario("one")
    repository.has_scenario("two", linked="false")
    adaptor = ("--url", elsewhere["adaptor"]["lookup_url"])
    key = ("--signing-key", elsewhere["world"]["adaptor"]["signing_key"])

    ran = repository.rma("run", *adaptor, *key, "--report", "report.html", "--artifacts", "kept")

    written = [repository.folder / "report.html", *(repository.folder / "kept").rglob("*.json")]
    texts = {path.relative_to(repository.folder).as_posix(): path.read_text(encoding="utf-8") for path in written}
    assert played(ran.output) == {"one": "✓", "two": "✗"}
    assert len(texts) == 4  # the report, two cases, the journal of the failed one
    assert [name for name, text in texts.items() if re.search(r"\bGina\b|gina\.lin", text)] == []
    assert "people are masked" in texts["report.html"]
    assert "Agent opens the profile of person 1" in texts["report.html"]


def test_a_failure_against_an_adaptor_elsewhere_is_repeated_there(repository: Any, start: Callable[..., Any]) -> None:
    elsewhere = start("up", "--port-base", "0", "--json").read_ready_line()
    url, key = elsewhere["adaptor"]["lookup_url"], elsewhere["world"]["adaptor"]["signing_key"]
    repository.has_scenario("bad", linked="false")
    failed = repository.rma("run", "--url", url, "--signing-key", key)
    [line] = re.findall(r"^Repeat it:  rma (.*)$", failed.output, re.MULTILINE)

    again = repository.rma(*line.replace("KEY", key).split())
    where_nobody_is = repository.rma(*line.replace("KEY", key).replace(url, "http://127.0.0.1:9/lookup").split())

    assert line.endswith(f" --url {url} --signing-key KEY")
    assert key not in failed.output
    assert (again.code, played(again.output)) == (1, {"bad": "✗"})
    assert difference_in(again.output) == difference_in(failed.output) != []
    assert (where_nobody_is.code, played(where_nobody_is.output)) == (0, {"bad": "✓"})  # nobody links


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        pytest.param(("--url", "adaptor"), "--url wants a URL such as https://", id="no URL"),
        pytest.param(("--url", "http://a", "--stack-url", NOBODY), "give either --url or --stack-url", id="both"),
    ],
)
def test_an_adaptor_elsewhere_needs_an_address_and_a_stack_of_its_own(
    repository: Any, flags: tuple[str, ...], sentence: str
) -> None:
    repository.has_scenario("one")

    ran = repository.rma("run", *flags)

    assert (ran.code, sentence in ran.errors) == (2, True)
