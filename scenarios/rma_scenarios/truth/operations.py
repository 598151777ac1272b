"""List what a description says can be asked, in a form in which two descriptions can be compared."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from rma_scenarios.truth.description_file import Description
from rma_scenarios.truth.schema_fields import Field, Flattener

_METHODS = ("get", "post", "put", "patch", "delete")
_VERSION = re.compile(r"^(/api)?/v\d+(?=/|$)")
_NAMED = re.compile(r"\{[^{}/]*\}")
_GOOD = ("200", "201", "202", "204", "2XX", "DEFAULT")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked.

    `path` is without version and with `{}` for each parameter; parameters by `in name`, path parameters by their
    place; bodies as fields by path; of a status only evidence and rule count.
    """

    method: str
    path: str
    parameters: Mapping[str, Field] = field(default_factory=dict)
    request: Mapping[str, Field] = field(default_factory=dict)
    response: Mapping[str, Field] = field(default_factory=dict)
    statuses: Mapping[str, Field] = field(default_factory=dict)
    evidence: str = ""
    rule: str = ""

    @property
    def name(self) -> str:
        """Return how people call it."""
        return f"{self.method.upper()} {self.path}"


def operations_of(description: Description, *, under: str = "") -> dict[str, Operation]:
    """Return a description's operations by name.

    Args:
        description: Whose.
        under: Only paths that begin so, as they are written.
    """
    reader = _Reader(description)
    found = {}
    for path, item in description.document["paths"].items():
        if str(path).startswith(under or "/"):
            for operation in reader.operations_at(str(path), description.resolved(item)):
                found[operation.name] = operation
    return found


@dataclass(slots=True)
class _Reader:
    description: Description

    def operations_at(self, path: str, item: Mapping[str, Any]) -> Iterator[Operation]:
        shared = _listed(item.get("parameters"))
        for method in _METHODS:
            if isinstance(item.get(method), Mapping):
                yield self._operation(method, path, self.description.resolved(item[method]), shared)

    def _operation(self, method: str, path: str, call: Mapping[str, Any], shared: list[Any]) -> Operation:
        flattener = Flattener(self.description)
        parameters = [self.description.resolved(row) for row in (*shared, *_listed(call.get("parameters")))]
        answers = self._answers(call.get("responses"))
        good = next((answers[status] for status in _GOOD if status in answers), {})
        body = self._body_schema(call, parameters)
        return Operation(
            method,
            _plain(self._base() + path),
            parameters=dict(self._parameters(path, parameters, flattener)),
            request=flattener.fields_of(body),
            response=flattener.fields_of(self._content_schema(good), as_list=method == "get"),
            statuses={status: flattener.field_of(answer) for status, answer in answers.items() if status != "DEFAULT"},
            evidence=str(call.get("x-evidence", "")),
            rule=str(call.get("x-rule", "")),
        )

    def _answers(self, responses: Any) -> dict[str, Mapping[str, Any]]:
        found = responses if isinstance(responses, Mapping) else {}
        return {str(status).upper(): self.description.resolved(answer) for status, answer in found.items()}

    def _base(self) -> str:
        document = self.description.document
        servers = _listed(document.get("servers"))
        url = servers[0].get("url", "") if servers and isinstance(servers[0], Mapping) else document.get("basePath", "")
        return urlsplit(str(url)).path.rstrip("/")

    def _parameters(
        self, path: str, rows: list[Mapping[str, Any]], flattener: Flattener
    ) -> Iterator[tuple[str, Field]]:
        places = [name.strip("{}") for name in _NAMED.findall(path)]
        for row in rows:
            where, name = str(row.get("in", "")), str(row.get("name", ""))
            if where not in {"query", "path", "header"} or name.lower() == "authorization":
                continue
            if where == "path":
                name = str(places.index(name) + 1) if name in places else name
            schema = row.get("schema") or (self._content_schema(row) if "content" in row else row)
            if "x-variant" in self.description.resolved(schema):
                continue  # ours takes it only where a setting is another, so it is nothing that we assume
            yield f"{where} {name}", flattener.field_of(schema, is_required=row.get("required") is True)

    def _body_schema(self, call: Mapping[str, Any], parameters: list[Mapping[str, Any]]) -> Any:
        form = [row for row in parameters if row.get("in") == "formData"]
        if form:
            required = [str(row.get("name")) for row in form if row.get("required") is True]
            return {"type": "object", "properties": {str(row.get("name")): row for row in form}, "required": required}
        body = next((row.get("schema", {}) for row in parameters if row.get("in") == "body"), None)
        return self._content_schema(call.get("requestBody", {})) if body is None else body

    def _content_schema(self, holder: Any) -> Any:
        node = self.description.resolved(holder)
        content = node.get("content")
        if not isinstance(content, Mapping):
            return node.get("schema", {})
        kinds = sorted(content, key=lambda kind: ("json" not in str(kind), str(kind)))
        return self.description.resolved(content[kinds[0]]).get("schema", {}) if kinds else {}


def _plain(path: str) -> str:
    return _NAMED.sub("{}", _VERSION.sub("", path)).rstrip("/") or "/"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
