"""The mission's flows on the whole triangle of processes, and what an agent sees when something fails."""

import asyncio
import io
from pathlib import Path
from typing import Any

from rma_scenarios.console import Console
from rma_scenarios.demo import STORIES, play_story
from rma_scenarios.flow import flow_svg
from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

EMAIL = "gina.lin@example.com"
PICTURE = Path(__file__).parents[2] / "scenarios/pictures/chat-with-email.svg"


async def opened(world: StackWorld) -> dict[str, Any]:
    answer = await world.gladly.post(f"desk/api/profiles/{world.profiles['gina']}/open")
    profile: dict[str, Any] = answer.raise_for_status().json()["profile"]
    return profile


async def searched(world: StackWorld) -> dict[str, Any]:
    page = f"desk/api/profiles/{world.profiles['gina']}/searches"
    answer = await world.gladly.post(page, json={"query": {"email": EMAIL}})
    [system] = answer.raise_for_status().json()["systems"]
    return dict(system)


def shown(profile: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in profile["attributes"]}


async def calls_to_returnlogic(world: StackWorld) -> int:
    return sum(row["operation"] == "list_rmas" for row in await world.journal())


async def test_an_opened_profile_costs_one_call_and_shows_the_rma_link(world: StackWorld) -> None:
    profile = await opened(world)

    assert shown(profile)["rma"] == world.rmas["jacket"]["url"]
    assert shown(profile)["rmaCode"] == world.rmas["jacket"]["id"]
    assert profile["transactions"][0]["cards"][0]["orderNumber"] == "#500001"
    assert await calls_to_returnlogic(world) == 1


async def test_lookup_and_upstream_call_share_their_trace(world: StackWorld) -> None:
    await opened(world)

    rows = await world.journal()
    [upstream] = [row["trace"] for row in rows if row["operation"] == "list_rmas"]
    [auto_link] = [row["trace"] for row in rows if row["operation"] == "auto_link"]
    assert upstream == auto_link


async def test_an_outage_leaves_a_new_profile_unlinked_and_the_next_open_links_it(world: StackWorld) -> None:
    await world.fault(kind="maintenance", path="/v1/rmas", times=1)

    during = await opened(world)
    after = await opened(world)

    assert (during["is_linked"], shown(during)) == (False, {})
    assert shown(after)["rma"] == world.rmas["jacket"]["url"]


async def test_an_outage_never_reads_as_no_match_to_an_agent_who_searches(world: StackWorld) -> None:
    await world.fault(kind="maintenance", path="/v1/rmas", times=None)

    system = await searched(world)

    assert system["results"] == []
    assert system["error"].startswith("ReturnLogic answered 503 instead of 200")


async def test_an_outage_keeps_what_a_linked_profile_knows_and_says_so(stack: Stack, world: StackWorld) -> None:
    before = shown(await opened(world))
    assert stack.admin is not None
    await stack.admin.post(f"tenants/{world.id}/forget")
    await world.fault(kind="maintenance", path="/v1/rmas", times=None)

    profile = await opened(world)

    assert shown(profile)["rma"] == before["rma"]
    assert "maintenance" in shown(profile)["rmaNotice"].lower()
    assert profile["transactions"][0]["cards"]


async def test_rows_of_other_shoppers_never_reach_the_agent(stack: Stack) -> None:
    leo = {"key": "leo", "name": "Leo Fontaine", "email": "leo.fontaine@example.com"}
    gina = {"key": "gina", "name": "Gina Lin", "email": EMAIL}
    world = await stack.open_world(
        people=[gina, leo], rmas=[{"key": "jacket", "of": "gina"}, {"key": "vest", "of": "leo"}], customers=3
    )
    await world.fault(kind="filter_ignored", path="/v1/rmas", times=None)

    profile = await opened(world)
    await world.close()

    assert shown(profile)["rmaCount"] == "1"
    assert shown(profile)["rma"] == world.rmas["jacket"]["url"]


async def test_a_person_without_returns_can_be_linked_by_hand_and_shows_no_returns(stack: Stack) -> None:
    nora = {"key": "nora", "name": "Nora Øst", "email": "nora.ost@example.com"}
    world = await stack.open_world(people=[nora], customers=0)
    page = f"desk/api/profiles/{world.profiles['nora']}/links"
    choice = {"app": world.app_id, "external_customer_id": nora["email"]}

    profile = (await world.gladly.post(page, json=choice)).json()["profile"]
    await world.close()

    assert profile["is_linked"]
    assert shown(profile)["rmaStatus"] == "No returns"
    assert "rma" not in shown(profile)


async def test_a_rate_limited_call_is_retried_inside_the_five_seconds(world: StackWorld) -> None:
    await world.fault(kind="rate_limited", path="/v1/rmas", times=1)

    profile = await opened(world)

    assert shown(profile)["rma"] == world.rmas["jacket"]["url"]


async def test_a_truncated_answer_counts_as_an_outage(world: StackWorld) -> None:
    await world.fault(kind="truncated", path="/v1/rmas", times=None)

    assert (await searched(world))["error"].startswith("ReturnLogic answered 503 instead of 200")


async def test_many_worlds_at_once_never_see_each_other(stack: Stack) -> None:
    """Same seed, same names, same e-mails: only the credentials differ."""

    async def tour(status: str) -> tuple[str, str, str]:
        world = await stack.open_world(
            people=[{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
            rmas=[{"key": "jacket", "of": "gina", "status": status}],
            customers=3,
        )
        profile = shown(await opened(world))
        await world.close()
        return profile["rmaStatus"], profile["rma"], world.rmas["jacket"]["url"]

    statuses = ["Requested", "Authorized", "In Transit", "Delivered", "Received", "Processed"]

    seen = await asyncio.gather(*(tour(status) for status in statuses))

    assert [status for status, _, _ in seen] == statuses
    assert [link for _, link, _ in seen] == [url for _, _, url in seen]


async def test_the_readmes_picture_is_the_flow_as_it_is_played(stack: Stack) -> None:
    """When this fails because the story or the renderer changed on purpose, write the new picture to that file."""
    story = next(story for story in STORIES if story.title == "Chat with e-mail")
    chapter = await play_story(story, stack, Console(io.StringIO()))

    assert flow_svg(chapter.flow.normalised()) == PICTURE.read_text(encoding="utf-8")


async def test_a_closed_world_leaves_no_tenant_behind(stack: Stack) -> None:
    world = await stack.open_world(customers=1)
    await world.close()

    assert stack.admin is not None
    assert (await stack.admin.get(f"tenants/{world.id}")).status == 404
