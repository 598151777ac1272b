"""The JSON Schema of the format, for editors; `python -m rma_scenarios.format.schema` writes it anew."""

import json
from pathlib import Path
from typing import Any

from rma_scenarios.format.scenario import Scenario

SCHEMA_FILE = Path(__file__).parents[1] / "schema.json"

_WORD = {
    "type": "string",
    "pattern": "<[a-z][a-z0-9_]*>",
    "description": "Stands for a value of the case, as matrix gives it.",
}
_TO_WORD = {"$ref": "#/$defs/Word"}
_AS_WRITTEN = ("format", "matrix")


def schema() -> dict[str, Any]:
    """Return the schema as editors read it."""
    made = Scenario.model_json_schema(by_alias=True)
    definitions = {name: _with_words(part) for name, part in made["$defs"].items()}
    fields = {name: part if name in _AS_WRITTEN else _or_word(part) for name, part in made["properties"].items()}
    made |= {"$defs": definitions | {"Word": _WORD}, "properties": fields}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rma-toolkit scenario, format 1",
        "description": "A flow between shopper, agent, Gladly, lookup adaptor and ReturnLogic.",
    }
    return {**head, **{name: part for name, part in made.items() if name not in head}}


def schema_text() -> str:
    """Return the contents of the published file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _with_words(part: Any) -> Any:
    """Let a word of the matrix stand for every value inside that is not any text already."""
    if isinstance(part, list):
        return [_with_words(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    changed = {name: _with_words(inner) for name, inner in part.items()}
    for name in ("properties", "patternProperties"):
        if name in part:
            changed[name] = {key: _or_word(inner) for key, inner in part[name].items()}
    for name in ("items", "additionalProperties"):
        if isinstance(part.get(name), dict):
            changed[name] = _or_word(part[name])
    return changed


def _or_word(part: dict[str, Any]) -> dict[str, Any]:
    if _takes_any_text(part):
        return dict(_with_words(part))
    if "anyOf" in part:
        return {**part, "anyOf": [*_with_words(part["anyOf"]), _TO_WORD]}
    return {"anyOf": [_with_words(part), _TO_WORD]}


def _takes_any_text(part: dict[str, Any]) -> bool:
    for name in ("anyOf", "oneOf"):
        if name in part:
            return any(_takes_any_text(choice) for choice in part[name])
    return not {"enum", "const", "pattern", "$ref"} & set(part) and "string" in part.get("type", "string")


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
