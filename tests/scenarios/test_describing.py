"""A scenario in plain English, for people who do not read YAML."""

from collections.abc import Callable
from typing import Any

import pytest

from rma_scenarios.describing import description, expectation_sentences
from rma_scenarios.format.given import Given
from rma_scenarios.format.reading import Case
from rma_scenarios.verbs.cast import Cast

Read = Callable[..., list[Case]]

STORY = """\
format: 1
scenario: A shopper's return shows
because: Else agents ask twice
rules: [GL-CHAT-1]
matrix: {name: [Gina Lin, Omar Haddad]}
given:
  people:
    gina: {name: <name>, email: gina.lin@example.com, phone: '+16505550100'}
  orders:
    boots: {of: gina, items: [Alpine Boots, {product: Socks, size: M, reason: Too Big, return_type: Exchange}]}
  rmas:
    jacket: {of: gina}
    vest: {of: gina, status: Complete, items: [{product: Vest, reason: Damage}]}
  profiles: {}
steps:
  - customer: {who: gina, starts_chat: {in: store}}
    expect:
      profile_of_gina: {exists: true, linked: false, name: Gina}
  - clock: {advances: 3d}
    eventually:
      within: 2s
      profile: {linked: true}
      chat: [Hi, You have a return]
finally:
  ledger: {manual_searches: 0, order: [auto_link, detailed]}
"""

TOLD = """\
A shopper's return shows (gina-lin)
  Because: Else agents ask twice
  Rule GL-CHAT-1: {rule}

Given
  - Gina Lin, gina.lin@example.com, +16505550100
  - Gina Lin has bought Alpine Boots and Socks M (Exchange because Too Big)
  - Gina Lin is returning Trail Fleece Jacket: the RMA jacket, Authorized
  - Gina Lin is returning Vest (Damage): the RMA vest, Complete
  - no customer profile in Gladly yet

Then
  1. Gina Lin opens the store and types their e-mail into its chat.
     → the profile of Gina Lin: there, not linked and name is Gina
  2. 3 days pass.
     → within 2 seconds, the profile: linked
     → within 2 seconds, the chat: Hi and You have a return

At the end
  - manual searches: 0
  - these begin in this order: auto link, detailed"""


def test_a_scenario_tells_why_from_what_what_happens_and_what_must_hold(read: Read) -> None:
    first, _ = read(STORY)

    told = description(first).splitlines()

    rule = told[2].partition(": ")[2]
    assert rule.endswith(".")
    assert "\n".join(told) == TOLD.format(rule=rule)


def test_every_case_is_told_with_its_own_values(read: Read) -> None:
    _, second = read(STORY)

    assert description(second).startswith("A shopper's return shows (omar-haddad)\n")
    assert "  1. Omar Haddad opens the store" in description(second)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param("{world: w1}", "the world w1, as it is", id="an open world"),
        pytest.param("{now: '2026-03-02T15:00:00Z'}", "it is 2026-03-02T15:00:00Z", id="the time"),
        pytest.param("{customers: 7}", "7 other shoppers", id="others"),
        pytest.param("{profile: strict}", "both vendors send only what they have published", id="what vendors send"),
        pytest.param("{app: {auto_linking: []}}", "app: auto linking is none", id="the app"),
        pytest.param(
            "{app: {overwrite_existing_values: true}}", "app: overwrite existing values is yes", id="a switch"
        ),
        pytest.param("{adaptor: {max_age: 1m}}", "adaptor: max age is 1 minute", id="a duration"),
        pytest.param("{adaptor: {attributes: {rma: link}}}", "adaptor: attributes is rma link", id="names"),
        pytest.param("{gladly: {lookup_timeout: 250ms}}", "Gladly: lookup timeout is 250 milliseconds", id="Gladly"),
        pytest.param("{returnlogic: {per_second: 1}}", "ReturnLogic: per second is 1", id="ReturnLogic"),
        pytest.param(
            "{returnlogic: {policies: {cancel_until: in_transit}}}",
            "ReturnLogic: cancel until is in transit",
            id="a policy",
        ),
        pytest.param(
            "{returnlogic: {policies: {automation: [{return_type: Refund, at: Received, completes: true}]}}}",
            "ReturnLogic: Refund items are processed by themselves at Received, which completes the RMA",
            id="automation",
        ),
        pytest.param(
            "{returnlogic: {policies: {shipping: [{of: Refund, type: Full Deduction}]}}}",
            "ReturnLogic: Refund ships by Full Deduction",
            id="shipping",
        ),
        pytest.param(
            "{returnlogic: {policies: {return_types: [Refund, Exchange]}}}",
            "ReturnLogic: return types is Refund, Exchange",
            id="return types",
        ),
        pytest.param(
            "{other_apps: [{name: Loyalty, url: 'http://x.test'}]}",
            "another lookup app, Loyalty, at http://x.test",
            id="another app",
        ),
        pytest.param(
            "{other_apps: [{name: Loyalty, answers: {results: []}}]}",
            "another lookup app, Loyalty, which the mock plays",
            id="an app that the mock plays",
        ),
        pytest.param(
            "{gladly: {lookups: {phone_match: both}}}", "Gladly: phone match is both", id="how lookups are played"
        ),
        pytest.param(
            "{returnlogic: {variants: {money: text}}}", "ReturnLogic: money is text", id="how the API is played"
        ),
        pytest.param(
            "{profiles: {g: {name: Gina, emails: [g@x.example], phones: ['+1']}}}",
            "a customer profile of Gina in Gladly, with g@x.example and +1",
            id="a profile",
        ),
        pytest.param(
            "{profiles: {g: {name: Gina}}}",
            "a customer profile of Gina in Gladly, with neither e-mail nor phone",
            id="an empty profile",
        ),
    ],
)
def test_the_world_at_the_start_is_told(case: Callable[..., Case], given: str, sentence: str) -> None:
    told = description(case("  - clock: {advances: 1s}", given=f"given: {given}\n"))

    assert told.splitlines()[3:5] == ["Given", f"  - {sentence}"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        pytest.param({"profile": {"exists": False}}, "the profile: not there", id="no profile"),
        pytest.param(
            {"profile": {"attributes": {"rma": {"links_to": "jacket"}}, "cards": {"count": 2}}},
            "the profile: rma links to the RMA jacket and 2 cards",
            id="attributes and cards",
        ),
        pytest.param({"profile": {"cards": {"count": {"at_least": 2}}}}, "the profile: at least 2 cards", id="a range"),
        pytest.param({"profile": {"emails": []}}, "the profile: no emails", id="an empty list"),
        pytest.param({"profile": {"name": ""}}, "the profile: name is empty", id="an empty text"),
        pytest.param({"verdict": {"rule": "GL-LINK-1"}}, "Gladly's verdict: rule is GL-LINK-1", id="verdict"),
        pytest.param({"answer": {"status": {"at_most": 299}}}, "the answer: status is at most 299", id="a number"),
        pytest.param({"answer": {"body": {"a": {"absent": True}}}}, "the answer: a is empty or missing", id="absent"),
        pytest.param({"answer": {"body": {"a": {"absent": False}}}}, "the answer: a is there", id="present"),
        pytest.param({"chat": {"contains": "Hi"}}, "the chat: contains Hi", id="contains"),
        pytest.param({"chat": {"count": 3}}, "the chat: 3 of them", id="count"),
        pytest.param({"debugger": {"outcome": "not_linked"}}, "the debugger: outcome is not linked", id="debugger"),
        pytest.param({"refused": "too late"}, "the step is refused: too late", id="refused"),
        pytest.param(
            {"rma": {"status": {"one_of": ["Received", "Complete"]}}},
            "the RMA page: status is one of Received or Complete",
            id="one of",
        ),
        pytest.param(
            {"never": [{"from": "adaptor", "to": "returnlogic"}]},
            "never: a call from adaptor to returnlogic",
            id="never",
        ),
        pytest.param(
            {"exactly_once": [{"to": "adaptor", "status": 200}]},
            "exactly once: a call to adaptor with status 200",
            id="once",
        ),
        pytest.param(
            {"ledger": {"slowest_lookup": {"under": 1.5}}}, "slowest lookup: under 1.5 seconds", id="duration"
        ),
        pytest.param({"ledger": {"calls": [{"path": "/v1/*"}]}}, "at least once: a call with path /v1/*", id="calls"),
        pytest.param(
            {"ledger": {"calls": [{"operation": "reply", "count": {"at_most": 2}}]}},
            "at most 2: a call with operation reply",
            id="counted calls",
        ),
    ],
)
def test_an_expectation_is_told_as_one_sentence(wanted: dict[str, Any], sentence: str) -> None:
    assert list(expectation_sentences(wanted, Cast(Given()))) == [sentence]
