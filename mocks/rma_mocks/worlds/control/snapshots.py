"""The control API's way back: snapshots, resets, and what changed, in words."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rma_mocks.core.clock import stamp
from rma_mocks.core.world import Part
from rma_mocks.worlds.control.errors import ControlError, ControlRoute
from rma_mocks.worlds.control.forgetting import adaptor_forgets
from rma_mocks.worlds.control.worlds import AllWorlds, Wanted
from rma_mocks.worlds.declared.texts import SnapshotName
from rma_mocks.worlds.registry import OpenWorld
from rma_mocks.worlds.states.diffing import changes_between
from rma_mocks.worlds.states.snapshots import (
    OPENING,
    Resetting,
    Snapshot,
    SnapshotError,
    brought_back,
    reset_data,
    reset_person,
    taken,
)

_MOST_SNAPSHOTS = 100
_MOST_CHANGES = 1000

router = APIRouter(tags=["control"], route_class=ControlRoute)


class NewSnapshot(BaseModel):
    """The name under which a state is put aside."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[SnapshotName | None, Field(description="By default the next free one.")] = None


class Reset(BaseModel):
    """What to bring back to how the world was opened."""

    model_config = ConfigDict(extra="forbid")

    what: Annotated[
        Resetting,
        Field(
            description="`data`: people, orders, RMAs, profiles, conversations; `person`: those of one shopper; "
            "`journal`: the record of exchanges and rounds; `all`: all that, time, failures and settings."
        ),
    ] = Resetting.ALL
    person: Annotated[
        str | None, Field(max_length=254, description="For `person`: a declared person's key, or an e-mail.")
    ] = None

    @model_validator(mode="after")
    def _names_a_person(self) -> Self:
        if (self.what is Resetting.PERSON) != (self.person is not None):
            raise ValueError("`person` goes with `what: person`, and that with nothing else")
        return self


@router.get("/snapshots")
async def list_snapshots(found: Wanted) -> dict[str, Any]:
    """List the states that were put aside, the oldest first; `opening`, how the world was opened, is always there."""
    return {"snapshots": [_row(snapshot) for snapshot in found.snapshots.by_name.values()]}


@router.post("/snapshots", status_code=201)
async def take_snapshot(found: Wanted, new: NewSnapshot | None = None) -> dict[str, Any]:
    """Put the state of a world aside: data, time, scripted failures, settings; it costs what changed so far.

    A name that is taken answers 409.
    """
    kept = found.snapshots.by_name
    name = (new.name if new else None) or found.snapshots.free_name()
    if name == OPENING or name in kept:
        raise ControlError(409, f"name: there is a snapshot {name!r} already; choose another name, or delete it")
    if len(kept) >= _MOST_SNAPSHOTS:
        raise ControlError(409, f"a world keeps at most {_MOST_SNAPSHOTS} snapshots; delete one")
    kept[name] = taken(name, found.organisation, found.team)
    found.world.mark(Part.SNAPSHOT, name)
    return _row(kept[name])


@router.delete("/snapshots/{name}", status_code=204)
async def delete_snapshot(found: Wanted, name: str) -> Response:
    """Drop a state that was put aside."""
    if name == OPENING:
        raise ControlError(409, "the opening cannot be deleted")
    _found(found, name)
    del found.snapshots.by_name[name]
    found.world.mark(Part.SNAPSHOT, name)
    return Response(status_code=204)


@router.post("/snapshots/{name}/restore")
async def restore_snapshot(request: Request, worlds: AllWorlds, found: Wanted, name: str) -> dict[str, Any]:
    """Go back to a state that was put aside, as often as wanted, and make the stack's adaptor forget.

    Credentials, journal and the other snapshots stay; rate windows are empty; lookups under way are given up.
    """
    brought_back(_found(found, name), found.snapshots, found.organisation, found.team)
    adaptor = await adaptor_forgets(worlds, request.app.state.client, found.world.id)
    return {"world": found.world.id, "restored": name, "adaptor": adaptor}


@router.post("/reset")
async def reset_world(request: Request, worlds: AllWorlds, found: Wanted, reset: Reset | None = None) -> dict[str, Any]:
    """Bring all or a part of a world back to how it was opened, and make the stack's adaptor forget.

    `adaptor` says whether it did: `forgot`, `did not answer`, or null where there is none to tell.
    Credentials and snapshots stay.
    """
    reset = reset or Reset()
    email = _reset(found, reset)
    adaptor = None
    if reset.what is not Resetting.JOURNAL:
        adaptor = await adaptor_forgets(worlds, request.app.state.client, found.world.id, email)
    return {"world": found.world.id, "what": reset.what, "adaptor": adaptor}


@router.get("/diff")
async def read_diff(found: Wanted, since: Annotated[str, Query(max_length=60)] = OPENING) -> dict[str, Any]:
    """Say in sentences what is different from a snapshot, or from how the world was opened.

    It tells a thousand changes at most; `more` counts the rest.
    """
    before = _found(found, since)
    after = taken("now", found.organisation, found.team)
    changes = changes_between(before, after, found.organisation.profiles.as_derived)
    told = changes[:_MOST_CHANGES]
    return {"since": since, "changes": told, "more": len(changes) - len(told)}


def _reset(found: OpenWorld, reset: Reset) -> str | None:
    opening, organisation = found.snapshots.opening, found.organisation
    match reset.what:
        case Resetting.ALL:
            brought_back(opening, found.snapshots, organisation, found.team)
            _forget_record(found)
        case Resetting.DATA:
            reset_data(opening, organisation)
        case Resetting.JOURNAL:
            _forget_record(found)
        case Resetting.PERSON:
            try:
                return reset_person(opening, organisation, reset.person or "")
            except SnapshotError as error:
                raise ControlError(400, str(error)) from error
    return None


def _forget_record(found: OpenWorld) -> None:
    found.world.journal.clear()
    found.organisation.rounds.clear()
    found.world.changes.advance()


def _found(found: OpenWorld, name: str) -> Snapshot:
    try:
        return found.snapshots.find(name)
    except SnapshotError as error:
        raise ControlError(404, str(error)) from error


def _row(snapshot: Snapshot) -> dict[str, Any]:
    return {"name": snapshot.name, "at": stamp(snapshot.at)}
