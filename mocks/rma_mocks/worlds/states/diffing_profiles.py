"""Say in words how customer profiles differ between two states of a world."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from rma_mocks.gladly.entities import Link, LinkState, MergedProfile, Profile

_LONGEST = 60


Fresh = Callable[[str], Profile | None]


def profile_changes(
    before: Iterable[Profile], after: Iterable[Profile], apps: Mapping[str, str], fresh: Fresh
) -> Iterator[str]:
    """Return one sentence a change.

    Args:
        before: The profiles that somebody made or met, then.
        after: The same, now.
        apps: Names of the lookup apps by id.
        fresh: Returns what a derived person's profile is before anybody met it, by id; None for other ids.
    """
    old = {profile.id: profile for profile in before}
    rows = list(after)
    into, undone = _merges(rows), _merges(old.values())
    new = [gone for gone in into if gone not in undone]
    yield from (f"{gone.name or 'A nameless profile'} was merged into {into[gone]}." for gone in new)
    merged = {gone.id for gone in into}
    parted = {gone.id for gone in undone if gone not in into}
    for profile in rows:
        earlier = old.pop(profile.id, None) or fresh(profile.id)
        if profile.id in parted:
            yield f"{_whose(profile)} is merged into no other any more."
        elif earlier is None:
            yield f"{_whose(profile)} was made."
        yield from _changes(earlier or _nothing_of(profile), profile, _whose(profile), apps)
    for profile in (row for row in old.values() if row.id not in merged):
        later = fresh(profile.id)
        if later is None:
            yield f"{_whose(profile)} is gone."
        else:
            yield from _changes(profile, later, _whose(profile), apps)


def _merges(profiles: Iterable[Profile]) -> dict[MergedProfile, str]:
    """Return the names of the profiles into which others were merged, by these others."""
    return {gone: row.name or "a nameless one" for row in profiles for gone in row.merged}


def _whose(profile: Profile) -> str:
    return f"{profile.name}'s customer profile" if profile.name else "A nameless customer profile"


def _nothing_of(profile: Profile) -> Profile:
    """Return a new profile as it was made, so that only what came later is told."""
    return replace(profile, links={}, custom_attributes={}, attribute_sources={}, transactions={}, actions={})


def _changes(old: Profile, new: Profile, whose: str, apps: Mapping[str, str]) -> Iterator[str]:
    yield from _links(old.links, new.links, whose, apps)
    for name in ("name", "address", "image"):
        yield from _field(name, getattr(old, name), getattr(new, name), whose)
    yield from _contacts([row.original for row in old.emails], [row.original for row in new.emails], whose)
    yield from _contacts([row.original for row in old.phones], [row.original for row in new.phones], whose)
    yield from _attributes(old.custom_attributes, new.custom_attributes, whose)
    if old.transactions != new.transactions:
        cards = sum(map(len, new.transactions.values()))
        yield f"{whose} shows other cards, {cards} in all."
    if old.actions != new.actions:
        yield f"{whose} has other actions to run."
    if old.merged == new.merged:  # a merge brings those of the other profile
        yield from _no_matches(set(old.no_matches), set(new.no_matches), whose)


def _links(old: Mapping[str, Link], new: Mapping[str, Link], whose: str, apps: Mapping[str, str]) -> Iterator[str]:
    for app_id in dict.fromkeys([*old, *new]):
        then, now = old.get(app_id, Link()), new.get(app_id, Link())
        if then == now:
            continue  # no link and a link that is new are the same
        app = apps.get(app_id, app_id)
        if now.state is LinkState.LINKED:
            yield f"{whose} was linked to {now.external_customer_id} of {app}."
        else:
            yield f"{whose} was unlinked from {app}."


def _attributes(old: Mapping[str, str], new: Mapping[str, str], whose: str) -> Iterator[str]:
    added = [name for name in new if name not in old]
    if added:
        yield f"{whose} got the custom attribute{'s' if len(added) > 1 else ''} {', '.join(added)}."
    for name in old:
        yield from _field(name, old[name], new.get(name, ""), whose)


def _no_matches(old: set[str], new: set[str], whose: str) -> Iterator[str]:
    if new - old:
        yield f"{whose} was said to be no match of {'another one' if len(new - old) == 1 else 'others'}."
    if old - new:
        yield f"{whose} may match others again."


def _field(name: str, old: str, new: str, whose: str) -> Iterator[str]:
    if old != new:
        yield f"{whose} has {name} {_short(new)} instead of {_short(old)}."


def _contacts(old: list[str], new: list[str], whose: str) -> Iterator[str]:
    yield from (f"{whose} got {value}." for value in new if value not in old)
    yield from (f"{whose} lost {value}." for value in old if value not in new)


def _short(text: str) -> str:
    if not text:
        return "nothing"
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
