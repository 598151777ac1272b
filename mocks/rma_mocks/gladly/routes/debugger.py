"""The Lookup Adaptor Debugger's API: Gladly's two testers, against the app's real URL."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.contacts import checked_email, checked_phone
from rma_mocks.gladly.context import CurrentOrganisation, CurrentVisit, wanted_app
from rma_mocks.gladly.debugger.report import report_json
from rma_mocks.gladly.debugger.tester import Test, Tester, Wanted
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.formatters import desk_app
from rma_mocks.gladly.organisation import Organisation

router = APIRouter(prefix="/w/{world}/desk/api/debugger", tags=["desk: debugger"])

WORKFLOWS = {
    "autolinking_detailed": "Autolinking + Detailed Workflow",
    "basic_detailed": "Basic + Detailed Workflow",
}
_ROLES = [
    {"role": "Administrator", "may": "test any app and search customers by e-mail and phone"},
    {"role": "Developer", "may": "test any app; alone, without searching customers"},
]


class NewTest(BaseModel):
    """What a tester types; `query` holds the search form, `external_customer_id` the result that is picked."""

    model_config = ConfigDict(extra="forbid")

    workflow: Literal["autolinking_detailed", "basic_detailed"]
    app: str | None = None
    email: str | None = None
    phone: str | None = None
    query: Annotated[dict[str, str], Field(default_factory=dict, max_length=50)]
    external_customer_id: Annotated[str | None, Field(min_length=1, max_length=2000)] = None


@router.get("", dependencies=[Depends(unrecorded)])
async def get_debugger(organisation: CurrentOrganisation) -> dict[str, Any]:
    """Show what can be tested, and what each role may do.

    Contract: Gladly, Lookup Adaptor Debugger (documented; GL-DEBUG-1, GL-DEBUG-2). The mock plays an administrator.
    """
    return {
        "workflows": [{"id": name, "name": label} for name, label in WORKFLOWS.items()],
        "apps": [desk_app(app) for app in organisation.apps],
        "roles": _ROLES,
    }


@router.post("/tests")
async def test_lookup(
    request: Request, organisation: CurrentOrganisation, visit: CurrentVisit, new: NewTest
) -> dict[str, Any]:
    """Play one of the two workflows against an app's real URL, and tell step by step what happened.

    No profile is changed and no round is noted; the journal has the lookups under the test's own id.
    """
    visit.operation, visit.sender = "test_lookup", "admin"
    app, wanted = _app(organisation, new.app), _wanted(new)
    visit.round = organisation.next_test_id()
    tester = Tester(organisation, app, request.app.state.client, test_id=visit.round)
    played: Test
    if new.workflow == "basic_detailed":
        played = await tester.basic_detailed(_with_form_filled(app, wanted))
    else:
        played = await tester.autolinking_detailed(wanted)
    return report_json(played, new.workflow)


def _app(organisation: Organisation, app_id: str | None) -> App:
    if app_id is not None:
        return wanted_app(organisation, app_id)
    if not organisation.apps:
        raise GladlyError(409, "invalid_state", "no lookup app is configured", attr="app")
    return organisation.apps[0]


def _wanted(new: NewTest) -> Wanted:
    email = checked_email(new.email) if new.email and new.email.strip() else None
    phone = checked_phone(new.phone, attr="phone") if new.phone and new.phone.strip() else None
    query = {name: value.strip() for name, value in new.query.items() if value.strip()}
    if new.workflow == "autolinking_detailed" and (query or new.external_customer_id):
        raise GladlyError(400, "invalid", "the search form belongs to the workflow basic_detailed", attr="query")
    if not (email or phone or query or new.external_customer_id):
        raise GladlyError(400, "blank", "type an e-mail or a phone number to test with", attr="email")
    return Wanted(email, phone, query, new.external_customer_id)


def _with_form_filled(app: App, wanted: Wanted) -> Wanted:
    """Fill the search form with the e-mail and phone number, where nothing was typed into it."""
    if wanted.query or wanted.external_customer_id:
        return wanted
    given = {"email": wanted.email, "phone": wanted.phone}
    names = [row.attribute for row in app.search_query_attributes]
    query = {name: text for name in names for kind, text in given.items() if text and kind in name.lower()}
    if not query:
        said = f"the search form of {app.name} has no field for this; fill it in as query: {', '.join(names)}"
        raise GladlyError(400, "blank", said, attr="query")
    return Wanted(wanted.email, wanted.phone, query)
