"""The kinds of text and number that settings are made of, each with what to write instead."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

NO_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
"""What no line of text has, for a class of characters in a pattern."""


def _written_amount(given: Any) -> Any:
    """Read an amount as a JSON number or as a decimal text, such as 12.5 or "12.50"."""
    try:
        amount = Decimal("NaN" if isinstance(given, bool | list | dict) else str(given))
    except (InvalidOperation, ValueError):
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError("must be an amount such as 12.50")
    return amount


def like(pattern: str, what: str) -> AfterValidator:
    """Return the check that a whole text is like a pattern; `what` completes the sentence "must be …"."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"must be {what}")
        return text

    return AfterValidator(check)


def one_of(values: tuple[str, ...]) -> AfterValidator:
    """Return what refuses all but these."""

    def check(value: str) -> str:
        if value not in values:
            raise ValueError(f"must be one of: {', '.join(values)}")
        return value

    return AfterValidator(check)


Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2), BeforeValidator(_written_amount)]
Label = Annotated[
    str, like(rf"(?=.*\S)[^{NO_CONTROL}]{{1,60}}", "1 to 60 characters on one line, without control characters")
]
