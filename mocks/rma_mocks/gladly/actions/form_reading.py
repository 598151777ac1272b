"""Read a form out of an adaptor's answer: what is strange in it is skipped and said, never a reason to fail."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from rma_mocks.gladly.actions.form import Form, Input, Option, TextSection, Value
from rma_mocks.gladly.actions.reading import Unreadable, read_object
from rma_mocks.gladly.foreign_json import text_of

_KINDS = ("text", "select", "checkbox")
_MOST_SECTIONS = 200


class NoForm(Exception):
    """An answer out of which no form can be made; the message is the end of a sentence."""


def read_form(status: int, body: bytes, *, name: str) -> Form:
    """Return the form of an answer.

    Args:
        status: Of the answer.
        body: Of the answer.
        name: The action's name, which stands in for a missing title and button.

    Raises:
        NoForm: When it is another status than 200, no JSON object, or does not say where to send the form.

    Contract: Gladly, the form of an action (observed; GL-ACT-6).
    """
    if status != HTTPStatus.OK:
        raise NoForm(f"answered {status} instead of a form")
    try:
        answer = read_object(body)
    except Unreadable as error:
        raise NoForm(f"sent {error} instead of a form") from error
    action_url = text_of(answer, "actionUrl").strip()
    if not action_url:
        raise NoForm("sent a form without actionUrl, so it could not be sent anywhere")
    reading = _Reading()
    sections = reading.sections(answer.get("sections"))
    title = text_of(answer, "title").strip()
    if not title:
        reading.warnings.append("title is missing; the action's name stands in for it")
    return Form(
        title=title or name,
        submit_button=text_of(answer, "submitButton").strip() or "Submit",
        close_button=text_of(answer, "closeButton").strip() or "Close",
        action_url=action_url,
        sections=tuple(sections),
        warnings=tuple(reading.warnings),
    )


class _Reading:
    """One pass over the sections of a form, with what was skipped on the way."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self._attrs: set[str] = set()

    def sections(self, given: Any) -> list[TextSection | Input]:
        if not isinstance(given, list):
            self.warnings.append("sections is not a list; the form is empty")
            return []
        if len(given) > _MOST_SECTIONS:
            self.warnings.append(f"sections has {len(given)} rows, of which this mock shows {_MOST_SECTIONS}")
        read = [self._section(row, f"sections[{place}]") for place, row in enumerate(given[:_MOST_SECTIONS])]
        return [row for row in read if row is not None]

    def _section(self, row: Any, where: str) -> TextSection | Input | None:
        kind = row.get("type") if isinstance(row, dict) else None
        if kind == "text":
            return TextSection(text_of(row, "text"))
        if kind == "input":
            return self._input(row, where)
        self._skip(where, f"its type {_told(kind)} is neither text nor input")
        return None

    def _input(self, row: Mapping[str, Any], where: str) -> Input | None:
        inner, attr = row.get("input"), text_of(row, "attr")
        kind = inner.get("type") if isinstance(inner, dict) else None
        if not attr:
            self._skip(where, "it has no attr")
            return None
        if attr in self._attrs:
            self._skip(where, f"attr {_told(attr)} is there already")
            return None
        if not isinstance(inner, dict) or kind not in _KINDS:
            self._skip(where, f"its input type {_told(kind)} is none of {', '.join(_KINDS)}")
            return None
        options = self._options(inner.get("options"), f"{where}.input.options") if kind == "select" else ()
        if kind == "select" and not options:
            self._skip(where, "it has no options to select")
            return None
        self._attrs.add(attr)
        return Input(
            attr=attr,
            label=text_of(row, "label") or attr,
            kind=kind,
            default=self._default(row.get("defaultValue"), kind, options, where),
            hint=text_of(row, "hint"),
            placeholder=text_of(inner, "placeholder"),
            is_optional=inner.get("optional") is True,
            options=options,
            text=text_of(inner, "text"),
        )

    def _options(self, given: Any, where: str) -> tuple[Option, ...]:
        """Return the choices; the value falls back to the text (observed; GL-ACT-6)."""
        found: dict[str, Option] = {}
        for place, row in enumerate(given if isinstance(given, list) else ()):
            text, value = (text_of(row, name) for name in ("text", "value")) if isinstance(row, dict) else ("", "")
            option = Option(text or value, value or text)
            if not option.value:
                self._skip(f"{where}[{place}]", "it has no text")
            elif option.value in found:
                self._skip(f"{where}[{place}]", f"the value {_told(option.value)} is there already")
            else:
                found[option.value] = option
        return tuple(found.values())

    def _default(self, given: Any, kind: str, options: Sequence[Option], where: str) -> Value:
        if kind == "checkbox":
            return given is True or given == "true"
        value = text_of({"given": given}, "given")
        if kind == "select" and value and value not in [option.value for option in options]:
            self._skip(f"{where}.defaultValue", f"{_told(value)} is none of the options")
            return ""
        return value

    def _skip(self, where: str, why: str) -> None:
        self.warnings.append(f"{where} is skipped, {why}")


def _told(value: object) -> str:
    return repr(value[:60]) if isinstance(value, str) else f"of {type(value).__name__}"
