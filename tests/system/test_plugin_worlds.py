"""What stays of a run's worlds: nothing but what somebody asked to keep."""

import json
import re
from typing import Any

import httpx
import pytest

from rma_scenarios.stack import Stack

VISIT = """\
format: 1
scenario: A visit
because: Somebody looks on
given: {world: here}
steps: [{clock: {advances: 1s}}]
"""


def status_of_world(stack: Stack, world_id: str) -> int:
    headers = {"Authorization": f"Bearer {stack.links.control_token}"}
    return httpx.get(f"{stack.links.control_url}/worlds/{world_id}", headers=headers).status_code


def status_of_tenant(stack: Stack, world_id: str) -> int:
    headers = {"Authorization": f"Bearer {stack.links.admin_token}"}
    return httpx.get(f"{stack.links.admin_url}/tenants/{world_id}", headers=headers).status_code


def world_of(repository: Any, name: str) -> str:
    """Read from a case's record in which world it was played."""
    record = (repository.folder / f"out/cases/{name}.scenario.yaml-{name}.json").read_text()
    [world_id] = set(re.findall(r"/t/(w-[0-9a-f]+)/lookup", record))
    return world_id


@pytest.mark.parametrize("workers", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="two workers")])
def test_keep_leaves_the_worlds_of_failed_cases_open_and_says_where(
    repository: Any, stack: Stack, workers: list[str]
) -> None:
    repository.has_scenario("good")
    repository.has_scenario("bad", linked="false")

    ran = repository.pytest("--stack-url", stack.url, "--keep", "--artifacts", "out", *workers)

    good, bad = world_of(repository, "good"), world_of(repository, "bad")
    desk_url = f"{stack.links.gladly_url}/w/{bad}/desk"
    assert f"Its world is open:  {desk_url}" in ran.cases["bad"].find("failure").text
    assert f"bad.scenario.yaml::bad\n  {desk_url}\n" in ran.output.partition("worlds that are kept open")[2]
    assert httpx.get(desk_url).status_code == 200
    assert (status_of_world(stack, bad), status_of_tenant(stack, bad)) == (200, 200)
    assert (status_of_world(stack, good), status_of_tenant(stack, good)) == (404, 404)


def test_without_keep_every_world_is_closed(repository: Any, stack: Stack) -> None:
    repository.has_scenario("good")
    repository.has_scenario("bad", linked="false")

    ran = repository.pytest("--stack-url", stack.url, "--artifacts", "out")

    worlds = [world_of(repository, name) for name in ("good", "bad")]
    assert ran.code == 1
    assert {status(stack, world) for world in worlds for status in (status_of_world, status_of_tenant)} == {404}


def test_a_world_that_a_scenario_only_visits_stays_open(repository: Any, stack: Stack) -> None:
    repository.has("visit.scenario.yaml", VISIT)
    headers = {"Authorization": f"Bearer {stack.links.control_token}"}
    opened = httpx.post(f"{stack.links.control_url}/worlds", json={"id": "here"}, headers=headers)

    ran = repository.pytest("--stack-url", stack.url)

    assert (opened.status_code, ran.code, status_of_world(stack, "here")) == (201, 0, 200)
    httpx.delete(f"{stack.links.control_url}/worlds/here", headers=headers)


def test_artifacts_are_a_record_of_each_case_and_journals_of_failed_ones(repository: Any, stack: Stack) -> None:
    repository.has_scenario("good", head="tags: [returns]\nrules: [GL-LINK-1]")
    repository.has_scenario("bad", linked="false")

    repository.pytest("--stack-url", stack.url, "--artifacts", "out/deep")

    out = repository.folder / "out" / "deep"
    cases = {path.name: json.loads(path.read_text()) for path in (out / "cases").iterdir()}
    good, bad = cases["good.scenario.yaml-good.json"], cases["bad.scenario.yaml-bad.json"]
    assert len(cases) == 2
    assert (good["id"], good["outcome"], good["failure"]) == ("good.scenario.yaml::good", "passed", None)
    assert (good["tags"], good["rules"]) == (["returns"], ["GL-LINK-1"])
    assert [step["outcome"] for step in bad["steps"]] == ["failed"]
    assert "rma replay rma1." in bad["failure"]
    [journal] = (out / "journals").iterdir()
    assert journal.name == "bad.scenario.yaml-bad.json"
    assert {row["operation"] for row in json.loads(journal.read_text())["journal"]} >= {"auto_link", "detailed"}


def test_the_journal_of_a_case_that_holds_again_goes(repository: Any, stack: Stack) -> None:
    repository.has_scenario("one", linked="false")
    repository.pytest("--stack-url", stack.url, "--artifacts", "out")
    repository.has_scenario("one")

    repository.pytest("--stack-url", stack.url, "--artifacts", "out")

    assert [path.name for path in repository.folder.glob("out/*/*")] == ["one.scenario.yaml-one.json"]


def test_cases_with_long_names_have_artifacts_too(repository: Any, stack: Stack) -> None:
    names = ["x" * 290, "x" * 290 + "y"]
    repository.has_scenario("many", head=f"matrix: {{name: {names}}}", before="- api: {get: /api/v1/<name>}")

    ran = repository.pytest("--stack-url", stack.url, "--artifacts", "out")

    assert ran.code == 0
    assert len(list(repository.folder.glob("out/cases/*"))) == 2


@pytest.mark.parametrize("workers", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="two workers")])
@pytest.mark.parametrize(
    ("option", "place"),
    [
        pytest.param("--artifacts DIR", "pytest.ini", id="artifacts in a file"),
        pytest.param("--artifacts DIR", "pytest.ini/deep", id="artifacts below a file"),
        pytest.param("--report FILE", "pytest.ini/report.html", id="a report below a file"),
        pytest.param("--report FILE", f"{'x' * 300}.html", id="a report with too long a name"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_played(
    repository: Any, option: str, place: str, workers: list[str]
) -> None:
    repository.has_scenario("one")

    ran = repository.pytest(option.split(maxsplit=1)[0], place, *workers)

    why = "File name too long" if "xxx" in place else "Not a directory"
    assert ran.code == pytest.ExitCode.USAGE_ERROR
    assert ran.errors.strip() == f"ERROR: cannot write {place}: {why}. Choose a place with {option}."


@pytest.mark.parametrize("workers", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="two workers")])
def test_one_report_holds_the_cases_of_all_workers(repository: Any, stack: Stack, workers: list[str]) -> None:
    repository.has_scenario("a")
    repository.has_scenario("b", linked="false")
    repository.has_scenario("c")

    ran = repository.pytest("--stack-url", stack.url, *workers, "--report", "out/report.html")

    page = (repository.folder / "out/report.html").read_text(encoding="utf-8")
    titles = re.findall(r"<h2>The plugin plays (\w)</h2>", page)
    assert (ran.code, titles[0], sorted(titles)) == (1, "b", ["a", "b", "c"])
    assert page.count("<svg") >= 3
    assert repository.leftovers() == []


def test_under_pdb_the_way_to_the_open_world_is_shown(repository: Any, stack: Stack) -> None:
    repository.has_scenario("bad", linked="false")

    ran = repository.pytest("--stack-url", stack.url, "--pdb")

    [url] = re.findall(r"Its world is open while pdb waits: +(\S+)", ran.output)
    assert ran.output.index(url) < ran.output.index("entering PDB")
    assert httpx.get(url).status_code == 404
