"""Cases from their set-up to their end: what counts as passed, what as failed and where, and that nothing is left."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.client import Answer, CallFailed
from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.result import Failure, Result
from rma_scenarios.engine.set_up import SetUpFailed
from rma_scenarios.errors import StackError
from rma_scenarios.format.reading import Case, read_file
from rma_scenarios.stack_links import StrangerAdaptor

Played = Callable[..., Awaitable[Result]]
Cases = Callable[..., Case]

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TEMPLATES = sorted(SCENARIOS.glob("rma_scenarios/templates/*.yaml"))

OPEN = "  - agent: {opens_profile: gina}\n"
UNSLOW = "  - returnlogic: {fails: {with: latency, latency: 5s}}\n"


def failure(result: Result) -> Failure:
    assert result.failure is not None
    return result.failure


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in TEMPLATES])
async def test_every_template_passes(triangle: Any, path: Path) -> None:
    [case] = read_file(path)

    result = await triangle.play(case)

    assert result.failure is None


async def test_a_case_that_held_has_passed_every_step(played: Played) -> None:
    result = await played(OPEN + "  - clock: {advances: 1s}\n    expect: {profile: {linked: true}}")

    assert result.is_passed
    assert [(step.outcome, step.sentence) for step in result.steps] == [
        ("passed", "The agent opens the profile of Gina Lin"),
        ("passed", "1 second passes"),
    ]
    assert result.duration_s >= sum(step.duration_ms for step in result.steps) / 1000 > 0


async def test_after_a_failed_step_nothing_is_played(played: Played) -> None:
    result = await played(OPEN + "    expect: {profile: {linked: false}}\n" + OPEN)

    assert [step.outcome for step in result.steps] == ["failed", "not played"]
    assert (failure(result).step, failure(result).path) == (0, ("steps", 0, "expect", "profile", "linked"))


async def test_what_an_earlier_step_showed_is_no_answer_of_a_later_one(played: Played) -> None:
    result = await played("  - api: {get: /healthz, to: adaptor}\n" + OPEN + "    expect: {answer: 200}")

    assert failure(result).differences[0].actual == "nothing"


@pytest.mark.parametrize(
    ("steps", "sentence", "path"),
    [
        pytest.param(
            "  - agent: {unlinks: gina}", "refused: the profile is not linked to ReturnLogic", "agent", id="refused"
        ),
        pytest.param("  - agent: {replies: Hi}", "there is no conversation to reply to yet", "agent", id="no sense"),
        pytest.param(
            "  - agent: {replies: Hi}\n    expect: {refused: {absent: false}}",
            "there is no conversation to reply to yet",
            "agent",
            id="what makes no sense is never a refusal",
        ),
    ],
)
async def test_a_step_that_cannot_be_done_fails_with_its_reason(
    played: Played, steps: str, sentence: str, path: str
) -> None:
    result = await played(steps)

    assert failure(result) == Failure(("steps", 0, path), sentence)


async def test_a_call_without_an_answer_fails_where_it_was_made(played: Played, triangle: Any) -> None:
    triangle.calls.instead["/open"] = CallFailed("POST … got no answer")

    result = await played(OPEN)

    assert failure(result) == Failure(("steps", 0, "agent"), "POST … got no answer")


@pytest.mark.parametrize(
    ("end", "body", "told"),
    [
        pytest.param("changes?wait_s=0", b"[]", "an answer had another shape than expected (TypeError: ", id="a list"),
        pytest.param(
            "changes?wait_s=0", b"{}", "an answer had another shape than expected (KeyError: 'seq')", id="a field"
        ),
        pytest.param(
            "changes?wait_s=0", b"<html>", "an answer had another shape than expected (TypeError: ", id="no JSON"
        ),
    ],
)
async def test_an_answer_of_another_shape_is_no_traceback(
    played: Played, triangle: Any, end: str, body: bytes, told: str
) -> None:
    triangle.calls.instead[end] = Answer(200, {}, body)

    result = await played(OPEN + "    eventually: {profile: {linked: true}}")

    assert failure(result).sentence.startswith(told)


async def test_a_step_that_hangs_is_named_when_the_cases_time_is_over(played: Played) -> None:
    result = await played(UNSLOW + OPEN, head="format: 1\nscenario: S\nbecause: B\nwithin: 1s\n")

    assert failure(result) == Failure(("steps", 1), "this step had not ended when the case's 1 s were over")
    assert [step.outcome for step in result.steps] == ["passed", "failed"]


async def test_an_end_that_hangs_is_named_too(triangle: Any, case: Cases) -> None:
    made = case(
        "  - clock: {advances: 1s}",
        head="format: 1\nscenario: S\nbecause: B\nwithin: 1s\n",
        rest="finally: {profile_of_gina: {linked: true}}",
    )
    stage = await triangle.open(made)
    triangle.worlds.find(stage.play.world.id).world.under_way.begin("something without end")

    result = await play_case(made, stage)

    assert failure(result) == Failure(("finally",), "the case did not end within 1 s")


async def test_the_record_is_fetched_for_failed_cases_only(played: Played) -> None:
    passed = await played(OPEN)
    failed = await played(OPEN + "    expect: {profile: {linked: false}}")

    assert (len(passed.journal), len(passed.rounds)) == (0, 0)
    assert [row["operation"] for row in failed.journal if row["operation"]][:1] == ["list_rmas"]
    assert len(failed.rounds) == 1


async def test_the_record_of_a_passed_case_is_fetched_on_request(triangle: Any, case: Cases) -> None:
    result = await triangle.play(case(OPEN), records=True)

    assert (result.is_passed, len(result.rounds)) == (True, 1)


async def test_a_record_that_cannot_be_read_is_told_beside_the_failure(played: Played, triangle: Any) -> None:
    triangle.calls.instead["rounds?limit=200"] = Answer(500, {}, b"broken")

    result = await played("  - agent: {replies: Hi}")

    assert failure(result).sentence == "there is no conversation to reply to yet"
    assert result.lost_record == "the record could not be read: the mock answered 500"


# set-up


async def test_a_world_is_gone_once_its_case_is_over(triangle: Any, case: Cases) -> None:
    stage = await triangle.open(case(OPEN))

    await stage.close()

    with pytest.raises(StackError):
        await triangle.stack.world(stage.play.world.id)
    assert not (await triangle.stack.admin.get(f"tenants/{stage.play.world.id}")).is_success


async def test_a_world_can_be_kept(triangle: Any, case: Cases) -> None:
    stage = await triangle.open(case(OPEN))

    await stage.close(keeps_world=True)

    assert (await triangle.stack.world(stage.play.world.id)).id == stage.play.world.id


async def test_a_world_gets_the_id_that_is_asked_for(triangle: Any, case: Cases) -> None:
    stage = await triangle.open(case(OPEN), world_id="w-again")

    assert (stage.play.world.id, stage.play.kept["world"]) == ("w-again", "w-again")


async def test_two_cases_have_worlds_of_their_own(triangle: Any, case: Cases) -> None:
    steps = "  - agent: {creates_profile: {name: Leo, emails: [leo@example.com]}}\n    expect: {profile: {name: Leo}}"

    results = await asyncio.gather(*(triangle.play(case(steps)) for _ in range(4)))

    assert [result.failure for result in results] == [None] * 4
    assert len({result.world_id for result in results}) == 4


async def test_a_case_may_play_in_a_world_that_is_open_already_and_leaves_it_open(triangle: Any, case: Cases) -> None:
    first = await triangle.open(case(OPEN), world_id="w-shared")
    made = case(
        "  - agent: {creates_profile: {name: Leo, as: leo}}\n  - agent: {opens_profile: leo}",
        given="given: {world: w-shared}\n",
    )

    result = await triangle.play(made)

    assert (result.failure, result.world_id) == (None, "w-shared")
    assert (await triangle.stack.world("w-shared")).id == first.play.world.id


async def test_what_others_did_before_in_a_shared_world_does_not_count(triangle: Any, case: Cases) -> None:
    first = await triangle.open(case(OPEN), world_id="w-shared")
    await first.play.world.desk.post(f"profiles/{first.play.world.profiles['gina']}/open")
    before = await first.play.world.rounds()
    steps = """  - agent: {creates_profile: {name: Leo, as: leo}}
    expect: {ledger: {lookups: 0, returnlogic_calls: 0, calls: [{operation: open_profile, count: 0}]}}
  - agent: {opens_profile: leo}
finally:
  never: [{to: returnlogic}]
  exactly_once: [{operation: open_profile}]
"""
    made = case(steps, given="given: {world: w-shared}\n")

    result = await play_case(made, await triangle.open(made), records=True)

    assert result.failure is None
    assert before
    assert [row["operation"] for row in result.journal if row["from"] == "agent"] == ["create_profile", "open_profile"]
    assert not {row["id"] for row in result.rounds} & {row["id"] for row in before}


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param("    expect: {ledger: {calls: [{operation: open_profile, count: 0}]}}\n", id="in a step"),
        pytest.param("finally: {never: [{operation: open_profile}]}\n", id="at the end"),
    ],
)
async def test_raw_calls_alone_do_not_count_it_either(triangle: Any, case: Cases, counts: str) -> None:
    first = await triangle.open(case(OPEN), world_id="w-shared")
    await first.play.world.desk.post(f"profiles/{first.play.world.profiles['gina']}/open")
    steps = f"  - api: {{get: /api/v1/customer-profiles/nobody, to: gladly}}\n{counts}"

    result = await triangle.play(case(steps, given="given: {world: w-shared}\n"))

    assert result.failure is None


async def test_raw_lookups_are_signed_in_a_world_that_somebody_else_opened(triangle: Any, case: Cases) -> None:
    await triangle.open(case(OPEN), world_id="w-shared")
    steps = "  - api: {sends_lookup: {email: a@b.example}}\n    expect: {answer: {status: 200}}"

    result = await triangle.play(case(steps, given="given: {world: w-shared}\n"))

    assert result.failure is None


async def test_raw_lookups_need_a_world_with_a_lookup_app(triangle: Any, case: Cases) -> None:
    await triangle.stack.open_bare_world({"id": "w-bare"})
    made = case("  - api: {sends_lookup: {email: a@b.example}}", given="given: {world: w-bare}\n")

    result = await triangle.play(made)

    assert failure(result).sentence == "this world has no lookup app, so there is no adaptor to ask"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param("given: {world: w-gone}\n", "w-gone", id="a world that is not there"),
        pytest.param(
            "given: {people: {gina: {name: G, email: g@x.example}, omar: {name: O, email: g@x.example}}}\n",
            "g@x.example",
            id="two people with one e-mail",
        ),
        pytest.param(
            "given: {adaptor: {max_cards: -1}}\n", "the adaptor refused the tenant", id="the adaptor's settings"
        ),
    ],
)
async def test_a_world_that_does_not_open_says_why(triangle: Any, case: Cases, given: str, told: str) -> None:
    with pytest.raises(SetUpFailed, match=told):
        await triangle.open(case("  - clock: {advances: 1s}", given=given))


async def test_a_stack_that_is_gone_says_so(triangle: Any, case: Cases) -> None:
    triangle.calls.instead["/_mock/worlds"] = CallFailed("POST … got no answer")

    with pytest.raises(SetUpFailed, match="got no answer"):
        await triangle.open(case(OPEN))


async def test_a_world_that_is_gone_already_is_no_failure_at_the_end(triangle: Any, case: Cases) -> None:
    stage = await triangle.open(case(OPEN))
    triangle.calls.instead["?leave_adaptor=true"] = CallFailed("DELETE … got no answer")

    await stage.close()

    assert triangle.calls.made[-1] == ("DELETE", f"{stage.play.world.control.url}?leave_adaptor=true")


async def test_cases_of_one_foreign_adaptor_wait_for_each_other(triangle: Any, case: Cases) -> None:
    own = triangle.stack.links.adaptor_url
    given = f"given: {{adaptor: {{url: '{own}/t/foreign/lookup', signing_key: k}}}}\n"
    first = await triangle.open(case("  - clock: {advances: 1s}", given=given))

    second = asyncio.create_task(triangle.open(case("  - clock: {advances: 1s}", given=given)))

    done, _ = await asyncio.wait([second], timeout=0.2)
    assert not done
    await first.close()
    await (await second).close()


async def test_a_foreign_adaptor_is_asked_and_gets_no_tenant(triangle: Any, case: Cases) -> None:
    people = "{gina: {name: G, email: g@x.example}}"
    made = case(OPEN, given=f"given: {{adaptor: {{url: 'http://127.0.0.1:1/lookup'}}, people: {people}}}\n")
    stage = await triangle.open(made)

    result = await play_case(made, stage, records=True)

    await stage.close()
    assert [row["path"] for row in result.journal if row["operation"] == "auto_link"] == ["/lookup"]
    assert not [url for method, url in triangle.calls.made if "/tenants/" in url and method == "PUT"]


async def test_a_stack_with_a_foreign_adaptor_uses_it_in_every_world(triangle: Any) -> None:
    world = await triangle.stack.open_world(stranger=StrangerAdaptor("http://127.0.0.1:1/lookup", "k"), customers=0)

    assert (world.app["url"], world.signing_key, world.admin) == ("http://127.0.0.1:1/lookup", "k", None)
