"""Find the telling parts in bodies of any shape: who was asked for, what came back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from rma_scenarios.flow.exchanges import Exchange

_ROW_KEYS = ("data", "rmas", "results", "items")


def people_asked(exchange: Exchange) -> list[str]:
    """List the e-mails (else phones, else the id) that a request is about, in its own order."""
    body = as_mapping(exchange.asked)
    query = as_mapping(body.get("query")) or body
    url = {name: values[0] for name, values in parse_qs(exchange.query).items()}
    for source in (query, url):
        for key in ("emails", "email", "externalCustomerId", "external_customer_id", "from", "phones", "phone"):
            found = texts(source.get(key))
            if found:
                return found
    return [text for value in query.values() for text in texts(value)]


def results_of(exchange: Exchange) -> list[Mapping[str, Any]]:
    """List the customers of a lookup answer; none when the answer has another shape."""
    return _mappings(as_mapping(exchange.answered).get("results"))


def rmas_of(exchange: Exchange) -> list[Mapping[str, Any]]:
    """List the RMAs of a ReturnLogic answer, whatever its envelope.

    Contract: ReturnLogic API v1 does not show its envelope; `data` and the others here are assumed.
    """
    answer = exchange.answered
    if isinstance(answer, list):
        return _mappings(answer)
    rows = as_mapping(answer)
    return next((_mappings(rows[key]) for key in _ROW_KEYS if isinstance(rows.get(key), list)), [])


def profile_of(exchange: Exchange) -> Mapping[str, Any]:
    """Give the customer profile a desk answer shows; empty when it shows none."""
    answer = as_mapping(exchange.answered)
    return as_mapping(answer.get("profile"))


def error_detail(exchange: Exchange) -> str:
    """Give the reason that an error answer states, or nothing."""
    answer = as_mapping(exchange.answered)
    errors = answer.get("errors")
    first = as_mapping(errors[0]) if isinstance(errors, list) and errors else answer
    for key in ("detail", "message", "error", "code"):
        if isinstance(first.get(key), str) and first[key]:
            return str(first[key])
    return ""


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Give the value when it is an object, else an empty one, so that reading on needs no checks."""
    return value if isinstance(value, Mapping) else {}


def texts(value: Any) -> list[str]:
    """List the non-empty texts in a text, a list of texts or a list of `{original}` objects."""
    items = value if isinstance(value, list) else [value]
    plain = [as_mapping(item).get("original", item) for item in items]
    return [item for item in plain if isinstance(item, str) and item]


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
