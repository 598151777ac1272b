"""The names that a file declares, so that whoever refers to one is checked where they do."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from rma_scenarios.format.gallery import GALLERY, brought_by
from rma_scenarios.format.problems import Problem
from rma_scenarios.format.text import TextProblem, child, keys_of, start_of


@cache
def known_rules() -> dict[str, dict[str, str]]:
    """Return every vendor rule by id."""
    text = files("rma_scenarios").joinpath("rules.yaml").read_text(encoding="utf-8")
    return {rule["id"]: rule for rule in yaml.load(text, Loader=yaml.CSafeLoader)["rules"]}


def names_of(root: Node) -> dict[str, list[str]]:
    """Return the names by kind, as the model's checks look them up.

    Raises:
        TextProblem: When the story gives one name twice.
    """
    given = child(root, "given")
    brought = brought_by(_entries(child(given, "gallery")))
    people = [*keys_of(child(given, "people")), *brought.people]
    rmas = [*keys_of(child(given, "rmas")), *brought.rmas]
    profiles = list(dict.fromkeys([*keys_of(child(given, "profiles")), *people, *brought.profiles]))
    kept = ["world", "adaptor"]
    for verb, mapping in _mappings(child(root, "steps"), ""):
        made = child(mapping, "as")
        if made is not None:
            (profiles if verb == "creates_profile" else rmas).append(_unused(made, profiles, rmas))
        kept += keys_of(child(mapping, "keep"))
    return {
        "person": people,
        "order": list(keys_of(child(given, "orders"))),
        "RMA": rmas,
        "customer profile": profiles,
        "rule": list(known_rules()),
        "kept": kept,
    }


def _entries(node: Node | None) -> Iterable[str]:
    """Return the gallery entries that a file names, in whichever of their three forms."""
    if isinstance(node, SequenceNode):
        return [str(item.value) for item in node.value]
    named = str(node.value) if node is not None else ""
    return GALLERY if named == "all" else [named]


def _unused(made: Node, *taken: list[str]) -> str:
    if any(made.value in names for names in taken):
        raise TextProblem(Problem(start_of(made), f"{made.value} is the name of something else already"))
    return str(made.value)


def _mappings(node: Any, name: str) -> Iterator[tuple[str, MappingNode]]:
    """Walk through all mappings below a node, each with the key that it stands under."""
    if isinstance(node, MappingNode):
        yield name, node
        for key, value in node.value:
            yield from _mappings(value, key.value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _mappings(item, name)
