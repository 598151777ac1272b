"""Actions on the agent's desk: from the offer over the form to the timeline, with an adaptor that the test scripts."""

import asyncio
import json
from typing import Any

import httpx
import pytest

GINA = "gina.lin@example.com"
CANCEL = {"name": "Cancel order", "formUrl": "/cancel?order=1832"}
FORM: dict[str, Any] = {
    "title": "Cancel order",
    "actionUrl": "/do/cancel?order=1832&why=a%20b",
    "sections": [
        {"type": "input", "attr": "reason", "label": "Reason", "input": {"type": "text"}},
        {"type": "input", "attr": "notify", "label": "E-mail", "input": {"type": "checkbox", "text": "Send one"}},
    ],
}


class Desk:
    """Gina's profile, linked, and what an agent does with its actions."""

    def __init__(self, mocks: Any, links: dict[str, Any]) -> None:
        self.mocks = mocks
        self.links = links
        self.path = f"/w/{links['id']}/desk/api/profiles/{links['profiles']['gina']}/actions"

    async def offered(self) -> Any:
        return (await self.mocks.gladly.get(self.path)).json()

    async def clicks(self, name: str = "Cancel order") -> httpx.Response:
        offers = (await self.offered())["offers"]
        [offer] = [row for row in offers if row["name"] == name]
        answer: httpx.Response = await self.mocks.gladly.post(f"{self.path}/form", json={"action": offer["id"]})
        return answer

    async def sends(self, form: str, **values: Any) -> httpx.Response:
        answer: httpx.Response = await self.mocks.gladly.post(
            f"{self.path}/submit", json={"form": form, "values": values}
        )
        return answer

    async def opens_form(self) -> str:
        return str((await self.clicks()).json()["form"]["id"])

    async def timeline(self) -> list[dict[str, Any]]:
        talks = f"/w/{self.links['id']}/desk/api/conversations"
        [talk] = (await self.mocks.gladly.get(talks)).json()["conversations"]
        return list((await self.mocks.gladly.get(f"{talks}/{talk['id']}")).json()["items"])

    def wire(self) -> list[httpx.Request]:
        """Return the requests about forms."""
        return [request for request in self.mocks.adaptor.requests if "lookup" not in request.url.path]


@pytest.fixture
async def desk(mocks: Any, gina: dict[str, Any]) -> Desk:
    """A chat with Gina, who is linked and has an order that can be cancelled."""
    order = {"type": "ORDER", "orderNumber": "1832", "actions": [CANCEL]}
    mocks.adaptor.results = [{"externalCustomerId": GINA, "emails": [{"original": GINA}], "transactions": [order]}]
    mocks.adaptor.pages = {"/cancel": (200, FORM), "/do/cancel": (200, {"message": "Cancelled", "detail": "#1832"})}
    links = await mocks.open(**gina)
    await mocks.chats(links, GINA)
    return Desk(mocks, links)


async def test_the_form_of_an_offer_is_shown_without_its_addresses(desk: Desk) -> None:
    answer = (await desk.clicks()).json()

    assert answer["error"] is None
    assert answer["form"]["action"]["order_number"] == "1832"
    assert [row["attr"] for row in answer["form"]["sections"]] == ["reason", "notify"]
    assert "/do/cancel" not in json.dumps(answer)


async def test_both_requests_are_signed_and_name_the_agent(desk: Desk) -> None:
    await desk.sends(await desk.opens_form(), reason="zu groß", notify=True)

    ask, send = desk.wire()
    assert (ask.method, str(ask.url), ask.content) == ("GET", "http://127.0.0.1:8700/cancel?order=1832", b"")
    assert (send.method, send.url.query) == ("POST", b"order=1832&why=a%20b")
    assert send.content == '{"notify":true,"reason":"zu groß"}'.encode()
    for request in (ask, send):
        assert request.headers["gladly-agent-id"] == "agent-1"
        assert request.headers["content-type"] == "application/json"
        assert ";gladly-agent-id;" in request.headers["gladly-authorization"]


async def test_a_success_writes_the_timeline_and_looks_the_profile_up_again(desk: Desk) -> None:
    form = await desk.opens_form()
    desk.mocks.adaptor.results[0]["transactions"] = []

    answer = (await desk.sends(form, reason="changed")).json()

    assert (answer["outcome"], answer["message"], answer["detail"]) == ("done", "Cancelled", "#1832")
    assert (answer["round"]["trigger"], answer["round"]["verdicts"][0]["outcome"]) == ("action_done", "refreshed")
    assert answer["profile"]["transactions"] == []
    item = (await desk.timeline())[-1]
    assert (item["from"], item["text"], item["detail"]) == ("activity", "Cancelled", "#1832")
    assert (await desk.sends(form, reason="changed")).status_code == 409


async def test_the_shopper_does_not_read_what_the_agent_ran(desk: Desk) -> None:
    await desk.sends(await desk.opens_form(), reason="changed")

    talk = (await desk.mocks.gladly.get(f"/w/{desk.links['id']}/desk/api/conversations")).json()["conversations"][0]
    read = (await desk.mocks.gladly.get(f"/w/{desk.links['id']}/chat/api/sessions/{talk['id']}")).json()

    assert [row["from"] for row in read["messages"]] == ["system"]


async def test_400_keeps_the_form_for_another_try(desk: Desk) -> None:
    form = await desk.opens_form()
    errors = [{"message": "Not like this"}, {"attr": "reason", "detail": "Too short"}]
    desk.mocks.adaptor.pages["/do/cancel"] = (400, {"errors": errors})

    refused = (await desk.sends(form, reason="x")).json()

    assert (refused["outcome"], refused["errors"], "round" in refused) == ("invalid", errors, False)
    desk.mocks.adaptor.pages["/do/cancel"] = (200, {"message": "Cancelled"})
    assert (await desk.sends(form, reason="changed")).json()["outcome"] == "done"


@pytest.mark.parametrize(
    ("status", "page", "error"),
    [
        pytest.param(406, {"errors": [{"message": "Too late"}]}, {"message": "Too late"}, id="406"),
        pytest.param(
            500,
            {},
            {
                "message": "The action could not be run.",
                "detail": "ReturnLogic answered 500 instead of 200, 400 or 406.",
            },
            id="500",
        ),
        pytest.param(
            302,
            {},
            {
                "message": "The action could not be run.",
                "detail": "ReturnLogic redirected to nowhere, and no redirect is followed.",
            },
            id="redirect",
        ),
    ],
)
async def test_a_dismissed_form_is_gone_and_nothing_was_done(
    desk: Desk, status: int, page: Any, error: dict[str, str]
) -> None:
    form = await desk.opens_form()
    desk.mocks.adaptor.pages["/do/cancel"] = (status, page)

    answer = (await desk.sends(form, reason="changed")).json()

    assert (answer["outcome"], answer["errors"]) == ("dismissed", [error])
    assert [row["from"] for row in await desk.timeline()] == ["system"]
    assert (await desk.sends(form, reason="changed")).status_code == 409


async def test_an_empty_required_input_is_said_without_asking_the_adaptor(desk: Desk) -> None:
    answer = (await desk.sends(await desk.opens_form(), reason="  ")).json()

    assert (answer["outcome"], answer["rule"]) == ("invalid", "GL-ACT-7")
    assert answer["errors"] == [{"attr": "reason", "detail": "Reason is required.", "code": "required"}]
    assert len(desk.wire()) == 1


async def test_a_form_is_sent_once_at_a_time(desk: Desk) -> None:
    form = await desk.opens_form()
    desk.mocks.adaptor.reached.clear()
    desk.mocks.adaptor.held = asyncio.Event()
    first = asyncio.create_task(desk.sends(form, reason="changed"))
    await desk.mocks.adaptor.reached.wait()

    second = await desk.sends(form, reason="changed")

    desk.mocks.adaptor.held.set()
    assert (second.status_code, second.json()["errors"][0]["detail"]) == (409, "this form is being sent already")
    assert (await first).json()["outcome"] == "done"
    assert [request.method for request in desk.wire()] == ["GET", "POST"]


async def test_a_form_that_comes_after_a_reset_is_not_kept(desk: Desk) -> None:
    offers = (await desk.offered())["offers"]
    desk.mocks.adaptor.reached.clear()
    desk.mocks.adaptor.held = asyncio.Event()
    path = f"{desk.path}/form"
    asking = asyncio.create_task(desk.mocks.gladly.post(path, json={"action": offers[0]["id"]}))
    await desk.mocks.adaptor.reached.wait()

    await desk.mocks.control.post(f"worlds/{desk.links['id']}/reset", json={"what": "data"})
    desk.mocks.adaptor.held.set()

    assert "the world was reset" in (await asking).json()["errors"][0]["detail"]
    assert (await desk.sends("f-0001", reason="changed")).status_code == 409


async def test_a_form_goes_on_with_the_profile_into_which_its_own_one_is_merged(desk: Desk) -> None:
    form = await desk.opens_form()
    desk.mocks.adaptor.reached.clear()
    desk.mocks.adaptor.held = asyncio.Event()
    sending = asyncio.create_task(desk.sends(form, reason="changed"))
    await desk.mocks.adaptor.reached.wait()

    people = f"/w/{desk.links['id']}/desk/api/profiles"
    other = (await desk.mocks.gladly.post(people, json={"name": "G. Lin"})).json()["id"]
    merging = asyncio.create_task(
        desk.mocks.gladly.post(f"{people}/{other}/merge", json={"source": desk.links["profiles"]["gina"]})
    )
    desk.mocks.adaptor.reached.clear()
    await desk.mocks.adaptor.reached.wait()  # by the lookup that follows the merge
    desk.mocks.adaptor.held.set()
    answer = (await sending).json()
    await merging

    assert (answer["outcome"], answer["profile"]["id"]) == ("done", other)
    assert [row["text"] for row in await desk.timeline() if row["from"] == "activity"] == ["Cancelled"]


async def test_a_world_that_is_reset_meanwhile_hears_nothing_of_it(desk: Desk) -> None:
    form = await desk.opens_form()
    desk.mocks.adaptor.reached.clear()
    desk.mocks.adaptor.held = asyncio.Event()
    sending = asyncio.create_task(desk.sends(form, reason="changed"))
    await desk.mocks.adaptor.reached.wait()

    await desk.mocks.control.post(f"worlds/{desk.links['id']}/reset", json={"what": "data"})
    desk.mocks.adaptor.held.set()

    assert "the world was reset" in (await sending).json()["errors"][0]["detail"]
    assert (await desk.sends(form, reason="changed")).status_code == 409


@pytest.mark.parametrize(
    ("page", "error"),
    [
        pytest.param((200, b"<!doctype html>"), "ReturnLogic sent an HTML page instead of a form.", id="HTML"),
        pytest.param((404, {}), "ReturnLogic answered 404 instead of a form.", id="404"),
        pytest.param((200, {"actionUrl": "javascript:alert(1)"}), "only http and https can be called", id="script"),
        pytest.param((301, {}), "redirected to nowhere, and no redirect is followed", id="redirect"),
        pytest.param((200, b" " * 9_000_000), "ReturnLogic sent an answer without end", id="endless"),
    ],
)
async def test_without_a_form_the_agent_reads_why(desk: Desk, page: Any, error: str) -> None:
    desk.mocks.adaptor.pages["/cancel"] = page

    answer = (await desk.clicks()).json()

    assert answer["form"] is None
    assert error in answer["error"]


async def test_a_silent_adaptor_is_given_up_at_both_steps(mocks: Any, gina: dict[str, Any]) -> None:
    mocks.adaptor.results = [{"externalCustomerId": GINA, "emails": [{"original": GINA}], "actions": [CANCEL]}]
    mocks.adaptor.pages = {"/cancel": (200, FORM)}
    desk = Desk(mocks, await mocks.open(**gina, gladly={"lookup_timeout_s": 0.05}))
    await mocks.chats(desk.links, GINA)
    form = await desk.opens_form()
    mocks.adaptor.held = asyncio.Event()

    clicked, sent = (await desk.clicks()).json(), (await desk.sends(form, reason="changed")).json()

    late = "ReturnLogic gave no answer within 0.05 seconds."
    assert (clicked["error"], sent["errors"][0]["detail"], sent["rule"]) == (late, late, "GL-TIME-1")


async def test_actions_wait_for_a_conversation_unless_the_world_says_otherwise(
    mocks: Any, gina: dict[str, Any]
) -> None:
    mocks.adaptor.results = [{"externalCustomerId": GINA, "emails": [{"original": GINA}], "actions": [CANCEL]}]
    mocks.adaptor.pages = {"/cancel": (200, FORM), "/do/cancel": (200, {"message": "Cancelled"})}
    strict = Desk(mocks, await mocks.open(**gina))
    relaxed = Desk(mocks, await mocks.open(**gina, gladly={"actions_need_conversation": False}))
    for desk in (strict, relaxed):
        await mocks.opens(desk.links)

    refused, done = await strict.clicks(), await relaxed.sends(await relaxed.opens_form(), reason="changed")

    why = "actions are run during a conversation, and none is open with this customer"
    assert (refused.status_code, refused.json()["errors"][0]["detail"]) == (409, why)
    assert ((await strict.offered())["why_not"], (await relaxed.offered())["why_not"]) == (why, None)
    assert done.json()["outcome"] == "done"


async def test_actions_that_are_switched_off_are_neither_offered_nor_sent(desk: Desk) -> None:
    form = await desk.opens_form()
    app = desk.links["gladly"]["apps"][0]["id"]

    await desk.mocks.gladly.patch(f"/w/{desk.links['id']}/desk/api/apps/{app}", json={"enable_actions": False})

    assert (await desk.offered())["offers"] == []
    refused = await desk.sends(form, reason="changed")
    assert refused.json()["errors"][0]["detail"] == "actions are switched off for ReturnLogic"


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [
        pytest.param("form", {"action": "http://127.0.0.1:1/metadata"}, 409, id="an address for an action"),
        pytest.param("form", {"form_url": "http://127.0.0.1:1/metadata"}, 400, id="an address"),
        pytest.param("form", {}, 400, id="nothing"),
        pytest.param("submit", {"form": "f-9999"}, 409, id="a form that is not open"),
        pytest.param("submit", {"form": "f-0001", "values": {"reason": 7}}, 400, id="a number"),
        pytest.param("submit", {"form": "f-0001", "values": {"colour": "red"}}, 400, id="an unknown input"),
        pytest.param("submit", {"form": "f-0001", "values": {"reason": "x" * 10_001}}, 400, id="a book"),
        pytest.param("submit", {"form": "f-0001", "values": [1]}, 400, id="a list"),
    ],
)
async def test_nothing_but_what_was_offered_can_be_asked_for_and_sent(
    desk: Desk, step: str, body: Any, status: int
) -> None:
    await desk.opens_form()

    answer = await desk.mocks.gladly.post(f"{desk.path}/{step}", json=body)

    assert answer.status_code == status
    assert len(desk.wire()) == 1


async def test_a_form_of_one_profile_cannot_be_sent_from_another(desk: Desk) -> None:
    form = await desk.opens_form()
    other = (await desk.mocks.gladly.post(f"/w/{desk.links['id']}/desk/api/profiles", json={"name": "Omar"})).json()

    path = f"/w/{desk.links['id']}/desk/api/profiles/{other['id']}/actions/submit"
    answer = await desk.mocks.gladly.post(path, json={"form": form, "values": {"reason": "changed"}})

    assert answer.status_code == 409


async def test_relative_addresses_are_appended_to_the_app_url_where_the_world_says_so(
    mocks: Any, gina: dict[str, Any]
) -> None:
    mocks.adaptor.results = [{"externalCustomerId": GINA, "emails": [{"original": GINA}], "actions": [CANCEL]}]
    mocks.adaptor.pages = {"/t/w1/lookup/cancel": (200, FORM)}
    desk = Desk(mocks, await mocks.open(**gina, gladly={"form_url_join": "app_url"}))
    await mocks.chats(desk.links, GINA)

    assert (await desk.clicks()).json()["form"]["title"] == "Cancel order"


async def test_the_journal_tells_clicks_and_requests_apart(desk: Desk) -> None:
    await desk.sends(await desk.opens_form(), reason="changed")

    rows = (await desk.mocks.control.get(f"worlds/{desk.links['id']}/journal")).json()["exchanges"]
    told = [row["operation"] for row in rows if row["operation"] not in {"start_chat", "auto_link"}]
    assert told == ["detailed", "action_form", "click_action", "action_submit", "detailed", "send_form"]
