"""Say what became of a submit, in the words and shapes that Gladly reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rma_adaptor.errors import ReturnLogicError

Kind = Literal["done", "invalid", "refused", "outage", "unknown"]

_STATUS = {"done": 200, "invalid": 400}
_DISMISSED = 406
_NOTHING_DONE = "Nothing was done"


@dataclass(frozen=True)
class FieldError:
    """Say what is wrong with one input, by its `attr`."""

    attr: str
    detail: str
    code: str = "invalid"


@dataclass(frozen=True)
class Outcome:
    """Tell what became of a submit.

    `done` and `invalid` speak for themselves; `refused` will not be done, `outage` was not done, and of `unknown`
    nobody knows. `rma_id` names an RMA that was made. `cause` is the failure's code, for the log.
    """

    kind: Kind
    message: str
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    rma_id: str = ""
    cause: str = "-"

    @property
    def status(self) -> int:
        """Return the status that Gladly reads.

        Contract: 200 closes the form, 400 keeps it open, 406 dismisses it (GL-ACT-9, documented; GL-ACT-10 and
        GL-ACT-11, observed).
        """
        return _STATUS.get(self.kind, _DISMISSED)

    def body(self) -> dict[str, Any]:
        """Return what is answered."""
        said = {"message": self.message, "detail": self.detail}
        if self.kind == "done":
            return said
        fields = [{"attr": error.attr, "detail": error.detail, "code": error.code} for error in self.errors]
        return {"errors": [*([said] if self.message else []), *fields]}

    def stored(self) -> dict[str, Any]:
        """Return what the next submit of the same form is answered from."""
        return {"kind": self.kind, "message": self.message, "detail": self.detail, "rma_id": self.rma_id}


class FieldsRefused(Exception):
    """Carry what is wrong with a filled form; the form stays open."""

    def __init__(self, *errors: FieldError, message: str = "", detail: str = "") -> None:
        super().__init__("a form was filled in wrongly")
        self.outcome = Outcome("invalid", message, detail, errors=errors)


def remembered(stored: Mapping[str, Any]) -> Outcome:
    """Return the outcome that was stored."""
    return Outcome(stored["kind"], stored["message"], stored["detail"], rma_id=stored["rma_id"])


def sent_before(kind: str) -> Outcome:
    """Return what is still known of a form once what was answered is not kept any more."""
    if kind == "done":
        return Outcome("done", "This was done before", "What was told of it then is not kept any more.")
    return refused("This form was sent before. Open it again.")


def refused(detail: str, *, cause: str = "-") -> Outcome:
    """Return that something will not be done, and why."""
    return Outcome("refused", _NOTHING_DONE, detail, cause=cause)


def not_reached(failure: ReturnLogicError) -> Outcome:
    """Return that nothing was done because ReturnLogic could not be asked."""
    return Outcome("outage", _NOTHING_DONE, f"{failure.reason}. Try again later.", cause=failure.code)


def nobody_knows(cause: str) -> Outcome:
    """Return that it may have been done, or not."""
    detail = (
        "ReturnLogic was asked, and no clear answer came: it may have been done, or not. "
        "Open the profile again to see before you try again."
    )
    return Outcome("unknown", "It is not known whether this was done", detail, cause=cause)
