import json
from typing import Any

import pytest

from rma_scenarios.flow.exchanges import Exchange, exchange_from
from rma_scenarios.flow.sentences import answer_sentence, call_sentence

EMAIL = "gina.lin@example.com"


def exchange(operation: str | None, *, asked: Any = None, answered: Any = None, **more: Any) -> Exchange:
    body = answered if isinstance(answered, str) else json.dumps(answered)
    row = {"from": more.pop("sender", "gladly"), "to": "adaptor", "method": "POST", "path": "/x", "status": 200}
    bodies = {"request_body": json.dumps(asked), "response_body": body}
    return exchange_from(row | bodies | {"operation": operation} | more)


def basic(**query: Any) -> dict[str, Any]:
    return {"lookupLevel": "BASIC", "query": query, "uniqueMatchRequired": False}


def step(
    operation: str, sender: str = "merchant", *, call: str = "", asked: Any = None, answered: Any = None
) -> Exchange:
    path = f"/w/w1/x/api/rmas/2000000/{call}"
    return exchange(operation, sender=sender, to="returnlogic", path=path, asked=asked, answered=answered)


STEPS_OF_A_RETURN = [
    (step("authorize_rma", call="authorize"), "Staff member authorises RMA 2000000"),
    (step("reject_rma", call="reject"), "Staff member rejects RMA 2000000"),
    (step("cancel_rma", "customer", call="cancel"), "Shopper cancels RMA 2000000"),
    (step("approve_item", asked={"approved": True}), "Staff member approves an item of RMA 2000000"),
    (step("approve_item", asked={"approved": False}), "Staff member no longer approves an item of RMA 2000000"),
    (step("process_rma", asked={"return_type": "Refund"}), "Staff member processes the Refund items of RMA 2000000"),
    (step("process_rma", asked={"return_type": None}), "Staff member processes all items of RMA 2000000"),
    (
        step("process_rma", "api", asked={"returnType": "Refund"}),
        "API client processes the Refund items of RMA 2000000",
    ),
    (step("complete_rma", call="complete"), "Staff member completes RMA 2000000"),
    (step("comment_on_rma", asked={"text": "Called"}), "Staff member notes on RMA 2000000: “Called”"),
    (step("delete_rma"), "Staff member deletes RMA 2000000"),
    (step("change_policies"), "Staff member changes the merchant's policies"),
    (step("change_variants"), "Staff member changes how the mock plays ReturnLogic's API"),
    (step("scan_label", "carrier"), "Carrier scans the label of RMA 2000000"),
    (step("deliver_parcel", "carrier"), "Carrier delivers the parcel of RMA 2000000"),
    (
        step("receive_item", "warehouse", asked={"quantity": 2, "disposition": "Damaged"}),
        "Warehouse receives 2 pieces of RMA 2000000: Damaged",
    ),
    (
        step("inspect_item", "warehouse", asked={"disposition": "Damaged"}),
        "Warehouse says of an item of RMA 2000000: Damaged",
    ),
    (step("receive_item", "warehouse", asked={}), "Warehouse receives 1 piece of RMA 2000000"),
    (
        exchange(
            "webhook",
            sender="returnlogic",
            asked={"topic": "rma.updated", "data": {"rlRmaId": 2000000, "workflowStatus": "In Transit"}},
        ),
        "ReturnLogic tells by webhook: RMA 2000000 was changed, In Transit",
    ),
]
ANSWERS_TO_STEPS = [
    (
        step("scan_label", answered={"id": "2000000", "status": "In Transit"}),
        "ReturnLogic answers: RMA 2000000 is In Transit",
    ),
    (
        step("complete_rma", answered={"rlRmaId": 2000000, "workflowStatus": "Complete"}),
        "ReturnLogic answers: RMA 2000000 is Complete",
    ),
]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        pytest.param(
            exchange("auto_link", asked=basic(emails=[EMAIL], id="x", name="Gina Lin")),
            f"Gladly asks the lookup adaptor: who has {EMAIL}?",
            id="auto-link by e-mail",
        ),
        pytest.param(
            exchange("auto_link", asked=basic(emails=[EMAIL, "lin@example.com", "g@example.com"])),
            f"Gladly asks the lookup adaptor: who has {EMAIL}, lin@example.com and g@example.com?",
            id="auto-link with several e-mails",
        ),
        pytest.param(
            exchange("manual_search", asked=basic(email=EMAIL)),
            f"Gladly asks the lookup adaptor to search for {EMAIL}",
            id="manual search by a text",
        ),
        pytest.param(
            exchange("manual_search", asked=basic(orderNumber="#20517")),
            "Gladly asks the lookup adaptor to search for #20517",
            id="manual search by something else",
        ),
        pytest.param(
            exchange("detailed", asked={"query": {"externalCustomerId": EMAIL, "emails": ["other@example.com"]}}),
            f"Gladly asks the lookup adaptor: tell me all about {EMAIL}",
            id="detailed lookup",
        ),
        pytest.param(
            exchange("list_rmas", sender="adaptor", to="returnlogic", query="email=gina.lin%40example.com"),
            f"Adaptor asks ReturnLogic for the RMAs of {EMAIL}",
            id="upstream call",
        ),
        pytest.param(
            exchange("click_action", sender="agent", to="gladly", asked={"action": "x"}),
            "Agent clicks an action",
            id="click on an action",
        ),
        pytest.param(
            exchange("action_form", method="GET", path="/cancel"),
            "Gladly asks the lookup adaptor for the form /cancel",
            id="form of an action",
        ),
        pytest.param(
            exchange("send_form", sender="agent", to="gladly", asked={"form": "f-1", "values": {}}),
            "Agent fills the form in and sends it",
            id="form filled in",
        ),
        pytest.param(
            exchange("action_submit", path="/do", asked={"reason": "size"}),
            "Gladly sends the form to the lookup adaptor: /do",
            id="form sent",
        ),
        pytest.param(
            exchange("set_app", sender="admin", to="gladly", asked={"auto_linking": []}),
            "Admin switches Auto-linking off",
            id="switch off",
        ),
        pytest.param(
            exchange("start_chat", sender="customer", to="gladly", asked={"app_id": "a", "email": EMAIL}),
            f"Shopper opens the chat and types {EMAIL}",
            id="chat",
        ),
        pytest.param(
            exchange("send_message", sender="customer", to="gladly", asked={"text": "Where is\nmy   jacket?"}),
            "Shopper writes “Where is my jacket?”",
            id="message on one line",
        ),
        pytest.param(
            exchange("find_order", sender="customer", to="returnlogic", asked={"email": EMAIL}),
            f"Shopper looks for the order of {EMAIL}",
            id="find an order",
        ),
        *(pytest.param(*row, id=row[1]) for row in STEPS_OF_A_RETURN),
        pytest.param(
            exchange("auto_link", asked=None, answered=None),
            "Gladly asks the lookup adaptor: who has nobody in particular?",
            id="a lookup without a body",
        ),
        pytest.param(
            exchange(None, sender="api", to="gladly", path="/api/v1/customer-profiles"),
            "API client asks Gladly: POST /api/v1/customer-profiles",
            id="something without words of its own",
        ),
    ],
)
def test_a_call_is_told_in_business_words(told: Exchange, sentence: str) -> None:
    assert call_sentence(told) == sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        pytest.param(exchange("auto_link", answered={"results": None}), "Adaptor answers: no match", id="none"),
        pytest.param(
            exchange("auto_link", answered={"results": [{"externalCustomerId": "a@x"}, {"externalCustomerId": "b@x"}]}),
            "Adaptor answers: 2 matches, a@x and b@x",
            id="two",
        ),
        pytest.param(
            exchange("manual_search", answered={"results": [{"name": "Gina"}]}),
            "Adaptor answers: one match, somebody without an id",
            id="a result without an id",
        ),
        pytest.param(
            exchange("detailed", answered={"results": [{"customAttributes": {"rma": "", "rmaStatus": "No returns"}}]}),
            "Adaptor answers: No returns",
            id="nobody's returns",
        ),
        pytest.param(
            exchange("detailed", answered={"results": [{"customAttributes": {"rmaNotice": "ReturnLogic is away"}}]}),
            "Adaptor answers: with the notice “ReturnLogic is away”",
            id="outage",
        ),
        pytest.param(
            exchange("detailed", answered={"results": []}),
            "Adaptor answers: 0 customers, so there is nothing to show",
            id="not exactly one",
        ),
        pytest.param(
            exchange("detailed", answered={"results": [{"customAttributes": {"loyalty": "gold"}}]}),
            "Adaptor answers: 1 attribute",
            id="a stranger's adaptor",
        ),
        pytest.param(
            exchange("list_rmas", to="returnlogic", answered=[{"status": "Requested"}, {"status": "Requested"}]),
            "ReturnLogic answers: 2 RMAs, Requested",
            id="a bare array",
        ),
        pytest.param(
            exchange("list_rmas", to="returnlogic", answered={"rmas": [{"status": "a"}, {"status": "b"}, {}]}),
            "ReturnLogic answers: 3 RMAs, 1 a, 1 b and 1 status unknown",
            id="several statuses",
        ),
        pytest.param(
            exchange("list_rmas", to="returnlogic", answered={"data": []}), "ReturnLogic answers: no RMAs", id="no RMAs"
        ),
        pytest.param(
            exchange("search", to="gladly", answered={"systems": [{"name": "ReturnLogic", "results": [{}]}]}),
            "Gladly shows ReturnLogic: 1 possible match",
            id="a possible match",
        ),
        pytest.param(
            exchange("search", to="gladly", answered={"systems": [{"name": "RL", "results": [], "error": None}]}),
            "Gladly shows RL: no matches found",
            id="no matches found",
        ),
        pytest.param(
            exchange("open_profile", to="gladly", answered={"profile": {"name": "Gina", "is_linked": True}}),
            "Gladly shows Gina: linked, no RMA link",
            id="linked without a link",
        ),
        pytest.param(exchange("reply", to="gladly", status=201, answered={}), None, id="nothing to tell"),
        pytest.param(
            exchange("action_form", method="GET", answered={"title": "Cancel order"}),
            "Adaptor answers: the form “Cancel order”",
            id="form",
        ),
        pytest.param(
            exchange(
                "click_action", sender="agent", to="gladly", answered={"form": {"title": "Cancel"}, "error": None}
            ),
            "Gladly shows the form “Cancel”",
            id="form shown",
        ),
        pytest.param(
            exchange(
                "click_action", sender="agent", to="gladly", answered={"form": None, "error": "Shop answered 500."}
            ),
            "Gladly shows no form: Shop answered 500.",
            id="no form",
        ),
        *(pytest.param(*row, id=row[1]) for row in ANSWERS_TO_STEPS),
        pytest.param(
            exchange("action_submit", answered={"message": "Cancelled"}), "Adaptor answers: Cancelled", id="action done"
        ),
        pytest.param(
            exchange("send_form", sender="agent", to="gladly", answered={"outcome": "done", "message": "Cancelled"}),
            "Gladly writes into the timeline: Cancelled",
            id="timeline",
        ),
        pytest.param(
            exchange(
                "send_form",
                sender="agent",
                to="gladly",
                answered={
                    "outcome": "invalid",
                    "errors": [{"message": "Not yet", "detail": "Wait"}, {"detail": "Short"}],
                },
            ),
            "Gladly keeps the form open: Not yet Wait and Short",
            id="form kept",
        ),
        pytest.param(
            exchange("send_form", sender="agent", to="gladly", answered={"outcome": "dismissed", "errors": []}),
            "Gladly dismisses the form: no reason given",
            id="form dismissed",
        ),
    ],
)
def test_an_answer_is_told_in_business_words(told: Exchange, sentence: str) -> None:
    assert answer_sentence(told) == sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        pytest.param(
            exchange("detailed", status=503, answered={"errors": [{"code": "upstream", "detail": "try again"}]}),
            "Adaptor answers 503: try again",
            id="an error with a reason",
        ),
        pytest.param(exchange("detailed", status=500, answered="<h1>"), "Adaptor answers 500", id="no reason given"),
        pytest.param(
            exchange("detailed", status=None, error="timed out"),
            "Adaptor: no answer within the time limit",
            id="time-out",
        ),
        pytest.param(
            exchange("detailed", status=None, error="no answer within the 15 s limit"),
            "Adaptor: no answer within the 15 s limit",
            id="a sentence of the mock's own",
        ),
        pytest.param(
            exchange("detailed", status=None, error="connection refused"),
            "Adaptor: no answer (connection refused)",
            id="connection refused",
        ),
        pytest.param(exchange(None, status=None), "Adaptor: no answer", id="no reason at all"),
    ],
)
def test_a_failure_says_what_happened(told: Exchange, sentence: str) -> None:
    assert answer_sentence(told) == sentence


def test_long_words_of_a_person_are_cut() -> None:
    told = exchange("send_message", sender="customer", to="gladly", asked={"text": "jacket " * 40})

    assert len(call_sentence(told)) < 80


def test_a_call_that_a_failure_cut_off_is_told_like_any_other() -> None:
    asked = {"sender": "adaptor", "to": "returnlogic", "method": "GET", "path": "/v1/rmas", "query": f"email={EMAIL}"}

    assert call_sentence(exchange(None, status=503, **asked)) == call_sentence(exchange("list_rmas", **asked))
