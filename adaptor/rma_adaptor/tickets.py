"""Name in an address whom and what an action is about, so that nobody else can read it there or change it."""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from rma_adaptor.tenants import Tenant

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

FORM_LIFE = timedelta(hours=24)
"""How long a form may be sent after it was opened; what became of it is remembered for longer than that."""


class TicketBroken(Exception):
    """Say that a ticket is not ours, is another tenant's or action's, or was sealed with a key that is gone."""


@dataclass(frozen=True)
class Ticket:
    """Say for whom an action is, about which RMA (empty when it is about none), and with which opened form.

    `form` is empty until a form was opened; `opened_at` is then when that was.
    """

    email: str
    rma_id: str = ""
    form: str = ""
    opened_at: int = 0

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the form may still be sent."""
        return timedelta(0) <= now - datetime.fromtimestamp(self.opened_at, now.tzinfo) + _SKEW <= FORM_LIFE


_SKEW = timedelta(minutes=1)


class Tickets:
    """Seal and open tickets.

    The same ticket is always sealed alike, so that equal questions get equal answers; that is what AES-SIV is for.

    Args:
        keys: As for the tenants' secrets: the first seals, all open. Without any, a tenant's own secrets are the key:
            whoever can change those could as well act in the tenant's name.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._keys = tuple(keys)
        self._last_resort = secrets.token_hex(32)

    def seal(self, tenant: Tenant, action: str, ticket: Ticket) -> str:
        """Return a ticket as a part of a path."""
        fields = [ticket.email, ticket.rma_id, ticket.form, ticket.opened_at]
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        sealed = _cipher(self._keys_of(tenant)[0]).encrypt(text.encode(), _bound(tenant, action))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, tenant: Tenant, action: str, text: str) -> Ticket:
        """Return what was sealed for this tenant and this action.

        Raises:
            TicketBroken: It was not, or no key opens it.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  slow to import, and most tenants have no actions

        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise TicketBroken from None
        for key in self._keys_of(tenant):
            try:
                return Ticket(*json.loads(_cipher(key).decrypt(sealed, _bound(tenant, action))))
            except (InvalidTag, TypeError, ValueError):  # too short, or of another version
                continue
        raise TicketBroken

    def _keys_of(self, tenant: Tenant) -> tuple[str, ...]:
        if self._keys:
            return self._keys
        basic = tenant.basic_auth
        password = basic.password.get_secret_value() if basic else ""
        signing = [key.get_secret_value() for key in tenant.signing_keys]
        api_key = tenant.returnlogic_api_key.get_secret_value() if tenant.returnlogic_api_key else ""
        # A tenant without any secret has forms that end with this process.
        known = [api_key, signing[-1:], password] if api_key or signing or password else [self._last_resort]
        return (json.dumps(known),)


@lru_cache(maxsize=1024)
def _cipher(key: str) -> "AESSIV":
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415  as above

    return AESSIV(hashlib.sha512(f"rma-adaptor tickets\n{key}".encode()).digest())


def _bound(tenant: Tenant, action: str) -> list[bytes]:
    return [tenant.name.encode(), action.encode()]
