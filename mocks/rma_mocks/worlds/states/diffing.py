"""Say in words what is different between two states of one world."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from rma_mocks.core.clock import stamp
from rma_mocks.core.entities import Rma
from rma_mocks.core.faults import Fault
from rma_mocks.core.world import WorldState
from rma_mocks.gladly.entities import Conversation, Profile
from rma_mocks.worlds.states.diffing_profiles import Fresh, profile_changes
from rma_mocks.worlds.states.diffing_settings import app_changes, policy_changes, variant_changes, webhook_changes
from rma_mocks.worlds.states.snapshots import Snapshot

_TICKS_S = 1.0
"""Two readings of a ticking clock differ by less than this, unless somebody moved it."""


def changes_between(before: Snapshot, after: Snapshot, fresh: Fresh) -> list[str]:
    """Return one sentence a change: RMAs first, then profiles, conversations, settings, time and failures.

    Args:
        before: The earlier state.
        after: The later one.
        fresh: Returns what a derived person's profile is before anybody met it, by id; None for other ids.
    """
    names = _names(before, after)
    old, new = before.organisation, after.organisation
    return [
        *_rmas(before.world, after.world),
        *_rmas_gone(before.world, after.world),
        *_orders(before.world, after.world),
        *profile_changes(old.profiles, new.profiles, {app.id: app.name for app in new.apps}, fresh),
        *_conversations(old.conversations, new.conversations, lambda talk: names.get(talk.profile_id, "Somebody")),
        *app_changes(old, new),
        *variant_changes(before.team.variants, after.team.variants),
        *policy_changes(before.team.policies, after.team.policies),
        *webhook_changes(before.team.hooks.registered, after.team.hooks.registered),
        *_clock(before.world, after.world),
        *_faults(before.world.faults.scripted, after.world.faults.scripted),
    ]


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, such as `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _names(*snapshots: Snapshot) -> dict[str, str]:
    profiles: Iterable[Profile] = (row for snapshot in snapshots for row in snapshot.organisation.profiles)
    return {profile.id: profile.name for profile in profiles}


def _rmas(before: WorldState, after: WorldState) -> Iterator[str]:
    old, new = before.retailer, after.retailer
    for rma_id, rma in new.written_rmas.items():
        earlier = old.rma(rma_id)
        if earlier is None and rma_id in old.gone_rmas:
            yield f"RMA {rma_id} of {rma.customer_name} is back."
        elif earlier is None:
            what = f"{count_of(len(rma.items), 'item')} of order {rma.order_name}, {rma.status}"
            yield f"RMA {rma_id} was created for {rma.customer_name}: {what}."
        elif earlier != rma:
            yield _rma_change(earlier, rma)


def _rmas_gone(before: WorldState, after: WorldState) -> Iterator[str]:
    old, new = before.retailer, after.retailer
    for rma_id, rma in new.gone_rmas.items():
        if old.rma(rma_id) is not None:
            yield f"RMA {rma_id} of {rma.customer_name} was deleted."
    for rma_id, rma in old.written_rmas.items():
        if new.rma(rma_id) is None and rma_id not in new.gone_rmas:
            yield f"RMA {rma_id} of {rma.customer_name} is gone."
    for rma_id, rma in old.gone_rmas.items():
        if rma_id not in new.written_rmas and new.rma(rma_id) is not None:
            yield f"RMA {rma_id} of {rma.customer_name} is back."


def _orders(before: WorldState, after: WorldState) -> Iterator[str]:
    """Tell of orders that an exchange or a warranty brought; nobody else places any while a world is open."""
    old, new = before.retailer.written_orders, after.retailer.written_orders
    for name, order in new.items():
        if name not in old:
            yield f"Order {name} of {order.customer_name} came by the exchange of RMA {order.exchange_of}."
    yield from (f"Order {name} of {order.customer_name} is gone." for name, order in old.items() if name not in new)


def _rma_change(earlier: Rma, rma: Rma) -> str:
    if earlier.status != rma.status:
        return f"RMA {rma.id} of {rma.customer_name} went from {earlier.status} to {rma.status}."
    return f"RMA {rma.id} of {rma.customer_name} was changed."


def _conversations(
    before: Iterable[Conversation], after: Iterable[Conversation], name_of: Callable[[Conversation], str]
) -> Iterator[str]:
    old = {talk.id: talk for talk in before}
    for talk in after:
        how = "an e-mail conversation" if talk.channel == "EMAIL" else "a chat"
        earlier = old.pop(talk.id, None)
        if earlier is None:
            where = f"in the inbox {talk.inbox}" if talk.inbox else "in no inbox yet"
            yield f"{name_of(talk)} began {how}; it is {where}, with {count_of(len(talk.items), 'message')}."
        elif earlier != talk:
            yield f"{name_of(talk)}'s conversation went on: {_talk_change(earlier, talk)}."
    for talk in old.values():
        yield f"A conversation of {name_of(talk)} is gone."


def _talk_change(earlier: Conversation, talk: Conversation) -> str:
    more = len(talk.items) - len(earlier.items)
    parts = [f"{count_of(more, 'message')} more"] if more > 0 else []
    parts += ["it moved here with a merged profile"] if talk.profile_id != earlier.profile_id else []
    parts += [f"now in the inbox {talk.inbox}"] if talk.inbox != earlier.inbox else []
    return ", ".join(parts) or "it is not the same"


def _clock(before: WorldState, after: WorldState) -> Iterator[str]:
    if after.is_frozen and not before.is_frozen:
        yield f"The clock stands still at {stamp(after.now)}."
    elif before.is_frozen and not after.is_frozen:
        yield f"The clock goes on; it is {stamp(after.now)}."
    moved_s = (after.now - before.now).total_seconds() if after.is_frozen else after.ahead_s - before.ahead_s
    if before.is_frozen == after.is_frozen and abs(moved_s) >= _TICKS_S:
        way = "forward" if moved_s > 0 else "back"
        yield f"The clock was moved {way} by {_span(abs(moved_s))}, to {stamp(after.now)}."


def _span(seconds: float) -> str:
    span = timedelta(seconds=round(seconds))
    hours, rest_s = divmod(span.seconds, 3600)
    minutes, left_s = divmod(rest_s, 60)
    named = ((span.days, "day"), (hours, "hour"), (minutes, "minute"), (left_s, "second"))
    return " ".join(count_of(number, noun) for number, noun in named if number)


def _faults(before: Iterable[Fault], after: Iterable[Fault]) -> Iterator[str]:
    old, new = [_told(fault) for fault in before], [_told(fault) for fault in after]
    yield from (f"A failure is scripted: {fault}." for fault in new if fault not in old)
    yield from (f"A scripted failure is over: {fault}." for fault in old if fault not in new)


def _told(fault: Fault) -> str:
    where = "" if fault.path == "*" else f" on {fault.path}"
    return f"{fault.lane}, {fault.kind}{where}"
