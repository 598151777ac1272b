"""Read an OpenAPI description from a file, JSON or YAML, and say where it is broken."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

_MOST_BYTES = 20_000_000
_DEEPEST = 200


class BrokenDescription(Exception):
    """A file that is no OpenAPI description; the message begins with file, line and column where those are known."""


@dataclass(slots=True)
class Description:
    """A description as plain data.

    `problems` fills with what could not be read of it, such as a reference to another file.
    """

    document: Mapping[str, Any]
    name: str = "the description"
    problems: dict[str, None] = field(default_factory=dict)

    def resolved(self, node: Any) -> Mapping[str, Any]:
        """Return what a node is once its local references are followed; empty where it is no object."""
        seen: set[str] = set()
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            target = node["$ref"]
            if target in seen:
                self.problems[f"{target} refers to itself"] = None
                return {}
            seen.add(target)
            beside = {key: value for key, value in node.items() if key != "$ref"}
            found = self._at(target)
            node = {**found, **beside} if beside and isinstance(found, Mapping) else found
        return node if isinstance(node, Mapping) else {}

    def _at(self, reference: str) -> Any:
        if not reference.startswith("#"):
            self.problems[f"{reference} is in another file, which is not read"] = None
            return {}
        node: Any = self.document
        start, *parts = unquote(reference.removeprefix("#")).split("/")
        if start:
            self.problems[f"{reference} leads nowhere"] = None
            return {}
        for part in parts:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, Mapping) and key in node:
                node = node[key]
            else:
                self.problems[f"{reference} leads nowhere"] = None
                return {}
        return node


def read_description(path: Path) -> Description:
    """Read a file of OpenAPI 3 or Swagger 2.

    Raises:
        BrokenDescription: It cannot be read, is neither JSON nor YAML, or describes no API.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise BrokenDescription(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BrokenDescription(f"{path}: is not UTF-8 text") from error
    if len(raw) > _MOST_BYTES:
        raise BrokenDescription(f"{path}: is larger than {_MOST_BYTES:,} bytes")
    is_json = path.suffix == ".json" or text.lstrip()[:1] == "{"
    return description_of(_json(path, text) if is_json else _yaml(path, text), str(path))


def description_of(document: Any, name: str) -> Description:
    """Return a description of data that is one.

    Raises:
        BrokenDescription: It describes no API, or in a version that nobody here knows.
    """
    if not isinstance(document, Mapping):
        raise BrokenDescription(f"{name}: holds no object at its top")
    version = str(document.get("openapi") or document.get("swagger") or "")
    if not version:
        raise BrokenDescription(f"{name}: is no OpenAPI description, it has neither openapi nor swagger at its top")
    if version.split(".", maxsplit=1)[0] != ("3" if document.get("openapi") else "2"):
        raise BrokenDescription(f"{name}: has version {version[:20]}; OpenAPI 3 and Swagger 2.0 are understood")
    if not isinstance(document.get("paths"), Mapping):
        raise BrokenDescription(f"{name}: has no paths")
    return Description(document, name)


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenDescription(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise BrokenDescription(f"{path}: is nested too deeply") from error


def _yaml(path: Path, text: str) -> Any:
    try:
        _refuse_depth(path, text)
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise BrokenDescription(f"{path}{place}: {error.problem or 'is not YAML'}") from error
    except yaml.reader.ReaderError as error:
        raise BrokenDescription(f"{path}: has characters that no YAML has") from error
    except (ValueError, RecursionError) as error:  # a date that is none; objects as keys of objects
        raise BrokenDescription(f"{path}: holds a value that cannot be read") from error


def _refuse_depth(path: Path, text: str) -> None:
    """Count nesting before the tree is built: libyaml builds it by recursion, in C."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            place = f":{event.start_mark.line + 1}" if event.start_mark else ""
            raise BrokenDescription(f"{path}{place}: is nested more than {_DEEPEST} deep")
