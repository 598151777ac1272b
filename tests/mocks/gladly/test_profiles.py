"""Profiles are found by e-mail, whatever happened to their addresses meanwhile."""

import pytest

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import Email, Profile


@pytest.fixture
def leo(organisation: Organisation) -> Profile:
    return organisation.profiles.add(name="Leo Fontaine", emails=["leo@example.com"], phones=[])


def test_a_profile_is_found_by_each_of_its_addresses_in_any_case(organisation: Organisation, leo: Profile) -> None:
    organisation.profiles.set_emails(leo, [*leo.emails, Email("L.Fontaine@Work.example.com")])

    assert organisation.profiles.of_email(" LEO@example.com ") is leo
    assert organisation.profiles.of_email("l.fontaine@work.example.com") is leo


def test_an_address_that_was_given_up_finds_nobody(organisation: Organisation, leo: Profile) -> None:
    organisation.profiles.set_emails(leo, [Email("new@example.com")])

    assert organisation.profiles.of_email("leo@example.com") is None
    assert organisation.profiles.of_email("new@example.com") is leo


def test_an_address_that_was_given_up_may_belong_to_somebody_else(organisation: Organisation, leo: Profile) -> None:
    organisation.profiles.set_emails(leo, [])

    heir = organisation.profiles.add(name="Lea Fontaine", emails=["leo@example.com"], phones=[])

    assert organisation.profiles.of_email("leo@example.com") is heir


def test_where_two_profiles_claim_an_address_the_earlier_keeps_it(organisation: Organisation, leo: Profile) -> None:
    late = organisation.profiles.add(name="Lea Fontaine", emails=["leo@example.com"], phones=[])

    organisation.profiles.set_emails(late, [])

    assert organisation.profiles.of_email("leo@example.com") is leo
