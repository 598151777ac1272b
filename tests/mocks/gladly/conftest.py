"""One organisation with one app, and an adaptor whose answers the test writes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from rma_mocks.core.clock import Clock
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.caller import LookupFailed
from rma_mocks.gladly.lookups.question import Question
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


@dataclass
class Adaptors:
    """Answers by app and operation; a string is a failure's sentence. Every question is kept."""

    answers: dict[tuple[str, str], list[dict[str, Any]] | str] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def says(self, operation: str, answer: list[dict[str, Any]] | str, *, app: str = "rl") -> None:
        self.answers[app, operation] = answer

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        del round_id
        self.asked.append((app.id, question.operation, dict(question.body)))
        answer = self.answers.get((app.id, question.operation), [])
        if isinstance(answer, str):
            raise LookupFailed(answer, rule="GL-ROUND-2")
        return [Result(row["externalCustomerId"], row) for row in answer]

    @property
    def operations(self) -> list[str]:
        return [operation for _, operation, _ in self.asked]


@pytest.fixture
def adaptors() -> Adaptors:
    return Adaptors()


@pytest.fixture
def world() -> World:
    return World(
        id="w1",
        seed=7,
        retailer=Retailer(DerivedBase(7, size=0, start=START), store_name="Shop"),
        clock=Clock(START),
    )


@pytest.fixture
def organisation(world: World) -> Organisation:
    organisation = Organisation(
        world=world, id="org", name="Shop", username="api@example.com", api_token="token", agent_name="Ada"
    )
    organisation.apps = [App(id="rl", name="ReturnLogic", url="http://adaptor.example.com/lookup")]
    return organisation


@pytest.fixture
def rounds(organisation: Organisation, adaptors: Adaptors) -> Rounds:
    return Rounds(organisation, adaptors)


@pytest.fixture
def gina(organisation: Organisation) -> Profile:
    return organisation.profiles.add(name="Gina Lin", emails=["Gina.Lin@example.com"], phones=[])


@pytest.fixture
def customer() -> Callable[..., dict[str, Any]]:
    """One result of an answer."""

    def make(email: str = "gina.lin@example.com", **more: Any) -> dict[str, Any]:
        return {"externalCustomerId": email, "emails": [{"original": email}], **more}

    return make
