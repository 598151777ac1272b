"""Read an adaptor's answer as strictly as Gladly must, and no stricter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DEEPEST = 50


class AnswerRefused(Exception):
    """An answer that Gladly cannot use; the message is a sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Result:
    """One customer of an answer; `raw` holds the rest as it came."""

    external_customer_id: str
    raw: Mapping[str, Any]

    @property
    def emails(self) -> list[str]:
        """Return the e-mail addresses, also those given as bare strings."""
        return [text for text, _ in _contacts(self.raw.get("emails"))]

    @property
    def phones(self) -> list[tuple[str, str]]:
        """Return the phone numbers with their types; an absent type is an empty string."""
        return _contacts(self.raw.get("phones"))

    @property
    def custom_attributes(self) -> dict[str, str]:
        """Return the flat attributes as text; nested values are left out."""
        given = self.raw.get("customAttributes")
        rows = given.items() if isinstance(given, dict) else ()
        return {str(key): _as_text(value) for key, value in rows if not isinstance(value, dict | list)}

    def text(self, field: str) -> str | None:
        """Return a plain text field, or None when it is absent or not text."""
        value = self.raw.get(field)
        return value if isinstance(value, str) else None


def parse_answer(body: bytes) -> list[Result]:
    """Return the results of an answer; `null` counts as none.

    Raises:
        AnswerRefused: When it is not JSON, has no `results`, or a result has no external customer id.

    Contract: Gladly lookup responses (documented; tolerance of null observed; GL-ANSWER-1, GL-ANSWER-2).
    """
    try:
        answer = json.loads(body)
        # JSON knows no NaN and no infinity; half a surrogate pair, which nobody could pass on, becomes a "?".
        answer = json.loads(json.dumps(answer, allow_nan=False, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise AnswerRefused("the answer is not JSON") from error
    if not isinstance(answer, dict) or "results" not in answer:
        raise AnswerRefused("the answer has no results")
    results = answer["results"] if answer["results"] is not None else []
    if not isinstance(results, list):
        raise AnswerRefused("results is not a list")
    if _is_deeper(results, _DEEPEST):
        raise AnswerRefused(f"the answer nests more than {_DEEPEST} levels deep, which this mock does not show")
    return [_result(place, row) for place, row in enumerate(results)]


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(part, levels - 1) for part in inner)


def _result(place: int, row: object) -> Result:
    external_id = row.get("externalCustomerId") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(external_id, str) or not external_id:
        raise AnswerRefused(f"results[{place}] has no externalCustomerId")
    return Result(external_id, row)


def _contacts(given: object) -> list[tuple[str, str]]:
    rows = given if isinstance(given, list) else []
    found = []
    for row in rows:
        original = row.get("original") if isinstance(row, dict) else row
        if isinstance(original, str) and original.strip():
            kind = row.get("type", "") if isinstance(row, dict) else ""
            found.append((original.strip(), str(kind or "")))
    return found


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
