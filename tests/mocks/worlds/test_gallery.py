"""The gallery: edge cases by name, declared people in every respect, safe to show to anybody."""

import re
import unicodedata
from typing import Any

import pytest

from rma_mocks.worlds.gallery.entries import GALLERY

EVERYBODY = [person for entry in GALLERY.values() for person in entry.people]
RETURNS = [row.spec for entry in GALLERY.values() for row in entry.returns]


async def test_a_world_with_the_whole_gallery_tells_everybody_by_key(mocks: Any) -> None:
    links = await mocks.open(gallery="all", customers=0)

    assert list(links["people"]) == [person.key for person in EVERYBODY]
    assert list(links["rmas"]) == [row.key for row in RETURNS]
    assert list(links["profiles"]) == [row.key for entry in GALLERY.values() for row in entry.profiles]
    assert [links["rmas"][row.key]["id"] for row in RETURNS] == [row.id for row in RETURNS]


async def test_the_gallery_comes_after_the_declared_people_and_changes_nothing_of_them(
    mocks: Any, gina: dict[str, Any]
) -> None:
    alone, beside = await mocks.open(**gina), await mocks.open(**gina, gallery=["ten_rmas", "guest_order"])

    assert list(beside["people"]) == ["gina", "ten_rmas", "guest_order"]
    assert list(beside["profiles"]) == ["gina", "ten_rmas"]
    assert beside["rmas"]["jacket"]["id"] == alone["rmas"]["jacket"]["id"]
    assert beside["profiles"]["gina"] == alone["profiles"]["gina"]


async def test_entries_are_the_same_in_whatever_company(mocks: Any) -> None:
    alone, together = await mocks.open(gallery="family"), await mocks.open(gallery="all", customers=0)

    assert alone["profiles"].items() <= together["profiles"].items()
    assert [row["id"] for row in alone["rmas"].values()] == ["700000103", "700000104"]


async def test_new_rmas_are_numbered_as_if_there_were_no_gallery(mocks: Any, gina: dict[str, Any]) -> None:
    bought = {"key": "boots", "of": "gina", "items": [{}]}
    alone, beside = [await mocks.open(**gina, orders=[bought], gallery=names) for names in ([], ["all"])]

    numbers = [await _returned(mocks, world["id"], world["orders"]["boots"]) for world in (alone, beside)]

    assert numbers[0] == numbers[1]


async def test_a_deleted_rma_is_linked_to_its_own_worlds_pages(mocks: Any) -> None:
    links = await mocks.open(gallery=["deleted_rma"])

    row = (await mocks.gladly.get(f"/w/{links['id']}/desk/api/profiles/{links['profiles']['deleted_rma']}")).json()

    target = next(attribute["value"] for attribute in row["attributes"] if attribute["name"] == "rma")
    assert target == f"http://127.0.0.1:8702/w/{links['id']}/originate/rma/700000199"
    assert row["is_linked"]
    assert (await mocks.returnlogic.get(f"/w/{links['id']}/originate/api/rmas/700000199")).status_code == 404


async def test_a_gallery_without_an_app_links_nobody(mocks: Any) -> None:
    answer = await mocks.control.post("worlds", json={"gallery": "all"})

    assert answer.status_code == 201


async def test_the_list_tells_what_each_entry_is_for_and_who_is_in_it(mocks: Any) -> None:
    entries = (await mocks.control.get("gallery")).json()["entries"]

    assert [entry["key"] for entry in entries] == list(GALLERY)
    assert all(entry["about"] and entry["outcome"] for entry in entries)
    family = next(entry for entry in entries if entry["key"] == "family")
    assert list(family["people"]) == ["family_rosa", "family_mateo"]
    assert family["profiles"] == {
        "family": {"name": "Rosa Moreno", "emails": ["the.morenos@example.com"], "phones": []}
    }
    assert family["rmas"]["family_mateo_return"] == {"id": "700000104", "of": "family_mateo", "status": "Authorized"}


@pytest.mark.parametrize("entry", GALLERY.values(), ids=GALLERY)
def test_every_key_of_an_entry_begins_with_its_own(entry: Any) -> None:
    rows = [*entry.people, *entry.profiles, *(row.spec for row in entry.returns)]

    assert [row.key for row in rows if not row.key.startswith(entry.key)] == []
    assert len({row.key for row in entry.people}) == len(entry.people)


def test_nobody_of_the_gallery_can_be_reached() -> None:
    emails = [email for entry in GALLERY.values() for email in entry.emails]
    phones = [phone for entry in GALLERY.values() for row in entry.profiles for phone in row.phones]

    assert [email for email in emails if not re.fullmatch(r"[!-~]+@example\.(com|net|org)", email.lower())] == []
    assert [phone for phone in phones if not re.fullmatch(r"\+1\d{3}55501\d\d", phone)] == []


def test_the_names_are_as_difficult_as_they_promise() -> None:
    names = {person.key: person.name for person in EVERYBODY}

    assert any(unicodedata.combining(character) for character in names["unicode_names_combining"])
    assert unicodedata.bidirectional(names["unicode_names_rtl"][0]) == "AL"
    assert len(names["very_long_name"]) == 184
    [comment] = {item.comment for row in RETURNS if row.of == "very_long_name" for item in row.items}
    assert 600 < len(comment) < 640


async def _returned(mocks: Any, world_id: str, order: dict[str, Any]) -> str:
    wish = {"line_id": order["items"][0], "quantity": 1, "reason_code": "TS", "return_type": "Refund"}
    body = {"order_name": order["name"], "items": [wish]}
    made = await mocks.returnlogic.post(f"/w/{world_id}/originate/api/rmas", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])
