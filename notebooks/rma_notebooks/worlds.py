"""Declare the retailer that a notebook plays with; every story opens it anew, so each starts cold and none disturbs."""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from rma_notebooks.errors import NotebookProblem, in_one_sentence
from rma_notebooks.views.markup import Html, plain_table, table
from rma_scenarios.format.reading import Case, read_text

_PLACE = Path("notebook.scenario.yaml")
_NOTHING_HAPPENS = [{"clock": {"advances": "1s"}}]
_NAMES_SOMEBODY = frozenset({"who", "profile", "opens_profile", "unlinks", "follows_rma_link", "of"})
"""Where a step names a person; short forms of verbs too."""

_HEADS = ("Customer profile", "What Gladly knows", "Returns in ReturnLogic")


@dataclass(frozen=True, slots=True)
class World:
    """A retailer as both vendors see it, in the words of a scenario file's `given`."""

    given: Mapping[str, Any]

    def but(self, **changes: Any) -> "World":
        """Return the same retailer with something changed, such as `profiles={"maya": {"emails": [...]}}`.

        Raises:
            NotebookProblem: When the change makes no sense.
        """
        return _checked(_merged(self.given, changes))

    def case(self, steps: Sequence[Any], *, title: str) -> Case:
        """Return steps on this world as a case that can be played; people may be called by their names.

        Raises:
            NotebookProblem: When a step makes no sense or names nobody.
        """
        made = _made_in(steps)
        story = {
            "format": 1,
            "scenario": title,
            "because": "Somebody wants to know",
            "given": dict(self.given),
            "steps": [_with_keys(step, lambda name: self._key_of(name, made)) for step in steps],
        }
        with in_one_sentence():
            [case] = read_text(yaml.safe_dump(story, sort_keys=False, allow_unicode=True, width=1000), _PLACE)
            return case

    @property
    def names(self) -> list[str]:
        """Return the names on the customer profiles."""
        return [str(row.get("name", key)) for key, row in self._profiles().items()]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = [(row["name"], self._known(row), self._returns(row)) for row in self._profiles().values()]
        markup = table(_HEADS, [tuple(map(escape, row)) for row in rows])
        return Html(markup, plain_table([_HEADS, *rows])).bundle()

    def _profiles(self) -> Mapping[str, Any]:
        profiles: Mapping[str, Any] = self.given.get("profiles") or {
            key: {"name": row["name"], "emails": [row["email"]] if row.get("email") else []}
            for key, row in (self.given.get("people") or {}).items()
        }
        return profiles

    def _key_of(self, somebody: str, made: Collection[str]) -> str:
        """Return the key of a person by their name or key; what the story itself makes is called as it says."""
        everybody = {**(self.given.get("people") or {}), **self._profiles()}
        names = {key: str(row.get("name", key)) for key, row in everybody.items()}
        keys: dict[str, str] = {name.lower(): key for key, name in reversed(names.items())} | {
            key: key for key in names
        }
        wanted = somebody.strip().lower()
        if wanted in keys or wanted in made:
            return keys.get(wanted, wanted)
        near = difflib.get_close_matches(wanted, keys, n=1)
        there_are = f"there are {', '.join(dict.fromkeys(names.values()))}."
        hint = f"did you mean {names[keys[near[0]]]}?" if near else there_are
        raise NotebookProblem(f"Nobody here is called {somebody}; {hint}")

    @staticmethod
    def _known(row: Mapping[str, Any]) -> str:
        return ", ".join([*(row.get("emails") or []), *(row.get("phones") or [])]) or "nothing but the name"

    def _returns(self, row: Mapping[str, Any]) -> str:
        emails = {email.lower() for email in row.get("emails") or []}
        people = self.given.get("people") or {}
        theirs = {key for key, one in people.items() if one["name"] == row["name"] or _email(one) in emails}
        told = [
            f"{rma['items'][0]['product']} ({rma.get('status', 'Authorized')}), under {_email(people[rma['of']])}"
            for rma in (self.given.get("rmas") or {}).values()
            if rma["of"] in theirs
        ]
        return "; ".join(told) or "none"


def world(**given: Any) -> World:
    """Return the retailer of the notebooks, or one of your own.

    Args:
        given: People, RMAs, profiles and settings in the words of a scenario file's `given`; all of the notebooks' own
            when there is none.

    Raises:
        NotebookProblem: When it contradicts itself.
    """
    return _checked(given) if given else World(_gallery())


@cache
def _gallery() -> Mapping[str, Any]:
    text = files("rma_notebooks").joinpath("gallery.yaml").read_text(encoding="utf-8")
    given: Mapping[str, Any] = yaml.safe_load(text)
    return given


def _checked(given: Mapping[str, Any]) -> World:
    declared = World(given)
    declared.case(_NOTHING_HAPPENS, title="A retailer")
    return declared


def _email(person: Mapping[str, Any]) -> str:
    return str(person.get("email") or "no e-mail").lower()


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
    return new


def _with_keys(value: Any, key_of: Callable[[str], str], *, field: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _with_keys(inner, key_of, field=name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_keys(item, key_of) for item in value]
    return key_of(value) if field in _NAMES_SOMEBODY and isinstance(value, str) else value


def _made_in(value: Any) -> set[str]:
    """Return what steps call the profiles and RMAs that they make."""
    if isinstance(value, Mapping):
        own = {value["as"]} if isinstance(value.get("as"), str) else set()
        return own.union(*map(_made_in, value.values()))
    return set().union(*map(_made_in, value)) if isinstance(value, list | tuple) else set()
