"""Run an action from click to outcome: ask for the form, keep it while the agent fills it in, send it, go on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from rma_mocks.gladly.actions.form import Form, Value, filled, unfilled
from rma_mocks.gladly.actions.form_reading import NoForm, read_form
from rma_mocks.gladly.actions.joining import UrlRefused, joined
from rma_mocks.gladly.actions.judging import ActionOutcome, FormError, Judgement, failed, judged
from rma_mocks.gladly.actions.offers import Offer
from rma_mocks.gladly.actions.rights import open_conversation, why_not
from rma_mocks.gladly.actions.sending import FormSender, NoAnswer, form_request, submit_request
from rma_mocks.gladly.channels import note_activity
from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.profiles import Profiles

_MOST_OPEN = 100


@dataclass(slots=True)
class OpenForm:
    """A form on an agent's desk; it is sent to `url`, and once at a time."""

    id: str
    offer: Offer
    profile_id: str
    form: Form
    url: str
    is_under_way: bool = False


class NoFormCame(Exception):
    """The adaptor gave no form; the message is a sentence for the agent."""


async def open_form(organisation: Organisation, send: FormSender, profile: Profile, offer: Offer) -> OpenForm:
    """Ask the adaptor for an action's form.

    Raises:
        NoFormCame: When none came.

    Contract: Gladly, a click asks for the form (documented; GL-ACT-8).
    """
    refused = why_not(organisation, profile, offer)
    if refused:
        raise GladlyError(409, "invalid_state", refused, attr="action")
    how, app, profiles = organisation.form_url_join, offer.app, organisation.profiles
    try:
        reply = await send(app, form_request(joined(app.url, offer.form_url, how=how)))
        form = read_form(reply.status or 0, bytes(reply.body), name=offer.name)
        url = joined(app.url, form.action_url, how=how)
    except UrlRefused as refusal:
        raise NoFormCame(f"{app.name} gave an address that cannot be called: {refusal}.") from refusal
    except NoForm as none:
        raise NoFormCame(f"{app.name} {none}.") from none
    except NoAnswer as none:
        raise NoFormCame(f"{none}.") from none
    _refuse_if_reset(organisation, profiles)
    return _kept(organisation, OpenForm(organisation.next_form_id(), offer, profile.id, form, url))


def form_of(organisation: Organisation, profile: Profile, form_id: str) -> OpenForm:
    """Return a form that is open on a profile, or refuse."""
    found = organisation.open_forms.get(form_id)
    if not isinstance(found, OpenForm) or organisation.profiles.surviving(found.profile_id) is not profile:
        raise GladlyError(409, "invalid_state", f"no form {form_id} is open here; run the action again", attr="form")
    return found


async def submit(
    organisation: Organisation, send: FormSender, profile: Profile, opened: OpenForm, given: Mapping[str, Value]
) -> Judgement:
    """Send a filled form and do what the answer asks for, but for the lookup that follows a success.

    Contract: Gladly, the life of an action (documented and observed; GL-ACT-7 to GL-ACT-11), and what else may come
    (assumed; GL-ACT-12).
    """
    values = filled(opened.form, given)
    empty = unfilled(opened.form, values)
    if empty:
        errors = tuple(FormError("", f"{row.label} is required.", row.attr, "required") for row in empty)
        return Judgement(ActionOutcome.INVALID, "GL-ACT-7", errors=errors)
    refused = why_not(organisation, profile, opened.offer)
    if opened.is_under_way or refused:
        sentence = refused or "this form is being sent already"
        raise GladlyError(409, "invalid_state", sentence, attr="form")
    profiles, opened.is_under_way = organisation.profiles, True
    try:
        judgement = await _answer_to(send, opened, values)
    finally:
        opened.is_under_way = False
    _refuse_if_reset(organisation, profiles)
    _follow(organisation, profiles.surviving(profile.id) or profile, opened, judgement)
    return judgement


def _refuse_if_reset(organisation: Organisation, profiles: Profiles) -> None:
    if organisation.profiles is not profiles:  # nothing of it may reach the data that came instead
        raise GladlyError(409, "invalid_state", "the world was reset while this action was under way")


async def _answer_to(send: FormSender, opened: OpenForm, values: Mapping[str, Value]) -> Judgement:
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    app = opened.offer.app
    try:
        reply = await send(app, submit_request(opened.url, body))
    except NoAnswer as none:
        return failed(str(none), rule=none.rule)
    return judged(
        reply.status or 0, bytes(reply.body), app=app.name, action=opened.offer.name, attrs=opened.form.inputs.keys()
    )


def _follow(organisation: Organisation, profile: Profile, opened: OpenForm, judgement: Judgement) -> None:
    if judgement.outcome is ActionOutcome.INVALID:
        return
    organisation.open_forms.pop(opened.id, None)
    talk = open_conversation(organisation, profile)
    if judgement.outcome is ActionOutcome.DONE and talk is not None:
        note_activity(organisation, talk, message=judgement.message, detail=judgement.detail)


def _kept(organisation: Organisation, opened: OpenForm) -> OpenForm:
    """Keep a form until it is done or dismissed; of too many the oldest goes."""
    organisation.open_forms[opened.id] = opened
    while len(organisation.open_forms) > _MOST_OPEN:
        del organisation.open_forms[next(iter(organisation.open_forms))]
    return opened
