"""What administrators, the clock, the vendors' failures and raw calls do, on the real applications in one process."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rma_scenarios.client import Answer
from rma_scenarios.engine.subjects import subject, verdicts
from rma_scenarios.verbs.play import CannotPlay, Play, Refused

Act = Callable[..., Awaitable[Play]]

OPEN = "  - agent: {opens_profile: gina}\n"
MANY = "given:\n  people:\n    gina: {name: Gina Lin, email: gina.lin@example.com}\n  rmas:\n    jacket: {of: gina}\n"


def answer(play: Play) -> Answer:
    assert play.shown.answer is not None
    return play.shown.answer


async def linked(play: Play) -> bool:
    shown = await subject(play, "profile")
    assert isinstance(shown["linked"], bool)
    return shown["linked"]


# the administrator


async def test_auto_linking_can_be_switched_off_and_on(act: Act) -> None:
    off = "  - admin: {sets_app: {auto_linking: []}}\n"

    assert not await linked(await act(off + OPEN))
    assert await linked(await act(off + "  - admin: {sets_app: {auto_linking: [emails]}}\n" + OPEN))


async def test_an_app_that_is_not_active_is_not_asked(act: Act) -> None:
    play = await act("  - admin: {sets_app: {active: false}}\n" + OPEN)

    assert not await linked(play)


@pytest.mark.parametrize("whom", ["gina", "{}"], ids=["one person", "everybody"])
async def test_the_adaptor_can_be_made_to_forget(act: Act, whom: str) -> None:
    play = await act(f"{OPEN}  - admin: {{makes_adaptor_forget: {whom}}}\n{OPEN}")

    rows = await play.world.journal()
    assert [row["operation"] for row in rows].count("list_rmas") == 2


async def test_rows_that_are_young_enough_are_not_asked_for_again(act: Act) -> None:
    play = await act(OPEN + OPEN)

    rows = await play.world.journal()
    assert [row["operation"] for row in rows].count("list_rmas") == 1


@pytest.mark.parametrize(
    "step", ["admin: {makes_adaptor_forget: gina}", "api: {get: /tenants, to: adaptor_admin}"], ids=["forget", "api"]
)
async def test_an_adaptor_of_somebody_else_cannot_be_administered(act: Act, step: str) -> None:
    given = MANY + "  adaptor: {url: 'http://127.0.0.1:1/administered'}\n"

    with pytest.raises(CannotPlay, match=r"^only our own adaptor "):
        await act(f"  - {step}", given=given)


# time


@pytest.mark.parametrize(
    ("steps", "now"),
    [
        pytest.param("  - clock: {advances: 3d}", "2026-03-05T15:00:00", id="advances"),
        pytest.param("  - clock: {moves_to: '2026-12-24T18:00:00+01:00'}", "2026-12-24T17:00:00", id="moves to"),
    ],
)
async def test_time_moves_as_told(act: Act, steps: str, now: str) -> None:
    play = await act(f"  - clock: {{freezes: true}}\n{steps}")

    clock = await play.ask(play.world.control, "GET", "clock")
    assert clock["now"].startswith(now)


async def test_time_passes_until_the_next_thing_is_due(act: Act) -> None:
    fails = "  - returnlogic: {fails: {with: maintenance, lasts: 30m}}\n"

    play = await act(fails + "  - clock: {to_next_event: true}\n" + OPEN)

    assert await linked(play)


async def test_time_that_has_nothing_due_is_refused(act: Act) -> None:
    with pytest.raises(Refused, match="nothing is due"):
        await act("  - clock: {to_next_event: true}")


async def test_time_stands_still_and_goes_on(act: Act) -> None:
    frozen = await act("  - clock: {freezes: true}")
    going = await act("  - clock: {freezes: true}\n  - clock: {freezes: false}")

    assert (await frozen.ask(frozen.world.control, "GET", "clock"))["is_frozen"] is True
    assert (await going.ask(going.world.control, "GET", "clock"))["is_frozen"] is False


# how services fail


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        pytest.param(
            "returnlogic: {fails: {with: status, status: 502, times: 2, path: '/v1/*'}}",
            [{"lane": "returnlogic", "kind": "status", "path": "/v1/*", "times": 2, "status": 502, "latency_ms": 0}],
            id="an error, twice, for some calls",
        ),
        pytest.param(
            "returnlogic: {fails: {with: latency, latency: 1.5s}}",
            [{"lane": "returnlogic", "kind": "latency", "path": "*", "times": None, "status": 500, "latency_ms": 1500}],
            id="slow until it recovers",
        ),
        pytest.param(
            "gladly: {fails: {with: maintenance, times: 1}}",
            [{"lane": "gladly", "kind": "maintenance", "path": "*", "times": 1, "status": 500, "latency_ms": 0}],
            id="Gladly's maintenance",
        ),
        pytest.param(
            "returnlogic: {fails: {with: reset, percent: 30, times: 5}}",
            [{"kind": "reset", "percent": 30, "times": 5, "begins_at": None, "ends_at": None}],
            id="some of the calls",
        ),
        pytest.param(
            "clock: {freezes: true}\n  - clock: {moves_to: '2026-03-02T15:00:00Z'}\n"
            "  - returnlogic: {fails: {with: drip, latency: 100ms, begins_in: 1h, lasts: 30m}}",
            [
                {
                    "kind": "drip",
                    "latency_ms": 100,
                    "state": "to come",
                    "begins_at": "2026-03-02T16:00:00.000Z",
                    "ends_at": "2026-03-02T16:30:00.000Z",
                }
            ],
            id="for a while, later",
        ),
        pytest.param("gladly: {fails: status}\n  - returnlogic: {recovers: true}", [], id="everything recovers"),
        pytest.param("returnlogic: {fails: truncated}\n  - gladly: {recovers: true}", [], id="whoever recovers"),
    ],
)
async def test_a_failure_is_scripted_and_cleared(act: Act, step: str, faults: list[dict[str, Any]]) -> None:
    play = await act(f"  - {step}")

    listed = (await play.ask(play.world.control, "GET", "faults"))["faults"]
    assert [{name: row[name] for name in wanted} for row, wanted in zip(listed, faults, strict=True)] == faults


@pytest.mark.parametrize(
    "fault",
    [
        *("status", "rate_limited", "maintenance", "expired_token", "malformed", "truncated", "content_type"),
        *("reset", "answer_lost"),
    ],
)
async def test_nobody_is_linked_while_returnlogic_fails(act: Act, fault: str) -> None:
    play = await act(f"  - returnlogic: {{fails: {fault}}}\n{OPEN}")

    assert not await linked(play)


async def test_a_revoked_key_keeps_the_adaptor_out(act: Act) -> None:
    play = await act(f"  - returnlogic: {{revokes_key: true}}\n{OPEN}")

    assert not await linked(play)
    assert next(row["status"] for row in await play.world.journal() if row["operation"] == "list_rmas") == 401


# raw calls


@pytest.mark.parametrize(
    ("step", "status"),
    [
        pytest.param("{get: '/api/v1/customer-profiles?email=gina.lin@example.com'}", 200, id="Gladly's REST API"),
        pytest.param(
            "{get: '/api/v1/customer-profiles?email=x@example.com', credentials: false}", 401, id="without key"
        ),
        pytest.param("{get: '/v1/rmas?email=gina.lin@example.com', to: returnlogic}", 200, id="ReturnLogic's API"),
        pytest.param("{get: v1/rmas, to: returnlogic, credentials: false}", 401, id="a path without its slash"),
        pytest.param("{get: /healthz, to: adaptor}", 200, id="the adaptor"),
        pytest.param("{get: /tenants/<world>, to: adaptor_admin}", 200, id="the adaptor's admin API"),
        pytest.param("{get: /tenants/<world>, to: adaptor_admin, credentials: false}", 401, id="without token"),
        pytest.param("{get: /worlds/<world>/clock, to: control}", 200, id="the control API"),
        pytest.param("{post: /worlds/<world>/clock, to: control, json: {advance_s: 5}}", 200, id="with JSON"),
        pytest.param("{post: /worlds/<world>/clock, to: control, body: '{'}", 400, id="with what is no JSON"),
        pytest.param("{delete: /worlds/<world>/faults, to: control}", 204, id="delete"),
        pytest.param("{put: /nothing}", 404, id="put"),
        pytest.param("{patch: /nothing}", 404, id="patch"),
        pytest.param("{get: /healthz, to: adaptor, headers: {Host: x, X-Any: <world>}}", 200, id="with headers"),
    ],
)
async def test_a_raw_call_gets_whatever_answer_there_is(act: Act, step: str, status: int) -> None:
    play = await act(f"  - api: {step}")

    assert answer(play).status == status


async def test_values_are_kept_for_later_calls(act: Act) -> None:
    create = "{post: /api/v1/customer-profiles, json: {name: Leo, emails: [{original: leo@example.com}]}, "
    steps = f"  - api: {create}keep: {{place: headers.location}}}}\n  - api: {{get: <place>, keep: {{who: body.name}}}}"

    play = await act(f"{steps}\n  - api: {{get: '/x/<who>/<world>'}}")

    assert (play.kept["who"], play.kept["world"]) == ("Leo", play.world.id)


async def test_a_value_of_a_list_is_kept_by_its_place(act: Act) -> None:
    play = await act(
        "  - api: {get: '/v1/rmas?email=gina.lin@example.com', to: returnlogic, keep: {number: body.data.0.rlRmaId}}"
    )

    assert play.kept["number"] == play.rma_id("jacket")


@pytest.mark.parametrize("spot", ["body.data", "body.data.7.x", "body.data.0.nothing.x", "headers.x-nothing"])
async def test_only_a_single_value_can_be_kept(act: Act, spot: str) -> None:
    with pytest.raises(CannotPlay, match=r"^the answer \(200\) has no "):
        await act(f"  - api: {{get: '/v1/rmas?email=gina.lin@example.com', to: returnlogic, keep: {{a: {spot}}}}}")


@pytest.mark.parametrize(
    ("lookup", "status"),
    [
        pytest.param("", 200, id="correctly signed"),
        pytest.param(", kind: auto_link", 200, id="an auto-link"),
        pytest.param(", kind: manual_search", 200, id="a manual search"),
        pytest.param(", signed: false", 401, id="unsigned"),
        pytest.param(", key: another", 401, id="signed with another key"),
        pytest.param(", age: 10m", 401, id="too old"),
        pytest.param(", age: 1m", 200, id="a little old"),
        pytest.param(", ahead: 10m", 401, id="from the future"),
        pytest.param(", tampers: body", 401, id="another body"),
        pytest.param(", tampers: path", 401, id="another path"),
        pytest.param(", tampers: time", 401, id="another time"),
        pytest.param(", tampers: signature", 401, id="another signature"),
        pytest.param(", tampers: signature, signed: false", 401, id="a signature that is none"),
    ],
)
async def test_the_adaptor_answers_a_lookup_only_when_it_is_signed_well(act: Act, lookup: str, status: int) -> None:
    play = await act(f"  - api: {{sends_lookup: {{email: gina.lin@example.com{lookup}}}}}")

    assert answer(play).status == status


async def test_a_raw_lookup_stands_in_the_ledger_without_its_signature(act: Act) -> None:
    play = await act("  - api: {sends_lookup: {email: gina.lin@example.com}}")

    [row] = play.raw_rows
    assert (row["from"], row["to"], row["status"], row["operation"]) == ("api", "adaptor", 200, None)
    assert "gladly-authorization" not in row["request_headers"]


async def test_a_lookup_that_is_repeated_byte_for_byte_is_refused(act: Act) -> None:
    play = await act("  - api: {sends_lookup: {email: gina.lin@example.com}}\n  - api: {repeats_lookup: true}")

    assert [row["status"] for row in play.raw_rows] == [200, 401]


async def test_two_lookups_of_one_moment_are_no_replay(act: Act) -> None:
    play = await act("\n".join(["  - api: {sends_lookup: {email: gina.lin@example.com}}"] * 3))

    assert [row["status"] for row in play.raw_rows] == [200, 200, 200]


async def test_no_round_means_no_verdicts(act: Act) -> None:
    play = await act("  - clock: {advances: 1s}")

    assert await verdicts(play) == []
