"""Auto-linking: one rule a test."""

from collections.abc import Callable
from typing import Any

import pytest

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, LinkState, Phone, Profile
from rma_mocks.gladly.lookups.merging import unlink
from rma_mocks.gladly.lookups.rounds import Rounds

Customer = Callable[..., dict[str, Any]]


async def test_exactly_one_result_with_the_profiles_email_links(
    rounds: Rounds, gina: Profile, adaptors: Any, customer: Customer
) -> None:
    adaptors.says("auto_link", [customer()])
    adaptors.says("detailed", [customer(customAttributes={"rma": "https://rl.example.com/1"})])

    played = await rounds.trigger(gina, "profile_opened")

    assert played.verdicts[0].rule == "GL-LINK-1"
    assert gina.link_to("rl").external_customer_id == "gina.lin@example.com"
    assert gina.custom_attributes == {"rma": "https://rl.example.com/1"}
    assert adaptors.operations == ["auto_link", "detailed"]


async def test_two_results_never_link_even_if_one_matches(
    rounds: Rounds, gina: Profile, adaptors: Any, customer: Customer
) -> None:
    adaptors.says("auto_link", [customer(), customer("leo@example.com")])

    played = await rounds.trigger(gina, "profile_opened")

    assert (played.verdicts[0].rule, gina.is_linked) == ("GL-LINK-2", False)
    assert adaptors.operations == ["auto_link"]


async def test_one_result_with_another_email_does_not_link(
    rounds: Rounds, gina: Profile, adaptors: Any, customer: Customer
) -> None:
    adaptors.says("auto_link", [customer("leo@example.com")])

    played = await rounds.trigger(gina, "profile_opened")

    assert (played.verdicts[0].rule, gina.is_linked) == ("GL-LINK-3", False)


async def test_no_result_leaves_the_profile_new_and_gladly_asks_again(
    rounds: Rounds, gina: Profile, adaptors: Any
) -> None:
    await rounds.trigger(gina, "profile_opened")
    played = await rounds.trigger(gina, "profile_opened")

    assert played.verdicts[0].rule == "GL-LINK-6"
    assert adaptors.operations == ["auto_link", "auto_link"]


async def test_a_profile_without_email_is_told_what_to_add(rounds: Rounds, organisation: Organisation) -> None:
    silent = organisation.profiles.add(name="Max", emails=[], phones=[])

    played = await rounds.trigger(silent, "profile_opened")

    assert played.verdicts[0].flip == "Add the customer's e-mail to the profile."


async def test_without_an_auto_link_field_nothing_is_asked(
    rounds: Rounds, organisation: Organisation, gina: Profile, adaptors: Any
) -> None:
    organisation.apps[0].auto_linking = ()

    played = await rounds.trigger(gina, "profile_opened")

    assert played.verdicts[0].rule == "GL-LINK-4"
    assert adaptors.asked == []


async def test_a_profile_once_unlinked_is_never_asked_about_again_but_links_by_hand(
    rounds: Rounds, organisation: Organisation, gina: Profile, adaptors: Any, customer: Customer
) -> None:
    adaptors.says("auto_link", [customer()])
    adaptors.says("detailed", [customer()])
    await rounds.trigger(gina, "profile_opened")
    unlink(organisation, organisation.apps[0], gina)
    adaptors.asked.clear()

    played = await rounds.trigger(gina, "profile_opened")

    assert played.verdicts[0].rule == "GL-LINK-5"
    assert adaptors.asked == []

    by_hand = await rounds.link(gina, organisation.apps[0], "gina.lin@example.com")
    assert (by_hand.verdicts[0].rule, gina.link_to("rl").state) == ("GL-LINK-7", LinkState.LINKED)


@pytest.mark.parametrize("count", [pytest.param(0, id="no result"), pytest.param(2, id="two results")])
async def test_a_link_fails_unless_the_detailed_lookup_gives_exactly_one(
    rounds: Rounds, organisation: Organisation, gina: Profile, adaptors: Any, customer: Customer, count: int
) -> None:
    adaptors.says("detailed", [customer()] * count)

    played = await rounds.link(gina, organisation.apps[0], "gina.lin@example.com")

    assert (played.verdicts[0].rule, gina.is_linked) == ("GL-LINK-7", False)


async def test_a_linked_profile_keeps_everything_when_its_record_vanished(
    rounds: Rounds, gina: Profile, adaptors: Any, customer: Customer
) -> None:
    adaptors.says("auto_link", [customer()])
    adaptors.says("detailed", [customer(customAttributes={"rma": "https://rl.example.com/1"})])
    await rounds.trigger(gina, "profile_opened")
    adaptors.says("detailed", [])

    played = await rounds.trigger(gina, "profile_opened")

    assert played.verdicts[0].rule == "GL-DETAIL-2"
    assert gina.is_linked
    assert gina.custom_attributes == {"rma": "https://rl.example.com/1"}


async def test_one_failing_app_fails_the_round_for_all(
    rounds: Rounds, organisation: Organisation, gina: Profile, adaptors: Any, customer: Customer
) -> None:
    organisation.apps.append(App(id="other", name="Loyalty", url="http://loyalty.example.com"))
    adaptors.says("auto_link", [customer()])
    adaptors.says("detailed", [customer(customAttributes={"rma": "x"})])
    adaptors.says("auto_link", "Loyalty could not be reached", app="other")

    played = await rounds.trigger(gina, "profile_opened")

    assert [verdict.rule for verdict in played.verdicts] == ["GL-ROUND-1", "GL-ROUND-2"]
    assert gina.custom_attributes == {}
    assert not gina.is_linked


@pytest.mark.parametrize(
    ("own", "returned", "links"),
    [
        pytest.param("MOBILE", "MOBILE", True, id="mobile on both sides"),
        pytest.param("HOME", "MOBILE", True, id="mobile in the answer"),
        pytest.param("MOBILE", "", True, id="mobile on the profile"),
        pytest.param("HOME", "HOME", False, id="mobile nowhere"),
    ],
)
async def test_an_equal_mobile_number_links(
    rounds: Rounds, organisation: Organisation, adaptors: Any, own: str, returned: str, *, links: bool
) -> None:
    organisation.apps[0].auto_linking = ("phones.mobile",)
    profile = organisation.profiles.add(name="Max", emails=[], phones=[Phone("+16505550100", own)])
    found = {"externalCustomerId": "7", "phones": [{"original": "+16505550100", "type": returned}]}
    adaptors.says("auto_link", [found])
    adaptors.says("detailed", [found])

    await rounds.trigger(profile, "profile_opened")

    assert profile.is_linked == links
