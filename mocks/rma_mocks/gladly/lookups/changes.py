"""The smallest changes that flip a verdict, as data: what would have to be otherwise, and where.

What a change names is sufficient with everything else as it was; where a question was never asked, because the
verdict fell before, it takes the answer to that question to be what Gladly waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class OnProfile:
    """Something that an agent does to the profile; `value` is None where only the agent can know it.

    `link_by_hand` takes an external customer id as its value, the others an e-mail address or a phone number.
    """

    act: Literal["add_email", "add_phone", "link_by_hand"]
    value: str | None = None
    on: Literal["profile"] = "profile"

    def as_json(self) -> dict[str, Any]:
        """Render for the desk's API."""
        return {"on": self.on, self.act: self.value}


@dataclass(frozen=True, slots=True)
class OnApp:
    """The app page with these auto-link fields."""

    app: str
    auto_linking: tuple[str, ...]
    on: Literal["app"] = "app"

    def as_json(self) -> dict[str, Any]:
        """Render for the desk's API."""
        return {"on": self.on, "app": self.app, "auto_linking": list(self.auto_linking)}


@dataclass(frozen=True, slots=True)
class OnAnswer:
    """The adaptor's answer to one of Gladly's questions.

    `shares` names, for exactly one result, the auto-link field and the value that it must have in common with the
    profile.
    """

    app: str
    to: Literal["auto_link", "manual_search", "detailed"]
    results: Literal["none", "exactly_one", "two"]
    shares: Mapping[str, str] | None = None
    on: Literal["answer"] = "answer"

    def as_json(self) -> dict[str, Any]:
        """Render for the desk's API."""
        row = {"on": self.on, "app": self.app, "to": self.to, "results": self.results}
        return row | ({"shares": dict(self.shares)} if self.shares else {})


@dataclass(frozen=True, slots=True)
class OnAdaptor:
    """An adaptor that answers at all, in time and usably."""

    app: str
    must: Literal["answer"] = "answer"
    on: Literal["adaptor"] = "adaptor"

    def as_json(self) -> dict[str, Any]:
        """Render for the desk's API."""
        return {"on": self.on, "app": self.app, "must": self.must}


@dataclass(frozen=True, slots=True)
class OnDefinition:
    """A customer profile definition that lists these attributes too; Gladly's staff maintains it."""

    add: tuple[str, ...]
    on: Literal["definition"] = "definition"

    def as_json(self) -> dict[str, Any]:
        """Render for the desk's API."""
        return {"on": self.on, "add": list(self.add)}


Change = OnProfile | OnApp | OnAnswer | OnAdaptor | OnDefinition
