"""Decide whose rows are whose, by e-mail; the upstream filter is not trusted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.returnlogic import Rma, RmaList

_NAMED_ADDRESS = re.compile(r"[^<>]*<(?P<address>[^<>]*)>")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\\\x00-\x1f\x7f]+@[^\s@<>,;:\"()\\\x00-\x1f\x7f]+")
_LONGEST = 254


@dataclass(frozen=True)
class Matched:
    """Hold one person's rows, newest first, and how many rows of others were dropped."""

    rows: tuple[Rma, ...]
    is_complete: bool
    dropped: int


def normalise_email(text: str) -> str | None:
    """Return the bare address in lower case, or None when there is none.

    Contract: GL-LINK-1, Gladly compares e-mails trimmed and in lower case (observed in its own sample).
    """
    stripped = text.strip()
    named = _NAMED_ADDRESS.fullmatch(stripped)
    address = (named["address"] if named else stripped).strip().lower()
    is_utf8 = not any("\ud800" <= character <= "\udfff" for character in address)
    return address if is_utf8 and len(address) <= _LONGEST and _ADDRESS.fullmatch(address) else None


def normalise_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """Return every address once, in the order asked; texts that are none are left out."""
    return tuple(dict.fromkeys(email for text in texts if (email := normalise_email(text))))


def rows_of(email: str, found: RmaList, *, trust_filter: bool) -> Matched:
    """Keep one person's rows.

    Args:
        email: Normalised.
        trust_filter: Whether a row that names no e-mail is taken for the asked person's.

    Raises:
        AnswerUnreadable: A row names no e-mail, so that it may be anybody's; or other people's rows fill what we
            read and there is more, so that this person's may lie beyond.

    Contract: RL-RMAS-3, nobody has confirmed that `email` is honoured as a filter (assumed).
    """
    kept: list[Rma] = []
    for row in found.rows:
        if row.customer_email is None and not trust_filter:
            raise AnswerUnreadable("a row of ReturnLogic's answer names no e-mail; trust_filter is off")
        if row.customer_email is None or normalise_email(row.customer_email) == email:
            kept.append(row)
    dropped = len(found.rows) - len(kept)
    if not found.is_complete and (dropped or not kept):
        raise AnswerUnreadable("ReturnLogic lists more than is read, and this person's RMAs may be in the rest")
    return Matched(tuple(kept), is_complete=found.is_complete, dropped=dropped)
