"""Originate's settings: what the merchant has decided, and how the mock plays what nobody published of the API."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends

from rma_mocks.core.visits import unrecorded
from rma_mocks.core.world import Part
from rma_mocks.returnlogic.auth import PageTeam, doing
from rma_mocks.returnlogic.policies_spec import PoliciesSpec
from rma_mocks.returnlogic.setting_rows import changed, rows_of
from rma_mocks.returnlogic.variants_spec import VariantsSpec

router = APIRouter(prefix="/w/{world}/originate/api", tags=["Originate"])

Change = Annotated[dict[str, Any], Body(description="Settings by name with their new values; others stay")]


@router.get(
    "/policies",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-POLICY-1"},
)
async def get_policies(team: PageTeam) -> dict[str, Any]:
    """Show what the merchant has decided, each with the values it may take and the rule that it follows."""
    return {"settings": rows_of(PoliciesSpec.of(team.policies))}


@router.patch(
    "/policies",
    dependencies=[Depends(doing("change_policies"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-POLICY-1"},
)
async def change_policies(team: PageTeam, change: Change) -> dict[str, Any]:
    """Decide otherwise from now on; what was done already stays."""
    spec = changed(PoliciesSpec.of(team.policies), change)
    team.policies = spec.policies()
    team.world.changed(Part.SETTINGS)
    return {"settings": rows_of(spec)}


@router.get(
    "/variants",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-API-1"},
)
async def get_variants(team: PageTeam) -> dict[str, Any]:
    """Show how the mock plays what nobody published of the API; in a strict world some of it is not sent at all."""
    return {"settings": rows_of(VariantsSpec.of(team.variants)), "is_strict": not team.world.shows_assumed}


@router.patch(
    "/variants",
    dependencies=[Depends(doing("change_variants"))],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-API-1"},
)
async def change_variants(team: PageTeam, change: Change) -> dict[str, Any]:
    """Play it otherwise from now on."""
    spec = changed(VariantsSpec.of(team.variants), change)
    team.variants = spec.variants()
    team.world.changed(Part.SETTINGS)
    return {"settings": rows_of(spec), "is_strict": not team.world.shows_assumed}
