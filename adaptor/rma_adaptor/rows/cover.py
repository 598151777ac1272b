"""Cover what is kept of people: rows encrypted, people and RMAs under names that nobody can guess.

A plain hash of an e-mail is found by hashing known e-mails, so names are hashed with a key. That key is random, made
once for a database and encrypted in it: it stays the same when the encryption keys change, so that whoever was kept
under a name is still found under it.
"""

import hmac
import json
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from pydantic import TypeAdapter, ValidationError

from rma_adaptor.returnlogic import KEPT, Rma
from rma_adaptor.rows.readings import Person, Reading
from rma_adaptor.rows.store import Kept
from rma_adaptor.sealing import Seal, SealBroken

_ROWS = TypeAdapter(tuple[Rma, ...])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WRITER = version("rma-toolkit")


class RowCover:
    """Seal and open rows, and name people and RMAs.

    Args:
        hash_key: Of the database; see the module.
    """

    def __init__(self, seal: Seal, hash_key: bytes) -> None:
        self._seal = seal
        self._hash_key = hash_key

    @property
    def key_name(self) -> str:
        """Tell which key seals now."""
        return self._seal.name

    def person(self, person: Person) -> str:
        """Return the name under which a person is kept, 64 hexadecimal digits; other tenants' is another one."""
        return self._named("person", *person)

    def rma(self, tenant: str, rma_id: str) -> str:
        """Return the name under which an RMA is kept, as `person` does."""
        return self._named("rma", tenant, rma_id)

    def close(self, reading: Reading) -> str:
        """Return rows as they are to be stored."""
        rows = _ROWS.dump_json(reading.rows).decode()
        return self._seal.close(f'{{"by":{json.dumps(_WRITER)},"source":{json.dumps(reading.source)},"rows":{rows}}}')

    def open(self, sealed: str, as_of: datetime, *, is_complete: bool) -> Kept | None:
        """Return what was stored; None when no key opens it, or when it is not as this version writes it.

        Rows of another version are stale: it may have read less of each RMA than this one shows.
        """
        try:
            stored = json.loads(self._seal.open(sealed))
            rows = _ROWS.validate_python(stored["rows"], by_alias=False, by_name=True, context=KEPT)
            source, is_foreign = str(stored["source"]), stored["by"] != _WRITER
        except (SealBroken, ValueError, ValidationError, KeyError, TypeError):
            return None
        return Kept(Reading(rows, as_of, is_complete, source=source), is_stale=is_foreign)

    def resealed(self, sealed: str) -> str | None:
        """Return the same rows sealed with the present key; None when no key opens them."""
        try:
            return self._seal.close(self._seal.open(sealed))
        except SealBroken:
            return None

    def _named(self, *parts: str) -> str:
        return hmac.digest(self._hash_key, json.dumps(parts).encode(), "sha256").hex()


def micros_of(moment: datetime) -> int:
    """Return a moment as it is stored: whole microseconds since 1970, UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(micros: int) -> datetime:
    """Return the moment of stored microseconds, UTC."""
    return _EPOCH + micros * _MICROSECOND
