"""Running an action in a scenario, at an app that answers as the test says."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from rma_scenarios.engine.subjects import subject
from rma_scenarios.verbs.play import CannotPlay, Play, Refused

GIVEN = """\
given:
  people:
    gina: {name: Gina Lin, email: gina.lin@example.com}
  other_apps: [{name: Shop, url: 'http://shop.example.com/lookup', signing_key: k}]
"""
CHAT = "  - customer: {who: gina, starts_chat: {}}\n"
CANCEL = "  - agent: {runs_action: {profile: gina, action: Cancel, on: '2', fills: {reason: size}}}\n"

Act = Callable[..., Awaitable[Play]]


class Shop:
    """An adaptor with two orders, the form of an action, and an outcome."""

    def __init__(self) -> None:
        self.form: tuple[int, Any] = (
            200,
            {
                "title": "Cancel",
                "actionUrl": "/do",
                "sections": [{"type": "input", "attr": "reason", "label": "Reason", "input": {"type": "text"}}],
            },
        )
        self.outcome: tuple[int, Any] = (200, {"message": "Cancelled", "detail": "Order 2"})
        self.asked: list[str] = []
        self.app = FastAPI()
        self.app.add_api_route("/lookup", self.lookup, methods=["POST"])
        self.app.add_api_route("/form", self.show, methods=["GET"])
        self.app.add_api_route("/do", self.do, methods=["POST"])

    async def lookup(self) -> JSONResponse:
        orders = [
            {
                "type": "ORDER",
                "orderNumber": number,
                "actions": [{"name": "Cancel", "formUrl": f"/form?order={number}"}],
            }
            for number in ("1", "2")
        ]
        email = {"original": "gina.lin@example.com"}
        return JSONResponse({"results": [{"externalCustomerId": "g", "emails": [email], "transactions": orders}]})

    async def show(self, request: Request) -> JSONResponse:
        self.asked.append(request.url.query)
        return JSONResponse(self.form[1], self.form[0])

    async def do(self) -> JSONResponse:
        return JSONResponse(self.outcome[1], self.outcome[0])


@pytest.fixture
def shop(triangle: Any) -> Shop:
    made = Shop()
    triangle.board.apps["http://shop.example.com"] = httpx.ASGITransport(made.app)
    return made


async def test_an_action_is_run_on_the_order_that_the_file_names(act: Act, shop: Shop) -> None:
    play = await act(CHAT + CANCEL, given=GIVEN)

    assert await subject(play, "action") == {
        "outcome": "done",
        "message": "Cancelled",
        "detail": "Order 2",
        "errors": [],
    }
    assert shop.asked == ["order=2"]
    assert (await subject(play, "conversation"))["activities"] == ["Cancelled: Order 2"]
    assert (await subject(play, "profile"))["actions"] == ["Cancel", "Cancel"]
    assert play.shown.round is not None
    assert play.shown.round["trigger"] == "action_done"


async def test_errors_are_told_after_the_name_of_their_input(act: Act, shop: Shop) -> None:
    errors = [{"message": "Not yet", "detail": "Wait"}, {"attr": "reason", "detail": "Too short"}]
    shop.outcome = (400, {"errors": errors})

    play = await act(CHAT + CANCEL, given=GIVEN)

    shown = await subject(play, "action")
    assert (shown["outcome"], shown["errors"]) == ("invalid", ["Not yet Wait", "reason: Too short"])


async def test_without_a_form_the_outcome_says_so(act: Act, shop: Shop) -> None:
    shop.form = (500, {})

    play = await act(CHAT + CANCEL, given=GIVEN)

    shown = await subject(play, "action")
    assert (shown["outcome"], shown["errors"]) == ("no_form", ["Shop answered 500 instead of a form."])


async def test_an_action_without_a_conversation_is_refused(act: Act, shop: Shop) -> None:
    with pytest.raises(Refused, match="actions are run during a conversation"):
        await act("  - agent: {opens_profile: gina}\n" + CANCEL, given=GIVEN)

    assert shop.asked == []


@pytest.mark.usefixtures("shop")
async def test_an_action_that_nobody_offers_makes_no_sense_and_what_is_there_is_named(act: Act) -> None:
    wrong = "  - agent: {runs_action: {profile: gina, action: Refund}}\n"

    with pytest.raises(CannotPlay, match="the action Refund is not offered; there is Cancel of order 1 and Cancel of"):
        await act(CHAT + wrong, given=GIVEN)


@pytest.mark.usefixtures("shop")
async def test_expectations_of_an_action_hold_or_say_what_was_there(played: Any) -> None:
    expected = "    expect: {action: {outcome: done, message: Cancelled}, conversation: {activities: {count: 1}}}\n"

    held = await played(CHAT + CANCEL + expected, given=GIVEN)
    failed = await played(CHAT + CANCEL + "    expect: {action: dismissed}\n", given=GIVEN)

    assert held.failure is None
    assert failed.failure is not None
