"""Ask an adaptor what Gladly asks, signed, and judge each answer by what is true."""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from truth import Shopper, Truth

from rma_mocks.gladly.signing import signed_headers
from rma_scenarios.client import Answer, CallFailed, Calls
from rma_scenarios.stack_world import StackWorld

Question = Literal["auto_link", "search", "detailed"]
Outcome = Literal["current", "old", "outage", "false", "failed"]
"""`old` says itself that it is, `outage` shows nothing and says why; `failed` is an answer that Gladly takes for an
error, outside the one place where the outage table has it. An auto-link has no word for an outage: one that finds
nobody of a person with returns counts as `outage`, and is a broken promise while nothing fails."""

QUESTIONS: tuple[Question, ...] = get_args(Question)

_KEPT = 5
_OK, _UNAVAILABLE = 200, 503


def _body(question: Question, email: str) -> bytes:
    queries: dict[str, dict[str, Any]] = {
        "auto_link": {"emails": [email]},
        "search": {"email": email},
        "detailed": {"externalCustomerId": email, "emails": [email]},
    }
    level = "DETAILED" if question == "detailed" else "BASIC"
    asked = {"lookupLevel": level, "query": queries[question], "uniqueMatchRequired": question == "detailed"}
    return json.dumps(asked, separators=(",", ":")).encode()


@dataclass
class Asked:
    """Count what was answered, and keep the first answers that are no good: wrong ones, and ones that show no news."""

    outcomes: dict[tuple[Question, Outcome], int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    unknowing: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many were asked."""
        return sum(self.outcomes.values())

    def of(self, *outcomes: Outcome, to: Collection[Question] = QUESTIONS) -> int:
        """Count the answers of some kinds, to all questions or to some."""
        return sum(count for (asked, outcome), count in self.outcomes.items() if asked in to and outcome in outcomes)

    def note(self, question: Question, outcome: Outcome, answer: Answer) -> None:
        """Count one."""
        self.outcomes[question, outcome] = self.outcomes.get((question, outcome), 0) + 1
        if outcome != "current":
            kept = self.wrong if outcome in {"false", "failed"} else self.unknowing
            if len(kept) < _KEPT:
                kept.append(f"{question}: {answer.status} {answer.text[:300]}")


class Gladly:
    """One organisation's lookups at the tenant of a world, whose people are known."""

    def __init__(self, calls: Calls, world: StackWorld, truth: Truth, adaptor_url: str) -> None:
        self.world, self.truth = world, truth
        self._calls, self._key = calls, world.signing_key or ""
        self._path = f"/t/{world.id}/lookup"
        self._url = adaptor_url + self._path
        self.asked = Asked()

    async def ask(self, question: Question, shopper: Shopper) -> Outcome:
        """Ask once, judge and count."""
        body = _body(question, shopper.email)
        headers = {
            "content-type": "application/json",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        value = signed_headers(key=self._key, method="POST", target=self._path, headers=headers, body=body)
        sent = {**headers, "gladly-authorization": value}
        try:
            answer = await self._calls.call("POST", self._url, body=body, headers=sent)
        except CallFailed as failed:
            answer = Answer(0, {}, str(failed).encode())
        outcome = judged(question, shopper, answer)
        self.asked.note(question, outcome, answer)
        return outcome


def judged(question: Question, shopper: Shopper, answer: Answer) -> Outcome:
    """Say what an answer is, by the outage table and by what the person has returned."""
    if question == "search" and answer.status == _UNAVAILABLE:
        return "outage" if "search_unanswered" in answer.text else "failed"
    if answer.status != _OK:
        return "failed"
    results = (answer.json() or {}).get("results")
    if not isinstance(results, list):
        return "failed"
    return _detailed(shopper, results) if question == "detailed" else _basic(question, shopper, results)


def _basic(question: Question, shopper: Shopper, results: list[Any]) -> Outcome:
    found = [row["externalCustomerId"] for row in results]
    if found == ([shopper.email] if shopper.rmas else []):
        return "current"
    return "outage" if question == "auto_link" and not found else "false"


def _detailed(shopper: Shopper, results: list[Any]) -> Outcome:
    if len(results) != 1 or results[0]["externalCustomerId"] != shopper.email:
        return "false"
    [customer] = results
    shown = customer.get("customAttributes", {})
    notice = shown.get("rmaNotice", "")
    if shown.keys() == {"rmaNotice"} and notice and not customer.get("transactions"):
        return "outage"
    cards = {card["rmaNumber"] for card in customer.get("transactions", ())}
    expected_code = {shown["rmaCode"]} <= shopper.rmas if shopper.rmas else shown["rmaStatus"] == "No returns"
    is_true = cards == shopper.rmas and expected_code and shown["rmaCount"] == str(len(shopper.rmas))
    return ("old" if notice else "current") if is_true else "false"
