"""Gladly's REST API for customer profiles."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.core.visits import visit_of
from rma_mocks.core.wire import PlainRoute, json_answer, query_parameters, read_query
from rma_mocks.core.world import Part
from rma_mocks.gladly.contacts import checked_email, checked_phone, refuse_taken
from rma_mocks.gladly.context import CurrentOrganisation, organisation_of
from rma_mocks.gladly.entities import Email, Phone, Profile
from rma_mocks.gladly.errors import GladlyError, not_found
from rma_mocks.gladly.formatters import rest_profile
from rma_mocks.gladly.organisation import Organisation

router = APIRouter(prefix="/api/v1/customer-profiles", tags=["REST API: customers"])

_MOST = 50
_EVIDENCE = {"x-evidence": "documented", "x-rule": "GL-REST-3"}


class EmailIn(BaseModel):
    """One e-mail address of a write."""

    original: str
    primary: bool = False


class PhoneIn(BaseModel):
    """One phone number of a write."""

    original: str
    type: str = Field(default="", pattern="^(|HOME|MOBILE|OFFICE)$")


class ProfileIn(BaseModel):
    """The fields that a write may carry; unknown ones are ignored, as additive changes ask for."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,50}$")] | None = None
    name: str | None = None
    image: str | None = None
    address: str | None = None
    emails: list[EmailIn] | None = None
    phones: list[PhoneIn] | None = None
    customAttributes: dict[str, str] | None = None  # noqa: N815 -- the wire's name


class Wanted(BaseModel):
    """The three searches, of which exactly one is asked."""

    email: str | None = None
    phoneNumber: str | None = None  # noqa: N815 -- the wire's name
    externalCustomerId: str | None = None  # noqa: N815 -- the wire's name


async def find_profiles(request: Request) -> Response:
    """Find profiles by exactly one of e-mail, phone or external customer id, the latest changed first.

    An external customer id finds nothing: our apps are newer than those that search by it (documented; GL-REST-4).
    """
    organisation = organisation_of(request)
    wanted = read_query(request.scope, Wanted)
    if [wanted.email, wanted.phoneNumber, wanted.externalCustomerId].count(None) != 2:  # noqa: PLR2004 -- of three
        raise GladlyError(400, "invalid", "give exactly one of email, phoneNumber, externalCustomerId")
    found: list[Profile] = []
    fault = visit_of(request).fault
    if fault is not None and fault.kind == "filter_ignored":
        found = organisation.profiles.first(_MOST).profiles
    elif wanted.email is not None:
        profile = organisation.profiles.of_email(wanted.email)
        found = [profile] if profile else []
    elif wanted.phoneNumber is not None:
        found = organisation.profiles.of_phone(checked_phone(wanted.phoneNumber, attr="phoneNumber"))
    newest = sorted(found, key=lambda row: row.updated_at, reverse=True)
    return json_answer([rest_profile(row) for row in newest[:_MOST]])


def add_busy_routes(app: APIRouter, responses: dict[int | str, dict[str, Any]]) -> None:
    """Put what clients call all the time directly on an application: each router in between costs it again."""
    app.add_api_route(
        router.prefix,
        find_profiles,
        methods=["GET"],
        tags=list(router.tags),
        route_class_override=PlainRoute,
        openapi_extra=_EVIDENCE | {"parameters": query_parameters(Wanted)},
        responses=responses,
    )


@router.get("/{profile_id}", response_model=None, openapi_extra=_EVIDENCE)
async def get_profile(organisation: CurrentOrganisation, profile_id: str) -> dict[str, Any] | Response:
    """Return one profile; the id of one that was merged is answered with 301 (documented; GL-MERGE-1)."""
    profile = organisation.profiles.surviving(profile_id)
    if profile is None:
        raise not_found("customer", profile_id)
    return rest_profile(profile) if profile.id == profile_id else _moved(profile_id, profile)


@router.post("", status_code=201, openapi_extra=_EVIDENCE)
async def create_profile(organisation: CurrentOrganisation, new: ProfileIn) -> Response:
    """Make a profile; id, e-mail and mobile number are unique across customers."""
    if new.id is not None and organisation.profiles.surviving(new.id) is not None:
        raise GladlyError(409, "taken", "customer ID exists", attr="id")
    emails, phones = _contacts(organisation, new, owner=None)
    profile = organisation.profiles.add(name=new.name or "", emails=[], phones=phones, profile_id=new.id)
    organisation.profiles.set_emails(profile, emails)
    _write_plain(profile, new)
    return Response(status_code=201, headers={"Location": f"/api/v1/customer-profiles/{profile.id}"})


@router.patch("/{profile_id}", status_code=204, openapi_extra=_EVIDENCE)
async def change_profile(organisation: CurrentOrganisation, profile_id: str, change: ProfileIn) -> Response:
    """Change a profile; lists of e-mails and phones replace what was there, attributes merge by key (assumed).

    One that was merged is not there any more (documented; GL-MERGE-1).
    """
    profile = organisation.profiles.of_id(profile_id)
    if profile is None:
        raise not_found("customer", profile_id)
    emails, phones = _contacts(organisation, change, owner=profile)
    if change.emails is not None:
        organisation.profiles.set_emails(profile, emails)
    profile.phones = phones if change.phones is not None else profile.phones
    profile.name = profile.name if change.name is None else change.name
    _write_plain(profile, change)
    profile.updated_at = organisation.world.clock.now()
    organisation.world.changed(Part.PROFILE, profile.id)
    return Response(status_code=204)


def _moved(old: str, profile: Profile) -> Response:
    detail = f"customer {old} was merged into {profile.id}"
    row = {"attr": "customerId", "code": "moved", "detail": detail, "meta": {"old": old, "new": profile.id}}
    headers = {"Location": f"/api/v1/customer-profiles/{profile.id}"}
    return JSONResponse({"errors": [row]}, HTTPStatus.MOVED_PERMANENTLY, headers)


def _write_plain(profile: Profile, given: ProfileIn) -> None:
    profile.address = profile.address if given.address is None else given.address
    profile.image = profile.image if given.image is None else given.image
    profile.custom_attributes |= given.customAttributes or {}


def _contacts(
    organisation: Organisation, given: ProfileIn, *, owner: Profile | None
) -> tuple[list[Email], list[Phone]]:
    rows = given.emails or []
    if sum(row.primary for row in rows) > 1:
        raise GladlyError(400, "invalid", "at most one e-mail is primary", attr="emails")
    emails = [Email(checked_email(row.original, attr="emails"), is_primary=row.primary) for row in rows]
    phones = [Phone(checked_phone(row.original), row.type) for row in given.phones or []]
    refuse_taken(organisation.profiles, emails, phones, owner=owner)
    return emails, phones
