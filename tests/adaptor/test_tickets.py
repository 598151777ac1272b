"""Tickets say nothing to others, cannot be changed, and hold for one tenant and one action."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.sealing import new_key
from rma_adaptor.tenants import Tenant
from rma_adaptor.tickets import FORM_LIFE, Ticket, TicketBroken, Tickets, _bound, _cipher

KEYS = (new_key(), new_key())
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
tickets = st.builds(Ticket, texts, texts, texts, st.integers(0, 2**40))


def tenant(name: str = "acme", **changes: object) -> Tenant:
    return Tenant.model_validate({"name": name, "returnlogic_api_key": "rl", "signing_keys": ["k1"], **changes})


@given(ticket=tickets, keys=st.sampled_from([KEYS, ()]))
def test_a_ticket_comes_back_as_it_was_and_is_sealed_alike_each_time(ticket: Ticket, keys: tuple[str, ...]) -> None:
    ours = Tickets(keys)

    sealed = ours.seal(tenant(), "note", ticket)

    assert ours.open(tenant(), "note", sealed) == ticket
    assert ours.seal(tenant(), "note", ticket) == sealed
    assert set(sealed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(ticket=tickets, place=st.integers(0, 10_000), letter=st.sampled_from("AQgw05-_"))
def test_a_ticket_with_another_letter_is_broken(ticket: Ticket, place: int, letter: str) -> None:
    ours = Tickets(KEYS)
    sealed = ours.seal(tenant(), "note", ticket)
    place %= len(sealed) - 1  # the last letter may hold bits that mean nothing
    changed = sealed[:place] + letter + sealed[place + 1 :]

    if changed != sealed:
        with pytest.raises(TicketBroken):
            ours.open(tenant(), "note", changed)


@given(text=st.text(max_size=60))
def test_whatever_stands_in_an_address_is_a_ticket_or_broken(text: str) -> None:
    with pytest.raises(TicketBroken):
        Tickets(KEYS).open(tenant(), "note", text)


def test_a_ticket_of_another_version_is_broken() -> None:
    sealed = _cipher(KEYS[0]).encrypt(b'["ana@example.com","7","",0,"one field too many"]', _bound(tenant(), "note"))
    sealed_text = base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    with pytest.raises(TicketBroken):
        Tickets(KEYS).open(tenant(), "note", sealed_text)


@pytest.mark.parametrize("keys", [KEYS, ()], ids=["with keys", "without"])
def test_a_ticket_holds_for_its_tenant_and_action_only(keys: tuple[str, ...]) -> None:
    sealed = Tickets(keys).seal(tenant(), "note", Ticket("ana@example.com", "7"))

    for who, action in ((tenant("bolt"), "note"), (tenant(), "reject")):
        with pytest.raises(TicketBroken):
            Tickets(keys).open(who, action, sealed)


def test_a_ticket_outlives_a_new_key_but_not_the_loss_of_its_own() -> None:
    sealed = Tickets(KEYS[:1]).seal(tenant(), "note", Ticket("ana@example.com"))

    assert Tickets((KEYS[1], KEYS[0])).open(tenant(), "note", sealed) == Ticket("ana@example.com")
    with pytest.raises(TicketBroken):
        Tickets(KEYS[1:]).open(tenant(), "note", sealed)


def test_without_keys_the_tenants_secrets_are_the_key() -> None:
    sealed = Tickets().seal(tenant(), "note", Ticket("ana@example.com"))

    assert Tickets().open(tenant(max_age_s=1), "note", sealed) == Ticket("ana@example.com")
    with pytest.raises(TicketBroken):
        Tickets().open(tenant(returnlogic_api_key="another"), "note", sealed)


@pytest.mark.parametrize(
    ("age", "is_fresh"),
    [
        (timedelta(0), True),
        (timedelta(seconds=-30), True),
        (timedelta(minutes=-2), False),
        (FORM_LIFE - timedelta(minutes=2), True),
        (FORM_LIFE + timedelta(seconds=1), False),
    ],
)
def test_a_form_may_be_sent_for_a_day(age: timedelta, *, is_fresh: bool) -> None:
    assert Ticket("a@example.com", "7", "form", int((NOW - age).timestamp())).is_fresh(NOW) is is_fresh
