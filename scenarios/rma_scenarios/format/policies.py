"""What the merchant has decided about returns, as `given.returnlogic.policies` says it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from rma_scenarios.format.parts import Part
from rma_scenarios.format.values import ReachedStatus, ReturnType

_NEVER, _MOST_DAYS = "never", 3650


def _days(given: Any) -> Any:
    is_number = isinstance(given, int) and not isinstance(given, bool)
    if given != _NEVER and not (is_number and 1 <= given <= _MOST_DAYS):
        reason = f"must be a whole number of days from 1 to {_MOST_DAYS}, or the word never"
        raise PydanticCustomError("days", "{reason}", {"reason": reason})
    return given


_DAYS_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": _MOST_DAYS}, {"const": _NEVER}]}
Days = Annotated[Any, PlainValidator(_days), WithJsonSchema(_DAYS_SCHEMA)]


class AutomationGiven(Part):
    """A return type that is processed without staff."""

    return_type: ReturnType
    at: ReachedStatus = Field(description="The status at which that happens; Inspected is received with a disposition.")
    completes: bool | None = Field(default=None, description="true: the RMA is completed, too.")

    def sentence(self) -> str:
        """Say what follows by itself."""
        end = ", which completes the RMA" if self.completes else ""
        return f"{self.return_type} items are processed by themselves at {self.at}{end}"


class PoliciesGiven(Part):
    """The merchant's policies; whatever is left out is the mock's usual."""

    authorisation: Literal["automatic", "manual"] | None = None
    automation: list[AutomationGiven] | None = None
    processing: Literal["released", "by hand"] | None = Field(
        default=None, description="Whether ReturnLogic moves the money when an item is processed."
    )
    cancel_until: Literal["in_transit", "processed"] | None = None
    abandoned_after_days: Days | None = Field(default=None, description="A number, or the word never.")
    delete_until: Literal["authorized", "complete"] | None = None
    archived_after_days: Days | None = Field(default=None, description="A number, or the word never.")

    def spec(self) -> dict[str, Any]:
        """Return what the control API is asked for."""
        written = self.model_dump(exclude_none=True)
        return {name: None if value == _NEVER else value for name, value in written.items()}

    def sentences(self) -> Iterator[str]:
        """Say each, one sentence a policy."""
        yield from (row.sentence() for row in self.automation or ())
        for name, value in self.model_dump(exclude_none=True, exclude={"automation"}).items():
            yield f"{name.replace('_', ' ')} is {str(value).replace('_', ' ')}"
