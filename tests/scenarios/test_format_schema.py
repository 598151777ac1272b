"""The JSON Schema that editors use: it is the model's, and it takes what the model takes."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios import SUFFIX
from rma_scenarios.format.expectations import OPERATIONS
from rma_scenarios.format.reading import read_file
from rma_scenarios.format.schema import SCHEMA_FILE, schema, schema_text
from rma_scenarios.format.text import compose, data_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted([*SCENARIOS.rglob(f"*{SUFFIX}"), *SCENARIOS.glob("rma_scenarios/templates/*.yaml")])
SCHEMA = schema()
KINDS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}

HEAD = "format: 1\nscenario: S\nbecause: B\n"


def is_of_kind(kinds: Any, value: Any) -> bool:
    wanted = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(value, bool):
        return "boolean" in wanted
    return any(isinstance(value, KINDS[kind]) for kind in wanted)


def fits(part: Mapping[str, Any], value: Any) -> bool:
    """Check a value as an editor does; as much of JSON Schema as this schema uses."""
    return all(
        [
            "$ref" not in part or fits(SCHEMA["$defs"][part["$ref"].rpartition("/")[2]], value),
            is_of_kind(part.get("type", list(KINDS)), value),
            value in part.get("enum", [value]),
            value == part.get("const", value),
            "anyOf" not in part or any(fits(choice, value) for choice in part["anyOf"]),
            "oneOf" not in part or sum(fits(choice, value) for choice in part["oneOf"]) == 1,
            not isinstance(value, str) or re.search(part.get("pattern", ""), value) is not None,
            not isinstance(value, list) or items_fit(part, value),
            not isinstance(value, dict) or fields_fit(part, value),
        ]
    )


def items_fit(part: Mapping[str, Any], value: list[Any]) -> bool:
    return len(value) >= part.get("minItems", 0) and all(fits(part.get("items", {}), item) for item in value)


def fields_fit(part: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    others = part.get("additionalProperties", True)
    for key, inner in value.items():
        named = [part["properties"][key]] if key in part.get("properties", {}) else []
        named += [wanted for like, wanted in part.get("patternProperties", {}).items() if re.search(like, key)]
        if not named and others is False:
            return False
        named = named or ([others] if isinstance(others, dict) else [])
        if not all(fits(wanted, inner) for wanted in named):
            return False
    return set(part.get("required", [])) <= set(value)


def test_the_published_schema_is_the_models() -> None:
    published = SCHEMA_FILE.read_text(encoding="utf-8")

    assert published == schema_text(), "run: python -m rma_scenarios.format.schema"


def test_the_schema_says_what_it_is() -> None:
    read = json.loads(schema_text())

    assert read["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert read["required"] == ["format", "scenario", "because", "steps"]
    assert read["properties"]["format"]["const"] == 1


def test_every_reference_inside_the_schema_has_its_end() -> None:
    ends = set(re.findall(r'"#/\$defs/(\w+)"', schema_text()))

    assert ends == set(SCHEMA["$defs"])


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name.removesuffix(SUFFIX)) for path in FILES])
def test_every_file_that_the_toolkit_brings_along_fits_model_and_schema(path: Path) -> None:
    cases = read_file(path)

    assert cases
    assert fits(SCHEMA, data_of(compose(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    "story",
    [
        pytest.param("steps: [{agent: {opens_profile: gina}}]", id="short form"),
        pytest.param("steps: [{agent: {opens_profile: {profile: gina}}}]", id="long form"),
        pytest.param(
            "steps: [{clock: {advances: 5s}, expect: {profile_of_gina: {linked: true}}}]", id="somebody's profile"
        ),
        pytest.param(
            "steps: [{clock: {advances: 5s}, expect: {rma_of_r: {mails: [{kind: RMA Success}]}}}]", id="an RMA by key"
        ),
        pytest.param("steps: [{clock: {advances: 5s}, expect: {rma_of_r: Complete}}]", id="only its status"),
        pytest.param(
            "steps: [{clock: {advances: 5s}, expect: {chat: {count: {at_least: 2}}}}]", id="a matcher in a matcher"
        ),
        pytest.param("steps: [{clock: {advances: <by>}, expect: {answer: <status>}}]", id="words of the matrix"),
        pytest.param("steps: <steps>", id="a word for everything"),
    ],
)
def test_an_editor_takes_what_the_model_takes(story: str) -> None:
    assert fits(SCHEMA, data_of(compose(HEAD + story)))


@pytest.mark.parametrize(
    "story",
    [
        pytest.param("steps: []", id="no steps"),
        pytest.param("step: [{agent: {opens_profile: gina}}]", id="misspelled at the top"),
        pytest.param("steps: [{agnet: {opens_profile: gina}}]", id="misspelled actor"),
        pytest.param("steps: [{agent: {open_profile: gina}}]", id="misspelled verb"),
        pytest.param("steps: [{agent: {opens_profile: gina, unlinks: gina}}]", id="two verbs"),
        pytest.param("steps: [{agent: {opens_profile: {profil: gina}}}]", id="misspelled field"),
        pytest.param("steps: [{clock: {advances: 5}}]", id="a duration without its unit"),
        pytest.param("steps: [{returnlogic: {fails: timeout}}]", id="unknown fault"),
        pytest.param(
            "steps: [{clock: {advances: 5s}, expect: {profil_of_gina: {linked: true}}}]", id="misspelled subject"
        ),
        pytest.param("steps: [{clock: {advances: 5s}, expect: {rma_of_r: {staus: Lost}}}]", id="misspelled in an RMA"),
        pytest.param("given: {returnlogic: {policies: {abandoned_after_days: soon}}}\nsteps: <s>", id="no days"),
        pytest.param("steps: [{clock: {advances: 5s}, expect: {profile: {linked: 'yes'}}}]", id="text for true"),
        pytest.param("given: {rmas: {r: {of: g, status: Lost}}}\nsteps: <s>", id="unknown status"),
    ],
)
def test_an_editor_marks_what_the_model_refuses(story: str) -> None:
    assert not fits(SCHEMA, data_of(compose(HEAD + story)))


def test_an_editor_can_offer_every_operation() -> None:
    offered = str(SCHEMA["$defs"]["CallExpected"]["properties"]["operation"])

    assert [operation for operation in OPERATIONS if f"'{operation}'" not in offered] == []
