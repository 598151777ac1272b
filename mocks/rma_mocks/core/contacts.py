"""E-mail addresses and phone numbers in the one form in which they are kept."""

import re

_ADDR_SPEC = r"[^@\s,;<>\x00-\x1f\x7f]+@[^@\s.,;<>\x00-\x1f\x7f]+(\.[^@\s.,;<>\x00-\x1f\x7f]+)+"
"""An address that somebody might have; not all of the standard, but no two of its readings."""

_LONGEST = 254
E164 = r"\+[1-9][0-9]{6,14}"


def addr_spec(text: str) -> str | None:
    """Return the address in `Gina Lin <gina.lin@example.com>` or `gina.lin@example.com`; None when it is none."""
    named = re.fullmatch(r"[^<>]*<([^<>]*)>", text.strip())
    address = (named[1] if named else text).strip()
    return address if len(address) <= _LONGEST and re.fullmatch(_ADDR_SPEC, address) else None


def e164(text: str) -> str | None:
    """Return a phone number with its country code, a US one where none is given; None when it is no number."""
    digits = re.sub(r"[^0-9+]", "", text)
    number = digits if digits.startswith("+") else f"+1{digits.removeprefix('1')}"
    return number if re.fullmatch(E164, number) else None
