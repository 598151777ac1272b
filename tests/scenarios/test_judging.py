"""Whether expectations hold against the real applications: at once, eventually, and over the ledger."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rma_scenarios.client import Answer
from rma_scenarios.engine.result import Failure, Result

Played = Callable[..., Awaitable[Result]]

OPEN = "  - agent: {opens_profile: gina}\n"
CHAT = "  - customer: {who: gina, starts_chat: {}}\n"


def failure(result: Result) -> Failure:
    assert result.failure is not None
    return result.failure


def told(result: Result) -> list[tuple[str, str, str]]:
    return [(".".join(str(part) for part in one.path), one.expected, one.actual) for one in failure(result).differences]


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(
            OPEN + "    expect: {profile: {exists: true, linked: true, name: Gina Lin, emails: [gina.lin@example.com], "
            "external_customer_id: gina.lin@example.com, attributes: {rma: {links_to: jacket}, rmaStatus: In Transit}, "
            "cards: {count: 1}}}",
            id="the profile that the step is about",
        ),
        pytest.param(OPEN + "    expect: {profile_of_omar: {linked: false, phones: ['+16505550101']}}", id="another's"),
        pytest.param(OPEN + "    expect: {verdict: GL-LINK-1}", id="a verdict's rule"),
        pytest.param(
            OPEN + "    expect: {verdict: {outcome: linked, app: ReturnLogic, results: 1, flip: {contains: second}}}",
            id="a verdict",
        ),
        pytest.param(
            "  - agent: {searches: {profile: omar, search: gina.lin@example.com}}\n"
            "    expect: {search: {matches: [gina.lin@example.com], shows: ''}}",
            id="a search",
        ),
        pytest.param(
            CHAT + "    expect: {conversation: {inbox: Returns, channel: CHAT, name: Gina Lin, linked: true}}",
            id="a conversation",
        ),
        pytest.param(CHAT + "    expect: {chat: [{matches: ^Welcome}]}", id="a chat"),
        pytest.param(
            "  - merchant: {opens_rma: jacket}\n    expect: {rma: {status: In Transit, items: {count: 1}}}", id="RMA"
        ),
        pytest.param("  - customer: {who: gina, looks_up_order: {}}\n    expect: {mail: {absent: false}}", id="a mail"),
        pytest.param(
            "  - customer: {who: gina, looks_up_order: {order: boots}}\n    expect: {mail: {absent: true}}",
            id="no mail",
        ),
        pytest.param(
            "  - api: {get: /v1/rmas, to: returnlogic, credentials: false}\n"
            "    expect: {answer: {status: 401, headers: {content-type: {contains: json}}, text: {contains: '{'}}}",
            id="an answer",
        ),
        pytest.param(
            "  - agent: {unlinks: gina}\n    expect: {refused: the profile is not linked to ReturnLogic}", id="refused"
        ),
        pytest.param(OPEN + "    expect: {ledger: {lookups: 2, auto_links: 1, returnlogic_calls: 1}}", id="the ledger"),
        pytest.param(
            OPEN + "    expect: {ledger: {order: [open_profile, auto_link, list_rmas, detailed]}}",
            id="an order of calls",
        ),
        pytest.param(OPEN + "    expect: {never: [{operation: reply}, {from: merchant}]}", id="never"),
        pytest.param(OPEN + "    expect: {exactly_once: [{operation: auto_link, status: 200}]}", id="exactly once"),
        pytest.param(OPEN + OPEN + "    expect: {never: [{operation: list_rmas}]}", id="never since the step began"),
        pytest.param(
            OPEN + OPEN + "    expect: {exactly_once: [{operation: detailed}]}", id="once since the step began"
        ),
        pytest.param(OPEN + "    eventually: {profile: {linked: true}}", id="eventually, at once"),
        pytest.param(
            "  - api: {sends_lookup: {email: gina.lin@example.com}}\n"
            "    expect: {answer: 200, exactly_once: [{from: api, to: adaptor, status: 200}]}",
            id="a raw call in the ledger",
        ),
    ],
)
async def test_this_holds(played: Played, step: str) -> None:
    result = await played(step)

    assert result.failure is None


@pytest.mark.parametrize(
    ("step", "what"),
    [
        pytest.param(
            OPEN + "    expect: {profile: {linked: false, attributes: {rmaStatus: Delivered}}}",
            [
                ("steps.0.expect.profile.linked", "false", "true"),
                ("steps.0.expect.profile.attributes.rmaStatus", "Delivered", "In Transit"),
            ],
            id="a profile",
        ),
        pytest.param(
            OPEN + "    expect: {verdict: {rule: GL-LINK-2}}",
            [("steps.0.expect.verdict.rule", "GL-LINK-2", "GL-LINK-1")],
            id="a verdict",
        ),
        pytest.param(
            "  - clock: {advances: 1s}\n    expect: {verdict: GL-LINK-1}",
            [("steps.0.expect.verdict", "a verdict", "Gladly decided nothing")],
            id="no verdict",
        ),
        pytest.param(
            OPEN + "    expect: {answer: 200}", [("steps.0.expect.answer", '{"status": 200}', "nothing")], id="answer"
        ),
        pytest.param(OPEN + "    expect: {chat: [Hi]}", [("steps.0.expect.chat", '["Hi"]', "nothing")], id="no chat"),
        pytest.param(
            OPEN + "    expect: {conversation: {inbox: Returns}}",
            [("steps.0.expect.conversation", '{"inbox": "Returns"}', "nothing")],
            id="no conversation",
        ),
        pytest.param(
            OPEN + "    expect: {refused: {contains: x}}",
            [("steps.0.expect.refused.contains", "contains x", "the step was not refused")],
            id="not refused",
        ),
        pytest.param(
            OPEN + "    expect: {ledger: {auto_links: 0}, never: [{to: returnlogic}]}",
            [
                ("steps.0.expect.ledger.auto_links", "0", "1"),
                (
                    "steps.0.expect.never.0",
                    '0 of the calls {"to": "returnlogic"}',
                    "1: adaptor → returnlogic GET /v1/rmas 200",
                ),
            ],
            id="the ledger",
        ),
        pytest.param(
            "  - clock: {advances: 1s}\n    expect: {profile: {exists: true}}",
            [("steps.0.expect.profile.exists", "true", "false")],
            id="no profile",
        ),
    ],
)
async def test_this_does_not_hold_and_every_difference_is_told(
    played: Played, step: str, what: list[tuple[str, str, str]]
) -> None:
    result = await played(step)

    assert told(result) == what


async def test_an_order_of_calls_that_is_not_so_tells_what_began(played: Played) -> None:
    result = await played(OPEN + "    expect: {ledger: {order: [detailed, auto_link]}}")

    assert told(result)[0][2].startswith("open_profile, then auto_link")


@pytest.mark.parametrize("clock", ["freezes: {on: true}", "moves_to: '2026-03-01T12:00:00Z'"])
async def test_calls_have_an_order_also_where_the_clock_stands_or_goes_back(played: Played, clock: str) -> None:
    raw = "  - api: {sends_lookup: {email: gina.lin@example.com}}\n"
    steps = f"  - customer: {{who: gina, starts_chat: {{}}}}\n  - clock: {{{clock}}}\n{raw}{OPEN}"

    right = await played(steps + "    expect: {ledger: {order: [start_chat, auto_link, list_rmas, open_profile]}}")
    wrong = await played(steps + "    expect: {ledger: {order: [open_profile, start_chat]}}")

    assert right.failure is None
    assert told(wrong)[0][2].startswith("start_chat, then auto_link")
    begun = sorted(wrong.journal, key=lambda row: row["begun"])
    assert [row["from"] for row in begun if row["from"] in {"customer", "api", "agent"}] == ["customer", "api", "agent"]


async def test_what_never_comes_fails_once_its_time_is_over(played: Played) -> None:
    result = await played(OPEN + "    eventually: {within: 50ms, profile: {name: Somebody}}")

    assert told(result) == [("steps.0.eventually.profile.name", "Somebody", "Gina Lin")]
    assert result.duration_s < 5


async def test_what_comes_later_holds_as_soon_as_it_comes(played: Played) -> None:
    slow = "  - returnlogic: {fails: {with: latency, latency: 300ms, times: 1}}\n"

    result = await played(slow + OPEN + "    eventually: {within: 10s, profile: {linked: true}}")

    assert (result.failure, result.duration_s < 5) == (None, True)


async def test_what_is_true_already_is_not_waited_for(played: Played) -> None:
    result = await played(OPEN + "    eventually: {within: 10s, ledger: {lookups: 2}}")

    assert (result.failure, result.duration_s < 5) == (None, True)


async def test_a_world_that_does_not_come_to_rest_is_told(played: Played, triangle: Any) -> None:
    calls = triangle.calls
    calls.instead["idle?wait_s=20"] = Answer(200, {}, b'{"idle": false}')

    result = await played(OPEN + "    expect: {profile: {linked: true}}")

    assert told(result) == [("steps.0.expect", "nothing is under way any more", "a lookup or call is still under way")]


async def test_what_stands_in_the_steps_own_answer_is_not_waited_for(played: Played, triangle: Any) -> None:
    calls = triangle.calls

    await played("  - api: {get: /healthz, to: adaptor}\n    expect: {answer: 200}")

    assert not [url for _, url in calls.made if "/idle" in url]


async def test_at_the_end_the_whole_case_is_looked_at(played: Played) -> None:
    result = await played(
        OPEN + OPEN, rest="finally: {exactly_once: [{operation: list_rmas}], ledger: {detailed_lookups: 1}}"
    )

    assert told(result) == [("finally.ledger.detailed_lookups", "1", "2")]
    assert failure(result).step is None


async def test_a_ledger_that_has_lost_exchanges_is_not_counted(played: Played, triangle: Any) -> None:
    kept = b'{"exchanges": [], "last": 1203, "truncated": true}'
    triangle.calls.instead["journal?after=0"] = Answer(200, {}, kept)

    result = await played(OPEN, rest="finally: {ledger: {manual_searches: 0}}")

    assert failure(result).sentence == "there were 1203 exchanges, of which the journal keeps 0"


async def test_somebodys_profile_exists_also_where_theirs_is_its_second_email(played: Played) -> None:
    given = "given:\n  people:\n    leo: {name: Leo, email: leo+1@example.com}\n  profiles: {}\n"
    emails = "[first@example.com, leo+1@example.com]"

    result = await played(
        f"  - agent: {{creates_profile: {{name: Family, emails: {emails}}}}}\n"
        "    expect: {profile_of_leo: {exists: true, name: Family}}",
        given=given,
    )

    assert result.failure is None
