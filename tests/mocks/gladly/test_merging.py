"""What a detailed lookup changes on a profile."""

from collections.abc import Callable
from typing import Any

import pytest

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import AttributeDefinition, LinkState, Permission, Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.merging import apply_detailed, remove_pulled, unlink

Store = Callable[..., None]


@pytest.fixture
def store(organisation: Organisation, gina: Profile) -> Store:
    """Store one result on Gina's profile."""

    def run(**fields: Any) -> None:
        result = Result("gina.lin@example.com", {"externalCustomerId": "gina.lin@example.com", **fields})
        apply_detailed(organisation, organisation.apps[0], gina, result)

    return run


def test_an_empty_string_clears_and_a_missing_key_keeps(store: Store, gina: Profile) -> None:
    store(customAttributes={"rma": "https://rl.example.com/1", "rmaStatus": "In Transit"})

    store(customAttributes={"rma": ""})

    assert gina.custom_attributes == {"rma": "", "rmaStatus": "In Transit"}


def test_an_editable_attribute_keeps_what_the_agent_typed(
    store: Store, organisation: Organisation, gina: Profile
) -> None:
    organisation.definition.append(AttributeDefinition("note", "Note", Permission.EDITABLE))
    gina.custom_attributes["note"] = "likes rust red"

    store(customAttributes={"note": "from the adaptor"})

    assert gina.custom_attributes["note"] == "likes rust red"


def test_overwrite_existing_values_replaces_editable_ones(
    store: Store, organisation: Organisation, gina: Profile
) -> None:
    organisation.apps[0].overwrite_existing_values = True

    store(name="Gina L. Lin", address="1 Apple Lane")

    assert (gina.name, gina.address) == ("Gina L. Lin", "1 Apple Lane")


def test_a_name_is_kept_and_a_blank_address_filled(store: Store, gina: Profile) -> None:
    store(name="Somebody Else", address="1 Apple Lane")

    assert (gina.name, gina.address) == ("Gina Lin", "1 Apple Lane")


def test_emails_and_phones_are_only_added(store: Store, gina: Profile) -> None:
    store(emails=[{"original": "gina@work.example.com"}], phones=[{"original": "+16505550100", "type": "MOBILE"}])

    assert [row.original for row in gina.emails] == ["Gina.Lin@example.com", "gina@work.example.com"]
    assert [(row.original, row.type) for row in gina.phones] == [("+16505550100", "MOBILE")]


def test_an_email_of_another_profile_is_dropped_and_the_rest_stored(
    store: Store, organisation: Organisation, gina: Profile
) -> None:
    organisation.profiles.add(name="Leo", emails=["leo@example.com"], phones=[])

    store(emails=[{"original": "leo@example.com"}], customAttributes={"rmaStatus": "Received"})

    assert [row.original for row in gina.emails] == ["Gina.Lin@example.com"]
    assert gina.custom_attributes == {"rmaStatus": "Received"}


def test_unlinking_takes_cards_and_attributes_that_are_not_editable(
    store: Store, organisation: Organisation, gina: Profile
) -> None:
    organisation.definition.append(AttributeDefinition("note", "Note", Permission.EDITABLE))
    store(customAttributes={"rma": "x", "note": "y"}, transactions=[{"type": "ORDER", "orderNumber": "1"}])

    unlink(organisation, organisation.apps[0], gina)

    assert gina.custom_attributes == {"note": "y"}
    assert gina.transactions == {}
    assert not gina.is_linked


def test_transactions_left_out_keep_what_was_shown(store: Store, gina: Profile) -> None:
    store(transactions=[{"type": "ORDER", "orderNumber": "1"}])

    store(customAttributes={"rmaNotice": "ReturnLogic does not answer"})

    assert gina.transactions == {"rl": [{"type": "ORDER", "orderNumber": "1"}]}


def test_switching_an_app_off_removes_all_it_gave_and_leaves_the_rest(
    store: Store, organisation: Organisation, gina: Profile
) -> None:
    organisation.definition.append(AttributeDefinition("note", "Note", Permission.EDITABLE))
    gina.custom_attributes["tier"] = "gold"
    store(customAttributes={"rma": "https://rl.example.com/1", "note": "VIP"}, transactions=[{"type": "ORDER"}])

    remove_pulled(organisation, organisation.apps[0])

    assert (gina.custom_attributes, gina.transactions, gina.is_linked) == ({"tier": "gold"}, {}, False)
    assert gina.link_to("rl").state is LinkState.NEW


def test_a_profile_that_was_unlinked_stays_so_when_the_app_is_switched_off(
    store: Store, organisation: Organisation, gina: Profile
) -> None:
    store()
    unlink(organisation, organisation.apps[0], gina)

    remove_pulled(organisation, organisation.apps[0])

    assert gina.link_to("rl").state is LinkState.UNLINKED
