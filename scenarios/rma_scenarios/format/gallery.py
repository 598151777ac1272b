"""Who and what each entry of the mocks' gallery brings into a world, so that a file may speak of it by key.

What they are like is the mocks' business; a test holds this table and theirs together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brought:
    """What an entry brings: people and customer profiles with their names, RMAs."""

    people: Mapping[str, str]
    profiles: Mapping[str, str]
    rmas: tuple[str, ...]


def brought_by(entries: Iterable[str]) -> Brought:
    """Return what some entries bring together; those that there are not bring nothing."""
    found = [GALLERY[entry] for entry in entries if entry in GALLERY]
    return Brought(
        people={key: name for one in found for key, name in one.people.items()},
        profiles={key: name for one in found for key, name in one.profiles.items()},
        rmas=tuple(key for one in found for key in one.rmas),
    )


def _everybody(*rmas: str, **names: str) -> Brought:
    """Return an entry in which each shopper has a profile; without `rmas` each has one return."""
    return Brought(names, names, rmas or tuple(f"{key}_return" for key in names))


_STATUSES = (
    *("requested", "authorized", "in_transit", "delivered", "partially_received", "received"),
    *("partially_processed", "processed", "complete", "rejected", "canceled", "abandoned"),
)
_LONG_NAME = f"Maximiliana {'Wolfeschlegelstein' * 8} Junior Senior of Many Names"
_COUPLE = {"two_shoppers_iris": "Iris Keller", "two_shoppers_paul": "Paul Keller"}
_FAMILY = {"family_rosa": "Rosa Moreno", "family_mateo": "Mateo Moreno"}
_CASEY = {"plus_address_plain": "Casey Nord", "plus_address_kids": "Casey Nord"}

GALLERY = {
    "two_shoppers": Brought(
        _COUPLE, {"two_shoppers": "Iris and Paul Keller"}, ("two_shoppers_iris_return", "two_shoppers_paul_return")
    ),
    "family": Brought(_FAMILY, {"family": "Rosa Moreno"}, ("family_rosa_return", "family_mateo_return")),
    "plus_address": Brought(
        _CASEY, _CASEY | {"plus_address_sale": "Casey Nord"}, ("plus_address_plain_return", "plus_address_kids_return")
    ),
    "mixed_case": _everybody(mixed_case="Mika Case"),
    "unicode_names": _everybody(
        unicode_names_combining="Zoe\u0308 A\u030angstro\u0308m",
        unicode_names_rtl="عمر حداد",
        unicode_names_chinese="林吉娜",
    ),
    "phone_only": _everybody(phone_only="Sam Okoro"),
    "no_email": Brought({"no_email": "Visitor 4711"}, {"no_email": "Visitor 4711"}, ()),
    "guest_order": Brought({"guest_order": "Greta Holm"}, {}, ("guest_order_return",)),
    "merged_profiles": _everybody(merged_profiles="Jana Novak"),
    "deleted_rma": Brought({"deleted_rma": "Theo Gray"}, {"deleted_rma": "Theo Gray"}, ()),
    "very_long_name": _everybody(very_long_name=_LONG_NAME),
    "ten_rmas": _everybody(*(f"ten_rmas_{number}" for number in range(1, 13)), ten_rmas="Frida Often"),
    "every_status": _everybody(*(f"every_status_{status}" for status in _STATUSES), every_status="Enzo Stages"),
    "mixed_return_types": _everybody(mixed_return_types="Mia Mixed"),
    "other_currency": _everybody("other_currency_yen", "other_currency_euro", other_currency="Yuki Mori"),
    "archived_return": _everybody("archived_return_shelved", "archived_return_moving", archived_return="Arlo Shelf"),
    "rejected_return": _everybody(rejected_return="Rita Denied"),
    "no_label": _everybody(no_label="Noel Counter"),
    "order_without_digits": _everybody(order_without_digits="Olga Letters"),
}
