"""The words that sentences about exchanges are made of."""

from collections.abc import Sequence

from rma_scenarios.flow.bodies import as_mapping, people_asked, texts
from rma_scenarios.flow.exchanges import Exchange

_NAMES = {
    "customer": "Shopper",
    "agent": "Agent",
    "admin": "Admin",
    "merchant": "Staff member",
    "warehouse": "Warehouse",
    "carrier": "Carrier",
    "api": "API client",
    "gladly": "Gladly",
    "adaptor": "Adaptor",
    "returnlogic": "ReturnLogic",
}
_QUOTE_LENGTH = 60


def name_of(party: str) -> str:
    """Give a party's name as people say it."""
    return _NAMES.get(party, party.capitalize() or "Somebody")


def caller_of(exchange: Exchange) -> str:
    """Give the name of whoever makes a call."""
    return name_of(exchange.source)


def listed(items: Sequence[str], nothing: str = "") -> str:
    """Join items as a sentence does: `a`, `a and b`, `a, b and c`."""
    if len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return items[0] if items else nothing


def quoted(text: str) -> str:
    """Put a person's words in quotes, on one line and not too long."""
    line = " ".join(text.split())
    if len(line) > _QUOTE_LENGTH:
        line = line[:_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    return f"“{line}”"


def counted(number: int, noun: str) -> str:
    """Put a number before a noun: `1 RMA`, `2 RMAs`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def asked_for(exchange: Exchange) -> str:
    """Say whom a call asks for."""
    return listed(people_asked(exchange), "nobody in particular")


def said_in(exchange: Exchange, key: str = "text") -> str:
    """Quote what a person wrote in a call."""
    return quoted("".join(texts(as_mapping(exchange.asked).get(key))))
