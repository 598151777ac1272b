"""Turn what the model refuses into sentences at places of the file."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml.nodes import Node

from rma_scenarios.format.problems import Problem, did_you_mean
from rma_scenarios.format.text import place_of

_MOST = 500
_KEY_MARK = "[key]"
_SENTENCES = {
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "list_type": "must be a list; write each item after a dash",
    "dict_type": "must have fields",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} letters",
}
_UNIONS = {"plain", "matcher", "a_profile", "an_rma", "list[str]", "dict[str,str]"}
_OWN = ("unknown_word", "unknown_name", "no_verb", "one_verb", "one_actor", "no_mapping", "spot", "alone")
_PATTERNS = {r"\S": "must not be blank"}
_A_KEY = "must be a name of up to 40 lower-case letters, digits and _"


def problems_of(error: ValidationError, root: Node) -> list[Problem]:
    """Return the complaints, more than anybody reads at most, each with its place in the tree that was read."""
    return [_problem(detail, root) for detail in error.errors(include_url=False)[:_MOST]]


def _problem(detail: ErrorDetails, root: Node) -> Problem:
    path, kind, context = list(detail["loc"]), detail["type"], detail.get("ctx") or {}
    if context.get("at_key"):
        return Problem(place_of(root, [*path, context["at_key"]], at_key=True), detail["msg"])
    if kind == "missing":
        return Problem(place_of(root, path[:-1]), f"{path[-1]} is missing")
    at_key = bool(path) and path[-1] == _KEY_MARK
    is_any_number = kind in {"int_type", "int_from_float", "float_type"} and path[-1:] in (["int"], ["float"])
    path, kind = (path[:-1] if at_key or is_any_number else path), "float_type" if is_any_number else kind
    place = place_of(root, path, at_key=at_key)
    if kind in _OWN:
        subject = f"{_name(path)} " if kind in {"no_verb", "one_verb", "no_mapping", "alone"} else ""
        return Problem(place, f"{subject}{detail['msg']}")
    colon = ":" if kind in {"moment", "email"} else ""
    return Problem(place, f"{_name(path)}{colon} {_sentence(kind, detail, context)}")


def _sentence(kind: str, detail: ErrorDetails, context: dict[str, Any]) -> str:
    given = detail["input"]
    if kind == "string_type":
        if isinstance(given, bool | int | float):
            return f"must be text; write it in quotes: '{str(given).lower() if isinstance(given, bool) else given}'"
        return "must be text"
    if kind == "literal_error":
        words = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        words = ["true" if word == "True" else word for word in words]
        return f"cannot be {_shown(given)}; {did_you_mean(str(given), words)}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context.get("pattern")), _A_KEY)
    if kind in _SENTENCES:
        sentence = _SENTENCES[kind].format(**context)
        return f"{sentence}, not {_shown(given)}" if kind.endswith("_type") else sentence
    message = detail["msg"]
    return message[:1].lower() + message[1:]


def _name(path: Sequence[Any]) -> str:
    named = [part for part in path if isinstance(part, str) and part not in _UNIONS]
    return named[-1] if named else "the file"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{text[:60]!r}" if isinstance(value, str) else text
