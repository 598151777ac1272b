"""Read YAML as plain data that knows its positions.

Only `true` and `false` are booleans, so that `on:`, `no` and `off` stay text; dates and times stay text too. What makes
YAML a language (anchors, aliases, merges, tags) is refused: a scenario is plain data.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rma_scenarios.format.problems import Place, Problem

MOST_BYTES = 1024 * 1024
_DEEPEST = 40
_LONGEST_NUMBER = 100
_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.CSafeLoader):
    """PyYAML's C parser, with fewer surprises in what a plain word means."""


_Loader.yaml_implicit_resolvers = {}  # a class attribute of PyYAML, shared with its own loaders unless replaced
for _name, _pattern, _starts in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+0123456789"),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(_pattern), list(_starts))


class TextProblem(Exception):
    """Text that cannot be read as plain data."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def compose(text: str) -> Node:
    """Return the tree of a text, checked to be plain data.

    Raises:
        TextProblem: At the first thing that is not.
    """
    start = Place(1, 1)
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise TextProblem(Problem(start, f"a scenario file may have up to {MOST_BYTES // 1024} KB"))
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise TextProblem(_syntax_problem(text, error)) from error
    except yaml.YAMLError as error:
        sentence = "there is a character that YAML does not allow; save the file as UTF-8 text"
        raise TextProblem(Problem(start, sentence)) from error
    except RecursionError as error:
        raise TextProblem(Problem(start, "brackets nest without end")) from error
    if root is None:
        raise TextProblem(Problem(start, "the file is empty; rma new writes one to start from"))
    _check(root, set(), 0)
    return root


def data_of(node: Node) -> Any:
    """Return the plain data of a checked tree."""
    if isinstance(node, MappingNode):
        return {key.value: data_of(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [data_of(item) for item in node.value]
    return _scalar(node)


def place_of(root: Node, path: Sequence[Any], *, at_key: bool = False) -> Place:
    """Return where the value of a path stands; parts that lead nowhere are passed over.

    Args:
        root: The tree.
        path: Keys and list positions from the root.
        at_key: Point at the last key itself instead of at its value.
    """
    node, key = root, root
    for part in path:
        if isinstance(node, MappingNode):
            found = next(((name, value) for name, value in node.value if name.value == part), None)
            key, node = found or (key, node)
        elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
            key = node = node.value[part]
    return start_of(key if at_key else node)


def start_of(node: Node) -> Place:
    """Return where a node begins."""
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def keys_of(node: Node | None) -> Iterator[str]:
    """Walk through the keys of a mapping; nothing for anything else."""
    if isinstance(node, MappingNode):
        yield from (key.value for key, _ in node.value)


def child(node: Node | None, key: str) -> Node | None:
    """Return the value of a key, or None."""
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _scalar(node: Node) -> Any:
    text = node.value
    match node.tag.removeprefix(_TAG):
        case "bool":
            return text == "true"
        case "null":
            return None
        case "int":
            return int(text)
        case "float":
            return float(text)
        case _:
            return text


def _check(node: Node, seen: set[int], depth: int) -> None:
    problem = _problem_at(node, seen, depth)
    if problem:
        raise TextProblem(Problem(start_of(node), problem))
    seen.add(id(node))
    if isinstance(node, MappingNode):
        _check_keys(node)
        for _, value in node.value:
            _check(value, seen, depth + 1)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            _check(item, seen, depth + 1)


def _problem_at(node: Node, seen: set[int], depth: int) -> str | None:
    if id(node) in seen:
        return "anchors and aliases are not part of the format; write the value again"
    if depth > _DEEPEST:
        return f"this nests more than {_DEEPEST} levels deep"
    kind = node.tag.removeprefix(_TAG)
    if kind not in {"map", "seq", "str", "bool", "null", "int", "float"}:
        return f"the tag {node.tag} is not part of the format; write plain data"
    if kind in {"int", "float"} and len(node.value) > _LONGEST_NUMBER:
        return "this number has too many digits"
    return None


def _check_keys(node: MappingNode) -> None:
    first: dict[str, Node] = {}
    for key, _ in node.value:
        if not isinstance(key, ScalarNode):
            raise TextProblem(Problem(start_of(key), "a key must be a word"))
        if key.value == "<<":
            raise TextProblem(Problem(start_of(key), "merge keys are not part of the format; write the values again"))
        if key.value in first:
            line = start_of(first[key.value]).line
            raise TextProblem(Problem(start_of(key), f"{key.value} stands here twice; the first is in line {line}"))
        first[key.value] = key


def _syntax_problem(text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    lines = text.splitlines()
    tab = next(
        (row for row in (place.line, place.line - 1) if 0 < row <= len(lines) and _has_tab(lines[row - 1])), None
    )
    if tab is not None:
        column = lines[tab - 1].index("\t") + 1
        return Problem(Place(tab, column), "there is a tab; YAML is indented with blanks")
    told = " ".join(part for part in (error.context, error.problem) if part)
    if "expected a single document" in told:
        return Problem(place, "a second document begins here; one file holds one scenario")
    if "mapping values are not allowed" in told:
        told = "a colon too many, or the indentation differs from the line above; quote text that holds a colon"
    return Problem(place, f"this is no YAML: {told}")


def _has_tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())] or bool(re.match(r"[^#]*:\t|- *\t", line))
