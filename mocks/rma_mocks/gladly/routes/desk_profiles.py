"""The desk's API for customer profiles: open, add an e-mail, search by hand, link, unlink."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.core.visits import Visit, unrecorded
from rma_mocks.core.world import Part
from rma_mocks.gladly.contacts import checked_email, checked_phone, refuse_taken
from rma_mocks.gladly.context import (
    CurrentOrganisation,
    CurrentRounds,
    CurrentVisit,
    WantedProfile,
    wanted_app,
)
from rma_mocks.gladly.entities import App, Email, LinkState, Outcome, Phone, Profile, Round
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.formatters import desk_profile, desk_round, desk_warning, shown_field
from rma_mocks.gladly.inputs import ShortText
from rma_mocks.gladly.lookups.answer import Answer, Result
from rma_mocks.gladly.lookups.caller import LookupFailed
from rma_mocks.gladly.lookups.merging import unlink
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.profiles import Found

router = APIRouter(prefix="/w/{world}/desk/api/profiles", tags=["desk: customer profiles"])


class NewProfile(BaseModel):
    """A customer profile that an agent makes by hand."""

    model_config = ConfigDict(extra="forbid")

    name: ShortText
    emails: list[str] = Field(default_factory=list, max_length=10)
    phones: list[str] = Field(default_factory=list, max_length=10)


class NewEmail(BaseModel):
    """An e-mail address that an agent adds."""

    email: str


class Search(BaseModel):
    """A manual search: in one app, or in all that are not linked yet."""

    app: str | None = None
    query: dict[str, str]


class Choice(BaseModel):
    """The search result that an agent links."""

    app: str
    external_customer_id: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("")
async def list_profiles(
    organisation: CurrentOrganisation,
    q: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    email: str | None = None,
) -> dict[str, Any]:
    """Find customer profiles by a part of name, e-mail or phone, or the one that holds a whole `email`.

    In a world of more than 10,000 people only a whole e-mail or phone number finds anybody; `searched_everybody` is
    false when a part of a text was looked for in the first ones alone.
    """
    if email is not None:
        holder = organisation.profiles.of_email(email)
        found = Found([holder] if holder else [], searched_everybody=True)
    else:
        found = organisation.profiles.first(limit, q)
    return {
        "profiles": [
            {
                "id": row.id,
                "name": shown_field(organisation, row, "name"),
                "email": row.emails[0].original if row.emails else None,
                "is_linked": row.is_linked,
            }
            for row in found.profiles
        ],
        "searched_everybody": found.searched_everybody,
    }


@router.post("", status_code=201)
async def make_profile(organisation: CurrentOrganisation, visit: CurrentVisit, new: NewProfile) -> dict[str, Any]:
    """Make a customer profile; e-mails and mobile numbers belong to one profile only (documented; GL-REST-3)."""
    visit.operation = "create_profile"
    emails = [checked_email(email, attr="emails") for email in new.emails]
    phones = [Phone(checked_phone(number), "MOBILE") for number in new.phones]
    refuse_taken(organisation.profiles, map(Email, emails), phones, owner=None)
    profile = organisation.profiles.add(name=new.name, emails=emails, phones=phones)
    return desk_profile(organisation, profile)


@router.get("/{profile_id}", dependencies=[Depends(unrecorded)])
async def get_profile(organisation: CurrentOrganisation, profile: WantedProfile) -> dict[str, Any]:
    """Show a customer profile as it is, without any lookup."""
    return desk_profile(organisation, profile)


@router.post("/{profile_id}/open")
async def open_profile(
    organisation: CurrentOrganisation, rounds: CurrentRounds, visit: CurrentVisit, profile: WantedProfile
) -> dict[str, Any]:
    """Open a profile in the desktop, which triggers its lookups (documented; GL-TRIGGER-1)."""
    visit.operation = "open_profile"
    return _with_round(organisation, profile, visit, await rounds.trigger(profile, "profile_opened"))


@router.post("/{profile_id}/emails")
async def add_email(
    organisation: CurrentOrganisation, rounds: CurrentRounds, visit: CurrentVisit, profile: WantedProfile, new: NewEmail
) -> dict[str, Any]:
    """Add an e-mail address, which triggers the lookups again (documented; GL-TRIGGER-1)."""
    visit.operation = "add_email"
    email = Email(checked_email(new.email), is_primary=not profile.emails)
    if any(row.normalized == email.normalized for row in profile.emails):
        raise GladlyError(409, "taken", f"the profile already has {email.original}", attr="emails")
    refuse_taken(organisation.profiles, [email], [], owner=None)
    organisation.profiles.set_emails(profile, [*profile.emails, email])
    organisation.world.changed(Part.PROFILE, profile.id)
    return _with_round(organisation, profile, visit, await rounds.trigger(profile, "email_added"))


@router.post("/{profile_id}/searches")
async def search(
    organisation: CurrentOrganisation,
    rounds: CurrentRounds,
    visit: CurrentVisit,
    profile: WantedProfile,
    search: Search,
) -> dict[str, Any]:
    """Search the external systems by hand; one that fails says so in its own row (GL-SEARCH-1)."""
    visit.operation, visit.round = "search", organisation.next_round_id()
    filled = {name: value.strip() for name, value in search.query.items() if value.strip()}
    if not filled:
        raise GladlyError(400, "blank", "type something to search for", attr="query")
    apps = [_active_app(organisation, search.app)] if search.app else _unlinked(organisation, profile)
    systems = await asyncio.gather(*(_searched(rounds, app, filled, visit.round) for app in apps))
    columns = {row.attribute: row.label for app in apps for row in app.search_results_attributes}
    return {
        "gladly": {
            "name": shown_field(organisation, profile, "name"),
            "values": {name: _own_value(organisation, profile, name) for name in columns},
        },
        "columns": [{"attribute": name, "label": label} for name, label in columns.items()],
        "systems": systems,
    }


@router.post("/{profile_id}/links")
async def link(
    organisation: CurrentOrganisation,
    rounds: CurrentRounds,
    visit: CurrentVisit,
    profile: WantedProfile,
    choice: Choice,
) -> dict[str, Any]:
    """Link the picked result; it holds only if the detailed lookup does (documented; GL-LINK-7)."""
    visit.operation = "link"
    app = _active_app(organisation, choice.app)
    row = await rounds.link(profile, app, choice.external_customer_id)
    visit.round = row.id
    if not row.verdicts:
        raise GladlyError(409, "invalid_state", f"{app.name} was switched off meanwhile", attr="link")
    if row.verdicts[0].outcome is not Outcome.LINKED:
        raise GladlyError(409, "invalid", row.verdicts[0].sentence, attr="link", round=desk_round(row))
    return _with_round(organisation, profile, visit, row)


@router.delete("/{profile_id}/links/{app_id}")
async def remove_link(
    organisation: CurrentOrganisation, visit: CurrentVisit, profile: WantedProfile, app_id: str
) -> dict[str, Any]:
    """Unlink; Gladly never auto-links this profile to this app again (documented; GL-LINK-5)."""
    visit.operation = "unlink"
    app = wanted_app(organisation, app_id)
    async with organisation.profiles.lock_of(profile.id):
        organisation.profiles.refuse_merged(profile)
        if profile.link_to(app.id).state is not LinkState.LINKED:
            raise GladlyError(409, "invalid_state", f"the profile is not linked to {app.name}", attr="link")
        unlink(organisation, app, profile)
    return {"profile": desk_profile(organisation, profile)}


def _with_round(organisation: Organisation, profile: Profile, visit: Visit, row: Round) -> dict[str, Any]:
    visit.round = row.id
    return {"profile": desk_profile(organisation, profile), "round": desk_round(row)}


def _active_app(organisation: Organisation, app_id: str) -> App:
    app = wanted_app(organisation, app_id)
    if not app.is_active:
        raise GladlyError(409, "invalid_state", f"{app.name} is switched off", attr="app")
    return app


def _unlinked(organisation: Organisation, profile: Profile) -> list[App]:
    apps = [app for app in organisation.active_apps if profile.link_to(app.id).state is not LinkState.LINKED]
    if not apps:
        raise GladlyError(409, "invalid_state", "the profile is linked to every external system", attr="app")
    return apps


async def _searched(rounds: Rounds, app: App, filled: dict[str, str], round_id: str) -> dict[str, Any]:
    try:
        results = await rounds.search(app, filled, round_id)
    except LookupFailed as failure:
        return {"app": app.id, "name": app.name, "results": [], "error": str(failure), "warnings": []}
    names = [row.attribute for row in app.search_results_attributes]
    rows = [
        {
            "external_customer_id": result.external_customer_id,
            "values": {name: _shown_value(result, name) for name in names},
        }
        for result in results
    ]
    warnings = [desk_warning(row) for row in results.warnings] if isinstance(results, Answer) else []
    return {"app": app.id, "name": app.name, "results": rows, "error": None, "warnings": warnings}


def _shown_value(result: Result, attribute: str) -> str:
    """Return what a results column shows (observed; `phone` by analogy, assumed; GL-SEARCH-2)."""
    if attribute == "email":
        return ", ".join(result.emails)
    if attribute == "phone":
        return ", ".join(number for number, _ in result.phones)
    if attribute in ("name", "address", "externalCustomerId"):
        return result.text(attribute) or ""
    return result.custom_attributes.get(attribute, "")


def _own_value(organisation: Organisation, profile: Profile, attribute: str) -> str:
    if attribute == "email":
        return ", ".join(row.original for row in profile.emails)
    if attribute == "phone":
        return ", ".join(row.original for row in profile.phones)
    return shown_field(organisation, profile, attribute)
