"""Answer a list as a team's variants say: where its rows stand, how it goes on, and what nobody's list is."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, Field

from rma_mocks.core.wire import json_answer
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError

MOST_IN_ONE = 1000
"""How many rows a list has that does not go on: the mocks hold millions, and no answer may."""

_PLACE = re.compile(rb"from:(0|[1-9][0-9]{0,9})")


def _assumed(rule: str) -> dict[str, Any]:
    return {"x-evidence": "assumed", "x-rule": rule}


class Stretch(BaseModel):
    """Which part of a list is asked for; `page` or `cursor` count as the team's paging says."""

    page: Annotated[int, Field(ge=1, le=1_000_000, json_schema_extra=_assumed("RL-PAGE-2"))] = 1
    page_size: Annotated[int, Field(alias="pageSize", ge=1, le=100, json_schema_extra=_assumed("RL-PAGE-3"))] = 50
    cursor: Annotated[
        str, Field(max_length=200, json_schema_extra=_assumed("RL-PAGE-2") | {"x-variant": "paging: cursor"})
    ] = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows to fetch, and how the list goes on after them; the first row is at offset 0."""

    paging: Literal["page", "cursor", "none"]
    limit: int
    offset: int = 0


def asked_of(wanted: Stretch, team: Team) -> Asked:
    """Return which rows of a list to fetch.

    A cursor stands in an envelope and nobody has seen one, so that an array and a strict world's list are whole.

    Raises:
        ReturnLogicError: 400 for a cursor that no list gave.

    Contract: pages of 50 rows, at most 100 (assumed; RL-PAGE-2, RL-PAGE-3).
    """
    paging = team.variants.paging
    if paging == "cursor" and (team.variants.envelope == "array" or not team.world.shows_assumed):
        paging = "none"
    if paging == "none":
        return Asked(paging, MOST_IN_ONE)
    size = wanted.page_size if "page_size" in wanted.model_fields_set else team.variants.page_size
    if paging == "page":
        return Asked(paging, size, (wanted.page - 1) * size)
    return Asked(paging, size, _place_of(wanted.cursor))


def list_answer(rows: list[dict[str, Any]], total: int, asked: Asked, team: Team, *, named: str = "rmas") -> Response:
    """Answer with the rows of a list.

    Args:
        rows: Those asked for, as they are sent.
        total: How many there are in all.
        asked: What was asked for.
        team: Whose variants are played.
        named: What the envelope is called that bears the resource's own name.

    Raises:
        ReturnLogicError: 404 for a list without a row, where the team plays it so (RL-ERR-3).

    Contract: the envelope is assumed (RL-PAGE-1); what it says of pages is, too, and left out in a strict world.
    """
    variants = team.variants
    if not total and variants.nothing_found == "not_found":
        raise ReturnLogicError(404, "Nothing was found")
    return whole_list(rows, team, named=named, **(_more(asked, total) if team.world.shows_assumed else {}))


def whole_list(rows: list[dict[str, Any]], team: Team, *, named: str, **beside: Any) -> Response:
    """Answer with rows in the team's envelope; what stands beside them is left out where there is none (RL-PAGE-1)."""
    if team.variants.envelope == "array":
        return json_answer(rows)
    envelope = named if team.variants.envelope == "rmas" else team.variants.envelope
    return json_answer({envelope: rows, **beside})


def _more(asked: Asked, total: int) -> dict[str, Any]:
    if asked.paging == "page":
        return {"page": asked.offset // asked.limit + 1, "pageSize": asked.limit, "total": total}
    if asked.paging == "cursor":
        end = asked.offset + asked.limit
        return {"nextCursor": _cursor_to(end) if end < total else None}
    return {}


def _cursor_to(offset: int) -> str:
    return base64.urlsafe_b64encode(b"from:%d" % offset).decode().rstrip("=")


def _place_of(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        found = _PLACE.fullmatch(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        found = None
    if found is None:
        raise ReturnLogicError(400, problems=(("cursor", "must be the nextCursor of such a list"),))
    return int(found[1])
