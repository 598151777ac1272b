"""Which actions an agent sees: those of linked apps, as far as they make sense."""

from typing import Any

import pytest

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.actions.offers import Offers, offers_on
from rma_mocks.gladly.entities import Link, LinkState, Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.merging import apply_detailed, remove_pulled, unlink

CANCEL = {"name": "Cancel order", "formUrl": "/action?order=1832"}
GIFT = {"name": "Give a voucher", "formUrl": "/gift"}


def detailed(organisation: Organisation, profile: Profile, **fields: Any) -> Offers:
    result = Result("gina", {"externalCustomerId": "gina", **fields})
    apply_detailed(organisation, organisation.apps[0], profile, result)
    return offers_on(organisation, profile)


def test_profile_actions_come_first_then_those_of_each_card(organisation: Organisation, gina: Profile) -> None:
    cards = [
        {"type": "SUBSCRIPTION", "actions": [CANCEL]},
        {"type": "ORDER", "orderNumber": "1832", "actions": [CANCEL]},
    ]

    offers = detailed(organisation, gina, actions=[GIFT], transactions=cards)

    told = [(row.name, row.form_url, row.card, row.order_number) for row in offers.rows]
    assert told == [
        ("Give a voucher", "/gift", None, ""),
        ("Cancel order", "/action?order=1832", 0, ""),
        ("Cancel order", "/action?order=1832", 1, "1832"),
    ]
    assert offers.warnings == ()
    assert len({row.id for row in offers.rows}) == 3


def test_an_offer_keeps_its_id_when_the_cards_come_in_another_order(organisation: Organisation, gina: Profile) -> None:
    one, two = ({"type": "ORDER", "orderNumber": number, "actions": [CANCEL]} for number in ("1", "2"))
    before = detailed(organisation, gina, transactions=[one, two])

    after = detailed(organisation, gina, transactions=[two, one])

    found = after.find(before.rows[0].id)
    assert found is not None
    assert (found.order_number, found.card) == ("1", 1)


@pytest.mark.parametrize(
    ("given", "warning"),
    [
        pytest.param("all", "ReturnLogic: actions is ignored, it is not a list", id="no list"),
        pytest.param([7], "ReturnLogic: actions[0] is ignored, it has no name and no formUrl", id="no object"),
        pytest.param([{"formUrl": "/x"}], "actions[0] is ignored, it has no name", id="no name"),
        pytest.param([{"name": "X", "formUrl": " "}], "actions[0] is ignored, it has no formUrl", id="no address"),
        pytest.param([{"name": {"a": 1}, "formUrl": []}], "it has no name and no formUrl", id="deep"),
    ],
)
def test_a_malformed_offer_is_ignored_with_a_warning(
    organisation: Organisation, gina: Profile, given: Any, warning: str
) -> None:
    offers = detailed(organisation, gina, actions=given)

    assert offers.rows == ()
    assert warning in offers.warnings[0]


def test_only_orders_and_subscriptions_have_actions(organisation: Organisation, gina: Profile) -> None:
    cards = [{"type": kind, "actions": [CANCEL]} for kind in ("GENERIC", "FLIGHT", "STAY")]

    offers = detailed(organisation, gina, transactions=[*cards, {"type": "GENERIC", "actions": []}])

    assert offers.rows == ()
    assert [warning.split(" ")[1] for warning in offers.warnings] == [
        f"transactions[{place}].actions" for place in range(3)
    ]


def test_an_endless_list_is_cut_and_said(organisation: Organisation, gina: Profile) -> None:
    offers = detailed(organisation, gina, actions=[{"name": str(n), "formUrl": "/x"} for n in range(101)])

    assert len(offers.rows) == 100
    assert "has 101 rows, of which this mock shows the first 100" in offers.warnings[0]


def test_an_answer_without_actions_takes_those_back_that_were_offered(
    organisation: Organisation, gina: Profile
) -> None:
    detailed(organisation, gina, actions=[GIFT])

    assert detailed(organisation, gina).rows == ()


def test_unlinking_and_switching_off_take_the_actions_back(organisation: Organisation, gina: Profile) -> None:
    app = organisation.apps[0]
    detailed(organisation, gina, actions=[GIFT])
    unlink(organisation, app, gina)
    assert gina.actions == {}

    detailed(organisation, gina, actions=[GIFT])
    remove_pulled(organisation, app)
    assert gina.actions == {}


def test_nothing_is_offered_where_actions_are_off_or_the_profile_is_not_linked(
    organisation: Organisation, gina: Profile
) -> None:
    detailed(organisation, gina, actions=[GIFT])
    organisation.apps[0].enable_actions = False
    assert offers_on(organisation, gina).rows == ()

    organisation.apps[0].enable_actions = True
    gina.links["rl"] = Link(LinkState.NEW)
    assert offers_on(organisation, gina).rows == ()
