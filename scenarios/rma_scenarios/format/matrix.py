"""Several cases in one file: `matrix` gives values, `<name>` stands for a case's value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rma_scenarios.format.problems import Problem, did_you_mean
from rma_scenarios.format.text import TextProblem, child, start_of

MOST_CASES = 1000
_LABEL = "case"
_WORD = re.compile(r"<([a-z][a-z0-9_]*)>")
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Row:
    """One case: what it is called, and its values as they stand in the file."""

    label: str
    values: Mapping[str, Node]


def rows_of(root: Node) -> list[Row]:
    """Return a file's cases in order; one without a name when there is no matrix.

    Raises:
        TextProblem: When the matrix has another shape, or two cases would be called alike.
    """
    matrix = child(root, "matrix")
    if matrix is None:
        return [Row("", {})]
    rows = list(_combined(matrix) if isinstance(matrix, MappingNode) else _listed(matrix))
    if not rows:
        raise TextProblem(Problem(start_of(matrix), "the matrix has no cases"))
    seen: dict[str, Row] = {}
    for row in rows:
        if row.label in seen:
            place = start_of(next(iter(row.values.values()), matrix))
            raise TextProblem(Problem(place, f"two cases are called {row.label!r}; tell them apart with {_LABEL}"))
        seen[row.label] = row
    return rows


def filled(root: Node, row: Row, kept: list[str]) -> Node:
    """Return the tree of one case: every `<name>` replaced, in keys too, the matrix itself left out.

    Raises:
        TextProblem: When a value that is nothing but `<word>`, or any `<word>` of an expectation, names neither a value
            of the matrix nor one kept.
    """
    known = [*row.values, *kept]
    used: set[str] = set()
    pairs = [(key, _filled(value, row.values, known, used)) for key, value in root.value if key.value != "matrix"]
    unused = [name for name in row.values if name not in used and name != _LABEL]
    if unused:
        place = start_of(row.values[unused[0]])
        raise TextProblem(Problem(place, f"nothing in the file uses <{unused[0]}>"))
    whole = MappingNode(root.tag, pairs, root.start_mark, root.end_mark)
    for expectation in _expectations(whole):
        _refuse_unknown(expectation, known, frozenset(kept))
    return whole


def _expectations(root: Node) -> Iterator[Node]:
    steps = child(root, "steps")
    for step in steps.value if isinstance(steps, SequenceNode) else ():
        yield from filter(None, (child(step, name) for name in ("expect", "eventually")))
    yield from filter(None, [child(root, "finally")])


def _refuse_unknown(node: Node, known: list[str], kept: frozenset[str]) -> None:
    """Refuse what would stay as it is written: a check of what must not be there would hold whatever happens."""
    if isinstance(node, ScalarNode):
        for word in _WORD.findall(node.value) if "<" in node.value else ():
            if word not in kept:
                raise _unknown(node, word, known)
    else:
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                _refuse_unknown(inner, known, kept)


def _unknown(node: Node, word: str, known: list[str]) -> TextProblem:
    hint = did_you_mean(f"<{word}>", [f"<{name}>" for name in known])
    return TextProblem(Problem(start_of(node), f"<{word}> stands for nothing; {hint}"))


def _combined(matrix: MappingNode) -> Iterator[Row]:
    axes = []
    for key, values in matrix.value:
        if not isinstance(values, SequenceNode) or not values.value:
            raise TextProblem(Problem(start_of(values), f"{key.value} must be a list of values"))
        axes.append([(key.value, value) for value in values.value])
    total = 1
    for axis in axes:
        total *= len(axis)
    if total > MOST_CASES:
        raise TextProblem(Problem(start_of(matrix), f"the matrix has {total} cases; up to {MOST_CASES} are played"))
    for pairs in product(*axes):
        values = dict(pairs)
        yield Row(_label(values), values)


def _listed(matrix: Node) -> Iterator[Row]:
    if not isinstance(matrix, SequenceNode) or not all(isinstance(row, MappingNode) for row in matrix.value):
        raise TextProblem(Problem(start_of(matrix), "the matrix must be lists of values by name, or a list of rows"))
    if len(matrix.value) > MOST_CASES:
        raise TextProblem(Problem(start_of(matrix), f"up to {MOST_CASES} cases are played"))
    names = sorted(key.value for key, _ in matrix.value[0].value) if matrix.value else []
    for row in matrix.value:
        values = {key.value: value for key, value in row.value}
        if sorted(values) != names:
            raise TextProblem(Problem(start_of(row), f"every row has the same names, here {', '.join(names)}"))
        yield Row(_label(values), values)


def _label(values: Mapping[str, Node]) -> str:
    named = values.get(_LABEL)
    parts = [named] if named is not None else [value for value in values.values() if isinstance(value, ScalarNode)]
    text = "-".join(str(part.value) for part in parts)
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-") or "case"


def _filled(node: Node, values: Mapping[str, Node], known: list[str], used: set[str]) -> Node:
    if isinstance(node, MappingNode):
        pairs = [
            (_filled_key(key, values, known, used), _filled(value, values, known, used)) for key, value in node.value
        ]
        is_same = all(new[0] is old[0] and new[1] is old[1] for new, old in zip(pairs, node.value, strict=True))
        return node if is_same else _mapping(node, pairs)
    if isinstance(node, SequenceNode):
        items = [_filled(item, values, known, used) for item in node.value]
        is_same = all(new is old for new, old in zip(items, node.value, strict=True))
        return node if is_same else SequenceNode(node.tag, items, node.start_mark, node.end_mark)
    if node.tag != _TEXT_TAG or "<" not in node.value:
        return node
    whole = _WORD.fullmatch(node.value)
    if whole and whole[1] not in known:
        raise _unknown(node, whole[1], known)
    words = [word for word in _WORD.findall(node.value) if word in values]
    used.update(words)
    if whole and words:
        return values[whole[1]]
    text = _WORD.sub(lambda found: str(values[found[1]].value) if found[1] in values else found[0], node.value)
    return ScalarNode(node.tag, text, node.start_mark, node.end_mark) if words else node


def _filled_key(key: Node, values: Mapping[str, Node], known: list[str], used: set[str]) -> Node:
    if "<" not in key.value:
        return key
    made = _filled(key, values, known, used)
    if not isinstance(made, ScalarNode):
        raise TextProblem(Problem(start_of(made), f"{key.value} is a key, so it stands for one word"))
    return made if made is key else ScalarNode(_TEXT_TAG, made.value, key.start_mark, key.end_mark)


def _mapping(node: MappingNode, pairs: list[tuple[Node, Node]]) -> MappingNode:
    seen: set[str] = set()
    for key, _ in pairs:
        if key.value in seen:
            raise TextProblem(Problem(start_of(key), f"{key.value} stands here twice"))
        seen.add(key.value)
    return MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
