"""Decide what an adaptor's answer to a sent form means (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from rma_mocks.gladly.actions.reading import Unreadable, read_object
from rma_mocks.gladly.foreign_json import text_of

_MOST_ERRORS = 100
_UNSAID = "The form was not accepted, and no reason was given."


class ActionOutcome(StrEnum):
    """What becomes of a form that was sent."""

    DONE = "done"
    INVALID = "invalid"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class FormError:
    """What is wrong: with one input when `attr` names it, else with the form."""

    message: str
    detail: str = ""
    attr: str = ""
    code: str = ""

    def as_json(self) -> dict[str, str]:
        """Render it; empty fields are left out."""
        row = {"attr": self.attr, "message": self.message, "detail": self.detail, "code": self.code}
        return {name: value for name, value in row.items() if value}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome with the rule behind it; errors are those that the agent reads."""

    outcome: ActionOutcome
    rule: str
    message: str = ""
    detail: str = ""
    errors: tuple[FormError, ...] = ()


def judged(status: int, body: bytes, *, app: str, action: str, attrs: Collection[str]) -> Judgement:
    """Return what an answer means.

    Args:
        status: Of the answer.
        body: Of the answer.
        app: The app's name.
        action: The action's name, which stands in for a missing message.
        attrs: The inputs of the form; an error that names another one is the form's.

    Contract: 200 (documented; GL-ACT-9), 400 and 406 (observed; GL-ACT-10, GL-ACT-11), everything else (assumed;
    GL-ACT-12).
    """
    if status == HTTPStatus.BAD_REQUEST:
        return Judgement(ActionOutcome.INVALID, "GL-ACT-10", errors=_errors(body, attrs))
    if status == HTTPStatus.NOT_ACCEPTABLE:
        return Judgement(ActionOutcome.DISMISSED, "GL-ACT-11", errors=_errors(body, ()))
    if status != HTTPStatus.OK:
        return failed(f"{app} answered {status} instead of 200, 400 or 406")
    try:
        answer = read_object(body)
    except Unreadable as error:
        return failed(f"{app} sent {error} instead of a message")
    message = text_of(answer, "message").strip() or action
    return Judgement(ActionOutcome.DONE, "GL-ACT-9", message, text_of(answer, "detail").strip())


def failed(reason: str, *, rule: str = "GL-ACT-12") -> Judgement:
    """Return that a form is dismissed because no usable answer came."""
    return Judgement(ActionOutcome.DISMISSED, rule, errors=(FormError("The action could not be run.", f"{reason}."),))


def _errors(body: bytes, attrs: Collection[str]) -> tuple[FormError, ...]:
    try:
        given = read_object(body).get("errors")
    except Unreadable:
        given = None
    rows = given[:_MOST_ERRORS] if isinstance(given, list) else []
    errors = [_error(row, attrs) for row in rows if isinstance(row, dict)]
    return tuple(row for row in errors if row.message or row.detail) or (FormError(_UNSAID),)


def _error(row: Mapping[str, Any], attrs: Collection[str]) -> FormError:
    message, detail, attr, code = (text_of(row, name).strip() for name in ("message", "detail", "attr", "code"))
    if attr and attr not in attrs:
        return FormError(f"{attr}: {message or detail or code}", detail if message else "", code=code)
    return FormError(message or ("" if detail else code), detail, attr, code)
