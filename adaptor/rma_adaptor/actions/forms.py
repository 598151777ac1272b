"""Write forms as Gladly reads them, and read what an agent has filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from rma_adaptor.actions.outcomes import FieldError, FieldsRefused

MOST_OPTIONS = 100
LONGEST_TEXT = 900
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Option(_Shape):
    """One choice; `value` is what is sent."""

    text: str
    value: str


class TextInput(_Shape):
    """A line to write."""

    type: Literal["text"] = "text"
    placeholder: str | None = None
    optional: bool = False


class SelectInput(_Shape):
    """One of some choices."""

    type: Literal["select"] = "select"
    placeholder: str | None = None
    optional: bool = False
    options: tuple[Option, ...]


class TextSection(_Shape):
    """A paragraph to read."""

    type: Literal["text"] = "text"
    text: str


class InputSection(_Shape):
    """Something to fill in; `attr` is its key in what is sent."""

    type: Literal["input"] = "input"
    attr: str
    label: str
    hint: str | None = None
    default_value: str | None = None
    input: TextInput | SelectInput


class Form(_Shape):
    """A form. Contract: GL-ACT-6, its fields (observed in Gladly's sample)."""

    title: str
    submit_button: str
    close_button: str
    action_url: str
    sections: tuple[TextSection | InputSection, ...]


class Problem(_Shape):
    """One error of a refused form: of one input when `attr` names it, else of the whole form."""

    message: str | None = None
    detail: str
    attr: str | None = None
    code: str | None = None


class Refusal(_Shape):
    """What is wrong."""

    errors: tuple[Problem, ...]


class Message(_Shape):
    """What was done, for the timeline."""

    message: str
    detail: str


@dataclass(frozen=True)
class Blank:
    """A form before it has an address; one without inputs only says why nothing can be done."""

    title: str
    submit_button: str
    sections: Sequence[TextSection | InputSection]
    close_button: str = "Cancel"

    @property
    def is_open(self) -> bool:
        """Tell whether it can be sent."""
        return bool(self.submit_button)

    def at(self, action_url: str) -> bytes:
        """Return it as JSON, to be sent to an address."""
        form = Form(
            title=self.title,
            submit_button=self.submit_button or "OK",
            close_button=self.close_button,
            action_url=action_url,
            sections=tuple(self.sections),
        )
        return form.model_dump_json(by_alias=True, exclude_none=True).encode()


def explaining(title: str, sentence: str) -> Blank:
    """Return a form that says why nothing can be done: an error in its place would be shown without its reason."""
    return Blank(title, "", [TextSection(text=sentence)], close_button="Close")


class Filled:
    """Read values one by one, and collect what is wrong with them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._errors: list[FieldError] = []

    def text(self, attr: str, label: str, *, is_optional: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Return what was written, trimmed; empty when that is wrong or nothing.

        Args:
            label: As the form names it.
            longest: In characters.
        """
        value = self._values.get(attr, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            value = ""
        if not isinstance(value, str):
            return self._wrong(attr, f"{label} must be text.", "not_text")
        text = value.strip()
        if not text and not is_optional:
            return self._wrong(attr, f"{label} is required.", "required")
        if len(text) > longest:
            return self._wrong(attr, f"{label} has {len(text)} characters, at most {longest} can be kept.", "too_long")
        if _UNREADABLE.search(text):
            return self._wrong(attr, f"{label} has characters that cannot be shown.", "unreadable")
        return text

    def count(self, attr: str, label: str) -> int:
        """Return a whole number from 1 on; 1 when that is wrong."""
        text = self.text(attr, label, longest=9)
        if text and not (text.isascii() and text.isdecimal() and int(text) > 0):
            self._wrong(attr, f"{label} must be a whole number, 1 or more.", "not_a_count")
            return 1
        return int(text or 1)

    def refuse(self, attr: str, detail: str, code: str) -> None:
        """Add what is wrong with one input."""
        self._wrong(attr, detail, code)

    def check(self) -> None:
        """Go on when nothing is wrong.

        Raises:
            FieldsRefused: Something is.
        """
        if self._errors:
            raise FieldsRefused(*self._errors)

    def _wrong(self, attr: str, detail: str, code: str) -> str:
        self._errors.append(FieldError(attr, detail, code))
        return ""
