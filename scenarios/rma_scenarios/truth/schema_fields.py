"""Flatten a schema into its fields, each with its types, format and whether it must be there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from rma_scenarios.truth.description_file import Description
from rma_scenarios.truth.shapes import ENVELOPES, ROWS

_DEEPEST = 10
_MOST_COMPOSED = 5
_MOST_FIELDS = 3000

ENVELOPE = "(envelope)"
"""Under this name stands where a list has its rows."""


@dataclass(frozen=True, slots=True)
class Field:
    """One place of a body or one parameter.

    `types` are JSON's (integer, number, string, boolean, array, object, null), empty where none is said; `values` are
    those of an enumeration, None where it is none. `evidence` and `rule` are ours, empty in anybody else's description.
    """

    types: frozenset[str] = frozenset()
    format: str = ""
    values: frozenset[str] | None = None
    is_required: bool = False
    evidence: str = ""
    rule: str = ""

    def agrees_with(self, other: "Field") -> bool:
        """Say whether two fields may hold the same; what one of them does not say contradicts nothing."""
        mine, theirs = _comparable(self.types), _comparable(other.types)
        has_types = not mine or not theirs or bool(mine & theirs)
        has_format = not self.format or not other.format or self.format == other.format
        has_values = self.values is None or other.values is None or self.values == other.values
        return has_types and has_format and has_values


@dataclass(frozen=True, slots=True)
class Flattener:
    """Walk through schemas of one description; references that come back to themselves end there."""

    description: Description

    def fields_of(self, schema: Any, *, as_list: bool = False) -> dict[str, Field]:
        """Return a body's fields by path, `[]` for each row of a list.

        Args:
            schema: The body's.
            as_list: Whether its rows are looked for in an envelope, whose name becomes a field of its own.
        """
        if as_list:
            found = self._list_in(schema)
            if found is not None:
                name, rows, beside, about = found
                fields = {ENVELOPE: replace(about, types=frozenset({name}))}
                fields |= dict(islice(self._walk(rows, ROWS), _MOST_FIELDS))
                return fields | dict(islice(self._walk(beside, ""), _MOST_FIELDS))
        return dict(islice(self._walk(schema, ""), _MOST_FIELDS))

    def field_of(self, schema: Any, *, is_required: bool = False) -> Field:
        """Return one field by its schema."""
        node = self._merged(schema)
        values = node.get("enum")
        return Field(
            types=_types_of(node),
            format=str(node.get("format", "")) if "string" in _types_of(node) else "",
            values=frozenset(map(str, values)) if isinstance(values, list) else None,
            is_required=is_required,
            evidence=str(node.get("x-evidence", "")),
            rule=str(node.get("x-rule", "")),
        )

    def _list_in(self, schema: Any) -> tuple[str, Any, Any, Field] | None:
        node = self._merged(schema)
        if "array" in _types_of(node):
            return "array", node.get("items", {}), {}, self.field_of(node)
        properties = _properties(node)
        arrays = [name for name, inner in properties.items() if "array" in _types_of(self._merged(inner))]
        name = next((name for name in ENVELOPES if name in arrays), arrays[0] if len(arrays) == 1 else None)
        if name is None:
            return None
        rows = self._merged(properties[name]).get("items", {})
        rest = {key: inner for key, inner in properties.items() if key != name}
        return name, rows, {"properties": rest, "required": node.get("required")}, self.field_of(properties[name])

    def _walk(self, schema: Any, path: str, trail: tuple[str, ...] = ()) -> Iterator[tuple[str, Field]]:
        reference = _reference(schema)
        if len(trail) > _DEEPEST or (reference and reference in trail):
            return
        trail = (*trail, reference)
        node = self._merged(schema)
        required = node.get("required")
        for name, inner in _properties(node).items():
            place = f"{path}.{name}" if path else name
            yield place, self.field_of(inner, is_required=isinstance(required, list) and name in required)
            yield from self._walk(inner, place, trail)
        if isinstance(node.get("items"), Mapping):
            yield from self._walk(node["items"], f"{path}{ROWS}", trail)
        if isinstance(node.get("additionalProperties"), Mapping):
            yield from self._walk(node["additionalProperties"], f"{path}.*" if path else "*", trail)

    def _merged(self, schema: Any, trail: tuple[str, ...] = ()) -> Mapping[str, Any]:
        """Return a schema with everything that it is composed of; of alternatives it has all fields and types."""
        node = dict(self.description.resolved(schema))
        trail = (*trail, _reference(schema))
        parts = [part for key in ("allOf", "oneOf", "anyOf") for part in _listed(node.get(key))]
        for part in parts if len(trail) <= _MOST_COMPOSED else ():
            if _reference(part) and _reference(part) in trail:
                continue
            inner = self._merged(part, trail)
            types = sorted(_types_of(node) | _types_of(inner))
            node = {**inner, **node, "properties": {**_properties(inner), **_properties(node)}}
            node["required"] = [*_listed(inner.get("required")), *_listed(node.get("required"))]
            node["type"] = types
        return node


def _reference(schema: Any) -> str:
    return str(schema.get("$ref", "")) if isinstance(schema, Mapping) else ""


def _properties(node: Mapping[str, Any]) -> Mapping[str, Any]:
    found = node.get("properties")
    return {str(name): inner for name, inner in found.items()} if isinstance(found, Mapping) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _types_of(node: Mapping[str, Any]) -> frozenset[str]:
    told = node.get("type")
    types = {str(kind) for kind in (told if isinstance(told, list) else [told] if told else [])}
    if not types:
        types = {"object"} if _properties(node) else {"array"} if "items" in node else set()
    if node.get("nullable") is True or node.get("x-nullable") is True:
        types.add("null")
    return frozenset(types)


def _comparable(types: frozenset[str]) -> frozenset[str]:
    """Return types of which an integer is a number; that a value may be missing contradicts nothing."""
    return frozenset("number" if kind == "integer" else kind for kind in types) - {"null"}
