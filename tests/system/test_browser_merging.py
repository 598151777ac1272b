"""Two profiles of one person, as an agent finds and merges them."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

GINA, PRIVATE, PHONE = "gina.lin@example.com", "gina.private@example.com", "+16505550142"


@pytest.fixture
async def world(open_world: Callable[..., Awaitable[StackWorld]]) -> StackWorld:
    """A world in which Gina has two profiles with one phone number, which Gladly does not know as mobile in one."""
    opened = await open_world(
        people=[{"key": "gina", "name": "Gina Lin", "email": GINA}],
        rmas=[{"of": "gina", "status": "In Transit"}],
        profiles=[
            {"key": "gina", "name": "Gina Lin", "emails": [GINA], "phones": [PHONE]},
            {"key": "private", "name": "G. Lin", "emails": [PRIVATE]},
        ],
    )
    gladly, private = opened.links["gladly"], opened.profiles["private"]
    async with httpx.AsyncClient(auth=(gladly["username"], gladly["api_token"])) as client:
        home = {"phones": [{"original": PHONE, "type": "HOME"}]}
        answer = await client.patch(f"{gladly['api_url']}/customer-profiles/{private}", json=home)
    assert answer.status_code == 204
    return opened


async def test_an_agent_matches_two_profiles_and_is_led_to_the_one_that_stays(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "G. Lin")
    await expect(desk.get_by_test_id("matches-banner")).to_contain_text("Matching customers found!")

    await visitor.find_person(desk, "Gina Lin")
    await desk.get_by_test_id("view-matches").click()
    await expect(desk.get_by_test_id("match-row")).to_contain_text(f"Same phone: {PHONE}")
    await visitor.take_pictures("matches-dialog")
    await desk.get_by_test_id("match").click()

    await expect(desk.get_by_test_id("toast")).to_have_text("G. Lin was merged into this one.")
    await expect(desk.get_by_test_id("email")).to_have_count(2)
    await expect(desk.get_by_test_id("matches-banner")).to_have_count(0)
    await desk.goto(f"{world.links['gladly']['desk_url']}#/people/{world.profiles['private']}")
    await desk.reload()
    await expect(desk.get_by_test_id("customer-name")).to_contain_text("Gina Lin")
    await expect(desk).to_have_url(re.compile(f"#/people/{world.profiles['gina']}$"))


async def test_what_is_no_match_is_not_suggested_again(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await desk.get_by_test_id("view-matches").click()

    await desk.get_by_test_id("no-match").click()

    await expect(desk.get_by_test_id("toast")).to_have_text("G. Lin is no match.")
    await expect(desk.get_by_test_id("matches-banner")).to_have_count(0)
    await desk.reload()
    await expect(desk.get_by_test_id("customer-name")).to_contain_text("Gina Lin")
    await expect(desk.get_by_test_id("matches-banner")).to_have_count(0)


async def test_an_agent_finds_the_other_profile_by_hand_with_the_keyboard(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await desk.get_by_test_id("card-menu").press("Enter")
    await desk.get_by_test_id("merge").press("Enter")
    await desk.get_by_test_id("merge-search").fill(PRIVATE)
    await expect(desk.get_by_test_id("merge-candidate")).to_have_count(1)
    await expect(desk.get_by_test_id("merge-confirm")).to_be_disabled()

    await desk.get_by_test_id("merge-candidate").get_by_role("radio").press("Space")
    await visitor.take_pictures("merge-dialog")
    await desk.get_by_test_id("merge-confirm").press("Enter")

    await expect(desk.get_by_test_id("toast")).to_have_text("G. Lin was merged into this one.")
    await expect(desk.get_by_test_id("email")).to_have_text([re.compile(GINA), PRIVATE])
