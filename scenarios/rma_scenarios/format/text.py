"""Read YAML as plain data that knows its positions.

Only `true` and `false` are booleans, so that `on:`, `no` and `off` stay text; dates and times stay text too. What makes
YAML a language (anchors, aliases, merges, tags) is refused: a scenario is plain data.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rma_scenarios.format.problems import Place, Problem

MOST_BYTES = 1024 * 1024
_DEEPEST = 40
_LONGEST_NUMBER = 100
_SURELY_SHALLOW = 1000
_ANCHOR = "anchors and aliases are not part of the format; write the value again"
_TOO_DEEP = f"this nests more than {_DEEPEST} levels deep"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TAG = "tag:yaml.org,2002:"
_SPECIAL = ("cannot start any token", "scanning an alias", "scanning an anchor", "undefined alias")


class _Loader(yaml.CSafeLoader):
    """PyYAML's C parser, with fewer surprises in what a plain word means."""


_PLAIN = {
    "bool": (re.compile(r"^(?:true|false)$"), ["t", "f"]),
    "null": (re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
    "int": (re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")),
    "float": (re.compile(r"^[-+]?(?:[0-9]+\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"), list("-+0123456789")),
}
_Loader.yaml_implicit_resolvers = {}  # a class attribute of PyYAML, shared with its own loaders unless replaced
for _name, (_pattern, _starts) in _PLAIN.items():
    _Loader.add_implicit_resolver(_TAG + _name, _pattern, _starts)


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
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        sentence = "there is a character that YAML does not allow; save the file as UTF-8 text"
        raise TextProblem(Problem(_place_at(text, forbidden.start()), sentence))
    try:
        _check_depth(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise TextProblem(_syntax_problem(text, error)) from error
    if root is None:
        raise TextProblem(Problem(start, "the file is empty; rma new writes one to start from"))
    _check(root, set(), 0)
    _check_anchors(text)
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
    return _place(node.start_mark)


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


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _place_at(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))


def _check_depth(text: str) -> None:
    """Refuse what nests too deep before the tree is built: the C parser's recursion would end the process."""
    most = text.count("[") + text.count("{") + 2 * max(map(len, text.splitlines()), default=0)
    depth = 0
    for event in yaml.parse(text, Loader=_Loader) if most > _SURELY_SHALLOW else ():
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST + 1:  # the file itself is no level
            raise TextProblem(Problem(_place(event.start_mark), _TOO_DEEP))


def _check_anchors(text: str) -> None:
    """Refuse anchors that the tree tells nothing of: those that nobody uses, and those that keys use."""
    for event in yaml.parse(text, Loader=_Loader) if "&" in text else ():
        if getattr(event, "anchor", None) is not None:
            raise TextProblem(Problem(_place(event.start_mark), _ANCHOR))


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
        return _ANCHOR
    if depth > _DEEPEST:
        return _TOO_DEEP
    kind = node.tag.removeprefix(_TAG)
    if kind not in {"map", "seq", "str", *_PLAIN} or (kind in _PLAIN and not _PLAIN[kind][0].match(node.value)):
        return f"the tag {node.tag.replace(_TAG, '!!')} is not part of the format; write plain data"
    if kind in {"int", "float"} and len(node.value) > _LONGEST_NUMBER:
        return "this number has too many digits"
    if kind == "float" and math.isinf(float(node.value)):
        return "this number is too large"
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
    place = _place(mark)
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
    if any(words in told for words in _SPECIAL):
        return Problem(_place(error.context_mark or mark), "text that begins with * & @ ` or % belongs in quotes")
    if "mapping values are not allowed" in told:
        told = "a colon too many, or the indentation differs from the line above; quote text that holds a colon"
    return Problem(place, f"this is no YAML: {told}")


def _has_tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip())] or bool(re.match(r"[^#]*:\t|[ -]*-\t", line))
