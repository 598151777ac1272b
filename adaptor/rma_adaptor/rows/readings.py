"""Hold what was read of one person, and what was answered from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.returnlogic import Rma

Person = tuple[str, str]
"""A tenant's name and an e-mail, normalised."""


@dataclass(frozen=True)
class Reading:
    """Hold one person's rows, when they were read, and, for old rows, why there are no newer ones.

    `source` names where they were read: rows of another place than the tenant's present one may be another team's.
    What was answered from them is kept beside them: equal questions get equal answers as long as the rows are.
    """

    rows: tuple[Rma, ...]
    as_of: datetime
    is_complete: bool = True
    failure: ReturnLogicError | None = None
    source: str = field(kw_only=True)
    _answers: list[tuple[object, bytes]] = field(default_factory=list, compare=False, repr=False)

    def answered(self, tenant: object, compose: Callable[[], bytes]) -> bytes:
        """Return the answer for a tenant as it is configured, composed once; a changed tenant is another object."""
        for known, answer in self._answers:
            if known is tenant:
                return answer
        answer = compose()
        self._answers[:] = [(tenant, answer)]
        return answer
