import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest

from rma_scenarios.flow import Arrow
from rma_scenarios.report import Check
from rma_scenarios.stories import STORIES
from rma_scenarios.telling import Story, Telling, play_story

EMAIL = "gina.lin@example.com"
RMA = {"id": "1048576", "url": "http://returnlogic.test/w/w1/originate/rma/1048576"}
AUTO, MANUAL, CHAT = STORIES


class Quiet:
    """Hear everything and keep what was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def step_begins(self, sentence: str) -> None:
        self.told.append(f"… {sentence}")

    def step_ends(self, sentence: str, took_ms: float, talk: Sequence[Arrow]) -> None:
        assert took_ms >= 0
        self.told.append(f"✓ {sentence}")
        self.told += [arrow.sentence for arrow in talk]

    def step_fails(self, sentence: str) -> None:
        self.told.append(f"✗ {sentence}")

    def checked(self, check: Check) -> None:
        self.told.append(check.sentence)


class SmallWorld:
    """Answer a story's requests as a desk, a chat and ReturnLogic's pages would, in one small script."""

    def __init__(self, **broken: Any) -> None:
        self.gladly = httpx.AsyncClient(base_url="http://gladly.test/w/w1/", transport=httpx.MockTransport(self.answer))
        self.returnlogic = httpx.AsyncClient(
            base_url="http://returnlogic.test/w/w1/", transport=httpx.MockTransport(self.answer)
        )
        self.rmas: Mapping[str, Mapping[str, Any]] = {"jacket": RMA}
        self.profiles: Mapping[str, str] = {"gina": "p1"}
        self.broken = broken
        self.is_linked = False
        self.replies: list[str] = []
        self.rows: list[dict[str, Any]] = []

    async def journal(self) -> list[dict[str, Any]]:
        return self.rows

    async def rounds(self) -> list[dict[str, Any]]:
        return []

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/w/w1/")
        if path in self.broken:
            return httpx.Response(self.broken[path])
        body = json.loads(request.content or b"{}")
        if path in {"desk/api/profiles/p1/emails", "desk/api/profiles/p1/links", "chat/api/sessions"}:
            self.is_linked = self.broken.get("links", True)
        if path.endswith("/replies"):
            self.replies.append(body["text"])
        return httpx.Response(200, json=self.shown(path))

    def shown(self, path: str) -> Mapping[str, Any]:
        profile = self.profile()
        answers: dict[str, Mapping[str, Any]] = {
            "desk/api/organisation": {"apps": [{"id": "a1"}]},
            "desk/api/apps/a1": {"auto_linking": []},
            "desk/api/profiles/p1": profile,
            "desk/api/profiles/p1/searches": {"systems": [{"results": [{"external_customer_id": EMAIL}]}]},
            "desk/api/conversations": {"conversations": [{"id": "c1", "profile_id": "p1", "inbox": "Returns"}]},
            "returns-center/api/settings": {"snippet": self.broken.get("snippet", {"app_id": "app-1"})},
            "originate/api/rmas/1048576": {"id": 1048576, "email": EMAIL, "status": "In Transit"},
            "chat/api/sessions": {"session_id": "s1"},
            "chat/api/sessions/s1": {"messages": [{"from": "agent", "text": text} for text in self.replies]},
        }
        return answers.get(path, {"profile": profile, "round": None})

    def profile(self) -> Mapping[str, Any]:
        attributes = {"rma": self.broken.get("rma", RMA["url"]), "rmaCode": RMA["id"]} if self.is_linked else {}
        return {
            "name": "Gina Lin",
            "is_linked": self.is_linked,
            "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
            "verdicts": [{"sentence": "Nobody matched.", "outcome": "not_asked"}],
        }


@pytest.mark.parametrize("story", [pytest.param(story, id=story.title) for story in STORIES])
async def test_a_story_holds_on_a_world_that_behaves(story: Story) -> None:
    chapter = await play_story(story, SmallWorld(), Quiet())

    assert chapter.failure is None
    assert "The agent sees the RMA link" in [check.sentence for check in chapter.checks]
    assert chapter.card is not None


@pytest.mark.parametrize("story", [pytest.param(story, id=story.title) for story in STORIES])
async def test_a_story_fails_when_the_agent_does_not_see_the_rma_link(story: Story) -> None:
    chapter = await play_story(story, SmallWorld(rma="http://elsewhere.test/"), Quiet())

    assert chapter.failure == (
        f"The agent sees the RMA link: no.\n  expected: {RMA['url']}\n  actual:   http://elsewhere.test/"
    )
    assert not chapter.checks[-1].is_met


@pytest.mark.parametrize("story", [pytest.param(story, id=story.title) for story in STORIES])
async def test_a_story_fails_when_nothing_gets_linked(story: Story) -> None:
    chapter = await play_story(story, SmallWorld(links=False), Quiet())

    assert "expected: True\n  actual:   False" in (chapter.failure or "")


async def test_a_story_fails_when_the_rma_page_does_not_open() -> None:
    chapter = await play_story(AUTO, SmallWorld(**{"originate/rma/1048576": 404}), Quiet())

    assert chapter.failure == "ReturnLogic's RMA page opens: no.\n  expected: 200\n  actual:   404"


async def test_a_refused_request_is_a_failure_that_names_it() -> None:
    chapter = await play_story(MANUAL, SmallWorld(**{"desk/api/profiles/p1/links": 409}), Quiet())

    assert chapter.failure is not None
    assert chapter.failure.startswith("POST /w/w1/desk/api/profiles/p1/links succeeds: no.")


async def test_a_chat_without_its_widget_is_a_failure_that_says_so() -> None:
    chapter = await play_story(CHAT, SmallWorld(snippet=None), Quiet())

    assert chapter.failure is not None
    assert "The Returns Center embeds the chat" in chapter.failure


async def test_an_answer_of_another_shape_is_a_failure_and_not_a_crash() -> None:
    world = SmallWorld()
    world.profiles = {}

    chapter = await play_story(AUTO, world, Quiet())

    assert chapter.failure == "A page's answer had another shape than the story reads: KeyError: 'gina'."


async def test_steps_and_checks_are_narrated_in_the_order_in_which_they_happen() -> None:
    narrator = Quiet()

    await play_story(AUTO, SmallWorld(), narrator)

    assert narrator.told[:3] == [
        "… An agent opens Gina Lin's profile: a phone number, no e-mail",
        "✓ An agent opens Gina Lin's profile: a phone number, no e-mail",
        "Nothing is linked yet",
    ]


async def test_what_the_services_said_is_told_once_after_the_step_in_which_they_said_it() -> None:
    world, narrator = SmallWorld(), Quiet()
    row = {"from": "gladly", "to": "adaptor", "status": 200, "operation": "auto_link", "response_body": "{}"}

    async def play(telling: Telling) -> None:
        async with telling.step("one"):
            world.rows.append(row | {"seq": 1})
        async with telling.step("two"):
            world.rows.append({"seq": 2, "from": "agent", "to": "gladly", "status": 200, "operation": "unlink"})

    await play_story(Story("t", "q", "text", (), {}, play), world, narrator)

    assert narrator.told == [
        "… one",
        "✓ one",
        "Gladly asks the lookup adaptor: who has nobody in particular?",
        "Adaptor answers: no match",
        "… two",
        "✓ two",
    ]


async def test_a_stack_that_went_away_is_a_failure_and_not_a_crash() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    world, narrator = SmallWorld(), Quiet()
    world.gladly = httpx.AsyncClient(base_url="http://gladly.test/", transport=httpx.MockTransport(gone))

    chapter = await play_story(AUTO, world, narrator)

    assert chapter.failure == "A service of the stack did not answer: connection refused."
    assert narrator.told[-1].startswith("✗ ")


async def test_a_story_that_does_not_end_is_a_failure() -> None:
    endless = Story("t", "q", "text", (), {}, _waits_for_ever)

    chapter = await play_story(endless, SmallWorld(), Quiet(), limit_s=0.01)

    assert chapter.failure == "The story did not end within 0.01 s."


async def _waits_for_ever(telling: Telling) -> None:
    async with telling.step("waiting"):
        await asyncio.Event().wait()
