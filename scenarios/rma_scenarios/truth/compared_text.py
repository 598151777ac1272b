"""Show a comparison on a terminal, and as JSON; neither holds a value of an answer."""

import json
from dataclasses import asdict
from typing import Any

from rma_scenarios.links_text import in_columns
from rma_scenarios.truth.comparing import Comparison, FieldRow
from rma_scenarios.truth.seeing import Seen

_ABSENT = "-"


def table_of(found: Comparison) -> str:
    """Return two tables and what follows from them."""
    heads = ("Field", "Type", "Mock", "Live", "Verdict")
    fields = [(row.path, _type_of(row), _kinds(row.mock), _kinds(row.live), row.verdict) for row in found.fields]
    settings = [(row.setting, _written(row.mock), _written(row.live) or _ABSENT, row.verdict) for row in found.settings]
    parts = [
        in_columns([heads, *fields]),
        in_columns([("Setting of the mock", "Mock", "Live", "Verdict"), *settings]),
        "\n".join([f"{found.rows} RMAs of this shopper were looked at.", *found.notes]),
        _conclusion(found),
    ]
    return "\n\n".join(parts)


def json_of(found: Comparison) -> str:
    """Return everything as one JSON object."""
    return json.dumps({**asdict(found), "is_same": found.is_same, "variants": found.variants()}, indent=2)


def shapes_json(live: Seen) -> str:
    """Return what was seen of the vendor's API, for a file."""
    settings = {name: {"fits": trait.fits, "seen": trait.seen} for name, trait in live.traits.items()}
    content: dict[str, Any] = {
        "fields": {path: sorted(kinds) for path, kinds in live.shapes.items()},
        "settings": settings,
        "rows": live.rows,
        "notes": live.notes,
    }
    return json.dumps(content, indent=2) + "\n"


def _type_of(row: FieldRow) -> str:
    """Return the JSON types; every kind of text is text."""
    plain = {"null", "number", "true or false", "list", "object"}
    kinds = [kind if kind in plain else "text" for kind in (*row.mock, *row.live)]
    return ", ".join(dict.fromkeys(kinds))


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds) or _ABSENT


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _conclusion(found: Comparison) -> str:
    if found.is_same:
        return "What could be seen is as the mock plays it."
    variants = found.variants()
    said = "Something differs; correcting a vendor fact starts with rules.yaml, see CONTRIBUTING.md."
    if not variants:
        return said
    return f'{said}\nA world plays what was seen with "returnlogic": {json.dumps({"variants": variants})}'
