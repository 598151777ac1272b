"""What the world at a scenario's start is asked of the control API and of our adaptor."""

from typing import Any

import pytest

from rma_mocks.worlds.declared.spec import WorldSpec
from rma_scenarios.format.given import SCENARIO_NOW, Given
from rma_scenarios.format.text import compose, data_of

FULL = """\
seed: 3
now: 2026-05-01T00:00:00Z
customers: 2
profile: strict
store_name: Hill & Dale
gallery: [family, ten_rmas]
app: {id: a1, name: Returns, auto_linking: [], overwrite_existing_values: true, enable_actions: false, username: u,
  password: p, realm: r,
  headers: {X: y}}
other_apps: [{name: Loyalty, url: 'http://127.0.0.1:1/x', signing_key: k, search_query_attributes: [email]},
  {name: Club, answers: {results: []}}]
people:
  gina: {name: Gina Lin, email: gina.lin@example.com, phone: '+16505550100', address: Main St 1}
orders:
  boots: {of: gina, name: '#1001', items: [Alpine Boots], created: 2026-04-01T00:00:00Z}
rmas:
  jacket: {of: gina, status: In Transit, id: '77', order_name: '#9', currency: EUR, archived: true,
    created: 2026-04-02T00:00:00Z, shipping_type: Full Deduction,
    label: {carrier: UPS, tracking_number: '1Z', tracking_url: 'https://ups.example.com/1Z'},
    items: [{id: 5, product: Jacket, size: M, colour: red, quantity: 2, reason: Damage, return_type: Refund, comment: c,
      amount: 5}]}
profiles:
  gina: {id: p1, name: Gina, emails: [gina.lin@example.com], phones: ['+16505550100'], attributes: {vip: 'yes'},
    linked_as: gina.lin@example.com}
gladly: {profile_definition: [rma, {name: note, permission: EDITABLE}], lookup_timeout: 250ms,
  lookups: {phone_match: both, legacy_suggestions: true}, organization: o1, username: u1, api_token: t1}
returnlogic: {per_second: 5, per_minute: 50, team_id: t2, api_key: k2,
  policies: {authorisation: manual, automation: [{return_type: Refund, at: Inspected, completes: true}],
    processing: by hand, cancel_until: processed, abandoned_after_days: 28, delete_until: authorized,
    archived_after_days: never}}
"""


def given(text: str) -> Given:
    return Given.model_validate(data_of(compose(text)))


def test_a_world_without_wishes_is_small_and_always_the_same() -> None:
    assert Given().world_spec() == {"seed": 7, "now": SCENARIO_NOW, "customers": 0, "gladly": {}, "returnlogic": {}}


def test_every_field_reaches_the_control_api() -> None:
    spec = given(FULL).world_spec()

    assert spec == {
        "seed": 3,
        "now": "2026-05-01T00:00:00Z",
        "customers": 2,
        "profile": "strict",
        "store_name": "Hill & Dale",
        "gallery": ["family", "ten_rmas"],
        "app": {
            "id": "a1",
            "name": "Returns",
            "auto_linking": [],
            "overwrite_existing_values": True,
            "enable_actions": False,
            "username": "u",
            "password": "p",
            "realm": "r",
            "headers": {"X": "y"},
        },
        "apps": [
            {
                "name": "Loyalty",
                "url": "http://127.0.0.1:1/x",
                "signing_key": "k",
                "search_query_attributes": [{"attribute": "email"}],
            },
            {"name": "Club", "answers": {"results": []}},
        ],
        "people": [
            {
                "key": "gina",
                "name": "Gina Lin",
                "email": "gina.lin@example.com",
                "phone": "+16505550100",
                "address": "Main St 1",
            }
        ],
        "orders": [
            {
                "key": "boots",
                "of": "gina",
                "name": "#1001",
                "items": [{"product": "Alpine Boots"}],
                "created": "2026-04-01T00:00:00Z",
            }
        ],
        "rmas": [
            {
                "key": "jacket",
                "of": "gina",
                "status": "In Transit",
                "id": "77",
                "order_name": "#9",
                "currency": "EUR",
                "archived": True,
                "label": {"carrier": "UPS", "tracking_number": "1Z", "tracking_url": "https://ups.example.com/1Z"},
                "shipping_type": "Full Deduction",
                "created": "2026-04-02T00:00:00Z",
                "items": [
                    {
                        "id": 5,
                        "product": "Jacket",
                        "size": "M",
                        "colour": "red",
                        "quantity": 2,
                        "reason": "Damage",
                        "return_type": "Refund",
                        "comment": "c",
                        "amount": 5,
                    }
                ],
            }
        ],
        "profiles": [
            {
                "key": "gina",
                "id": "p1",
                "name": "Gina",
                "emails": ["gina.lin@example.com"],
                "phones": ["+16505550100"],
                "attributes": {"vip": "yes"},
                "linked_as": "gina.lin@example.com",
            }
        ],
        "gladly": {
            "organization": "o1",
            "username": "u1",
            "api_token": "t1",
            "lookup_timeout_s": 0.25,
            "definition": [{"name": "rma"}, {"name": "note", "permission": "EDITABLE"}],
            "lookups": {"phone_match": "both", "legacy_suggestions": True},
        },
        "returnlogic": {
            "per_second": 5,
            "per_minute": 50,
            "team_id": "t2",
            "api_key": "k2",
            "policies": {
                "authorisation": "manual",
                "automation": [{"return_type": "Refund", "at": "Inspected", "completes": True}],
                "processing": "by hand",
                "cancel_until": "processed",
                "abandoned_after_days": 28,
                "delete_until": "authorized",
                "archived_after_days": None,
            },
        },
    }


def test_the_control_api_takes_every_field() -> None:
    spec = given(FULL).world_spec()

    app = {"url": "http://127.0.0.1:1/lookup", **spec.pop("app")}
    taken = WorldSpec.model_validate({**spec, "apps": [app, *spec.pop("apps")]}, strict=False)

    assert (taken.gladly.lookup_timeout_s, taken.rmas[0].status, taken.apps[0].realm) == (0.25, "In Transit", "r")


def test_no_profiles_at_all_is_another_wish_than_the_usual_ones() -> None:
    assert given("profiles: {}").world_spec()["profiles"] == []
    assert "profiles" not in given("seed: 1").world_spec()


@pytest.mark.parametrize(
    ("text", "tenant"),
    [
        pytest.param("seed: 1", {"max_age_s": 30.0}, id="the usual"),
        pytest.param("adaptor: {max_age: 0s}", {"max_age_s": 0.0}, id="always ask"),
        pytest.param(
            "adaptor: {attributes: {rma: link}, rma_link: table, trust_filter: true, not_found_is_empty: true, "
            "allow_unsigned: true, max_cards: 3, counts: number, link_hosts: [a.example], "
            "assumed_api: true}",
            {
                "max_age_s": 30.0,
                "attributes": {"rma": "link"},
                "rma_link": "table",
                "trust_filter": True,
                "not_found_is_empty": True,
                "allow_unsigned": True,
                "max_cards": 3,
                "counts": "number",
                "link_hosts": ["a.example"],
                "assumed_api": True,
            },
            id="every setting",
        ),
        pytest.param(
            "adaptor: {url: 'http://x.test/lookup', signing_key: k}", {"max_age_s": 30.0}, id="another adaptor"
        ),
    ],
)
def test_the_adaptors_tenant_is_what_was_written(text: str, tenant: dict[str, Any]) -> None:
    assert given(text).tenant() == tenant
