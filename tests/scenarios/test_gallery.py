"""The mocks' gallery in scenario files: its keys, its people, and what a file may say of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rma_mocks.worlds.gallery.entries import GALLERY as ENTRIES
from rma_scenarios.demo_world import open_demo_world
from rma_scenarios.describing import description
from rma_scenarios.format.gallery import GALLERY
from rma_scenarios.format.given import Given
from rma_scenarios.format.problems import FileProblems
from rma_scenarios.format.reading import read_text
from rma_scenarios.verbs.cast import Cast

HEAD = """\
format: 1
scenario: A shopper of the gallery
because: Edge cases are what breaks
"""


def scenario(given: str, steps: str) -> str:
    return f"{HEAD}given: {{{given}}}\nsteps:\n{steps}\n"


@pytest.mark.parametrize("key", ENTRIES)
def test_files_and_mocks_agree_on_an_entry(key: str) -> None:
    entry, brought = ENTRIES[key], GALLERY[key]

    assert dict(brought.people) == {row.key: row.name for row in entry.people}
    assert dict(brought.profiles) == {row.key: row.name for row in entry.profiles}
    assert list(brought.rmas) == [row.spec.key for row in entry.returns]


def test_files_and_mocks_agree_on_all_there_is() -> None:
    assert list(GALLERY) == list(ENTRIES)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        pytest.param("gallery: family", ["family"], id="one"),
        pytest.param("gallery: [family, ten_rmas]", ["family", "ten_rmas"], id="several"),
        pytest.param("gallery: all", list(ENTRIES), id="all"),
    ],
)
@pytest.mark.parametrize("step", ["agent: {opens_profile: family}", "customer: {who: family_rosa, starts_chat: {}}"])
def test_its_people_are_known_in_whatever_form_it_is_named(written: str, sent: list[str], step: str) -> None:
    [case] = read_text(scenario(written, f"  - {step}"), Path("x.scenario.yaml"))

    assert case.scenario.given.world_spec()["gallery"] == sent


@pytest.mark.parametrize(
    ("given", "step", "problem"),
    [
        ("gallery: [famly]", "agent: {opens_profile: family}", "famly is unknown; did you mean family?"),
        ("gallery: guest_order", "agent: {opens_profile: family}", "no customer profile is called family; "),
        (
            "gallery: two_shoppers",
            "customer: {who: two_shoppers, starts_chat: {}}",
            "no person is called two_shoppers; ",
        ),
    ],
)
def test_who_is_not_in_the_named_entries_is_unknown(given: str, step: str, problem: str) -> None:
    with pytest.raises(FileProblems) as caught:
        read_text(scenario(given, f"  - {step}"), Path("x.scenario.yaml"))

    assert problem in str(caught.value)


def test_a_file_with_the_gallery_is_told_with_names() -> None:
    [case] = read_text(scenario("gallery: family", "  - agent: {opens_profile: family}"), Path("x.scenario.yaml"))

    told = description(case)

    assert "  - from the gallery, family: Rosa Moreno and Mateo Moreno" in told
    assert "  1. The agent opens the profile of Rosa Moreno." in told


def test_an_e_mail_of_the_gallery_is_known_from_the_opened_world() -> None:
    given = Given.model_validate({"gallery": "guest_order"})
    met = {"guest_order": {"name": "Greta Holm", "email": "greta.holm@example.com"}}

    assert Cast(given).email("guest_order") is None
    assert Cast(given, met).email("guest_order") == "greta.holm@example.com"


async def test_a_step_plays_with_people_of_the_gallery(triangle: Any, read: Callable[..., Any]) -> None:
    steps = "  - customer: {who: guest_order, starts_chat: {}}\n    expect: {profile_of_guest_order: {linked: true}}"
    [case] = read(scenario("gallery: guest_order", steps))

    result = await triangle.play(case)

    assert result.is_passed, result.failure


@pytest.mark.parametrize("customers", [0, 1_000_000])
async def test_the_demo_world_opens_with_the_whole_gallery_however_many_people_there_are(
    triangle: Any, customers: int
) -> None:
    world = await open_demo_world(triangle.stack, customers=customers)

    assert list(world.people)[:5] == ["gina", "ana", "leo", "nora", "two_shoppers_iris"]
    assert {key for brought in GALLERY.values() for key in brought.people} < set(world.people)
