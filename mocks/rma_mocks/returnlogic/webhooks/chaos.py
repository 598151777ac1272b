"""How scripted failures change the deliveries of one event; the documents promise no order, and no more than once.

Contract: that order is not guaranteed is documented (RL-HOOK-1); the rest is what other vendors' webhooks do.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from rma_mocks.core.faults import DELIVERY, Fault
from rma_mocks.core.world import Part, World
from rma_mocks.returnlogic.webhooks.rows import Delivery

HELD_AT_MOST = timedelta(seconds=30)
"""A delivery that waits for the next event goes out by then, on the world's clock, if there is none."""


def fault_of(world: World, topic: str) -> Fault | None:
    """Return the scripted failure that hits a delivery of a topic, and count the hit."""
    if not world.faults:
        return None
    world.mark(Part.SETTINGS)
    return world.faults.take("returnlogic", DELIVERY + topic, now=world.clock.now(), seed=world.seed)


def played(delivery: Delivery, fault: Fault | None) -> Iterator[Delivery]:
    """Return what is delivered in the place of a delivery; `stale` has changed its body already."""
    if fault is None:
        yield delivery
        return
    hit = replace(delivery, fault={"kind": fault.kind, "id": fault.id})
    match fault.kind:
        case "duplicated":
            yield hit
            yield replace(hit, id=f"{hit.id}-again")
        case "reordered":
            yield replace(hit, is_held=True, due_at=hit.due_at + HELD_AT_MOST)
        case "delayed":
            yield replace(hit, due_at=hit.due_at + timedelta(milliseconds=fault.latency_ms))
        case "dropped":
            yield replace(hit, outcome="dropped", body="")
        case _:
            yield hit
