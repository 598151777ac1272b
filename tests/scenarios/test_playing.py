"""Playing cases as rma run does: several at once, told in their order, with what they leave behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.client import CallFailed
from rma_scenarios.commands.playing import Wish, play_all
from rma_scenarios.format.reading import Case, read_text

MATRIX = """\
format: 1
scenario: Anybody gets a profile
because: Everybody matters
matrix: {name: [Ana, Ben, Cem]}
steps:
  - agent: {creates_profile: {name: <name>}}
    expect: {profile: {name: {is_not: Ben}}}
"""


@pytest.fixture
def cases() -> list[Case]:
    return read_text(MATRIX, Path("people.scenario.yaml"))


def marks(told: str) -> list[str]:
    """Return the line of each case without its time."""
    return [line.partition(" (")[0] for line in told.splitlines() if line[:1] in {"✓", "✗"}]


def files_in(folder: Path) -> dict[str, Any]:
    return {
        path.relative_to(folder).as_posix(): json.loads(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.json")
    }


async def test_cases_are_told_in_their_order_and_counted(triangle: Any, cases: list[Case], capsys: Any) -> None:
    numbers = await play_all(cases, triangle.stack, Wish())

    told = capsys.readouterr().out
    assert numbers == (2, 1)
    assert marks(told) == [
        "✓ people.scenario.yaml::people[ana]",
        "✗ people.scenario.yaml::people[ben]",
        "✓ people.scenario.yaml::people[cem]",
    ]
    assert told.splitlines()[-1].startswith("2 passed, 1 failed in ")


async def test_a_failed_case_shows_why(triangle: Any, cases: list[Case], capsys: Any) -> None:
    await play_all(cases[1:2], triangle.stack, Wish())

    told = capsys.readouterr().out
    assert "people.scenario.yaml:7: Anybody gets a profile" in told
    assert "Repeat it:  rma replay rma1." in told
    assert "Its world is open" not in told


async def test_playing_can_stop_at_the_first_failure(triangle: Any, cases: list[Case], capsys: Any) -> None:
    numbers = await play_all(cases, triangle.stack, Wish(stops_early=True))

    told = capsys.readouterr().out
    assert (numbers, len(marks(told))) == ((1, 1), 2)
    assert "Stopped at the first failure, people.scenario.yaml::people[ben]." in told


@pytest.mark.parametrize(("keeps", "left"), [(True, 1), (False, 0)], ids=["kept", "not kept"])
async def test_the_world_of_a_failed_case_stays_open_when_it_shall_be_kept(
    triangle: Any,
    cases: list[Case],
    capsys: Any,
    *,
    keeps: bool,
    left: int,
) -> None:
    await play_all(cases, triangle.stack, Wish(keeps=keeps))

    told = capsys.readouterr().out
    assert len(list(triangle.worlds)) == left
    assert told.count("Its world is open:  http://127.0.0.1:8701/w/") == left


async def test_a_case_whose_world_does_not_open_fails_with_its_reason(
    triangle: Any, cases: list[Case], capsys: Any
) -> None:
    triangle.calls.instead["/_mock/worlds"] = CallFailed("POST … got no answer")

    numbers = await play_all(cases[:1], triangle.stack, Wish())

    assert numbers == (0, 1)
    assert "Nothing was played, because POST … got no answer" in capsys.readouterr().out


async def test_a_case_is_played_in_the_world_that_is_asked_for(triangle: Any, cases: list[Case]) -> None:
    await play_all(cases[1:2], triangle.stack, Wish(keeps=True, world_id="w-again"))

    assert [found.world.id for found in triangle.worlds] == ["w-again"]


async def test_a_case_whose_world_was_kept_open_is_played_in_a_new_one(
    triangle: Any, cases: list[Case], capsys: Any
) -> None:
    wish = Wish(keeps=True, world_id="w-again")
    await play_all(cases[1:2], triangle.stack, wish)

    numbers = await play_all(cases[1:2], triangle.stack, wish)

    kept = [found.world.id for found in triangle.worlds]
    assert numbers == (0, 1)
    assert (kept[0], len(set(kept))) == ("w-again", 2)
    assert capsys.readouterr().err == "The world w-again is still open, so the case is played in a new one.\n"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://a.example.com/lookup", "https://a.example.com/lookup", id="as it is"),
        pytest.param("https://me:hidden@a.example.com", "https://me:PASSWORD@a.example.com", id="without its password"),
        pytest.param("https://a.example.com?token=hidden&x=1", "'https://a.example.com?token=••••••&x=1'", id="quoted"),
    ],
)
async def test_a_failure_against_an_adaptor_elsewhere_is_repeated_there(
    triangle: Any, cases: list[Case], capsys: Any, url: str, shown: str
) -> None:
    await play_all(cases[1:2], triangle.stack, Wish(adaptor_url=url, signing_key="hidden"))

    told = capsys.readouterr().out
    [line] = [line for line in told.splitlines() if line.startswith("Repeat it:")]
    assert line.endswith(f" --url {shown} --signing-key KEY")
    assert "hidden" not in told


async def test_report_data_and_journals_are_left_behind(triangle: Any, cases: list[Case], tmp_path: Path) -> None:
    await play_all(cases, triangle.stack, Wish(artifacts=tmp_path))

    written = files_in(tmp_path)
    failed = written["cases/people.scenario.yaml-people-ben.json"]
    assert set(written) == {
        "cases/people.scenario.yaml-people-ana.json",
        "cases/people.scenario.yaml-people-ben.json",
        "cases/people.scenario.yaml-people-cem.json",
        "journals/people.scenario.yaml-people-ben.json",
    }
    assert (failed["outcome"], failed["steps"][0]["outcome"], failed["text"]) == ("failed", "failed", MATRIX)
    assert failed["failure"].startswith("people.scenario.yaml:7: ")
