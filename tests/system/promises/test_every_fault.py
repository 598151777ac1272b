"""Whatever ReturnLogic does, nothing false is shown: every fault, every question, rows known or not.

What is expected is the table of `adaptor/README.md`, "ReturnLogic does not answer". The mock holds a slow answer back
for longer than anybody here waits, so an adaptor without a budget would fail, however fast the machine is.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from rma_mocks.core.faults import KINDS, Fault
from rma_scenarios.stack_world import StackWorld

BUDGET_S = 2.5
"""Of which a good answer needs some milliseconds, on a busy machine."""

AWAY_MS = 25_000
"""Longer than the 20 seconds after which the caller gives up."""

QUESTIONS = ("auto_link", "search", "detailed")
KNOWN, UNKNOWN, EMPTY = "met", "never met", "met without returns"
PEOPLE = {
    who: f"shopper-{place}@example.com"
    for place, who in enumerate(itertools.product((KNOWN, UNKNOWN, EMPTY), QUESTIONS))
}


@dataclass(frozen=True)
class Way:
    """One way to fail: the mock's fault, what the agent reads (None when nobody notices), the world's settings."""

    name: str
    fault: dict[str, Any]
    reason: str | None
    variants: dict[str, Any] = field(default_factory=dict)


def _status(code: int, reason: str) -> Way:
    return Way(f"status {code}", {"kind": "status", "status": code}, reason)


SILENT, BROKEN = "ReturnLogic does not answer", "ReturnLogic answers with an error"
UNREADABLE, REFUSED = "ReturnLogic's answer cannot be read", "ReturnLogic refuses the adaptor's key"
LIMITED, DOWN = "ReturnLogic is asked more often than it allows", "ReturnLogic is down for maintenance"

WAYS = [
    *(_status(code, BROKEN) for code in (400, 404, 408, 500, 502, 504)),
    *(_status(code, REFUSED) for code in (401, 403)),
    _status(429, LIMITED),
    _status(503, DOWN),
    Way("rate limited", {"kind": "rate_limited"}, LIMITED),
    Way("rate limited, with Retry-After", {"kind": "rate_limited"}, LIMITED, {"retry_after": True}),
    Way("rate limited, the gateway's words", {"kind": "rate_limited"}, LIMITED, {"rate_limit_body": "gateway"}),
    Way("maintenance", {"kind": "maintenance"}, DOWN),
    Way("expired token", {"kind": "expired_token"}, REFUSED),
    Way("slow beyond the budget", {"kind": "latency", "latency_ms": AWAY_MS}, SILENT),
    Way("slow within the budget", {"kind": "latency", "latency_ms": 5}, None),
    Way("drip beyond the budget", {"kind": "drip", "latency_ms": AWAY_MS}, SILENT),
    Way("drip within the budget", {"kind": "drip", "latency_ms": 1}, None),
    Way("malformed", {"kind": "malformed"}, UNREADABLE),
    Way("content type", {"kind": "content_type"}, UNREADABLE),
    Way("truncated", {"kind": "truncated"}, SILENT),
    Way("reset", {"kind": "reset"}, SILENT),
    Way("answer lost", {"kind": "answer_lost"}, SILENT),
    Way("filter ignored", {"kind": "filter_ignored"}, None),
]
ENDS_AT_ONCE = {way.reason: way for way in WAYS if way.reason not in (None, LIMITED)}
"""One way for each reason that is over when it is over; a limit is kept until ReturnLogic's window ends."""


def test_every_kind_that_the_mock_can_play_on_this_call_is_tried() -> None:
    playable = {kind for kind in KINDS if Fault("returnlogic", kind).fits("returnlogic", "/v1/rmas")}

    assert {way.fault["kind"] for way in WAYS} == playable


@pytest.fixture(scope="session")
async def impatient(start_adaptor: Callable[..., Awaitable[Any]]) -> Any:
    """An adaptor that gives a lookup half of the usual time."""
    return await start_adaptor(BUDGET_S=BUDGET_S, RETURNLOGIC_PER_SECOND=1000, RETURNLOGIC_PER_MINUTE=10_000)


Answers = dict[tuple[str, str], httpx.Response]


@dataclass(frozen=True)
class Shop:
    """A world with nine shoppers, one for each question and each state of what is known of them."""

    world: StackWorld
    adaptor: Any

    async def ask_all(self) -> Answers:
        return dict(zip(PEOPLE, await asyncio.gather(*(self.ask(*who) for who in PEOPLE)), strict=True))

    async def get_to_know(self) -> None:
        for email in (email for (rows, _), email in PEOPLE.items() if rows != UNKNOWN):
            answer = await self.adaptor.ask(self.world.id, self.world.signing_key, "detailed", email)
            assert "rmaAsOf" in attributes_in(answer)

    async def ask(self, rows: str, question: str) -> httpx.Response:
        key, email = self.world.signing_key, PEOPLE[rows, question]
        answer: httpx.Response = await self.adaptor.ask(self.world.id, key, question, email)
        return answer


@pytest.fixture
def open_shop(open_world: Callable[..., Awaitable[StackWorld]], impatient: Any) -> Callable[..., Awaitable[Shop]]:
    async def run(variants: dict[str, Any]) -> Shop:
        keys = {who: f"p{place}" for place, who in enumerate(PEOPLE)}
        world = await open_world(
            customers=0,
            people=[{"key": keys[who], "name": f"Ana {keys[who]}", "email": email} for who, email in PEOPLE.items()],
            rmas=[
                {"key": f"r{key}", "of": key, "status": "In Transit"} for who, key in keys.items() if who[0] != EMPTY
            ],
            returnlogic={"per_second": 1000, "per_minute": 10_000, "variants": variants},
        )
        await impatient.tenant_of(world)
        return Shop(world, impatient)

    return run


def attributes_in(answer: httpx.Response) -> dict[str, str]:
    [customer] = answer.json()["results"]
    found: dict[str, str] = customer.get("customAttributes", {})
    return found


def ids_in(answer: httpx.Response) -> list[str]:
    return [customer["externalCustomerId"] for customer in answer.json()["results"]]


def own_rma(shop: Shop, who: tuple[str, str]) -> str:
    return shop.world.rmas[f"rp{list(PEOPLE).index(who)}"]["id"]


def assert_shows_only_the_truth(shop: Shop, answers: Answers, reason: str | None) -> None:
    """Hold nine answers to the outage table; `reason` is what agents read, None where nothing is the matter."""
    for who, answer in answers.items():
        rows, question = who
        is_outage, has_rows = reason is not None, rows == KNOWN or (rows == UNKNOWN and reason is None)
        strangers = [email for other, email in PEOPLE.items() if other != who]
        assert not any(stranger in answer.text for stranger in strangers), who
        if question == "detailed":
            assert answer.status_code == 200, who
            assert ids_in(answer) == [PEOPLE[who]], who
            assert_attributes(attributes_in(answer), own_rma(shop, who) if has_rows else None, reason, who)
        elif question == "search" and is_outage and not has_rows:
            [problem] = answer.json()["errors"]
            assert (answer.status_code, problem["code"]) == (503, "search_unanswered"), who
            assert problem["detail"].startswith(reason or ""), who
        else:
            found = [PEOPLE[who]] if has_rows else []
            assert (answer.status_code, ids_in(answer)) == (200, found), who


def assert_attributes(shown: dict[str, str], rma: str | None, reason: str | None, who: tuple[str, str]) -> None:
    if rma is None and reason is not None:
        assert shown.keys() == {"rmaNotice"}, who
        assert shown["rmaNotice"].startswith(f"{reason}; returns may be missing"), who
    elif rma is None:
        assert (shown["rma"], shown["rmaStatus"], shown["rmaNotice"]) == ("", "No returns", ""), who
    else:
        assert (shown["rmaCode"], shown["rmaStatus"]) == (rma, "In Transit"), who
        assert shown["rma"].endswith(f"/rma/{rma}"), who
        assert shown["rmaAsOf"], who
        assert shown["rmaNotice"].startswith(f"{reason}; these returns are as of" if reason else ""), who
        assert bool(shown["rmaNotice"]) == (reason is not None), who


@pytest.mark.parametrize("way", [pytest.param(way, id=way.name) for way in WAYS])
async def test_nothing_false_is_shown(open_shop: Callable[..., Awaitable[Shop]], way: Way) -> None:
    shop = await open_shop(way.variants)
    await shop.get_to_know()
    await shop.world.fault(lane="returnlogic", path="/v1/rmas", times=None, **way.fault)

    answers = await shop.ask_all()

    assert_shows_only_the_truth(shop, answers, way.reason)


@pytest.mark.parametrize("way", [pytest.param(way, id=way.name) for way in ENDS_AT_ONCE.values()])
async def test_all_is_current_at_the_next_open(open_shop: Callable[..., Awaitable[Shop]], way: Way) -> None:
    """The first question finds out that the outage is over; whoever asks at the same time might still be told of it."""
    shop = await open_shop(way.variants)
    await shop.get_to_know()
    await shop.world.fault(lane="returnlogic", path="/v1/rmas", times=None, **way.fault)
    await shop.ask_all()
    await shop.world.control.call("DELETE", "faults")

    first = await shop.ask(KNOWN, "detailed")

    assert_shows_only_the_truth(shop, {(KNOWN, "detailed"): first}, None)
    assert_shows_only_the_truth(shop, await shop.ask_all(), None)
