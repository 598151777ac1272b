"""A world that makes no sense is a 400: one sentence that names the field, the value and what is allowed."""

import json
from typing import Any

import pytest

GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
APP = {"url": "http://a.example.com"}
HALF = "\ud800"
"""Half of a surrogate pair, which is in JSON but in no text."""


def person(**fields: Any) -> dict[str, Any]:
    return {"people": [GINA | fields]}


def rma(**fields: Any) -> dict[str, Any]:
    return {"rmas": [{"of": "gina"} | fields]}


def item(**fields: Any) -> dict[str, Any]:
    return rma(items=[fields])


def order(**fields: Any) -> dict[str, Any]:
    return {"orders": [{"of": "gina", "items": [{}]} | fields]}


def profile(**fields: Any) -> dict[str, Any]:
    return {"profiles": [{"key": "a", "name": "A"} | fields]}


def app(**fields: Any) -> dict[str, Any]:
    return {"apps": [APP | fields]}


def nested(levels: int) -> Any:
    return [nested(levels - 1)] if levels else []


def policy(**fields: Any) -> dict[str, Any]:
    return {"returnlogic": {"policies": fields}}


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"id": "../w1"}, "id: must be an id of up to 40 lower-case letters, digits and -, not '../w1'"),
    ({"id": "w" * 41}, "id: must be an id of up to 40 "),
    ({"seed": 2**63}, "seed: must be at most 9223372036854775807, not 9223372036854775808"),
    ({"seed": -(2**63) - 1}, "seed: must be at least -9223372036854775808, not "),
    ({"seed": "7"}, "seed: must be a whole number, not '7'"),
    ({"seed": True}, "seed: must be a whole number, not true"),
    ({"seed": 7.0}, "seed: must be a whole number, not 7.0"),
    ({"seed": None}, "seed: must be a whole number, not null"),
    ({"seed": float("nan")}, "seed: must be a whole number, not nan"),
    ({"seed": [7]}, "seed: must be a whole number, not a list"),
    ({"customers": -1}, "customers: must be at least 0, not -1"),
    ({"customers": 10**12}, "customers: must be at most "),
    ({"customers": False}, "customers: must be a whole number, not false"),
    ({"customers": 1.5}, "customers: must be a whole number, not 1.5"),
    ({"customers": float("inf")}, "customers: must be a whole number, not inf"),
    ({"now": "2026-03-02T15:00:00"}, "now: must be a time with its zone such as 2026-03-02T15:00:00Z, not '2026-03-02"),
    ({"now": "1999-12-31T23:59:59Z"}, "now: must be a time between 2000 and 2100, not "),
    ({"now": "0001-01-01T00:00:00+10:00"}, "now: must be a time between 2000 and 2100, not "),
    ({"now": "9999-12-31T23:59:59Z"}, "now: must be a time between 2000 and 2100, not "),
    ({"now": "tomorrow"}, "now: must be a time with its zone such as 2026-03-02T15:00:00Z, not 'tomorrow'"),
    ({"now": 1_772_463_600}, "now: must be a time with its zone such as 2026-03-02T15:00:00Z, not 1772463600"),
    ({"now": "1772463600"}, "now: must be a time with its zone "),
    ({"store_name": " "}, "store_name: must be 1 to 300 characters on one line, without control characters, not ' '"),
    ({"profile": "lax"}, "profile: must be 'assumed' or 'strict', not 'lax'"),
    ({"gallery": 5}, "gallery: must be a list, not 5"),
    ({"gallery": "some"}, "gallery: 'some' is unknown; write \"all\", or some of: two_shoppers, "),
    ({"gallery": [HALF]}, r"gallery: '\ud800' is unknown"),
    ({"gallery": ["all", "family"]}, "gallery: 'all' is unknown"),
    ({"people": None}, "people: must be a list, not null"),
    ({"people": [5]}, "people.0: must be an object, not 5"),
    (
        {"people": [{"key": f"g{place}", "name": "G"} for place in range(2001)]},
        "people: must have up to 2000 entries, ",
    ),
    ({"people": [{"key": f"g{place}", "name": ""} for place in range(2000)]}, "and 1995 more"),
    ({"people": [{}]}, "people.0.key: is missing; people.0.name: is missing"),
    (person(key="Gina"), "people.0.key: must be a key of up to 40 lower-case letters, digits and _, not 'Gina'"),
    (person(key=HALF), r"people.0.key: must be a key of up to 40 lower-case letters, digits and _, not '\ud800'"),
    (person(name=""), "people.0.name: must be 1 to 300 characters on one line, without control characters, not ''"),
    (
        person(name="Gina\nLin"),
        r"people.0.name: must be 1 to 300 characters on one line, without control characters, not",
    ),
    (person(name=HALF), r"people.0.name: must be 1 to 300 characters on one line, "),
    (person(name="G" * 301), "people.0.name: must be 1 to 300 characters "),
    (person(name=5), "people.0.name: must be text, not 5"),
    (person(email="gina"), "people.0.email: must be an e-mail address such as gina.lin@example.com, not 'gina'"),
    (person(email=f"{HALF}@example.com"), "people.0.email: must be an e-mail address "),
    (person(phone="12"), "people.0.phone: must be a phone number such as +16505550100, not '12'"),
    (person(address="a\x00"), r"people.0.address: must be up to 500 characters on one line, not 'a\x00'"),
    (person(size="M"), "people.0.size: is no field of this call"),
    (person(**{HALF: 1}), "people.0: must be text without half characters, not "),
    (rma(of="leo"), "rmas.0.of: 'leo' is not a declared person with an e-mail; write the key of one"),
    (rma(status="Lost"), "rmas.0.status: must be one of: Requested, Authorized, In Transit, "),
    (rma(items=[]), "rmas.0.items: must have 1 or more entries, not 0"),
    (rma(items={}), "rmas.0.items: must be a list, not an object"),
    (rma(items=[{}] * 101), "rmas.0.items: must have up to 100 entries, not 101"),
    (rma(id="a b"), "rmas.0.id: must be an RMA number of up to 40 letters, digits, _ and -, not 'a b'"),
    (rma(id=77), "rmas.0.id: must be text, not 77"),
    (rma(order_name="1001"), "rmas.0.order_name: must be an order name such as #1001, not '1001'"),
    (rma(created="2026-03-02T15:00:01Z"), "rmas.0.created: must not be after the world's now, 2026-03-02T15:00:00"),
    (rma(created="1999-01-01T00:00:00Z"), "rmas.0.created: must be a time between 2000 and 2100, not "),
    (rma(created="2026-03-01"), "rmas.0.created: must be a time with its zone "),
    (rma(currency="usd"), "rmas.0.currency: must be a currency code such as USD, not 'usd'"),
    (rma(archived="yes"), "rmas.0.archived: must be true or false, not 'yes'"),
    (rma(label="UPS"), "rmas.0.label: must be an object, not 'UPS'"),
    (rma(label={"carrier": ""}), "rmas.0.label.carrier: must be 1 to 60 characters without control characters, not ''"),
    (rma(label={"tracking_number": "é"}), "rmas.0.label.tracking_number: must be a tracking number of up to 100 ASCII"),
    (rma(label={"tracking_url": "javascript:x"}), "rmas.0.label.tracking_url: must be a web address such as "),
    (item(product=""), "rmas.0.items.0.product: must be 1 to 300 characters "),
    (item(size="XXS"), "Trail Fleece Jacket has no size 'XXS'; write one of: XS, S, M, L, XL"),
    (item(colour=""), "rmas.0.items.0.colour: must be 1 to 60 characters "),
    (
        item(reason="Ugly"),
        "rmas.0.items.0.reason: must be one of: Too Big, Too Small, Damage, Quality, Shipping, Not as Pictured",
    ),
    (
        item(return_type="Gift"),
        "rmas.0.items.0.return_type: must be 'Refund', 'Exchange', 'Store Credit' or 'Warranty', ",
    ),
    (
        item(comment="a\x00"),
        r"rmas.0.items.0.comment: must be up to 5,000 characters that people can read, not 'a\x00'",
    ),
    (item(quantity=0), "rmas.0.items.0.quantity: must be at least 1, not 0"),
    (item(quantity="2"), "rmas.0.items.0.quantity: must be a whole number, not '2'"),
    (item(id=0), "rmas.0.items.0.id: must be at least 1, not 0"),
    (item(id=2**53), "rmas.0.items.0.id: must be at most 9007199254740991, not 9007199254740992"),
    (item(amount=-1), "rmas.0.items.0.amount: must be at least 0, not -1"),
    (item(amount=12.345), "rmas.0.items.0.amount: must have at most 2 decimal places, not 12.345"),
    (item(amount="1e400"), "rmas.0.items.0.amount: must be at most 1000000, not 1"),
    (item(amount=True), "rmas.0.items.0.amount: must be an amount such as 12.50, not true"),
    (item(amount=float("nan")), "rmas.0.items.0.amount: must be an amount such as 12.50, not nan"),
    (item(sent=2), "items: sent must be at most the quantity, 1, not 2"),
    (item(sent=-1), "rmas.0.items.0.sent: must be at least 0, not -1"),
    (rma(shipping_type="Post"), "rmas.0.shipping_type: must be one of: Free Shipping, Full Deduction, No Shipping, "),
    (
        rma(shipping_type="No Shipping", status="Delivered"),
        "rmas.0.status: with No Shipping nothing is sent back, so it cannot be Delivered",
    ),
    (order(shipped="2026-03-02T15:00:01Z"), "orders.0.shipped: must not be after the world's now, "),
    (order(exchange_of="a b"), "orders.0.exchange_of: must be an RMA number of up to 40 letters"),
    (order(name="#a#b"), "orders.0.name: must be an order name such as #1001, not '#a#b'"),
    (order(items=[]), "orders.0.items: must have 1 or more entries, not 0"),
    (order(created="2026-03-02T15:00:01Z"), "orders.0.created: must not be after the world's now, "),
    (profile(id="../a"), "profiles.0.id: must be an id of up to 50 letters, digits, _ and -, not '../a'"),
    (profile(emails=["gina"]), "profiles.0.emails.0: must be an e-mail address "),
    (profile(phones=["12"]), "profiles.0.phones.0: must be a phone number such as +16505550100, not '12'"),
    (profile(attributes={HALF: "x"}), ": must be an attribute name of up to 100 characters, not "),
    (profile(attributes={"vip": 5}), "profiles.0.attributes.vip: must be text, not 5"),
    (profile(linked_as="gina"), "profiles.0.linked_as: 'gina' needs an app to be linked with; write one in apps"),
    (app(id="a/b"), "apps.0.id: must be an id of up to 50 letters, digits, _ and -, not 'a/b'"),
    (app(url=f"http://a.example.com/{HALF}"), "apps.0.url: must be text without half characters, not "),
    (app(auto_linking=["names"]), "apps.0.auto_linking.0: must be 'emails' or 'phones.mobile', not 'names'"),
    (app(headers={"X": "a\nb"}), "apps.0.headers.X: must be ASCII without line breaks, not "),
    (app(headers={"Host": "b"}), "apps.0.headers.Host: Gladly sets the header Host itself"),
    (app(realm="é"), "apps.0.realm: must be ASCII without quotes and line breaks, not 'é'"),
    (app(overwrite_existing_values=1), "apps.0.overwrite_existing_values: must be true or false, not 1"),
    (app(pages={"x": {}}), "apps.0.pages: only an app with answers has pages"),
    (app(url=None, answers={"results": nested(60)}), "nest at most 50 levels deep"),
    (app(pages={"x": {"status": 99}}), "apps.0.pages.x.status: must be at least 200, not 99"),
    (app(enable_actions="no"), "apps.0.enable_actions: must be true or false, not 'no'"),
    ({"gladly": 5}, "gladly: must be an object, not 5"),
    ({"gladly": {"username": "a:b"}}, "gladly.username: must be a user name without a colon, not 'a:b'"),
    (
        {"gladly": {"definition": [""]}},
        "gladly.definition.0.name: must be an attribute name of up to 100 characters, not ''",
    ),
    ({"gladly": {"form_url_join": "path"}}, "gladly.form_url_join: must be 'origin' or 'app_url', not 'path'"),
    (
        {"gladly": {"actions_need_conversation": 0}},
        "gladly.actions_need_conversation: must be true or false, not 0",
    ),
    ({"gladly": {"lookup_timeout_s": "1"}}, "gladly.lookup_timeout_s: must be a number, not '1'"),
    ({"gladly": {"lookup_timeout_s": float("inf")}}, "gladly.lookup_timeout_s: must be at most 60.0, not inf"),
    (
        {"returnlogic": {"api_key": "é"}},
        "returnlogic.api_key: must be 1 to 500 ASCII characters without blanks, not 'é'",
    ),
    ({"returnlogic": {"policies": 5}}, "returnlogic.policies: must be an object, not 5"),
    (policy(authorisation="none"), "returnlogic.policies.authorisation: must be 'automatic' or 'manual', not 'none'"),
    (
        policy(automation=[{"return_type": "Gift", "at": "Received"}]),
        ".automation.0.return_type: must be 'Refund', ",
    ),
    (
        policy(automation=[{"return_type": "Refund", "at": "Complete"}]),
        "policies.automation.0.at: must be 'In Transit', ",
    ),
    (policy(automation=[{"return_type": "Refund", "at": "Received"}] * 2), "must name each return type once"),
    (policy(abandoned_after_days=0), "returnlogic.policies.abandoned_after_days: must be at least 1, not 0"),
    (policy(archived_after_days=3651), "returnlogic.policies.archived_after_days: must be at most 3650, not 3651"),
    (policy(return_types=[]), "returnlogic.policies.return_types: must have 1 or more entries, not 0"),
    (policy(return_types=["Refund", "Refund"]), "policies.return_types: must name each return type once"),
    (
        policy(reasons=[{"code": "a b", "description": "A"}]),
        "policies.reasons.0.code: must be a reason code of up to 20",
    ),
    (policy(reasons=[{"code": c, "description": "A"} for c in "ab"]), "must name each description once"),
    (policy(dispositions=["A", "A"]), "policies.dispositions: must name each disposition once"),
    (policy(shipping=[{"of": "Refund", "type": "Free"}]), "policies.shipping.0.type: must be 'Free Shipping', "),
    (policy(shipping=[{"of": "TS", "type": "Customer"}]), "shipping is by return type: 'TS' is none of Refund, "),
    (
        policy(shipping_by="reason", shipping=[{"of": "Refund", "type": "Customer"}]),
        "shipping is by reason: 'Refund' is none of TB, TS, ",
    ),
    (policy(fixed_deduction=-1), "returnlogic.policies.fixed_deduction: must be at least 0, not -1"),
    (policy(label_cost="cheap"), "returnlogic.policies.label_cost: must be an amount such as 12.50, not 'cheap'"),
    (policy(exchange_exclusions=[""]), "policies.exchange_exclusions.0: must be 1 to 60 characters on one line"),
    (policy(after_exchange="some"), "returnlogic.policies.after_exchange: must be 'all', 'exchange only' or 'none'"),
    (policy(store_credit_expiry_days=-1), "policies.store_credit_expiry_days: must be at least 0, not -1"),
    ({"returnlogic": {"per_second": 0}}, "returnlogic.per_second: must be at least 1, not 0"),
]


AREAS = sorted({sentence.split(".")[0].split(":")[0] for _, sentence in NONSENSE if sentence[0].islower()})


@pytest.mark.parametrize("area", [*AREAS, ""])
async def test_nonsense_is_refused_in_one_sentence_and_leaves_nothing_behind(mocks: Any, area: str) -> None:
    rows = [row for row in NONSENSE if row[1].startswith(area) and (area or not row[1].startswith(tuple(AREAS)))]
    bodies = [json.dumps({"people": [GINA], "now": "2026-03-02T15:00:00Z"} | spec) for spec, _ in rows]

    headers = {"Content-Type": "application/json"}
    answers = [await mocks.control.post("worlds", content=body, headers=headers) for body in bodies]

    assert {answer.status_code for answer in answers} == {400}
    told = [answer.json()["message"] for answer in answers]
    assert [message for message, (_, hint) in zip(told, rows, strict=True) if hint not in message] == []
    assert (await mocks.control.get("worlds")).json() == {"worlds": []}
    assert (await mocks.open())["id"] == "w1"


async def test_a_sentence_stays_short_however_long_the_value(mocks: Any) -> None:
    answer = await mocks.control.post("worlds", json={"store_name": "n" * 100_000})

    assert len(answer.json()["message"]) < 200


async def test_amounts_may_be_numbers_or_decimal_texts(mocks: Any) -> None:
    spec = {"people": [GINA], "customers": 0} | rma(items=[{"amount": 12.5}, {"amount": "12.50"}, {"amount": 12}])

    links = await mocks.open(**spec)

    key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    [row] = (await mocks.returnlogic.get("/v1/rmas", params={"email": GINA["email"]}, headers=key)).json()["data"]
    assert row["totals"]["refund"]["total"] == 37.0
