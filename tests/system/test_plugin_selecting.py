"""Which cases a pytest run plays: node ids, tags, -k, --lf, shards."""

import re
from typing import Any

import pytest

from rma_scenarios.stack import Stack

TWO_CASES = "matrix: [{case: good, linked: true}, {case: bad, linked: false}]"
TEN_CASES = "matrix: {place: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}\ntags: [many]"


def collected(output: str) -> list[str]:
    return re.findall(r"^\S+::\S+$", output, re.MULTILINE)


def test_a_case_is_called_by_its_file_and_what_tells_it_from_its_siblings(repository: Any) -> None:
    repository.has_scenario("one")
    repository.has_scenario("sub/many", head=TWO_CASES, linked="<linked>")

    ran = repository.pytest("--collect-only", "-q")

    assert sorted(collected(ran.output)) == [
        "one.scenario.yaml::one",
        "sub/many.scenario.yaml::many[bad]",
        "sub/many.scenario.yaml::many[good]",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["many.scenario.yaml::many[good]"], id="by node id"),
        pytest.param(["-k", "many and good"], id="by -k"),
        pytest.param(["-m", "returns and not slow", "--strict-markers"], id="by tags"),
    ],
)
def test_one_case_can_be_chosen(repository: Any, stack: Stack, arguments: list[str]) -> None:
    repository.has_scenario("one", head="tags: [returns, slow]")
    repository.has_scenario("two")
    repository.has_scenario("many", head=f"{TWO_CASES}\ntags: [returns]", linked="<linked>")
    if "-m" in arguments:
        repository.has_scenario("many", head="matrix: [{case: good, linked: true}]\ntags: [returns]", linked="<linked>")

    ran = repository.pytest("--stack-url", stack.url, *arguments)

    assert (ran.code, ran.verdicts) == (0, {"many[good]": "passed"})


def test_the_last_failed_case_alone_is_played_again(repository: Any, stack: Stack) -> None:
    repository.has_scenario("one")
    repository.has_scenario("many", head=TWO_CASES, linked="<linked>")
    first = repository.pytest("--stack-url", stack.url)

    again = repository.pytest("--stack-url", stack.url, "--lf")

    assert first.verdicts == {"one": "passed", "many[good]": "passed", "many[bad]": "failure"}
    assert again.verdicts == {"many[bad]": "failure"}


def test_shards_part_the_cases_alike_in_any_order(repository: Any) -> None:
    repository.has_scenario("many", head=TEN_CASES, before="- clock: {advances: <place>s}")
    repository.has_scenario("one")
    repository.has("test_python.py", "def test_python(): pass")
    shuffled = [
        repository.start_pytest("--collect-only", "-q", "--shard", f"{part}/3", "--randomly-seed", str(part))
        for part in (1, 2, 3)
    ]
    in_order = repository.start_pytest("--collect-only", "-q", "--shard", "2/3", "-p", "no:randomly")

    parts = [set(collected(process.communicate()[0])) for process in [*shuffled, in_order]]

    everywhere = {"test_python.py::test_python"}
    assert parts[0] & parts[1] & parts[2] == everywhere
    assert [len(part - everywhere) for part in parts] == [4, 4, 3, 4]
    assert len((parts[0] | parts[1] | parts[2]) - everywhere) == 11
    assert parts[3] == parts[1]


@pytest.mark.parametrize(
    ("shard", "workers"),
    [
        pytest.param("0/3", [], id="none of three"),
        pytest.param("4/3", ["-n", "2"], id="the fourth of three, with workers"),
    ],
)
def test_a_shard_that_cannot_be_is_a_usage_error(repository: Any, shard: str, workers: list[str]) -> None:
    repository.has_scenario("one")

    ran = repository.pytest("--shard", shard, *workers)

    assert ran.code == pytest.ExitCode.USAGE_ERROR
    assert f"--shard wants I/N with I from 1 to N, such as 1/4, not '{shard}'" in ran.errors
    assert "Traceback" not in ran.output + ran.errors


def test_a_shard_of_workers_plays_its_part(repository: Any, stack: Stack) -> None:
    repository.has_scenario("many", head=TEN_CASES, before="- clock: {advances: <place>s}")

    ran = repository.pytest("--stack-url", stack.url, "--shard", "1/2", "-n", "2")

    assert (ran.code, sorted(ran.verdicts)) == (0, sorted(f"many[{place}]" for place in (10, 2, 4, 6, 8)))


def test_a_tag_that_would_be_an_order_to_pytest_is_refused(repository: Any) -> None:
    repository.has_scenario("one", head="tags: [skip]")

    ran = repository.pytest()

    assert ran.verdicts == {"one": "failure"}
    assert (
        "one.scenario.yaml:4:8: tags must not be skip, which pytest takes as an order"
        in ran.cases["one"].find("failure").text
    )
