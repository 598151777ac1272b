"""Look at an answer for the mistakes that adaptors are known to make, and say where they are."""

from typing import Any

from rma_mocks.gladly.entities import App, Profile
from rma_mocks.gladly.foreign_json import read_json
from rma_mocks.gladly.lookups.answer import Result

_IDS = ("external_customer_id", "externalId", "customerId", "customer_id", "id")
_LISTS = ("customers", "result", "data", "items", "matches")

Said = tuple[str, str]
"""What is wrong, and what to do about it."""


def bad_envelope(body: bytes) -> Said | None:
    """Say what is wrong with the outer form of an answer that Gladly cannot use."""
    try:
        answer = read_json(body)
    except (ValueError, RecursionError):
        return _no_json(body)
    if isinstance(answer, list):
        return "The answer is a bare list.", 'Put it into an object: {"results": […]}.'
    if not isinstance(answer, dict):
        return "The answer is neither an object nor a list.", 'Answer {"results": […]}.'
    if "results" not in answer:
        return _no_results(answer)
    return _bad_results(answer["results"])


def why_nothing_is_shared(app: App, profile: Profile, result: Result) -> Said | None:
    """Guess why the one customer shares nothing with the profile, where the answer hints at it."""
    raw = result.raw
    singular = next((name for name in ("email", "phone") if isinstance(raw.get(name), str)), None)
    if singular is not None:
        said = f"The result has a field {singular}, which Gladly does not read."
        return said, f'Send {singular}s instead: a list of objects, such as [{{"original": "{raw[singular]}"}}].'
    digits = {_digits(row.original) for row in profile.phones}
    near = next((number for number, _ in result.phones if _digits(number) in digits), None)
    if near is not None and "phones.mobile" in app.auto_linking:
        return (
            f"The number {near} is the profile's, but written otherwise or not marked as mobile.",
            "Send numbers in E.164, such as +16505550100, with type MOBILE.",
        )
    return None


def _no_json(body: bytes) -> Said:
    if not body.strip():
        return "The answer is empty.", 'Answer {"results": []} where nobody is found.'
    return "The answer is not JSON.", "Send JSON in UTF-8, and nothing before or after it."


def _no_results(answer: dict[str, Any]) -> Said:
    other = next((name for name in _LISTS if name in answer), None)
    if other is not None:
        return f"The answer has no results; it has {other} instead.", f"Call the list results instead of {other}."
    if "externalCustomerId" in answer:
        return "The answer is one customer without a list around it.", 'Put it into a list: {"results": [{…}]}.'
    return "The answer has no results.", 'Answer {"results": […]}, with an empty list where nobody is found.'


def _bad_results(rows: Any) -> Said | None:
    if rows is None:  # nobody is found (GL-ANSWER-2)
        return None
    if not isinstance(rows, list):
        return "The field results is no list.", "Answer with a list, also for one customer."
    return next((said for place, row in enumerate(rows) if (said := _no_id(place, row))), None)


def _no_id(place: int, row: Any) -> Said | None:
    if not isinstance(row, dict):
        return f"results[{place}] is no object.", "Send one object for each customer."
    given = row.get("externalCustomerId")
    if isinstance(given, str) and given:
        return None
    if given not in (None, ""):
        said = f"results[{place}].externalCustomerId is not text."
        return said, f'Send it as text: "{given}".'
    other = next((name for name in _IDS if name in row), None)
    hint = f" It has {other}, which may be meant." if other else ""
    said = f"results[{place}] has no externalCustomerId, and without it Gladly uses none of the answer.{hint}"
    return said, "Send externalCustomerId in every result: the id under which the adaptor finds this customer again."


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-10:]
