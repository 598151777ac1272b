"""A form as an agent fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Value = str | bool


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a drop-down."""

    text: str
    value: str


@dataclass(frozen=True, slots=True)
class TextSection:
    """A paragraph to read."""

    text: str

    def as_json(self) -> dict[str, Any]:
        """Render it for the desk."""
        return {"type": "text", "text": self.text}


@dataclass(frozen=True, slots=True)
class Input:
    """Something to fill in; `attr` is its key in what is sent.

    `text` stands beside a checkbox, `placeholder` and `options` belong to the other kinds.
    Contract: kinds and fields of inputs (observed; GL-ACT-6); one that is not optional must be filled (documented;
    GL-ACT-7).
    """

    attr: str
    label: str
    kind: Literal["text", "select", "checkbox"]
    default: Value
    hint: str = ""
    placeholder: str = ""
    is_optional: bool = False
    options: tuple[Option, ...] = ()
    text: str = ""

    @property
    def is_required(self) -> bool:
        """Tell whether it must not be empty; a checkbox is never."""
        return self.kind != "checkbox" and not self.is_optional

    def as_json(self) -> dict[str, Any]:
        """Render it for the desk."""
        return {
            "type": "input",
            "attr": self.attr,
            "label": self.label,
            "kind": self.kind,
            "default": self.default,
            "hint": self.hint,
            "placeholder": self.placeholder,
            "required": self.is_required,
            "options": [{"text": row.text, "value": row.value} for row in self.options],
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Form:
    """What an adaptor asks for before it acts; `warnings` name what of it was skipped, and where."""

    title: str
    submit_button: str
    close_button: str
    action_url: str
    sections: tuple[TextSection | Input, ...]
    warnings: tuple[str, ...] = ()

    @property
    def inputs(self) -> dict[str, Input]:
        """Return what is to be filled in, by attribute."""
        return {row.attr: row for row in self.sections if isinstance(row, Input)}

    def as_json(self) -> dict[str, Any]:
        """Render it for the desk; where it is sent to stays with the mock."""
        return {
            "title": self.title,
            "submit_button": self.submit_button,
            "close_button": self.close_button,
            "sections": [row.as_json() for row in self.sections],
            "warnings": list(self.warnings),
        }


class WrongValue(Exception):
    """A value that no agent could have entered; the message is a sentence, `attr` the input."""

    def __init__(self, attr: str, sentence: str) -> None:
        super().__init__(sentence)
        self.attr = attr


def filled(form: Form, given: Mapping[str, Value]) -> dict[str, Value]:
    """Return the value of every input; what was not touched has its default.

    Contract: checkboxes are true or false, everything else text (assumed; GL-ACT-14).

    Raises:
        WrongValue: When there is no such input, or it cannot have that value.
    """
    for attr in given:
        if attr not in form.inputs:
            known = ", ".join(form.inputs) or "none"
            raise WrongValue(attr, f"the form has no input {attr!r}; its inputs are: {known}")
    return {attr: _fitting(row, given.get(attr, row.default)) for attr, row in form.inputs.items()}


def unfilled(form: Form, values: Mapping[str, Value]) -> list[Input]:
    """Return the inputs that must be filled and are not."""
    return [row for attr, row in form.inputs.items() if row.is_required and not str(values[attr]).strip()]


def _fitting(row: Input, value: Value) -> Value:
    if isinstance(value, bool) is not (row.kind == "checkbox"):
        raise WrongValue(row.attr, f"{row.attr} is {'true or false' if row.kind == 'checkbox' else 'a text'}")
    allowed = [option.value for option in row.options]
    if row.kind == "select" and value not in ("", *allowed):
        raise WrongValue(row.attr, f"{row.attr} is one of {', '.join(allowed)}, not {value!r}")
    return value
