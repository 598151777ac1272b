"""The customer profile as the agent's desktop shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.steady import is_steady
from rma_notebooks.views.links import page_link
from rma_notebooks.views.markup import Html, paragraph, plain_table, table
from rma_scenarios.profile_card import card_facts, is_web_link, linked_to

_NOBODY = "No customer profile was on the screen."


@dataclass(frozen=True, slots=True)
class Card:
    """A customer profile; `profile` is what the desk's API answered, None when no profile was on the screen."""

    profile: Mapping[str, Any] | None
    desk_url: str

    @property
    def facts(self) -> dict[str, str]:
        """Return what stands on the card, by label."""
        return dict(self._facts())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        if self.profile is None:
            return Html(paragraph(_NOBODY), _NOBODY).bundle()
        facts = list(self._facts())
        markup = table((), [(escape(label), _value(text)) for label, text in facts])
        return Html(markup + self._link(), plain_table(facts)).bundle()

    def _facts(self) -> Iterator[tuple[str, str]]:
        if self.profile is not None:
            yield "Name", str(self.profile.get("name") or "no name")
            yield "Linked to", ", ".join(linked_to(self.profile)) or "nothing"
            yield from card_facts(self.profile)

    def _link(self) -> str:
        if is_steady():  # the page ends with the run
            return ""
        page = f"{self.desk_url}#/people/{(self.profile or {}).get('id', '')}"
        return "<p>" + page_link(page, "Open this profile on the agent's desktop") + "</p>"


def _value(text: str) -> str:
    return page_link(text, text) if is_web_link(text) else escape(text)
