"""Tell the three flows that the integration exists for: auto-linking, manual linking, chat with e-mail.

Each needs a world of its own, does only what a person could do on a page, and fails when the agent does not see the
shopper's RMA link at the end.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from rma_scenarios.telling import Story, StoryFailed, Telling, World

_EMAIL = "gina.lin@example.com"
_PEOPLE = [{"key": "gina", "name": "Gina Lin", "email": _EMAIL}]
_JACKET = {"product": "Trail Fleece Jacket", "size": "M", "reason": "Too Small", "return_type": "Exchange"}
_RMAS = [{"key": "jacket", "of": "gina", "status": "In Transit", "items": [_JACKET]}]
_QUESTION = "Hi! Has my jacket arrived at your warehouse yet?"
_REPLY = "Hello Gina, I see your return: it is in transit."


async def auto_linking(telling: Telling) -> None:
    """Let an agent add the e-mail that was missing; Gladly links by itself."""
    world = telling.world
    profile_id = telling.profile_id = world.profiles["gina"]
    async with telling.step("An agent opens Gina Lin's profile: a phone number, no e-mail"):
        opened = await _post(world, f"desk/api/profiles/{profile_id}/open")
    telling.check("Nothing is linked yet", expected=False, actual=opened["profile"]["is_linked"])
    why = "; ".join(verdict["sentence"] for verdict in opened["profile"]["verdicts"])
    telling.check(f"Gladly says why: {why}", expected=True, actual=bool(why))
    async with telling.step(f"The agent adds her e-mail, {_EMAIL}"):
        added = await _post(world, f"desk/api/profiles/{profile_id}/emails", email=_EMAIL)
    telling.check("Gladly linked the profile by itself", expected=True, actual=added["profile"]["is_linked"])
    _check_link(telling, added["profile"])
    await _click_link(telling)


async def manual_linking(telling: Telling) -> None:
    """Let an agent search and link by hand, because Auto-linking is off."""
    world = telling.world
    profile_id = telling.profile_id = world.profiles["gina"]
    app = (await _get(world, "desk/api/organisation"))["apps"][0]["id"]
    async with telling.step("An admin switches Auto-linking off"):
        changed = _read(await world.gladly.patch(f"desk/api/apps/{app}", json={"auto_linking": []}))
    telling.check("Auto-linking is off", expected=[], actual=changed["auto_linking"])
    async with telling.step("An agent opens Gina Lin's profile"):
        opened = await _post(world, f"desk/api/profiles/{profile_id}/open")
    telling.check("Nothing is linked, e-mail or not", expected=False, actual=opened["profile"]["is_linked"])
    outcomes = [verdict["outcome"] for verdict in opened["profile"]["verdicts"]]
    telling.check("Gladly did not even ask", expected=["not_asked"], actual=outcomes)
    async with telling.step(f"The agent clicks Link to external customer, types {_EMAIL} and searches"):
        found = await _post(world, f"desk/api/profiles/{profile_id}/searches", app=None, query={"email": _EMAIL})
    matches = [result["external_customer_id"] for system in found["systems"] for result in system["results"]]
    telling.check("One match is found", expected=[_EMAIL], actual=matches)
    async with telling.step("The agent picks it and clicks Link"):
        linked = await _post(world, f"desk/api/profiles/{profile_id}/links", app=app, external_customer_id=matches[0])
    telling.check("The profile is linked", expected=True, actual=linked["profile"]["is_linked"])
    code = _attributes(linked["profile"]).get("rmaCode")
    telling.check("The agent sees the RMA code", expected=world.rmas["jacket"]["id"], actual=code)
    _check_link(telling, linked["profile"])
    await _click_link(telling)


async def chat_with_email(telling: Telling) -> None:
    """Let a shopper type her e-mail into the chat; the profile is filled before any agent looks."""
    world = telling.world
    async with telling.step(f"Gina opens the Returns Center and types {_EMAIL} into its chat"):
        app_id = await _embedded_chat(world)
        session = await _post(world, "chat/api/sessions", app_id=app_id, name="Gina Lin", email=_EMAIL)
        conversation = await _conversation(world)
    profile_id = telling.profile_id = conversation["profile_id"]
    profile = await _get(world, f"desk/api/profiles/{profile_id}")
    telling.check("Her profile is linked before any agent looks", expected=True, actual=profile["is_linked"])
    _check_link(telling, profile)
    telling.check("The rule sent the chat to the inbox Returns", expected="Returns", actual=conversation["inbox"])
    async with telling.step(f"Gina asks: “{_QUESTION}”"):
        await _post(world, f"chat/api/sessions/{session['session_id']}/messages", text=_QUESTION)
    async with telling.step("An agent opens her profile"):
        opened = await _post(world, f"desk/api/profiles/{profile_id}/open")
    _check_link(telling, opened["profile"])
    async with telling.step(f"The agent replies: “{_REPLY}”"):
        await _post(world, f"desk/api/conversations/{conversation['id']}/replies", text=_REPLY)
    shown = await _get(world, f"chat/api/sessions/{session['session_id']}?after=0")
    texts = [message["text"] for message in shown["messages"] if message["from"] == "agent"]
    telling.check("Gina reads the reply in the chat", expected=[_REPLY], actual=texts[-1:])
    searches = [row for row in await world.journal() if row.get("operation") == "manual_search"]
    telling.check("No agent had to search", expected=0, actual=len(searches))
    await _click_link(telling)


STORIES = (
    Story(
        title="Auto-linking",
        question="How does the RMA link get onto a profile by itself?",
        text=(
            "Gina Lin has sent a jacket back, and Gladly knows her by her phone number only. "
            "When an agent opens her profile, Gladly asks the lookup adaptor about that number, and nobody matches. "
            "Then the agent adds her e-mail. Gladly asks again, the adaptor finds her RMA in ReturnLogic, exactly one "
            "customer matches, and Gladly links the profile and shows the RMA link."
        ),
        rules=("GL-TRIGGER-1", "GL-LINK-6", "GL-LINK-1", "GL-DETAIL-1"),
        world={
            "people": _PEOPLE,
            "rmas": _RMAS,
            "profiles": [{"key": "gina", "name": "Gina Lin", "emails": [], "phones": ["+14155550100"]}],
            "app": {"auto_linking": ["emails"]},
        },
        play=auto_linking,
    ),
    Story(
        title="Manual linking",
        question="How does an agent link a profile when Auto-linking is off?",
        text=(
            "An admin has switched Auto-linking off, so opening Gina Lin's profile links nothing. "
            "The agent clicks “Link to external customer”, searches for her e-mail, sees one match and links it. "
            "Gladly then asks the lookup adaptor for everything, and the RMA code and link are there."
        ),
        rules=("GL-LINK-4", "GL-SEARCH-1", "GL-LINK-7"),
        world={
            "people": _PEOPLE,
            "rmas": _RMAS,
            "profiles": [{"key": "gina", "name": "Gina Lin", "emails": [_EMAIL], "phones": []}],
            "app": {"auto_linking": ["emails"]},
        },
        play=manual_linking,
    ),
    Story(
        title="Chat with e-mail",
        question="What does an agent see when a shopper types her e-mail into the chat?",
        text=(
            "Gina Lin opens the Returns Center and types her e-mail into its chat. Gladly has never heard of her: it "
            "makes a profile, asks the lookup adaptor before it decides who gets the chat, links the profile and, "
            "because an RMA is there, sends the chat to the inbox Returns. "
            "When the agent opens the profile, the RMA link is already on it; nobody searched."
        ),
        rules=("GL-CHAT-1", "GL-CHAT-2", "GL-LINK-1", "GL-ROUTE-1"),
        world={"people": _PEOPLE, "rmas": _RMAS, "profiles": [], "app": {"auto_linking": ["emails"]}},
        play=chat_with_email,
    ),
)
"""The mission's flows, in the order in which a newcomer should meet them."""


def _check_link(telling: Telling, profile: Mapping[str, Any]) -> None:
    url = telling.world.rmas["jacket"]["url"]
    telling.check("The agent sees the RMA link", expected=url, actual=_attributes(profile).get("rma"))


async def _click_link(telling: Telling) -> None:
    rma = telling.world.rmas["jacket"]
    async with telling.step("The agent clicks the RMA link"):
        page = await telling.world.returnlogic.get(rma["url"])
        shown = _read(await telling.world.returnlogic.get(f"originate/api/rmas/{rma['id']}"))
    telling.check("ReturnLogic's RMA page opens", expected=200, actual=page.status_code)
    seen = f"RMA {shown['id']} of {shown['email']}, {shown['status']}"
    wanted = f"RMA {rma['id']} of {_EMAIL}, In Transit"
    telling.check("It shows Gina's RMA, in transit", expected=wanted, actual=seen)


async def _conversation(world: World) -> Mapping[str, Any]:
    """Wait until the desk lists the chat with its inbox; the caller's time limit ends the wait."""
    seen = 0
    while True:
        listed = (await _get(world, "desk/api/conversations"))["conversations"]
        if listed and listed[0].get("inbox"):
            return dict(listed[0])
        seen = (await _get(world, f"desk/api/changes?after={seen}&wait_s=5"))["seq"]


def _attributes(profile: Mapping[str, Any]) -> dict[str, str]:
    return {attribute["name"]: attribute["value"] for attribute in profile["attributes"]}


async def _embedded_chat(world: World) -> str:
    """Open the Returns Center and find the chat that it embeds, as its own script does."""
    page = await world.returnlogic.get("returns-center")
    settings = _read(await world.returnlogic.get("returns-center/api/settings"))
    if not page.is_success or not settings["snippet"]:
        actual = f"status {page.status_code}, snippet {settings['snippet']}"
        raise StoryFailed("The Returns Center embeds the chat", expected="status 200, a snippet", actual=actual)
    return str(settings["snippet"]["app_id"])


async def _get(world: World, path: str) -> Any:
    return _read(await world.gladly.get(path))


async def _post(world: World, path: str, **body: Any) -> Any:
    return _read(await world.gladly.post(path, json=body))


def _read(answer: httpx.Response) -> Any:
    if not answer.is_success:
        asked = f"{answer.request.method} {answer.request.url.path} succeeds"
        raise StoryFailed(asked, expected="2xx", actual=f"{answer.status_code} {answer.text[:300]}")
    return answer.json() if answer.content else {}
