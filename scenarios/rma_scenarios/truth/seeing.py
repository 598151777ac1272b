"""Ask an API about one shopper, and keep what can be seen without anything that could be known of them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from rma_scenarios.truth.asking import Asker, Heard, refuse_failure
from rma_scenarios.truth.errors import CannotAsk
from rma_scenarios.truth.shapes import Shapes, beside_rows, rows_in, shapes_of, shown_name
from rma_scenarios.truth.traits import EMAIL_KEYS, Evidence, Trait, traits_of


@dataclass(frozen=True, slots=True)
class Seen:
    """What some list calls showed: shapes, what of the assumed they tell, and how many rows; no value of any.

    `sometimes` are the places that not every row has.
    """

    shapes: Shapes
    sometimes: frozenset[str]
    traits: Mapping[str, Trait]
    rows: int
    strangers: int
    notes: tuple[str, ...] = ()


async def see(asker: Asker, email: str) -> Seen:
    """Ask for a shopper's RMAs, for what follows the first page, and for those of an address that nobody has.

    Raises:
        CannotAsk: The first answer is no list of this shopper's RMAs; the message says what to do.
    """
    first = await asker.list_rmas({"email": email})
    refuse_failure(first)
    envelope, rows = _rows_of(first)
    own = [row for row in rows if not is_strangers(row, email)]
    if not own:
        raise CannotAsk(_nobodys(len(rows)))
    second = await asker.list_rmas({"email": email, **_further(first.document)})
    nobody = await asker.list_rmas({"email": f"nobody-{secrets.token_hex(8)}@example.com"})
    evidence = Evidence(envelope, own, first, second, nobody, tuple(asker.refused), strangers=len(rows) - len(own))
    beside = beside_rows(first.document, envelope)
    return Seen(
        shapes=shapes_of([own, beside]),
        sometimes=_not_in_all([shapes_of([[row]]) for row in own]),
        traits={trait.setting: trait for trait in traits_of(evidence)},
        rows=len(own),
        strangers=evidence.strangers,
        notes=evidence.notes(),
    )


def _not_in_all(shapes: Sequence[Shapes]) -> frozenset[str]:
    places = [frozenset(shape) for shape in shapes]
    return frozenset().union(*places) - places[0].intersection(*places)


def is_strangers(row: Mapping[str, Any], email: str) -> bool:
    """Say whether a row names another shopper's e-mail; one that names none may be anybody's."""
    named = next((row[key] for key in EMAIL_KEYS if isinstance(row.get(key), str)), None)
    return named is not None and named.strip().casefold() != email.strip().casefold()


def _rows_of(heard: Heard) -> tuple[str, Sequence[dict[str, Any]]]:
    found = rows_in(heard.document)
    if found is not None:
        return found
    keys = heard.document if isinstance(heard.document, dict) else ()
    names = ", ".join(sorted({shown_name(key) for key in keys})) or "none"
    raise CannotAsk(f"its answer has no list in it; the names in it are: {names}")


def _nobodys(strangers: int) -> str:
    if strangers:
        return (
            f"it answers with {strangers} RMAs of other shoppers and none of this one, so it ignores the e-mail; "
            "ask with the e-mail of a shopper with a newer return"
        )
    return f"nobody with this e-mail has returns ({HTTPStatus.OK:d} with an empty list); ask for a shopper who has some"


def _further(document: Any) -> dict[str, str]:
    cursor = document.get("nextCursor") if isinstance(document, dict) else None
    return {"cursor": str(cursor)} if cursor else {"page": "2"}
