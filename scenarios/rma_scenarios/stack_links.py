"""Where the parts of a running stack are, and what opens them."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from rma_scenarios.errors import StackError

_USER = "rma"
_FORGET = "forget"


@dataclass(frozen=True, slots=True)
class StrangerAdaptor:
    """An adaptor that is not ours: one URL, and the key its requests are signed with."""

    url: str
    signing_key: str | None = None


@dataclass(frozen=True, slots=True)
class StackLinks:
    """The addresses and tokens of a stack; `adaptor_url` and `admin_url` are None with a stranger's adaptor."""

    gladly_url: str
    returnlogic_url: str
    control_url: str
    control_token: str
    adaptor_url: str | None = None
    admin_url: str | None = None
    admin_token: str | None = None
    stranger: StrangerAdaptor | None = None

    @property
    def url(self) -> str:
        """Return the one address that is enough to use the stack: the control API's, with its token."""
        return self.control_url.replace("://", f"://{_USER}:{quote(self.control_token, safe='')}@", 1)

    def lookup_url(self, tenant: str) -> str:
        """Return where our own adaptor answers the lookups of a tenant."""
        return f"{self.adaptor_url}/t/{quote(tenant, safe='')}/lookup"

    def as_json(self) -> dict[str, Any]:
        """Return what the control API keeps for those who know only `url`.

        With our own adaptor that tells the mocks, too, how to make it forget a world that was reset.
        """
        return asdict(self) | ({_FORGET: self._forget()} if self.admin_url else {})

    def _forget(self) -> dict[str, str]:
        return {"url": f"{self.admin_url}/tenants/{{world}}/forget", "authorization": f"Bearer {self.admin_token}"}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """Read what `as_json` wrote.

        Raises:
            StackError: When it is something else.
        """
        try:
            stranger = row.get("stranger")
            known = {name: value for name, value in row.items() if name != _FORGET}
            return cls(**{**known, "stranger": StrangerAdaptor(**stranger) if stranger else None})
        except TypeError as error:
            raise StackError("the stack was started by another version of rma-toolkit; start it again") from error


def split_stack_url(url: str) -> tuple[str, str]:
    """Return the control API's address and its token.

    Raises:
        StackError: When the URL has no token.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.password:
        example = f"http://{_USER}:TOKEN@127.0.0.1:8701/_mock"
        raise StackError(f"{url!r} is no stack URL; rma up prints one such as {example}")
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}", unquote(parts.password)
