"""The model of a scenario file."""

from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rma_scenarios.format.expectations import EVENTUALLY_WITHIN_S, Eventually, Expected, Finally
from rma_scenarios.format.given import Given
from rma_scenarios.format.parts import Part, RuleId
from rma_scenarios.format.values import Limit, Sentence, Tag
from rma_scenarios.verbs.admin import Admin
from rma_scenarios.verbs.agent import Agent
from rma_scenarios.verbs.api import Api
from rma_scenarios.verbs.clock import Clock
from rma_scenarios.verbs.customer import Customer
from rma_scenarios.verbs.merchant import Merchant
from rma_scenarios.verbs.parcels import Carrier, Warehouse
from rma_scenarios.verbs.vendors import Gladly, ReturnLogic
from rma_scenarios.verbs.verb import Actor

ACTORS = ("customer", "agent", "admin", "merchant", "warehouse", "carrier", "clock", "returnlogic", "gladly", "api")

DEADLINE_S = 30.0
"""How long a case may take unless its file says otherwise, in real time."""


class Step(Part):
    """One thing that happens, and what must hold then."""

    takes_null = frozenset(ACTORS)

    customer: Customer | None = None
    agent: Agent | None = None
    admin: Admin | None = None
    merchant: Merchant | None = None
    warehouse: Warehouse | None = None
    carrier: Carrier | None = None
    clock: Clock | None = None
    returnlogic: ReturnLogic | None = None
    gladly: Gladly | None = None
    api: Api | None = None
    expect: Expected | None = None
    eventually: Eventually | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_actor(cls, given: Any) -> Any:
        if isinstance(given, dict):
            cls.refuse_unknown(given)
        if not isinstance(given, dict) or sum(name in given for name in ACTORS) != 1:
            raise PydanticCustomError(
                "one_actor", "a step needs exactly one of: {actors}", {"actors": ", ".join(ACTORS)}
            )
        return {name: {} if value is None and name in ACTORS else value for name, value in given.items()}

    @property
    def actor(self) -> Actor | Api:
        """Return who does something."""
        found: Actor | Api = next(one for name in ACTORS if (one := getattr(self, name)) is not None)
        return found


class Scenario(Part):
    """A scenario: why it matters, the world it starts from, what happens, what must hold."""

    takes_null = frozenset()

    format: Literal[1] = Field(description="The version of this format.")
    scenario: Sentence = Field(description="What holds, as one sentence; no two files say the same.")
    because: Sentence = Field(description="Why anybody should care.")
    rules: list[RuleId] | None = Field(default=None, description="The vendor rules that this rests on.")
    tags: list[Tag] | None = Field(default=None, description="Words to select by; each is a pytest marker too.")
    within: Limit | None = Field(default=None, description="How long a case may take in real time; 30s unless said.")
    given: Given = Given()
    matrix: dict[str, list[Any]] | list[dict[str, Any]] | None = Field(
        default=None, description="Several cases: lists to combine, or rows; <name> stands for a case's value."
    )
    steps: list[Step] = Field(min_length=1)
    finally_: Finally | None = Field(default=None, alias="finally")

    @model_validator(mode="after")
    def _leaves_time(self) -> "Scenario":
        """Refuse a wait that the case's own limit would cut off."""
        for number, step in enumerate(self.steps):
            soon = step.eventually
            if soon is not None and (soon.within or EVENTUALLY_WITHIN_S) >= self.deadline_s:
                told = {
                    "limit": f"{self.deadline_s:g} s",
                    "waits": f"{soon.within or EVENTUALLY_WITHIN_S:g} s",
                    "number": number + 1,
                    "at_key": "steps",
                }
                raise PydanticCustomError(
                    "no_time_left",
                    "step {number} waits {waits}, but the whole case has {limit}; give it a longer within",
                    told,
                )
        return self

    @property
    def deadline_s(self) -> float:
        """Return how long a case may take, in real seconds."""
        return DEADLINE_S if self.within is None else self.within
