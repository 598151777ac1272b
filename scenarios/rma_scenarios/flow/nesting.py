"""Find out which exchange caused which, and tell them in that order."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs

from rma_scenarios.flow.exchanges import Exchange

# A child may seem to start a little late, because the journal rounds to milliseconds.
_SLACK = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Moment:
    """Hold one end of an exchange; `depth` is how many calls around it still wait for their answer."""

    exchange: Exchange
    is_answer: bool
    depth: int


def in_causal_order(exchanges: Sequence[Exchange]) -> Iterator[Moment]:
    """Give each call, then everything it caused, then its answer.

    Causes come from the trace and the round, which hold when the world's clock is frozen and all times are equal.
    What has the same cause is told by time, but for the e-mails of one lookup: an adaptor may ask for all at once, and
    which arrives first is chance, so they are told as the lookup names them.

    Args:
        exchanges: Oldest first.
    """
    children: dict[int | None, list[int]] = defaultdict(list)
    for place, exchange in enumerate(exchanges):
        children[_cause(exchange, place, exchanges)].append(place)
    yield from _told(None, 0, exchanges, children)


def _told(
    cause: int | None, depth: int, exchanges: Sequence[Exchange], children: Mapping[int | None, Sequence[int]]
) -> Iterator[Moment]:
    outer = None if cause is None else exchanges[cause]
    for place in sorted(children.get(cause, ()), key=lambda place: _place_in(outer, exchanges[place])):
        yield Moment(exchanges[place], is_answer=False, depth=depth)
        yield from _told(place, depth + 1, exchanges, children)
        yield Moment(exchanges[place], is_answer=True, depth=depth)


def _place_in(outer: Exchange | None, inner: Exchange) -> int:
    """Return where a question names the e-mail that is asked for because of it; what it does not name comes last."""
    emails = parse_qs(inner.query).get("email")
    if outer is None or inner.source != "adaptor" or not emails:
        return 0
    named = json.dumps(outer.asked, ensure_ascii=False).casefold()
    place = named.find(json.dumps(emails[0], ensure_ascii=False).casefold())
    return place if place >= 0 else len(named)


def _cause(exchange: Exchange, place: int, exchanges: Sequence[Exchange]) -> int | None:
    if exchange.is_by_person:
        return None
    causes = (other for other, outer in enumerate(exchanges) if other != place and _caused(outer, exchange))
    return next(causes, None)


def _caused(outer: Exchange, inner: Exchange) -> bool:
    """Say whether `inner` happened while `outer` waited, and because of it."""
    begins, ends = outer.at - _SLACK, outer.at + timedelta(milliseconds=outer.duration_ms) + _SLACK
    if not begins <= inner.at <= ends:
        return False
    if inner.source == "adaptor":
        return outer.target == "adaptor" and outer.trace is not None and outer.trace == inner.trace
    if inner.source == "gladly" and inner.target == "adaptor":
        return outer.is_by_person and outer.round is not None and outer.round == inner.round
    return False
