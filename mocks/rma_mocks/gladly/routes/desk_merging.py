"""The desk's API for profiles that may be one person: suggestions, Match and No Match."""

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.context import CurrentOrganisation, CurrentRounds, CurrentVisit, WantedProfile
from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.errors import GladlyError, not_found
from rma_mocks.gladly.formatters import desk_match, desk_profile, desk_round
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.profile_matching import matches_of, refuse_match
from rma_mocks.gladly.profile_merging import merge

router = APIRouter(prefix="/w/{world}/desk/api/profiles", tags=["desk: merging customer profiles"])


class Merge(BaseModel):
    """The profile that goes; the one of the path stays."""

    model_config = ConfigDict(extra="forbid")

    source: str


@router.post("/{profile_id}/merge")
async def merge_profiles(
    organisation: CurrentOrganisation, rounds: CurrentRounds, visit: CurrentVisit, profile: WantedProfile, wish: Merge
) -> dict[str, Any]:
    """Merge another profile into this one; then the lookups are sent, as when it got an e-mail (GL-MERGE-4)."""
    visit.operation = "merge_profiles"
    await merge(organisation, profile, _unmerged(organisation, wish.source))
    row = await rounds.trigger(profile, "profiles_merged")
    visit.round = row.id
    return {"profile": desk_profile(organisation, profile), "round": desk_round(row)}


@router.get("/{profile_id}/matches", dependencies=[Depends(unrecorded)])
async def list_matches(organisation: CurrentOrganisation, profile: WantedProfile) -> dict[str, Any]:
    """List profiles that may be the same person, with what they share (documented; GL-MATCH-1)."""
    return {"profiles": [desk_match(row) for row in matches_of(organisation, profile)]}


@router.delete("/{profile_id}/matches/{other_id}")
async def drop_match(
    organisation: CurrentOrganisation, visit: CurrentVisit, profile: WantedProfile, other_id: str
) -> dict[str, Any]:
    """Say that another profile is no match; it is not suggested again (GL-MATCH-2)."""
    visit.operation = "drop_match"
    other = _unmerged(organisation, other_id)
    if other is profile:
        raise GladlyError(409, "invalid_state", "a profile cannot be no match of itself", attr="customerId")
    refuse_match(organisation, profile, other)
    return {"profiles": [desk_match(row) for row in matches_of(organisation, profile)]}


def _unmerged(organisation: Organisation, profile_id: str) -> Profile:
    """Return the profile of an id, or say that there is none, or into which one it was merged."""
    profiles = organisation.profiles
    found, surviving = profiles.of_id(profile_id), profiles.surviving(profile_id)
    if found is None and surviving is not None:
        raise GladlyError(409, "invalid_state", f"that profile was merged into {surviving.name} already", attr="source")
    if found is None:
        raise not_found("customer", profile_id)
    return found
