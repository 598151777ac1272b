"""Which RMAs the list call is asked for; only the e-mail has been seen in use (RL-RMAS-1), the rest is assumed."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from rma_mocks.core.entities import RETURN_TYPES, STATUSES, Rma
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.written import newest_first
from rma_mocks.returnlogic.inputs import EmailAddress

_ASSUMED: dict[str, Any] = {"x-evidence": "assumed", "x-rule": "RL-API-1"}
_OBSERVED: dict[str, Any] = {"x-evidence": "observed", "x-rule": "RL-RMAS-1"}


def _plain(text: str) -> str:
    """Return a word as every spelling of it reads (RL-STATUS-2)."""
    return re.sub(r"[\s_-]", "", text).lower()


def _one_of(names: tuple[str, ...]) -> AfterValidator:
    known = {_plain(name): name for name in names}

    def check(text: str) -> str:
        if _plain(text) not in known:
            raise ValueError(f"must be one of {', '.join(names)}")
        return known[_plain(text)]

    return AfterValidator(check)


def _moment(text: Any) -> datetime:
    """Read a day, or a time, which is UTC when it has no zone (assumed; RL-TIME-1)."""
    try:
        at = datetime.fromisoformat(str(text).strip().replace(" ", "+"))  # an unescaped plus arrives as a blank
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError("must be a day such as 2026-03-02, or a time such as 2026-03-02T15:00:00Z") from error


def _end(text: Any) -> datetime:
    """Read the same as an end, which belongs to what is wanted: of a day the last moment of it."""
    try:
        return datetime.combine(date.fromisoformat(str(text).strip()), time.max, UTC)
    except ValueError:
        return _moment(text)


_Moment = Annotated[datetime | None, BeforeValidator(_moment)]
_End = Annotated[datetime | None, BeforeValidator(_end)]


def _assumed(alias: str, about: str) -> Any:
    return Field(alias=alias, description=about, json_schema_extra=_ASSUMED)


class Filters(BaseModel):
    """What must hold of an RMA, all of it together; nothing at all means every RMA of the team."""

    email: Annotated[EmailAddress | None, Field(json_schema_extra=_OBSERVED)] = None
    order_name: Annotated[str | None, _assumed("orderName", "With or without its #.")] = None
    rma_id: Annotated[str | None, _assumed("rmaId", "The rlRmaId.")] = None
    status: Annotated[
        Annotated[str, _one_of(STATUSES)] | None, _assumed("status", "A workflowStatus, in any spelling.")
    ] = None
    return_type: Annotated[
        Annotated[str, _one_of(RETURN_TYPES)] | None, _assumed("returnType", "Of at least one item.")
    ] = None
    reason: Annotated[str | None, _assumed("reason", "Code or description, of at least one item.")] = None
    created_from: Annotated[_Moment, _assumed("createdFrom", "A day or a time, UTC without zone.")] = None
    created_to: Annotated[_End, _assumed("createdTo", "A day or a time; it belongs to what is wanted.")] = None
    updated_from: Annotated[_Moment, _assumed("updatedFrom", "A day or a time, UTC without zone.")] = None

    def rows(self, retailer: Retailer, *, limit: int, offset: int) -> tuple[list[Rma], int]:
        """Return some of the RMAs that are wanted, newest first, and how many there are.

        Raises:
            TooManyToSearch: When all of a large retailer's RMAs would have to be looked at.
        """
        if all(getattr(self, name) is None for name in Filters.model_fields):
            return retailer.rmas(limit=limit, offset=offset)
        found = newest_first(rma for rma in self._candidates(retailer) if self.takes(rma))
        return found[offset : offset + limit], len(found)

    def _candidates(self, retailer: Retailer) -> Iterable[Rma]:
        """Return the fewest RMAs that may be looked at without missing one."""
        if self.rma_id is not None:
            one = retailer.rma(self.rma_id.strip())
            return [one] if one else []
        if self.order_name is not None:
            return retailer.rmas_of_order("#" + self.order_name.strip().lstrip("#"))
        if self.email is not None:
            return retailer.rmas_of_email(self.email)
        return retailer.every_rma()

    def takes(self, rma: Rma) -> bool:
        """Tell whether an RMA is wanted."""
        return (
            (self.email is None or rma.email.lower() == self.email.lower())
            and (self.order_name is None or rma.order_name.lstrip("#") == self.order_name.strip().lstrip("#"))
            and self.status in (None, rma.status)
            and (self.return_type is None or any(item.return_type == self.return_type for item in rma.items))
            and (self.reason is None or any(self._is_reason(item.reason_code, item.reason) for item in rma.items))
            and (self.created_from is None or rma.created_at >= self.created_from)
            and (self.created_to is None or rma.created_at <= self.created_to)
            and (self.updated_from is None or rma.updated_at >= self.updated_from)
        )

    def _is_reason(self, code: str, description: str) -> bool:
        return _plain(self.reason or "") in (_plain(code), _plain(description))
