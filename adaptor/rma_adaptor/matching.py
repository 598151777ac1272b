"""Decide whose rows are whose, by e-mail; the upstream filter is not trusted."""

import re
import unicodedata
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
    is_utf8 = address.isascii() or not any("\ud800" <= character <= "\udfff" for character in address)
    return address if is_utf8 and len(address) <= _LONGEST and _ADDRESS.fullmatch(address) else None


def normalise_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """Return every address once, in the order asked; texts that are none are left out."""
    return tuple(dict.fromkeys(email for text in texts if (email := normalise_email(text))))


def spellings_of(email: str) -> tuple[str, ...]:
    """Return an address in the ways in which Unicode may spell it, as it is given first."""
    if email.isascii():
        return (email,)
    return tuple(dict.fromkeys((email, *(unicodedata.normalize(form, email) for form in ("NFC", "NFD")))))


def belongs_to(email: str, named: str | None) -> bool | None:
    """Tell whether what a row names is a person's e-mail; None when that is not to be told.

    It is not when the row names none, or no single address but the person's among other text. Other text without it
    is other people's: one such row in a list that is not filtered must not spoil everybody's lookups.

    Args:
        email: Normalised.
        named: As ReturnLogic sent it.

    Contract: RL-RMAS-3, e-mails match whatever their case (assumed).
    """
    if named == email:  # nearly always
        return True
    if not named:
        return None
    address = normalise_email(named)
    if address is not None:
        return _composed(address) == _composed(email)
    return None if _stands_in(named, email) else False


def rows_of(email: str, found: RmaList, *, trust_filter: bool) -> Matched:
    """Keep one person's rows.

    Args:
        email: Normalised.
        trust_filter: Whether a row of which nobody can tell whose it is is taken for the asked person's.

    Raises:
        AnswerUnreadable: A row names no e-mail, so that it may be anybody's, or this person's among other text; or
            other people's rows fill what we read and there is more, so that this person's may lie beyond.

    Contract: RL-RMAS-3, nobody has confirmed that `email` is honoured as a filter (assumed).
    """
    kept: list[Rma] = []
    for row in found.rows:
        is_theirs = belongs_to(email, row.customer_email)
        if is_theirs is None and not trust_filter:
            raise AnswerUnreadable("a row of ReturnLogic's answer names no e-mail alone; trust_filter is off")
        if is_theirs is not False:
            kept.append(row)
    dropped = len(found.rows) - len(kept)
    if not found.is_complete and (dropped or not kept):
        raise AnswerUnreadable("ReturnLogic lists more than is read, and this person's RMAs may be in the rest")
    return Matched(tuple(kept), is_complete=found.is_complete, dropped=dropped)


def _composed(text: str) -> str:
    """Return a text in the one form for letters that Unicode spells in several ways."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _stands_in(text: str, email: str) -> bool:
    """Tell whether an address stands in a text by itself, not as a part of a longer one."""
    asked = re.escape(_composed(email).casefold())
    return re.search(rf"(?<![\w.+-]){asked}(?![\w-]|\.\w)", _composed(_composed(text).casefold())) is not None
