"""Attributes that come, are stored, and stand on no customer card."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rma_mocks.gladly
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, AttributeDefinition, Outcome, Profile
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_scenarios.flow.wording import _OUTCOMES

Customer = Callable[..., dict[str, Any]]


@pytest.fixture
def answers(adaptors: Any, customer: Customer) -> Callable[..., None]:
    """Let the adaptor send attributes in its detailed answer."""

    def run(**attributes: str) -> None:
        adaptors.says("auto_link", [customer()])
        adaptors.says("detailed", [customer(customAttributes=attributes)])

    return run


async def test_an_attribute_outside_the_definition_gets_a_verdict_of_its_own(
    rounds: Rounds, gina: Profile, answers: Callable[..., None]
) -> None:
    answers(rma="https://rl.example.com/1")

    played = await rounds.trigger(gina, "profile_opened")

    assert [verdict.rule for verdict in played.verdicts] == ["GL-LINK-1", "GL-ATTR-3"]
    verdict = played.verdicts[1]
    assert (verdict.outcome, verdict.app, verdict.inputs) == (Outcome.NOT_SHOWN, "rl", {"attributes": ["rma"]})
    assert verdict.sentence == (
        "Not shown: ReturnLogic sent rma, but the customer profile definition does not list it."
    )
    assert verdict.flip == "Ask Gladly Support to add rma to the customer profile definition."
    assert gina.custom_attributes == {"rma": "https://rl.example.com/1"}


async def test_several_attributes_share_one_verdict(
    rounds: Rounds, gina: Profile, answers: Callable[..., None]
) -> None:
    answers(rma="x", rmaCode="1", rmaStatus="Received")

    played = await rounds.trigger(gina, "profile_opened")

    [verdict] = played.verdicts[1:]
    assert "sent rma, rmaCode and rmaStatus, but" in verdict.sentence
    assert verdict.sentence.endswith("does not list them.")


async def test_listed_and_empty_attributes_are_not_worth_a_verdict(
    rounds: Rounds, organisation: Organisation, gina: Profile, answers: Callable[..., None]
) -> None:
    organisation.definition = [AttributeDefinition("rma", "RMA")]
    answers(rma="x", rmaNotice="")

    played = await rounds.trigger(gina, "profile_opened")

    assert [verdict.rule for verdict in played.verdicts] == ["GL-LINK-1"]


async def test_refreshes_and_links_by_hand_say_so_too(
    rounds: Rounds, organisation: Organisation, gina: Profile, answers: Callable[..., None]
) -> None:
    answers(rma="x")

    by_hand = await rounds.link(gina, organisation.apps[0], "gina.lin@example.com")
    refreshed = await rounds.trigger(gina, "profile_opened")

    assert [verdict.rule for verdict in by_hand.verdicts] == ["GL-LINK-7", "GL-ATTR-3"]
    assert [verdict.rule for verdict in refreshed.verdicts] == ["GL-DETAIL-1", "GL-ATTR-3"]


async def test_what_decided_comes_first_for_every_app(
    rounds: Rounds, organisation: Organisation, gina: Profile, answers: Callable[..., None]
) -> None:
    organisation.apps.append(App(id="other", name="Loyalty", url="http://loyalty.example.com"))
    answers(rma="x")

    played = await rounds.trigger(gina, "profile_opened")

    assert [(row.app, row.rule) for row in played.verdicts] == [
        ("rl", "GL-LINK-1"),
        ("other", "GL-LINK-6"),
        ("rl", "GL-ATTR-3"),
    ]


async def test_an_answer_that_is_not_applied_is_not_judged(
    rounds: Rounds, organisation: Organisation, gina: Profile, adaptors: Any, answers: Callable[..., None]
) -> None:
    organisation.apps.append(App(id="other", name="Loyalty", url="http://loyalty.example.com"))
    adaptors.says("auto_link", "Loyalty could not be reached", app="other")
    answers(rma="x")

    played = await rounds.trigger(gina, "profile_opened")

    assert [verdict.rule for verdict in played.verdicts] == ["GL-ROUND-1", "GL-ROUND-2"]


def test_the_desk_and_the_flow_views_have_words_for_every_outcome() -> None:
    script = Path(rma_mocks.gladly.__file__).parent / "pages" / "desk" / "verdicts.js"
    table = script.read_text(encoding="utf-8").split("OUTCOMES = {")[1].split("}")[0]

    assert set(re.findall(r'(\w+): "', table)) == set(Outcome)
    assert set(_OUTCOMES) == set(Outcome)
