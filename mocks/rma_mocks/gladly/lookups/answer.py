"""Read an adaptor's answer as strictly as Gladly must, and no stricter."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from rma_mocks.gladly.entities import AnswerWarning
from rma_mocks.gladly.foreign_json import DEEPEST, is_deeper, read_json


class AnswerRefused(Exception):
    """An answer that Gladly cannot use; the message is a sentence that names the place, `rule` the rule behind it."""

    def __init__(self, sentence: str, *, rule: str = "GL-ANSWER-1") -> None:
        super().__init__(sentence)
        self.rule = rule


class Oddity(NamedTuple):
    """Where an answer is odd and how; one of those that are `bearable` fails no lookup, however strict."""

    place: str
    sentence: str
    is_bearable: bool = False


class Contact(NamedTuple):
    """An e-mail address or a phone number of a result: its text, its type if any, its place in the answer."""

    text: str
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class Result:
    """One customer of an answer; `raw` holds the rest as it came, `place` is where it stands."""

    external_customer_id: str
    raw: Mapping[str, Any]
    place: str = "results.0"

    @property
    def emails(self) -> list[str]:
        """Return the e-mail addresses, also those given as bare strings."""
        return [row.text for row in self.contacts("emails")]

    @property
    def phones(self) -> list[tuple[str, str]]:
        """Return the phone numbers with their types; an absent type is an empty string."""
        return [(row.text, row.kind) for row in self.contacts("phones")]

    def contacts(self, field: str) -> list[Contact]:
        """Return the `emails` or `phones` that hold any text, with their places."""
        given = self.raw.get(field)
        found = []
        for number, row in enumerate(given if isinstance(given, list) else ()):
            original = row.get("original") if isinstance(row, dict) else row
            kind = row.get("type") if isinstance(row, dict) else None
            if isinstance(original, str) and original.strip():
                found.append(Contact(original.strip(), str(kind or ""), f"{self.place}.{field}.{number}"))
        return found

    @property
    def custom_attributes(self) -> dict[str, str]:
        """Return the flat attributes as text; nested values are left out."""
        given = self.raw.get("customAttributes")
        rows = given.items() if isinstance(given, dict) else ()
        return {key: as_text(value) for key, value in rows if not isinstance(value, dict | list)}

    def text(self, field: str) -> str | None:
        """Return a plain text field, or None when it is absent or not text."""
        value = self.raw.get(field)
        return value if isinstance(value, str) else None


class Answer(list[Result]):
    """The results of an answer, with `warnings` about what is odd in it and was used all the same."""

    def __init__(self, results: Iterable[Result] = (), warnings: Iterable[AnswerWarning] = ()) -> None:
        super().__init__(results)
        self.warnings = tuple(warnings)


def parse_answer(body: bytes) -> Answer:
    """Return the results of an answer, without any look at what may be odd in them; `null` counts as none.

    Raises:
        AnswerRefused: When it is not JSON, has no `results`, or a result has no external customer id.

    Contract: Gladly lookup responses (documented; tolerance of null observed; GL-ANSWER-1, GL-ANSWER-2).
    """
    answer = _json(body)
    if not isinstance(answer, dict) or "results" not in answer:
        raise AnswerRefused("the answer has no results")
    results = answer["results"] if answer["results"] is not None else []
    if not isinstance(results, list):
        raise AnswerRefused(f"results is {kind_of(results)} instead of a list: it is not a list of customers")
    if is_deeper(results):
        raise AnswerRefused(f"the answer nests more than {DEEPEST} levels deep, which this mock does not show")
    return Answer(_result(f"results.{place}", row) for place, row in enumerate(results))


def as_text(value: object) -> str:
    """Return how a flat value is shown; null is blank."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def kind_of(value: object) -> str:
    """Return what kind of JSON a value is, as a sentence says it."""
    if value is None:
        return "null"
    kinds = {bool: "true or false", str: "text", dict: "an object", list: "a list"}
    return kinds.get(type(value), "a number")


def _json(body: bytes) -> Any:
    if not body.strip():
        raise AnswerRefused("the answer is empty, which is not JSON")
    try:
        return read_json(body)
    except json.JSONDecodeError as error:
        place = f"it cannot be read from line {error.lineno}, column {error.colno} on"
        raise AnswerRefused(f"the answer is not JSON: {place}") from error
    except (ValueError, RecursionError) as error:
        raise AnswerRefused("the answer is not JSON: a number or the nesting in it goes beyond all bounds") from error


def _result(place: str, row: object) -> Result:
    if not isinstance(row, dict):
        raise AnswerRefused(f"{place} is {kind_of(row)} instead of an object")
    external_id = row.get("externalCustomerId")
    if not external_id and external_id != 0:
        raise AnswerRefused(f"{place} has no externalCustomerId")
    if not isinstance(external_id, str):
        raise AnswerRefused(f"{place}.externalCustomerId is {kind_of(external_id)} instead of text")
    return Result(external_id, row, place)
