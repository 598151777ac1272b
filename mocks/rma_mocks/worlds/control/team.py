"""The control API's ReturnLogic team: how an open world plays what nobody published."""

from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from rma_mocks.core.world import Part
from rma_mocks.returnlogic.variants_spec import VariantsSpec
from rma_mocks.worlds.control.errors import ControlRoute
from rma_mocks.worlds.control.worlds import Wanted
from rma_mocks.worlds.registry import OpenWorld

router = APIRouter(tags=["control"], route_class=ControlRoute)


class TeamChange(BaseModel):
    """What is another from now on; whatever is left out stays."""

    model_config = ConfigDict(extra="forbid")

    variants: VariantsSpec


@router.get("/returnlogic")
async def read_team(found: Wanted) -> dict[str, Any]:
    """Tell how a world's ReturnLogic plays what nobody published."""
    return _settings(found)


@router.patch("/returnlogic")
async def set_team(found: Wanted, change: TeamChange) -> dict[str, Any]:
    """Play some of it another way from the next call on; the variants that are not named stay as they are."""
    named = change.variants.model_dump(exclude_unset=True)
    found.team.variants = replace(found.team.variants, **named)
    found.world.changed(Part.SETTINGS)
    return _settings(found)


def _settings(found: OpenWorld) -> dict[str, Any]:
    return {"variants": asdict(found.team.variants)}
