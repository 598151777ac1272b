"""The ids that a world's declaration gives; everything else that is numbered keeps off them."""

from collections.abc import Iterator

from rma_mocks.core.retailer import Retailer
from rma_mocks.worlds.declared.errors import SpecConflict, distinct
from rma_mocks.worlds.declared.spec import ItemSpec, WorldSpec


def reserve_given_ids(retailer: Retailer, spec: WorldSpec) -> None:
    """Let a retailer give none of a declaration's ids to anything else.

    Raises:
        SpecConflict: When one is given twice, or belongs to a derived person.
    """
    rma_ids = distinct("rmas: the id", (rma.id for rma in spec.rmas if rma.id))
    orders = [*(order.name for order in spec.orders), *(rma.order_name for rma in spec.rmas)]
    names = distinct("orders: the name", (name for name in orders if name))
    item_ids = distinct("items: the id", (item.id for item in _items(spec) if item.id is not None))
    for rma_id in rma_ids:
        if retailer.rma(rma_id) is not None:
            raise _derived(f"rmas: the id {rma_id!r}", spec)
    for name in names:
        if retailer.order(name) is not None:
            raise _derived(f"orders: the name {name!r}", spec)
    for item_id in item_ids:
        if retailer.is_derived_item(item_id):
            raise _derived(f"items: the id {item_id}", spec)
    retailer.reserve(rma_ids=rma_ids, order_names=names, item_ids=item_ids)


def refuse_derived_person(retailer: Retailer, spec: WorldSpec) -> None:
    """Check that no declared person has the key or the e-mail of a derived one.

    Raises:
        SpecConflict: When one has.
    """
    for person in spec.people:
        number = person.key.removeprefix("p")
        derived = retailer.derived_person(int(number)) if number.isdigit() else None
        if derived is not None and derived.key == person.key:
            raise _derived(f"people: the key {person.key!r}", spec)
        if person.email and retailer.person_of_email(person.email) is not None:
            raise _derived(f"people: the e-mail {person.email!r}", spec)


def _items(spec: WorldSpec) -> Iterator[ItemSpec]:
    for order in spec.orders:
        yield from order.items
    for rma in spec.rmas:
        yield from rma.items


def _derived(what: str, spec: WorldSpec) -> SpecConflict:
    whom = f"one of the {spec.customers:,} people derived from seed {spec.seed}"
    return SpecConflict(f"{what} belongs to {whom}; choose another, or customers 0")
