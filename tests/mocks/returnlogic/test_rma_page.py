"""What the RMA page is told: where a return stands, what comes next, what may be done and why the rest may not."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from rma_mocks.core.entities import CUSTOMER_SHIPS, NO_SHIPPING
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import Automation, Policies, Shipping

ORIGINATE, COLLECTOR, CARRIER = "/w/w1/originate/api", "/w/w1/collector/api", "/w/w1/carrier/api"
WISH = {"line_id": 2, "quantity": 1, "reason_code": "TS", "return_type": "Exchange"}


@pytest.fixture
async def number(team: Team, http: httpx.AsyncClient) -> str:
    """The number of an RMA that waits for staff, who authorises by hand here."""
    team.policies = replace(team.policies, authorisation="manual")
    made = await http.post(f"{ORIGINATE}/rmas", json={"order_name": "#500001", "items": [WISH]})
    return str(made.json()["id"])


async def view(http: httpx.AsyncClient, number: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await http.get(f"{ORIGINATE}/rmas/{number}")).json()
    return answer


async def steps(http: httpx.AsyncClient, number: str) -> dict[str, str]:
    return {row["step"]: row["state"] for row in (await view(http, number))["life"]}


async def test_a_requested_rma_waits_for_staff(http: httpx.AsyncClient, number: str) -> None:
    shown = await view(http, number)

    assert shown["allowed"] == ["authorize", "reject", "cancel", "delete"]
    assert shown["next"] == "Staff authorises or rejects it."
    assert [row["state"] for row in shown["life"]] == ["now", *["ahead"] * 6]
    assert [row["step"] for row in shown["life"]][:2] == ["Requested", "Authorized"]


async def test_what_is_not_possible_is_told_with_the_sentence_that_a_try_is_refused_with(
    http: httpx.AsyncClient, number: str
) -> None:
    why_not = (await view(http, number))["refused"]

    for act, path in (("process", "process"), ("complete", "complete")):
        answer = await http.post(f"{ORIGINATE}/rmas/{number}/{path}")
        assert (answer.status_code, answer.json()["message"]) == (409, why_not[act])


async def test_an_exchange_goes_from_requested_to_complete(http: httpx.AsyncClient, number: str) -> None:
    (item,) = (await view(http, number))["items"]
    seen = []
    for path, body in (
        (f"{ORIGINATE}/rmas/{number}/authorize", None),
        (f"{CARRIER}/rmas/{number}/scan", None),
        (f"{CARRIER}/rmas/{number}/deliver", None),
        (f"{COLLECTOR}/rmas/{number}/items/{item['id']}/receive", {"disposition": "Damaged", "comment": "Torn"}),
        (f"{ORIGINATE}/rmas/{number}/process", {"return_type": "Exchange"}),
        (f"{ORIGINATE}/rmas/{number}/complete", None),
    ):
        done = (await http.post(path, json=body)).json()
        seen.append((done["status"], done["next"]))

    assert seen == [
        ("Authorized", "The shopper hands in the parcel, and the carrier scans its label."),
        ("In Transit", "The carrier delivers the parcel."),
        ("Delivered", "The warehouse receives the items in Collector."),
        ("Received", "Staff processes Exchange."),
        ("Processed", "Staff completes it."),
        ("Complete", "Nothing: a complete RMA is permanent."),
    ]
    assert done["allowed"] == []
    assert {row["state"] for row in done["life"]} == {"done"}
    assert (done["items"][0]["disposition"], done["items"][0]["processed"]) == ("Damaged", "released")
    assert done["timeline"][4]["detail"] == "1 of Merino Crew Sock, Damaged"
    assert [mail["kind"] for mail in done["mails"]][0::3] == ["RMA Requested", "RMA Completed"]


@pytest.mark.parametrize(("act", "status"), [("reject", "Rejected"), ("cancel", "Canceled")])
async def test_an_rma_that_has_ended_shows_only_how_far_it_came(
    http: httpx.AsyncClient, number: str, act: str, status: str
) -> None:
    done = (await http.post(f"{ORIGINATE}/rmas/{number}/{act}")).json()

    assert await steps(http, number) == {"Requested": "done", status: "done"}
    assert done["allowed"] == []
    assert done["next"].startswith("Nothing")


async def test_a_step_that_was_left_out_is_shown_as_such(http: httpx.AsyncClient, number: str) -> None:
    await http.post(f"{ORIGINATE}/rmas/{number}/authorize")
    (item,) = (await view(http, number))["items"]

    await http.post(f"{COLLECTOR}/rmas/{number}/items/{item['id']}/receive", json={})

    seen = await steps(http, number)
    assert (seen["In Transit"], seen["Delivered"], seen["Received"]) == ("passed", "passed", "now")


async def test_without_shipping_there_is_no_way_to_follow(team: Team, http: httpx.AsyncClient, number: str) -> None:
    await http.post(f"{ORIGINATE}/rmas/{number}/authorize")
    rma = team.world.retailer.rma(number)
    assert rma is not None
    team.write(rma._replace(shipping_type=NO_SHIPPING))

    shown = await view(http, number)

    assert [row["step"] for row in shown["life"]] == ["Requested", "Authorized", "Processed", "Complete"]
    assert shown["next"] == "Nothing is sent back; staff processes Exchange."
    assert "process" in shown["allowed"]
    assert "receive" not in shown["allowed"]


async def test_without_a_label_nobody_is_told_to_wait_for_its_scan(
    team: Team, http: httpx.AsyncClient, number: str
) -> None:
    await http.post(f"{ORIGINATE}/rmas/{number}/authorize")
    rma = team.world.retailer.rma(number)
    assert rma is not None
    team.write(rma._replace(shipping_type=CUSTOMER_SHIPS, label=None))

    shown = await view(http, number)

    assert "scan" not in shown["allowed"]
    assert "receive" in shown["allowed"]
    assert shown["next"].startswith("The shopper sends the parcel without our label")


async def test_what_automation_does_is_told_before(team: Team, http: httpx.AsyncClient, number: str) -> None:
    team.policies = Policies(authorisation="manual", automation=(Automation("Exchange", "Delivered", completes=True),))

    before = (await view(http, number))["next"]
    for path in (f"{ORIGINATE}/rmas/{number}/authorize", f"{CARRIER}/rmas/{number}/scan"):
        await http.post(path)
    done = (await http.post(f"{CARRIER}/rmas/{number}/deliver")).json()

    assert before.endswith("Automation processes Exchange at Delivered and then completes it.")
    assert (done["status"], done["timeline"][-1]["by"]) == ("Complete", "automation")


async def test_of_an_item_that_brings_nothing_nothing_is_held_back(team: Team, http: httpx.AsyncClient) -> None:
    team.policies = Policies(shipping=(Shipping("Refund", "Fixed Deduction"),))
    wish = {"order_name": "#500001", "items": [WISH | {"return_type": "Refund"}]}
    made = (await http.post(f"{ORIGINATE}/rmas", json=wish)).json()
    (item,) = made["items"]

    path = f"{ORIGINATE}/rmas/{made['id']}/items/{item['id']}/approval"
    unapproved = (await http.put(path, json={"approved": False})).json()

    assert (made["totals"]["refund"], made["totals"]["deduction"]) == ("16.25", "5.00")
    assert (unapproved["totals"]["refund"], unapproved["totals"]["deduction"]) == ("0.00", "0.00")


async def test_a_comment_stays_with_who_made_it(team: Team, http: httpx.AsyncClient, number: str) -> None:
    answer = await http.post(f"{ORIGINATE}/rmas/{number}/comments", json={"text": " Shopper called "})

    assert answer.status_code == 201
    assert [(note["text"], note["by"]) for note in answer.json()["comments"]] == [("Shopper called", team.staff_name)]


async def test_a_deleted_rma_is_nowhere(http: httpx.AsyncClient, number: str) -> None:
    answer = await http.delete(f"{ORIGINATE}/rmas/{number}")

    assert answer.status_code == 204
    assert (await http.get(f"{ORIGINATE}/rmas/{number}")).status_code == 404
    assert (await http.get(f"/w/w1/originate/rma/{number}")).status_code == 404


async def test_an_item_says_what_may_be_done_with_it(http: httpx.AsyncClient, number: str) -> None:
    await http.post(f"{ORIGINATE}/rmas/{number}/authorize")
    (before,) = (await view(http, number))["items"]

    path = f"{ORIGINATE}/rmas/{number}/items/{before['id']}/approval"
    (after,) = (await http.put(path, json={"approved": False})).json()["items"]

    assert (before["allowed"], before["approved"]) == (["approve", "receive"], True)
    assert after["approved"] is False


async def test_a_window_that_waits_hears_of_what_another_one_does(
    team: Team, http: httpx.AsyncClient, number: str
) -> None:
    before = (await http.get(f"{ORIGINATE}/changes", params={"wait_s": 0})).json()["seq"]

    await http.post(f"{ORIGINATE}/rmas/{number}/authorize")

    after = [(await http.get(f"{base}/changes", params={"after": before})).json() for base in (ORIGINATE, COLLECTOR)]
    assert after == [{"seq": team.world.changes.value}] * 2
    assert after[0]["seq"] > before
