"""Hide in the rows of played cases what their files say: secrets always, people where they may be real."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from rma_scenarios.flow.masking import MASK, is_secret_name
from rma_scenarios.flow.people import mapped, numbers_for, people_in, people_of
from rma_scenarios.format.gallery import brought_by
from rma_scenarios.format.parts import written
from rma_scenarios.format.reading import Case, read_text
from rma_scenarios.format.scenario import Scenario
from rma_scenarios.format.text import compose, data_of

_LOOKUP_KEY = "key"
"""What a lookup that a step sends is signed with."""


@dataclass(frozen=True, slots=True)
class _Declared:
    people: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]


def without_people(row: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return a case's row with numbers in the place of people, and without secrets.

    People are those whom the file declares or its steps name, and those who were met while it was played. The file's
    text comes back as its data alone, since its comments may say anything.
    """
    declared = _declared(case.text, case.path)
    masked, numbered = _mask_for(declared.secrets), numbers_for([*declared.people, *people_of(row)])

    def replaced(text: str) -> str:
        return numbered(masked(text))

    hidden = {key: mapped(value, replaced) for key, value in row.items()}
    return hidden | {"text": _rewritten(case.text, replaced)}


def without_secrets(row: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return a case's row without the keys and passwords that its file gives; a file without any stays as it is."""
    declared = _declared(case.text, case.path)
    if not declared.secrets:
        return dict(row)
    masked = _mask_for(declared.secrets)
    return {**row, "plain": masked(row["plain"]), "text": _rewritten(case.text, masked)}


@lru_cache(maxsize=16)
def _declared(text: str, path: Path) -> _Declared:
    """Return whom and what a file names in any of its cases, since its text shows them all."""
    scenarios = [case.scenario for case in read_text(text, path)]
    people = (found for scenario in scenarios for found in _people(scenario))
    secrets = (found for scenario in scenarios for part in _parts(scenario) for found in _secrets(part))
    return _Declared(tuple(dict.fromkeys(people)), tuple(sorted(dict.fromkeys(secrets), key=len, reverse=True)))


def _people(scenario: Scenario) -> Iterator[tuple[str, str]]:
    given = scenario.given
    brought = brought_by(given.gallery or ())
    names = [*brought.people.values(), *brought.profiles.values()]
    names += [row.name for rows in (given.people, given.profiles) for row in (rows or {}).values()]
    for step in scenario.steps:
        agent, customer = step.agent, step.customer
        names += [agent.creates_profile.name] if agent and agent.creates_profile else []
        names += [customer.starts_chat.name or ""] if customer and customer.starts_chat else []
    yield from (("person", name) for name in names if name.strip())
    for part in _parts(scenario):
        yield from people_in(part)
    for expected in _expected(scenario):
        yield from people_in(expected)
        for subject, wanted in expected.items():
            if subject.startswith("profile") and isinstance(wanted, Mapping):
                yield from (("person", name) for name in _texts(wanted.get("name")) if name.strip())


def _parts(scenario: Scenario) -> Iterator[dict[str, Any]]:
    yield written(scenario.given)
    yield from (written(step.actor) for step in scenario.steps)


def _expected(scenario: Scenario) -> Iterator[dict[str, Any]]:
    for step in scenario.steps:
        yield from (one.written for one in (step.expect, step.eventually) if one is not None)
    if scenario.finally_ is not None:
        yield scenario.finally_.written


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _secrets(item)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str) and inner.strip():
                yield from [inner] if is_secret_name(key) or key == _LOOKUP_KEY else []
            else:
                yield from _secrets(inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _mask_for(secrets: tuple[str, ...]) -> Callable[[str], str]:
    if not secrets:
        return str
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, secrets))})(?!\w)")
    return lambda text: pattern.sub(MASK, text)


def _rewritten(text: str, replaced: Callable[[str], str]) -> str:
    """Write a file anew from its data: a text may be written in many ways, but is read in one."""
    return str(yaml.safe_dump(_renamed(data_of(compose(text)), replaced), sort_keys=False, allow_unicode=True))


def _renamed(value: Any, replaced: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {replaced(key): _renamed(inner, replaced) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(item, replaced) for item in value]
    return replaced(value) if isinstance(value, str) else value
