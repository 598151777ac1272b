"""What each verb does, on the real applications in one process."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rma_scenarios.client import Answer
from rma_scenarios.engine.subjects import subject
from rma_scenarios.verbs.play import CannotPlay, Play, Refused, refusal_of

Act = Callable[..., Awaitable[Play]]

CHAT = "  - customer: {who: gina, starts_chat: {}}\n"
NO_PROFILES = """\
given:
  people:
    gina: {name: Gina Lin, email: gina.lin@example.com}
    nobody: {name: Somebody}
  orders:
    boots: {of: gina, items: [Alpine Boots]}
  profiles: {}
"""


async def profile(play: Play) -> dict[str, Any]:
    found: dict[str, Any] = await subject(play, "profile")
    return found


# the shopper


@pytest.mark.parametrize(
    ("step", "inbox"),
    [
        pytest.param("{who: gina, starts_chat: {}}", "Returns", id="in the Returns Center"),
        pytest.param("{who: gina, starts_chat: {in: store}}", "Returns", id="in the store"),
        pytest.param("{who: omar, starts_chat: {email: gina.lin@example.com}}", "Returns", id="with another's e-mail"),
        pytest.param("{starts_chat: {email: gina.lin@example.com, name: G}}", "Returns", id="somebody unnamed"),
        pytest.param("{who: omar, starts_chat: {}}", "General", id="without a return"),
    ],
)
async def test_a_chat_begins_with_an_email_and_is_routed(act: Act, step: str, inbox: str) -> None:
    play = await act(f"  - customer: {step}")

    shown = await subject(play, "conversation")
    assert (shown["channel"], shown["inbox"]) == ("CHAT", inbox)
    assert (await profile(play))["linked"] is (inbox == "Returns")


async def test_a_chat_of_a_stranger_makes_a_profile_with_their_name(act: Act) -> None:
    play = await act("  - customer: {starts_chat: {email: leo@example.com, name: Leo}}")

    shown = await profile(play)
    assert (shown["name"], shown["emails"]) == ("Leo", ["leo@example.com"])


async def test_what_is_said_stands_in_the_chat_for_both(act: Act) -> None:
    play = await act(f"{CHAT}  - customer: {{says: Where is it?}}\n  - agent: {{replies: On its way}}")

    welcome, *talk = await subject(play, "chat")
    assert welcome.startswith("Welcome to ")
    assert talk == ["Where is it?", "On its way"]


async def test_an_email_arrives_as_a_conversation(act: Act) -> None:
    play = await act("  - customer: {who: gina, sends_email: {subject: My jacket, text: Where is it?}}")

    shown = await subject(play, "conversation")
    assert (shown["channel"], shown["subject"], shown["linked"]) == ("EMAIL", "My jacket", True)


async def test_looking_up_an_order_by_number_brings_no_mail(act: Act) -> None:
    play = await act("  - customer: {who: gina, looks_up_order: {order: boots}}")

    assert play.shown.mail is None


async def test_looking_up_orders_by_email_alone_brings_a_mail(act: Act) -> None:
    play = await act("  - customer: {looks_up_order: {email: gina.lin@example.com}}")

    assert play.shown.mail is not None
    assert "gina.lin@example.com" in str(play.shown.mail)


@pytest.mark.parametrize(
    ("actor", "items"),
    [
        pytest.param("customer: {who: gina, starts_return: {order: boots, as: new}}", 2, id="a shopper, everything"),
        pytest.param("merchant: {creates_return: {order: boots, as: new}}", 2, id="staff, everything"),
        pytest.param("agent: {starts_return: {order: boots, as: new, items: [Wool Socks]}}", 1, id="an agent, a line"),
        pytest.param(
            "customer: {who: gina, starts_return: {order: boots, as: new, items: [{product: Alpine Boots, quantity: 2, "
            "reason: Quality, return_type: Store Credit, comment: Torn}]}}",
            1,
            id="a shopper, two of a line",
        ),
    ],
)
async def test_a_return_is_started_and_gets_a_name(act: Act, actor: str, items: int) -> None:
    play = await act(f"  - {actor}\n  - merchant: {{opens_rma: new}}")

    rma = play.shown.rma
    assert rma is not None
    assert (str(rma["id"]), rma["email"], len(rma["items"])) == (play.rma_id("new"), "gina.lin@example.com", items)
    assert play.rma_url("new").endswith(f"/originate/rma/{play.rma_id('new')}")


# the agent


async def test_opening_a_profile_looks_it_up_and_shows_why(act: Act) -> None:
    play = await act("  - agent: {opens_profile: gina}")

    assert play.shown.round is not None
    assert [verdict["rule"] for verdict in play.shown.round["verdicts"]] == ["GL-LINK-1"]
    assert (await profile(play))["linked"] is True


async def test_adding_an_email_looks_the_profile_up_again(act: Act) -> None:
    play = await act("  - agent: {adds_email: {profile: omar, email: second@example.com}}")

    assert (await profile(play))["emails"] == ["omar.haddad@example.com", "second@example.com"]
    assert play.shown.round is not None


async def test_a_profile_made_by_hand_can_be_named_from_then_on(act: Act) -> None:
    step = "  - agent: {creates_profile: {name: Leo, emails: [leo@example.com], phones: ['+16505550199'], as: leo}}"

    play = await act(f"{step}\n  - agent: {{opens_profile: leo}}")

    shown = await profile(play)
    assert (shown["name"], shown["emails"], shown["phones"]) == ("Leo", ["leo@example.com"], ["+16505550199"])


async def test_a_search_by_hand_shows_what_was_found(act: Act) -> None:
    play = await act("  - agent: {searches: {profile: omar, search: gina.lin@example.com}}")

    assert await subject(play, "search") == {"matches": ["gina.lin@example.com"], "shows": ""}


async def test_a_search_that_finds_nobody_says_so(act: Act) -> None:
    play = await act("  - agent: {searches: {profile: omar, search: {email: who@example.com}}}")

    assert await subject(play, "search") == {"matches": [], "shows": "No matches found"}


async def test_linking_by_hand_takes_the_match_that_is_picked(act: Act) -> None:
    play = await act("  - agent: {links_manually: {profile: omar, search: gina.lin@example.com}}")

    shown = await profile(play)
    assert (shown["linked"], shown["external_customer_id"]) == (True, "gina.lin@example.com")


async def test_linking_by_hand_can_take_the_second_match(act: Act, triangle: Any) -> None:
    systems = [{"app": app, "results": [{"external_customer_id": app * 2}], "error": None} for app in ("a", "b")]
    triangle.calls.instead = {
        "/searches": Answer(200, {}, json.dumps({"systems": systems}).encode()),
        "/links": Answer(200, {}, b"{}"),
    }

    await act("  - agent: {links_manually: {profile: omar, search: x@example.com, picks: 2}}")

    [body] = [
        body for (_, url), body in zip(triangle.calls.made, triangle.calls.bodies, strict=True) if "/links" in url
    ]
    assert json.loads(body) == {"app": "b", "external_customer_id": "bb"}


async def test_unlinking_cuts_the_link(act: Act) -> None:
    play = await act("  - agent: {opens_profile: gina}\n  - agent: {unlinks: gina}")

    assert (await profile(play))["linked"] is False


async def test_the_rma_link_leads_to_the_page_of_the_rma(act: Act) -> None:
    play = await act("  - agent: {opens_profile: gina}\n  - agent: {follows_rma_link: gina}")

    assert play.shown.rma is not None
    assert (str(play.shown.rma["id"]), play.shown.rma["status"]) == (play.rma_id("jacket"), "In Transit")


# what cannot be played, and what the other side refuses


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        pytest.param("customer: {starts_chat: {}}", "a chat needs an e-mail; write email, or who", id="chat"),
        pytest.param(
            "customer: {who: nobody, starts_chat: {}}", "a chat needs an e-mail; write email, or who", id="mute"
        ),
        pytest.param("customer: {says: Hello}", "nobody has started a chat yet", id="nothing to speak into"),
        pytest.param("customer: {sends_email: {}}", "an e-mail needs a sender; write email, or who", id="no sender"),
        pytest.param(
            "customer: {looks_up_order: {}}", "the Returns Center needs an e-mail; write email, or who", id="no shopper"
        ),
        pytest.param(
            "customer: {starts_return: boots}",
            "the Returns Center needs an e-mail; say who returns something",
            id="nobody returns",
        ),
        pytest.param(
            "customer: {who: gina, starts_return: {order: boots, items: [Hat]}}",
            "the order has no Hat; it has Alpine Boots",
            id="not bought",
        ),
        pytest.param(
            "agent: {opens_profile: gina}", "Gladly has no customer profile of Gina Lin at this point", id="no profile"
        ),
        pytest.param("agent: {replies: Hello}", "there is no conversation to reply to yet", id="no conversation"),
        pytest.param(
            "agent: {creates_profile: {name: Leo, as: leo}}\n  - agent: {follows_rma_link: leo}",
            "the profile shows no RMA link",
            id="no link",
        ),
        pytest.param(
            "agent: {creates_profile: {name: L, as: l}}\n"
            "  - agent: {links_manually: {profile: l, search: l@example.com}}",
            "there is no match number 1 to pick: No matches found",
            id="no match",
        ),
        pytest.param("api: {repeats_lookup: true}", "there is no lookup to repeat yet", id="no lookup"),
        pytest.param(
            "api: {get: /healthz, to: adaptor, keep: {a: body.b}}",
            "the answer (200) has no body.b to keep",
            id="nothing to keep",
        ),
    ],
)
async def test_a_step_that_makes_no_sense_at_this_point_says_why(act: Act, steps: str, told: str) -> None:
    with pytest.raises(CannotPlay) as caught:
        await act(f"  - {steps}", given=NO_PROFILES)

    assert str(caught.value) == told


async def test_a_match_beyond_those_found_cannot_be_picked(act: Act) -> None:
    with pytest.raises(CannotPlay, match=r"^there is no match number 2 to pick: the search shows 1$"):
        await act("  - agent: {links_manually: {profile: omar, search: gina.lin@example.com, picks: 2}}")


async def test_an_rma_that_the_story_has_not_made_yet_cannot_be_opened(act: Act) -> None:
    steps = "  - merchant: {opens_rma: later}\n  - merchant: {creates_return: {order: boots, as: later}}"

    with pytest.raises(CannotPlay, match=r"^the RMA later does not exist yet at this point$"):
        await act(steps)


async def test_a_returns_center_without_a_chat_says_so(act: Act, triangle: Any) -> None:
    triangle.calls.instead["returns-center/api/settings"] = Answer(200, {}, b'{"snippet": null}')

    with pytest.raises(CannotPlay, match="embeds no chat in this world"):
        await act(CHAT)


async def test_a_link_that_leads_elsewhere_is_not_followed(act: Act) -> None:
    world = "given:\n  people:\n    gina: {name: Gina, email: g@example.com}\n  profiles:\n    gina: {name: Gina, "

    with pytest.raises(CannotPlay, match=r"^the RMA link leads to https://evil\.example/rma/1, which is not this"):
        await act(
            "  - agent: {follows_rma_link: gina}",
            given=f"{world}attributes: {{rma: 'https://evil.example/rma/1'}}}}\n",
        )


async def test_a_page_that_is_gone_is_told(act: Act, triangle: Any) -> None:
    triangle.calls.instead["/originate/rma/77"] = Answer(410, {}, b"")
    given = "given: {people: {gina: {name: G, email: g@example.com}}, rmas: {jacket: {of: gina, id: '77'}}}\n"

    with pytest.raises(CannotPlay, match=r"^the page behind the RMA link answers 410$"):
        await act("  - agent: {opens_profile: gina}\n  - agent: {follows_rma_link: gina}", given=given)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        pytest.param(
            "customer: {who: omar, starts_return: boots}",
            "no order of this number belongs to this e-mail address",
            id="another's order",
        ),
        pytest.param(
            "agent: {creates_profile: {name: G, emails: [gina.lin@example.com]}}",
            "gina.lin@example.com belongs to Gina Lin",
            id="another's e-mail",
        ),
        pytest.param("agent: {unlinks: gina}", "the profile is not linked to ReturnLogic", id="not linked"),
        pytest.param(
            "clock: {moves_to: '2999-01-01T00:00:00Z'}",
            "set: must be a time between 2000 and 2100, not '2999-01-01T00:00:00Z'",
            id="clock",
        ),
    ],
)
async def test_a_step_that_the_other_side_does_not_want_tells_its_reason(act: Act, step: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        await act(f"  - {step}")

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b'{"errors": [{"detail": "no"}]}', "no", id="Gladly"),
        pytest.param(b'{"errors": [{"message": "no"}]}', "no", id="the adaptor"),
        pytest.param(b'{"message": "no"}', "no", id="ReturnLogic"),
        pytest.param(b'{"detail": "no"}', "no", id="a framework"),
        pytest.param(b'{"errors": []}', "status 418", id="no reason"),
        pytest.param(b'{"errors": ["no"]}', "status 418", id="a reason of another shape"),
        pytest.param(b"[1]", "status 418", id="a list"),
        pytest.param(b"<html>", "status 418", id="a page"),
    ],
)
def test_the_reason_of_a_refusal_is_found_in_every_vendors_form(body: bytes, reason: str) -> None:
    assert refusal_of(Answer(418, {}, body)) == reason
