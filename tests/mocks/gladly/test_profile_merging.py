"""Two profiles become one: what survives, and what is led to the profile that stays."""

import asyncio
from typing import Any

import pytest

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, AttributeDefinition, Link, LinkState, Permission, Phone, Profile
from rma_mocks.gladly.errors import GladlyError, ProfileMerged
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.merging import apply_detailed, remove_pulled, unlink
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.gladly.profile_merging import merge
from rma_mocks.gladly.state import enter_state, state_of

LINKED, NEW, UNLINKED = LinkState.LINKED, LinkState.NEW, LinkState.UNLINKED


@pytest.fixture
def leo(organisation: Organisation) -> Profile:
    return organisation.profiles.add(
        name="Leo Fontaine", emails=["leo@example.com"], phones=[Phone("+16505550100", "MOBILE")]
    )


def linked(organisation: Organisation, profile: Profile, customer: str, **more: Any) -> None:
    result = Result(customer, {"externalCustomerId": customer, **more})
    apply_detailed(organisation, organisation.apps[0], profile, result)


def tie(state: LinkState) -> Link:
    return Link(state, "own" if state is LINKED else None, was_unlinked=state is UNLINKED)


@pytest.mark.parametrize(
    ("own", "theirs", "expected"),
    [
        pytest.param(NEW, NEW, Link(NEW), id="new and new"),
        pytest.param(LINKED, NEW, Link(LINKED, "own"), id="linked and new"),
        pytest.param(NEW, LINKED, Link(LINKED, "own"), id="new and linked"),
        pytest.param(NEW, UNLINKED, Link(UNLINKED, was_unlinked=True), id="new and unlinked"),
        pytest.param(UNLINKED, NEW, Link(UNLINKED, was_unlinked=True), id="unlinked and new"),
        pytest.param(LINKED, UNLINKED, Link(LINKED, "own", was_unlinked=True), id="linked and unlinked"),
        pytest.param(UNLINKED, LINKED, Link(LINKED, "own", was_unlinked=True), id="unlinked and linked"),
    ],
)
async def test_a_link_survives_and_so_does_that_somebody_unlinked(
    organisation: Organisation, gina: Profile, leo: Profile, own: LinkState, theirs: LinkState, expected: Link
) -> None:
    gina.links["rl"], leo.links["rl"] = tie(own), tie(theirs)

    await merge(organisation, gina, leo)

    assert gina.links["rl"] == expected


async def test_of_two_links_to_one_app_the_own_one_stays_with_its_cards_and_attributes(
    organisation: Organisation, gina: Profile, leo: Profile
) -> None:
    organisation.definition = [AttributeDefinition("note", "Note", Permission.EDITABLE)]
    linked(organisation, gina, "g", customAttributes={"rma": "1"}, transactions=[{"type": "ORDER", "orderNumber": "1"}])
    theirs = {"rma": "2", "code": "2", "note": "VIP"}
    linked(organisation, leo, "l", customAttributes=theirs, transactions=[{"type": "ORDER", "orderNumber": "2"}])

    await merge(organisation, gina, leo)

    assert gina.links["rl"].external_customer_id == "g"
    assert gina.custom_attributes == {"rma": "1", "note": "VIP"}
    assert gina.transactions == {"rl": [{"type": "ORDER", "orderNumber": "1"}]}


async def test_a_link_that_moves_brings_what_came_by_it_and_takes_it_along_when_it_is_cut(
    organisation: Organisation, gina: Profile, leo: Profile
) -> None:
    actions = [{"name": "Give a voucher", "formUrl": "/voucher"}]
    linked(organisation, leo, "l", customAttributes={"rma": "2"}, transactions=[{"type": "ORDER"}], actions=actions)

    await merge(organisation, gina, leo)
    assert (gina.custom_attributes, gina.transactions) == ({"rma": "2"}, {"rl": [{"type": "ORDER"}]})
    assert gina.actions == {"rl": actions}
    unlink(organisation, organisation.apps[0], gina)

    assert (gina.custom_attributes, gina.transactions, gina.actions) == ({}, {}, {})


async def test_contacts_are_united_and_own_values_stay(organisation: Organisation, gina: Profile, leo: Profile) -> None:
    gina.phones, leo.address = [Phone("+16505550100", "HOME")], "12 Elm Street"

    await merge(organisation, gina, leo)

    assert [(row.original, row.is_primary) for row in gina.emails] == [
        ("Gina.Lin@example.com", True),
        ("leo@example.com", False),
    ]
    assert (gina.name, gina.address, gina.phones) == ("Gina Lin", "12 Elm Street", [Phone("+16505550100", "HOME")])
    assert organisation.profiles.of_email("LEO@example.com") is gina


async def test_whoever_asks_for_a_merged_profile_is_led_on_over_several_merges(
    organisation: Organisation, gina: Profile, leo: Profile
) -> None:
    nora = organisation.profiles.add(name="Nora Ost", emails=[], phones=[])

    await merge(organisation, leo, nora)
    await merge(organisation, gina, leo)

    profiles = organisation.profiles
    assert [profiles.surviving(row.id) for row in (nora, leo, gina)] == [gina, gina, gina]
    assert (profiles.of_id(nora.id), profiles.of_id(leo.id), profiles.made) == (None, None, [gina])
    assert {profiles.add(name="New", emails=[], phones=[]).id for _ in range(3)}.isdisjoint({nora.id, leo.id, gina.id})


async def test_a_profile_is_merged_once_and_never_into_itself(
    organisation: Organisation, gina: Profile, leo: Profile
) -> None:
    with pytest.raises(GladlyError, match="cannot be merged into itself"):
        await merge(organisation, gina, gina)
    await merge(organisation, gina, leo)

    with pytest.raises(ProfileMerged, match="Leo Fontaine was merged into Gina Lin already"):
        await merge(organisation, gina, leo)
    with pytest.raises(ProfileMerged, match="Leo Fontaine was merged into Gina Lin already"):
        await merge(organisation, leo, gina)


async def test_no_lookup_is_played_on_a_merged_profile(
    organisation: Organisation, rounds: Rounds, adaptors: Any, gina: Profile, leo: Profile
) -> None:
    await merge(organisation, gina, leo)

    with pytest.raises(ProfileMerged, match="open that one"):
        await rounds.trigger(leo, "profile_opened")

    assert adaptors.asked == []


def test_a_profile_that_was_ever_unlinked_stays_so_when_a_later_link_ends_with_the_app(
    organisation: Organisation, gina: Profile
) -> None:
    [app] = organisation.apps
    linked(organisation, gina, "g")
    unlink(organisation, app, gina)
    linked(organisation, gina, "g")

    remove_pulled(organisation, app)

    assert gina.links[app.id] == Link(UNLINKED, was_unlinked=True)


async def test_each_app_is_unlinked_by_itself(organisation: Organisation, gina: Profile) -> None:
    organisation.apps.append(App(id="loyalty", name="Loyalty Club", url="http://loyalty.example.com"))
    for app in organisation.apps:
        apply_detailed(organisation, app, gina, Result("g", {"transactions": [{"type": "ORDER"}]}))

    unlink(organisation, organisation.apps[1], gina)

    assert [gina.links[app.id].state for app in organisation.apps] == [LINKED, UNLINKED]
    assert list(gina.transactions) == ["rl"]


async def test_a_profile_without_email_takes_over_the_main_one_of_the_other(
    organisation: Organisation, gina: Profile
) -> None:
    caller = organisation.profiles.add(name="", emails=[], phones=[])

    await merge(organisation, caller, gina)

    assert [(row.original, row.is_primary) for row in caller.emails] == [("Gina.Lin@example.com", True)]
    assert caller.name == "Gina Lin"


async def test_a_merge_that_waits_while_the_world_is_reset_merges_nothing(
    organisation: Organisation, gina: Profile, leo: Profile
) -> None:
    async with organisation.profiles.lock_of(leo.id):
        merging = asyncio.create_task(merge(organisation, gina, leo))
        enter_state(organisation, state_of(organisation))

    with pytest.raises(GladlyError, match="the world was reset while this merge waited"):
        await merging

    assert [row.name for row in organisation.profiles.made] == ["Gina Lin", "Leo Fontaine"]
