"""What lets us in at ReturnLogic: a key that a merchant gave, or the tokens of an installation."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from rma_adaptor.budget import Budget


class Access(Protocol):
    """Give the bearer token of a team's calls, and another one when ReturnLogic refuses it.

    Contract: RL-AUTH-1, every request carries a bearer token (documented).
    """

    @property
    def line(self) -> str:
        """Name whose calls wait for each other; it stays the same when tokens change."""
        ...

    async def token(self) -> SecretStr | None:
        """Return the token; None where calls carry none.

        Raises:
            ReturnLogicError: There is none to be had.
        """
        ...

    async def renewed(self, refused: SecretStr, budget: Budget) -> SecretStr | None:
        """Return another token for one that was answered 401; None where there can be no other.

        Raises:
            ReturnLogicError: There is none to be had now.
        """
        ...

    def refused_anew(self) -> None:
        """Hear that a token that was renewed just now is answered 401, too."""
        ...


@dataclass(frozen=True)
class ApiKey:
    """A merchant's own key, which nobody can renew; None for calls that carry none."""

    key: SecretStr | None

    @property
    def line(self) -> str:
        """Name the key; what carries none has a line of its own."""
        return "" if self.key is None else self.key.get_secret_value()

    async def token(self) -> SecretStr | None:
        """Return the key."""
        return self.key

    async def renewed(self, refused: SecretStr, budget: Budget) -> SecretStr | None:
        """Return nothing."""
        del refused, budget
        return None

    def refused_anew(self) -> None:
        """Do nothing."""
