"""Turn ReturnLogic's answer to a change into what the agent is told."""

from collections.abc import Mapping

import httpx

from rma_adaptor.actions.doing import OutcomeUnknown
from rma_adaptor.actions.outcomes import FieldError, FieldsRefused, Outcome, refused
from rma_adaptor.errors import ReturnLogicError, TokenRefused
from rma_adaptor.returnlogic import Answer, Rma, object_in
from rma_adaptor.returnlogic.values import as_objects, as_text

_LONGEST_SENTENCE = 300
_WRONG = {httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY}
_NO_RIGHTS = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}


def refusal_in(answer: Answer, *, attrs: Mapping[str, str]) -> Outcome | None:
    """Return why something was not done; None when it was done.

    Args:
        attrs: Our inputs by the last part of ReturnLogic's field names.

    Raises:
        FieldsRefused: What was filled in is at fault.
        OutcomeUnknown: The answer says nothing.
        ReturnLogicError: ReturnLogic did not even look at it.

    Contract: RL-ERR-1 (documented) and RL-ERR-2 (assumed), statuses and bodies of refusals.
    """
    status = answer.status
    if httpx.codes.is_success(status):
        return None
    if status in _WRONG:
        raise _as_filled_in_wrongly(answer, attrs)
    if status == httpx.codes.CONFLICT:
        said = _sentence(answer) or "ReturnLogic says that this cannot be done as things stand."
        return refused(said, cause="conflict")
    if status == httpx.codes.NOT_FOUND:
        return refused("ReturnLogic does not know this RMA any more, or cannot do this.", cause="not_found")
    if status in _NO_RIGHTS:
        sentence = "ReturnLogic does not let the adaptor do this; whoever runs the adaptor must see to its key."
        return refused(sentence, cause=TokenRefused.code)
    try:
        answer.raise_for_status()
    except ReturnLogicError as error:
        if httpx.codes.is_client_error(status):
            raise
        raise OutcomeUnknown(error) from None
    raise OutcomeUnknown(ReturnLogicError(f"{answer.call} answered {status}"))


def rma_in(answer: Answer) -> Rma | None:
    """Return the RMA as it is after a change, if the answer tells."""
    try:
        return Rma.model_validate(object_in(answer.body))
    except (ReturnLogicError, ValueError):
        return None


def _as_filled_in_wrongly(answer: Answer, attrs: Mapping[str, str]) -> FieldsRefused:
    """Put each of ReturnLogic's sentences at its input, and what belongs to none of them at the form."""
    at_inputs: list[FieldError] = []
    at_form: list[str] = []
    for problem in _problems(answer):
        field = (as_text(problem.get("field")) or "").rpartition(".")[2]
        sentence = (as_text(problem.get("message")) or "")[:_LONGEST_SENTENCE]
        if sentence and field in attrs:
            at_inputs.append(FieldError(attrs[field], f"ReturnLogic says: {sentence}", "refused"))
        elif sentence:
            at_form.append(f"{field}: {sentence}" if field else sentence)
    message = _sentence(answer) or "ReturnLogic did not accept this"
    return FieldsRefused(*at_inputs, message=message, detail="; ".join(at_form)[:_LONGEST_SENTENCE])


def _sentence(answer: Answer) -> str:
    try:
        said = as_text(object_in(answer.body).get("message")) or ""
    except ReturnLogicError:
        return ""
    return said[:_LONGEST_SENTENCE]


def _problems(answer: Answer) -> list[dict[str, object]]:
    try:
        return as_objects(object_in(answer.body).get("errors"))
    except ReturnLogicError:
        return []
