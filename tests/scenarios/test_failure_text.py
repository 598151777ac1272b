"""What is shown of a failed case: enough to understand it without looking anywhere else."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.engine.failure import failure_text, side_by_side
from rma_scenarios.engine.matching import Difference
from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.result import Result
from rma_scenarios.format.reading import Case, read_text
from rma_scenarios.replay import read_token

Played = Callable[..., Awaitable[Result]]

STEPS = """\
  - clock: {advances: 1s}
  - agent: {opens_profile: gina}
    expect:
      profile: {linked: true, attributes: {rmaStatus: Delivered, rmaCount: '2'}}
  - agent: {unlinks: gina}"""

SHOWN = """\
story.scenario.yaml:16: The agent sees why a shopper writes
  because: Nobody wants to ask a shopper for a number that we have

  ✓ 1. 1 second passes
  ✗ 2. The agent opens the profile of Gina Lin
  · 3. The agent unlinks the profile of Gina Lin

     14 |   - agent: {opens_profile: gina}
     15 |     expect:
  >  16 |       profile: {linked: true, attributes: {rmaStatus: Delivered, rmaCount: '2'}}
     17 |   - agent: {unlinks: gina}

  what                          expected   actual
  profile.attributes.rmaStatus  Delivered  In Transit
  profile.attributes.rmaCount   2          1

Verdicts
  ✓ Profile opened: Linked. ReturnLogic returned exactly one customer, with the same e-mail. (GL-LINK-1)"""


async def test_a_failure_shows_place_steps_lines_differences_and_verdicts(played: Played) -> None:
    text = failure_text(await played(STEPS))

    assert text.partition(" What would change it")[0] == SHOWN


async def test_a_failure_shows_who_called_whom(played: Played) -> None:
    text = failure_text(await played(STEPS))

    flow = text[text.index("\nFlow\n") :]
    assert "Gladly asks the lookup adaptor: who has gina.lin@example.com?" in flow
    assert "Profile opened: Linked" not in flow


async def test_a_failure_ends_with_the_token_that_repeats_it(played: Played) -> None:
    result = await played(STEPS)

    last = failure_text(result).splitlines()[-1]

    assert last.startswith("Repeat it:  rma replay rma1.")
    found = read_token(last.rpartition(" ")[2])
    assert (found.case(), found.world_id) == (result.case, result.world_id)


async def test_no_secret_of_the_world_stands_in_a_failure(triangle: Any, case: Callable[..., Case]) -> None:
    stage = await triangle.open(case(STEPS))
    world, links = stage.play.world, triangle.stack.links
    secrets = [world.signing_key, world.links["returnlogic"]["api_key"], world.links["gladly"]["api_token"]]

    text = failure_text(await play_case(case(STEPS), stage))

    assert [secret for secret in [*secrets, links.control_token, links.admin_token] if secret in text] == []


async def test_a_step_that_cannot_be_done_shows_its_sentence(played: Played) -> None:
    text = failure_text(await played("  - agent: {replies: Hello}"))

    assert "\n\n  there is no conversation to reply to yet\n\nRepeat it:" in text
    assert "expected" not in text


async def test_a_failure_at_the_end_points_at_finally(played: Played) -> None:
    result = await played("  - agent: {opens_profile: gina}", rest="finally: {ledger: {lookups: 0}}")

    text = failure_text(result)

    assert "\n  >  14 | finally: {ledger: {lookups: 0}}\n" in text
    assert "\n  what            expected  actual\n  ledger.lookups  0         2\n" in text


async def test_a_record_that_was_lost_is_told(played: Played) -> None:
    result = await played("  - agent: {replies: Hello}")
    result.lost_record = "the record could not be read: gone"

    text = failure_text(result)

    assert "\n\n  the record could not be read: gone\n\n" in text


async def test_a_case_of_a_matrix_points_at_its_own_value(triangle: Any) -> None:
    text = (
        "format: 1\nscenario: S\nbecause: B\nmatrix:\n  - {name: Ana}\n  - {name: Ben}\nsteps:\n"
        "  - agent: {creates_profile: {name: Ben}}\n    expect: {profile: {name: <name>}}\n"
    )
    ana, ben = read_text(text, Path("names.scenario.yaml"))

    shown = failure_text(await triangle.play(ana))

    assert shown.startswith("names.scenario.yaml:5: S\n")
    assert "\n  >   5 |   - {name: Ana}\n" in shown
    assert (await triangle.play(ben)).is_passed


def lines(*found: Difference) -> list[str]:
    return list(side_by_side(found))


def test_differences_stand_side_by_side() -> None:
    found = lines(Difference(("steps", 0, "expect", "profile", "name"), "Gina", "Omar"), Difference(("a",), "1", "2"))

    assert found == [
        "  what          expected  actual",
        "  profile.name  Gina      Omar",
        "  a             1         2",
    ]


def test_long_values_go_on_below() -> None:
    found = lines(Difference(("a",), " ".join(["word"] * 20), "short"))

    assert found == [
        "  what  expected                                      actual",
        "  a     word word word word word word word word word  short",
        "        word word word word word word word word word",
        "        word word",
    ]


def test_a_long_word_is_not_torn() -> None:
    found = lines(Difference(("a",), "x" * 60, "y"))

    assert found[1] == f"  a     {'x' * 60}  y"


def test_a_hint_stands_behind_what_was_found() -> None:
    found = lines(Difference(("a",), "2", "2", "the value is text; write it in quotes"))

    assert found[1] == "  a     2         2 (the value is text; write it in quotes)"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        pytest.param(("steps", 3, "expect", "profile", "cards", 0), "profile.cards.0", id="in a step"),
        pytest.param(("steps", 3, "expect"), "steps.3.expect", id="a step's whole expectation"),
        pytest.param(("finally", "ledger", "lookups"), "ledger.lookups", id="at the end"),
        pytest.param((), "step", id="nowhere"),
    ],
)
def test_what_differs_is_named_without_what_the_lines_above_show(path: tuple[str | int, ...], what: str) -> None:
    assert lines(Difference(path, "1", "2"))[1].split()[0] == what


def test_only_a_failed_case_has_a_failure_text(case: Callable[..., Case]) -> None:
    with pytest.raises(AssertionError, match="only a failed case has a failure"):
        failure_text(Result(case("  - clock: {advances: 1s}"), "w", "http://x.test", []))
