"""Gallery entries about what is sent back: how many, how, in which state, under which numbers."""

from typing import Any

from rma_mocks.core.entities import RETURN_TYPES, STATUSES
from rma_mocks.worlds.gallery.entry import GalleryEntry, GalleryReturn, item, profile, returned, shopper

_MANY = 12
_OFTEN_BOUGHT = (("Switchback Trail Runner", "8"), ("Canyon Hiking Pant", "30"), ("Merino Crew Sock", "6-9"))

_PARTS = {
    "Partially Received": [item("Basecamp Hoodie", quantity=2)],
    "Partially Processed": [item("Basecamp Hoodie"), item("Alpine Beanie", reason="Quality", return_type="Exchange")],
}
"""What comes back where one piece of one return type could not be in part."""


def _alone(key: str, name: str, *returns: GalleryReturn, about: str, outcome: str) -> GalleryEntry:
    """Return the entry of one shopper whose profile has the same name and e-mail."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    return GalleryEntry(
        key, about, outcome, people=(shopper(key, name, email),), profiles=(profile(key, name, email),), returns=returns
    )


def _one_of_many(place: int) -> GalleryReturn:
    product, size = _OFTEN_BOUGHT[place % len(_OFTEN_BOUGHT)]
    status = "Complete" if place else "In Transit"
    more: dict[str, Any] = {"key": f"{place + 1}", "status": status, "days_ago": 28 + 20 * place}
    return returned("ten_rmas", 201 + place, item(product, size=size), **more)


def _in_state(place: int, status: str) -> GalleryReturn:
    more: dict[str, Any] = {"key": status.lower().replace(" ", "_"), "status": status, "days_ago": 29 + place}
    items = _PARTS.get(status, [item("Basecamp Hoodie")])
    return returned("every_status", 221 + place, *items, **more)


RETURNS = (
    _alone(
        "ten_rmas",
        "Frida Often",
        *(_one_of_many(place) for place in range(_MANY)),
        about="more than ten RMAs: twelve, of which the newest is under way",
        outcome="linked to the newest; the count says 12, and the cards are the ten newest",
    ),
    _alone(
        "every_status",
        "Enzo Stages",
        *(_in_state(place, status) for place, status in enumerate(STATUSES)),
        about="one RMA in each of the twelve statuses",
        outcome="linked to the newest one that is still open, the one just requested",
    ),
    _alone(
        "mixed_return_types",
        "Mia Mixed",
        returned(
            "mixed_return_types",
            115,
            *(
                item(product, return_type=kind, reason=reason)
                for product, kind, reason in zip(
                    ("Harbor Flannel Shirt", "Trail Fleece Jacket", "Alpine Beanie", "Ridge Rain Shell"),
                    RETURN_TYPES,
                    ("Too Big", "Too Small", "Quality", "Damage"),
                    strict=True,
                )
            ),
            status="Received",
        ),
        about="refund, exchange, store credit and warranty in one RMA",
        outcome="linked; the card lists each item with its return type, and one total over all",
    ),
    _alone(
        "other_currency",
        "Yuki Mori",
        returned("other_currency", 116, item("Summit Down Vest", amount=9800), currency="JPY", key="yen"),
        returned(
            "other_currency", 117, item("Everyday Cotton Tee", amount="24.90"), days_ago=54, currency="EUR", key="euro"
        ),
        about="one RMA in yen, which have no cents, and one in euro",
        outcome="linked; each card writes its total in its own currency",
    ),
    _alone(
        "archived_return",
        "Arlo Shelf",
        returned("archived_return", 118, item("Ridge Rain Shell"), archived=True, status="Received", key="shelved"),
        returned("archived_return", 119, item("Dune Linen Dress"), days_ago=44, status="In Transit", key="moving"),
        about="a newer RMA that was archived, and an older one under way",
        outcome="the link leads to the one under way",
    ),
    _alone(
        "rejected_return",
        "Rita Denied",
        returned("rejected_return", 120, item("Creek Swim Short", reason="Damage"), status="Rejected"),
        about="one RMA, which the staff rejected",
        outcome="linked all the same; the status says Rejected",
    ),
    _alone(
        "no_label",
        "Noel Counter",
        returned("no_label", 121, item("Alpine Beanie"), status="Received", label=None),
        about="a return brought to a shop, without return label",
        outcome="linked; the card has no shipment to follow",
    ),
    _alone(
        "order_without_digits",
        "Olga Letters",
        returned("order_without_digits", 122, item("Summit Down Vest"), id="RMA-VIP_A", order_name="#VIP-ORDER"),
        about="an order name and an RMA number that are no numbers",
        outcome="linked; both are shown as they are, and the link leads to the RMA's page",
    ),
)
