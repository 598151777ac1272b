"""Do what a form asks for, once, however often it is sent; and write down that it was asked for."""

import asyncio
from contextlib import suppress
from typing import Any

from rma_adaptor.actions.doing import Action, Doing, OutcomeUnknown, Wish
from rma_adaptor.actions.forms import Filled
from rma_adaptor.actions.outcomes import (
    FieldsRefused,
    Outcome,
    nobody_knows,
    not_reached,
    refused,
    remembered,
    sent_before,
)
from rma_adaptor.audit import Claim, Submit
from rma_adaptor.errors import LookupMalformed, ReturnLogicError, StoreUnavailable
from rma_adaptor.wire import json_object

_LOOK_EVERY_S = 0.1
_UNSETTLED = {"under_way", "unknown"}
_CHANGING = {"done", "refused", "unknown"}
"""What says that kept rows are, or may be, older than what ReturnLogic has by now."""


async def submit(action: Action, doing: Doing, body: bytes) -> Outcome:
    """Return what became of a form that was sent.

    Args:
        doing: With the ticket of an opened form.
        body: As it came, already authenticated.
    """
    submitted = Submit(
        tenant=doing.tenant.name,
        action=action.name,
        rma_id=doing.ticket.rma_id,
        form=doing.ticket.form,
        agent=doing.agent,
        trace=doing.trace,
    )
    if not doing.ticket.form:
        return await _noted(doing, submitted, refused("This form only said why it cannot be done now. Open it again."))
    if not doing.ticket.is_fresh(doing.services.clock()):
        return await _noted(doing, submitted, refused("This form was opened too long ago. Open it again."))
    try:
        wish = action.read(Filled(json_object(body, doing.services.settings.max_depth)))
    except LookupMalformed as error:
        return await _noted(doing, submitted, Outcome("invalid", "The form was not sent as expected", str(error)))
    except FieldsRefused as wrong:
        return await _noted(doing, submitted, wrong.outcome)
    return await _once(action, doing, submitted, wish)


async def _once(action: Action, doing: Doing, submitted: Submit, wish: Wish) -> Outcome:
    key = f"{submitted.tenant}/{submitted.form}"
    flight, is_first = doing.services.submits.join(key, lambda: _claimed(action, doing, submitted, wish))
    await asyncio.wait({flight}, timeout=doing.budget.left_s() + _LOOK_EVERY_S)
    if not flight.done():
        return nobody_knows("too_slow")
    outcome: Outcome = flight.result()
    if not is_first:
        doing.record.is_repeated = True
        await _note(doing, submitted, "repeated")
    return outcome


async def _claimed(action: Action, doing: Doing, submitted: Submit, wish: Wish) -> Outcome:
    audit = doing.services.audit
    try:
        async with asyncio.timeout(doing.budget.left_s()):
            claim = await audit.claim(submitted)
            while not claim.is_ours and claim.outcome == "under_way" and _is_young(doing, claim):
                await asyncio.sleep(_LOOK_EVERY_S)  # another process is at it
                claim = await audit.find(claim)
    except StoreUnavailable:
        return Outcome("outage", "Nothing was done", "The adaptor's own database does not answer. Try again later.")
    except TimeoutError:
        return nobody_knows("under_way_elsewhere")
    if claim.is_ours:
        return await _finished(doing, claim, submitted, await _acted(action, doing, wish))
    doing.record.is_repeated = True
    await _note(doing, submitted, "repeated")
    if claim.outcome not in _UNSETTLED:
        return remembered(claim.answer) if claim.answer else sent_before(claim.outcome)
    return await _looked(action, doing, submitted, wish, claim)


async def _looked(action: Action, doing: Doing, submitted: Submit, wish: Wish, claim: Claim) -> Outcome:
    """Find out what an earlier try has done, and act only when it did nothing."""
    try:
        found = await action.look(doing, wish)
        if found is None:
            if _is_young(doing, claim):
                # ReturnLogic may still be at it; what is not done yet is not known to stay undone.
                return nobody_knows("too_early")
            if not await doing.services.audit.take_over(claim):
                return nobody_knows("under_way_elsewhere")
            found = await _acted(action, doing, wish)
    except (ReturnLogicError, StoreUnavailable) as error:
        return nobody_knows(error.code)
    except FieldsRefused:
        return nobody_knows("unknown_before")
    return await _finished(doing, claim, submitted, found)


async def _acted(action: Action, doing: Doing, wish: Wish) -> Outcome:
    try:
        return await action.act(doing, wish)
    except FieldsRefused as wrong:
        return wrong.outcome
    except OutcomeUnknown as unknown:
        return nobody_knows(unknown.failure.code)
    except ReturnLogicError as failure:
        return not_reached(failure)


async def _read_anew(doing: Doing) -> None:
    # What was read before stays for an outage. Where the database does not note it, this process has all the same.
    with suppress(StoreUnavailable):
        await doing.services.read_model.mark_stale(doing.tenant.name, [doing.ticket.email], [])


async def _finished(doing: Doing, claim: Claim, submitted: Submit, outcome: Outcome) -> Outcome:
    if outcome.kind in _CHANGING:
        await _read_anew(doing)
    rma_id = outcome.rma_id or submitted.rma_id
    try:
        await doing.services.audit.finish(claim, outcome.kind, rma_id=rma_id, answer=outcome.stored())
    except StoreUnavailable:
        # It was done all the same; whoever sends the form again finds it under way, and looks.
        doing.record.cause = StoreUnavailable.code
    return outcome


async def _noted(doing: Doing, submitted: Submit, outcome: Outcome) -> Outcome:
    await _note(doing, submitted, outcome.kind)
    return outcome


async def _note(doing: Doing, submitted: Submit, outcome: Any) -> None:
    try:
        await doing.services.audit.note(submitted, outcome)
    except StoreUnavailable:
        doing.record.cause = StoreUnavailable.code


def _is_young(doing: Doing, claim: Claim) -> bool:
    age_s = (doing.services.clock() - claim.at).total_seconds()
    return 0 <= age_s <= 2 * doing.services.settings.budget_s
