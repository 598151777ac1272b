"""The desk's API for actions: what is offered, the form of one, sending it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.actions.form import WrongValue
from rma_mocks.gladly.actions.formatting import desk_actions, desk_form, desk_judgement
from rma_mocks.gladly.actions.judging import ActionOutcome
from rma_mocks.gladly.actions.offers import offers_on
from rma_mocks.gladly.actions.running import NoFormCame, form_of, open_form, submit
from rma_mocks.gladly.actions.sending import FormSender
from rma_mocks.gladly.context import (
    CurrentOrganisation,
    CurrentRounds,
    CurrentVisit,
    WantedProfile,
    line_of,
    organisation_of,
)
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.formatters import desk_profile, desk_round
from rma_mocks.gladly.organisation import AGENT_ID

router = APIRouter(prefix="/w/{world}/desk/api/profiles/{profile_id}/actions", tags=["desk: actions"])

_Text = Annotated[StrictStr, Field(max_length=10_000)]


class ChosenAction(BaseModel):
    """The action that an agent clicks, by the id of its offer; an address is never taken from a caller."""

    model_config = ConfigDict(extra="forbid")

    action: _Text


class FilledForm(BaseModel):
    """A form as it is sent: texts, and true or false for checkboxes; what is left out keeps its default."""

    model_config = ConfigDict(extra="forbid")

    form: _Text
    values: Annotated[dict[str, StrictBool | _Text], Field(max_length=200)] = Field(default_factory=dict)


async def _sender(request: Request) -> FormSender:
    return FormSender(line_of(request, organisation_of(request)), AGENT_ID)


CurrentSender = Annotated[FormSender, Depends(_sender)]


@router.get("", dependencies=[Depends(unrecorded)])
async def list_actions(organisation: CurrentOrganisation, profile: WantedProfile) -> dict[str, Any]:
    """List what the linked systems offer to run, with what of their offers is unusable (GL-ACT-1, GL-ACT-2)."""
    return desk_actions(organisation, profile)


@router.post("/form")
async def ask_for_form(
    organisation: CurrentOrganisation,
    send: CurrentSender,
    visit: CurrentVisit,
    profile: WantedProfile,
    chosen: ChosenAction,
) -> dict[str, Any]:
    """Click an action: Gladly asks the app for its form; `error` says why there is none (GL-ACT-8)."""
    visit.operation = "click_action"
    offer = offers_on(organisation, profile).find(chosen.action)
    if offer is None:
        sentence = f"{profile.name or 'this profile'} is not offered this action, or not any more"
        raise GladlyError(409, "invalid_state", sentence, attr="action")
    try:
        opened = await open_form(organisation, send, profile, offer)
    except NoFormCame as none:
        return {"form": None, "error": str(none)}
    return {"form": desk_form(opened), "error": None}


@router.post("/submit")
async def submit_form(  # noqa: PLR0917 -- FastAPI passes all of them by name
    organisation: CurrentOrganisation,
    rounds: CurrentRounds,
    send: CurrentSender,
    visit: CurrentVisit,
    profile: WantedProfile,
    sent: FilledForm,
) -> dict[str, Any]:
    """Send a form; a success is followed by a detailed lookup (documented; GL-ACT-9)."""
    visit.operation = "send_form"
    opened = form_of(organisation, profile, sent.form)
    try:
        judgement = await submit(organisation, send, profile, opened, sent.values)
    except WrongValue as wrong:
        raise GladlyError(400, "invalid", str(wrong), attr=wrong.attr) from wrong
    profile = organisation.profiles.surviving(profile.id) or profile
    answer = desk_judgement(judgement)
    if judgement.outcome is ActionOutcome.DONE:
        row = await rounds.refresh(profile, "action_done")
        visit.round = row.id
        answer["round"] = desk_round(row)
    return answer | {"profile": desk_profile(organisation, profile)}
