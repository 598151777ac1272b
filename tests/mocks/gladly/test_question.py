"""The three requests look as Gladly writes them."""

import json

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import Email, Phone, Profile
from rma_mocks.gladly.lookups import question


def test_an_auto_link_request_carries_arrays_and_leaves_out_what_is_empty(gina: Profile) -> None:
    gina.emails = (Email("Gina.Lin@example.com"), Email("first@example.com", is_primary=True))

    asked = question.auto_link(gina)

    assert (
        asked.encoded()
        == (
            '{"lookupLevel":"BASIC","query":{"emails":["first@example.com","Gina.Lin@example.com"],'
            f'"id":"{gina.id}","name":"Gina Lin"}},"uniqueMatchRequired":false}}'
        ).encode()
    )


def test_a_manual_search_carries_exactly_what_was_typed() -> None:
    asked = question.manual_search({"email": "gina.lin@example.com"})

    assert json.loads(asked.encoded()) == {
        "lookupLevel": "BASIC",
        "query": {"email": "gina.lin@example.com"},
        "uniqueMatchRequired": False,
    }


def test_a_detailed_lookup_carries_the_id_and_stored_attributes_flat(gina: Profile) -> None:
    gina.custom_attributes = {"rmaStatus": "In Transit", "rmaNotice": ""}
    gina.phones.append(Phone("+16505550100", "MOBILE"))

    asked = question.detailed(gina, "gina.lin@example.com")

    assert asked.body["uniqueMatchRequired"] is True
    assert asked.body["query"] == {
        "id": gina.id,
        "name": "Gina Lin",
        "emails": ["Gina.Lin@example.com"],
        "phones": ["+16505550100"],
        "externalCustomerId": "gina.lin@example.com",
        "rmaStatus": "In Transit",
    }


def test_a_body_is_raw_utf_8(organisation: Organisation) -> None:
    nora = organisation.profiles.add(name="Nora Øst 🧥", emails=[], phones=[])

    assert "Nora Øst 🧥".encode() in question.auto_link(nora).encoded()
