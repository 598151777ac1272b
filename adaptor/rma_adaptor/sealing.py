"""Encrypt what nobody may read from a database file or its backup."""

import base64
import hashlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rma_adaptor.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet

_MARK = "fernet:"
_KEY_BYTES = 32
_SETTING = "setting encryption_keys (RMA_ADAPTOR_ENCRYPTION_KEYS)"


class SealBroken(Exception):
    """Say that a stored text was encrypted with a key that we do not have, or was altered."""


class Seal:
    """Encrypt texts with the first key and decrypt what any key encrypted; without keys, leave texts as they are.

    `name` tells the first key from others and says nothing about it: stored beside a text, it shows at a glance
    whether that is to be encrypted anew.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Take keys as `rma tenants new-key` prints them.

        Raises:
            ConfigurationError: One is not such a key; its place is named, never its text.
        """
        for place, key in enumerate(keys, 1):
            if not _is_key(key):
                raise ConfigurationError(f"{_SETTING}: number {place} is no key; rma tenants new-key makes one")
        self.has_keys = bool(keys)
        self.name = _name_of(keys[0]) if keys else ""
        self._first: Fernet | None = None
        self._any: MultiFernet | None = None
        if keys:
            self._first, self._any = _fernets(keys)

    def close(self, text: str) -> str:
        """Return the text as it is to be stored."""
        return text if self._first is None else _MARK + self._first.encrypt(text.encode()).decode()

    def open(self, stored: str) -> str:
        """Return the text of what was stored, plain or encrypted.

        Raises:
            SealBroken: None of the keys opens it.
        """
        if not stored.startswith(_MARK):
            return stored
        text = _decrypted(self._any, stored)
        if text is None:
            raise SealBroken
        return text

    def is_current(self, stored: str) -> bool:
        """Tell whether it is stored the way `close` would store it now; otherwise it should be stored anew."""
        if not stored.startswith(_MARK):
            return self._first is None
        return _decrypted(self._first, stored) is not None


def new_key() -> str:
    """Return a fresh key: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()


def _fernets(keys: Sequence[str]) -> "tuple[Fernet, MultiFernet]":
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  an adaptor without keys starts without it

    fernets = [Fernet(key) for key in keys]
    return fernets[0], MultiFernet(fernets)


def _name_of(key: str) -> str:
    return hashlib.sha256(b"rma-toolkit, name of a key:" + base64.urlsafe_b64decode(key)).hexdigest()[:16]


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == _KEY_BYTES
    except ValueError:
        return False


def _decrypted(fernet: "Fernet | MultiFernet | None", stored: str) -> str | None:
    if fernet is None:
        return None
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  loaded already, since there is a key

    try:
        return fernet.decrypt(stored.removeprefix(_MARK)).decode()
    except InvalidToken:
        return None
