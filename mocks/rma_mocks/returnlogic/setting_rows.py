"""Describe settings for the page that changes them: what each is called, which values it takes, on what it rests."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rma_mocks.returnlogic.errors import ReturnLogicError

Spec = TypeVar("Spec", bound=BaseModel)
Schema = dict[str, Any]

_SENTENCES = {
    "literal_error": "must be {expected}",
    "extra_forbidden": "is no setting here",
    "missing": "is missing",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "string_type": "must be text",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have up to {max_length} entries",
    "value_error": "{error}",
}
_NUMBERS = frozenset({"integer", "number"})


def rows_of(spec: BaseModel) -> list[dict[str, Any]]:
    """Return one row for each setting, in order.

    `kind` is `switch`, `choice` (one of `choices`), `choices` (some of them), `number` (with `minimum`, `maximum` and
    `step` where there are), `text`, `texts` (a list), `rows` (a list whose entries have `fields`) or `json` (anything
    else); with `is_optional` null is a value, too. `evidence` and `rule` are None where nobody said.
    """
    schema = type(spec).model_json_schema()
    values, usual = spec.model_dump(mode="json"), type(spec)().model_dump(mode="json")
    return [
        row | {"value": values[row["name"]], "default": usual[row["name"]]}
        for row in _described(schema, schema.get("$defs", {}), type(spec))
    ]


def changed(spec: Spec, change: dict[str, Any]) -> Spec:
    """Return the settings with some of them changed.

    Raises:
        ReturnLogicError: 422 with every value that cannot be; nothing has changed then.
    """
    try:
        return type(spec).model_validate_json(json.dumps(spec.model_dump(mode="json") | change))
    except ValidationError as error:
        problems = tuple((_place(row["loc"]), _sentence(dict(row))) for row in error.errors())
        raise ReturnLogicError(422, "This cannot be set", problems) from error


def _described(schema: Schema, known: Schema, model: type[BaseModel]) -> list[dict[str, Any]]:
    fields = schema["properties"].items()
    return [
        {
            "name": name,
            "label": model.model_fields[name].title or name.replace("_", " ").capitalize(),
            "hint": field.get("description"),
            "evidence": field.get("x-evidence"),
            "rule": field.get("x-rule"),
            **_kind(field, known),
        }
        for name, field in fields
    ]


def _kind(field: Schema, known: Schema) -> dict[str, Any]:
    options = [_resolved(option, known) for option in _resolved(field, known).get("anyOf", [_resolved(field, known)])]
    values = [option for option in options if option.get("type") != "null"]
    # An amount is a number that may also be written as text.
    one = next((option for option in values if option.get("type") in _NUMBERS), values[0])
    is_plain = len(values) == 1 or one.get("type") in _NUMBERS
    kind = _kind_of_value(one, known) if is_plain else {"kind": "json"}
    return kind | ({"is_optional": True} if len(values) < len(options) else {})


def _kind_of_value(value: Schema, known: Schema) -> dict[str, Any]:
    choices = value.get("enum") or ([value["const"]] if "const" in value else None)
    if choices:
        return {"kind": "choice", "choices": choices}
    if value.get("type") in _NUMBERS:
        step = 1 if value["type"] == "integer" else None
        return {"kind": "number", "minimum": value.get("minimum"), "maximum": value.get("maximum"), "step": step}
    if value.get("type") == "array":
        return _kind_of_list(_resolved(value["items"], known), known)
    return {"kind": {"boolean": "switch", "string": "text"}.get(value.get("type", ""), "json")}


def _kind_of_list(entry: Schema, known: Schema) -> dict[str, Any]:
    if "enum" in entry:
        return {"kind": "choices", "choices": entry["enum"]}
    if entry.get("type") == "string":
        return {"kind": "texts"}
    if "properties" not in entry:
        return {"kind": "json"}
    fields = entry["properties"].items()
    return {
        "kind": "rows",
        "fields": [{"name": name, "label": _label(name, field)} | _kind(field, known) for name, field in fields],
    }


def _label(name: str, field: Schema) -> str:
    made_up = name.replace("_", " ").title()  # pydantic's own, where nobody gave one
    given = field.get("title", made_up)
    return name.replace("_", " ").capitalize() if given == made_up else str(given)


def _resolved(schema: Schema, known: Schema) -> Schema:
    return known[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _sentence(problem: dict[str, Any]) -> str:
    known = _SENTENCES.get(problem["type"])
    return known.format(**problem.get("ctx", {})) if known else problem["msg"]
