"""The retailer of the notebooks: checked when it is declared, changed without touching the one before."""

import re
from typing import Any

import pytest

from rma_notebooks import world
from rma_notebooks.errors import NotebookProblem
from rma_notebooks.plan import Plan
from rma_notebooks.worlds import World


def opens(name: str) -> dict[str, Any]:
    return {"agent": {"opens_profile": name}}


def key_in(plan: Plan) -> str:
    return str(plan.case.scenario.steps[0].agent.opens_profile.profile)


@pytest.mark.parametrize("name", ["Gina Lin", "gina lin", " GINA LIN ", "gina", "Gina"])
def test_a_person_may_be_called_by_name_or_key_in_any_case(name: str) -> None:
    assert key_in(Plan.of(world(), [opens(name)])) == "gina"


def test_of_two_entries_with_one_name_the_customer_profile_is_meant() -> None:
    assert key_in(Plan.of(world(), [opens("Maya Brandt")])) == "maya"


def test_what_the_story_itself_makes_may_be_named_too() -> None:
    made = {"agent": {"creates_profile": {"name": "Ida Falk", "as": "ida"}}}

    assert Plan.of(world(), [made, opens("ida")]).case.scenario.scenario == (
        "The agent makes a customer profile of Ida Falk, then the agent opens the profile of ida"
    )


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        pytest.param(opens("Gena"), "Nobody here is called Gena; did you mean Gina Lin?", id="nearly a name"),
        pytest.param(opens("Xyz"), "Nobody here is called Xyz; there are Gina Lin, Ana Ruiz, ", id="no name at all"),
        pytest.param(
            {"agent": {"open_profile": "gina"}}, "Open_profile is unknown; did you mean opens_profile?", id="no verb"
        ),
        pytest.param({"agnet": {}}, "Agnet is unknown; did you mean agent?", id="no actor"),
        pytest.param({"agent": {"adds_email": {"profile": "gina", "email": "x"}}}, "is no e-mail address", id="value"),
        pytest.param("agent", "a step needs exactly one of: customer, agent", id="no step"),
    ],
)
def test_a_step_that_makes_no_sense_is_one_sentence(step: Any, sentence: str) -> None:
    with pytest.raises(NotebookProblem, match="(?i)" + re.escape(sentence)):
        Plan.of(world(), [step])


def test_nothing_to_play_and_no_world_are_sentences_too() -> None:
    with pytest.raises(NotebookProblem, match="Say what happens: a step by one of customer, agent"):
        Plan.of(world(), [])
    with pytest.raises(NotebookProblem, match=r"wants first is a world, as world\(\) makes it, not 'gina'"):
        Plan.of("gina", [opens("gina")])  # type: ignore[arg-type]


def test_a_world_that_contradicts_itself_is_refused_when_it_is_declared() -> None:
    with pytest.raises(NotebookProblem, match="nope is no e-mail address"):
        world(people={"gina": {"name": "Gina", "email": "nope"}})
    with pytest.raises(NotebookProblem, match="did you mean profiles"):
        world().but(profile={"gina": {}}, profils={})


def test_a_changed_world_leaves_the_other_as_it_was() -> None:
    shop = world()

    other = shop.but(profiles={"maya": {"emails": ["maya.brandt@example.com"]}})

    assert other.given["profiles"]["maya"] == {"name": "Maya Brandt", "emails": ["maya.brandt@example.com"]}
    assert len(shop.given["profiles"]["maya"]["emails"]) == 2
    assert other.given["profiles"]["gina"] == shop.given["profiles"]["gina"]


def test_the_table_says_what_each_side_knows_of_everybody() -> None:
    lines = world()._repr_mimebundle_()["text/plain"].splitlines()

    assert [line.split("  ")[0] for line in lines[1:]] == world().names
    assert "Alpine Beanie (Authorized), under maya.brandt@example.com; Basecamp Hoodie (Delivered)" in lines[4]
    assert lines[6].split() == ["Nora", "Øst", "nora.ost@example.com", "none"]


def test_a_world_without_profiles_shows_its_people() -> None:
    shop = World({"people": {"ida": {"name": "Ida <Falk>", "email": "ida@example.com"}}})

    bundle = shop._repr_mimebundle_()

    assert "Ida &lt;Falk&gt;" in bundle["text/html"]
    assert bundle["text/plain"].splitlines()[1].split("  ")[0] == "Ida <Falk>"
