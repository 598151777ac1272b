"""Tell a scenario in plain English, made from the file alone, for people who do not read YAML."""

from collections.abc import Iterator, Mapping
from typing import Any

from rma_scenarios.format.expectations import EVENTUALLY_WITHIN_S
from rma_scenarios.format.gallery import brought_by
from rma_scenarios.format.given import Given, ItemGiven
from rma_scenarios.format.matchers import is_matcher
from rma_scenarios.format.names import known_rules
from rma_scenarios.format.parts import written
from rma_scenarios.format.reading import Case
from rma_scenarios.verbs.cast import Cast, listed, span

_SUBJECTS = {
    "profile": "the profile",
    "verdict": "Gladly's verdict",
    "search": "the search",
    "action": "the action",
    "conversation": "the conversation",
    "chat": "the chat",
    "mail": "the mail",
    "rma": "the RMA page",
    "answer": "the answer",
    "debugger": "the debugger",
    "refused": "the step is refused",
}
_WORDS: dict[str, str | tuple[str, str]] = {
    "absent": ("is empty or missing", "is there"),
    "contains": "contains",
    "matches": "is like",
    "exactly": "is exactly",
    "is_not": "is not",
    "links_to": "links to the RMA",
    "number_of": "is the number of the RMA",
    "at_least": "at least",
    "at_most": "at most",
    "over": "over",
    "under": "under",
}
_SPANS = ("max_age", "lookup_timeout")
_NUMERIC = {"count", "at_least", "at_most", "over", "under"}


def description(case: Case) -> str:
    """Return a case as a story: why, from what, what happens, what must hold."""
    scenario, cast = case.scenario, Cast(case.scenario.given)
    lines = [scenario.scenario + (f" ({case.label})" if case.label else ""), f"  Because: {scenario.because}"]
    lines += [f"  Rule {rule}: {known_rules()[rule]['sentence']}" for rule in scenario.rules or []]
    lines += ["", "Given", *(f"  - {sentence}" for sentence in _given(scenario.given, cast)), "", "Then"]
    for number, step in enumerate(scenario.steps, 1):
        lines.append(f"  {number}. {step.actor.sentence(cast)}.")
        if step.expect is not None:
            lines += [f"     → {sentence}" for sentence in expectation_sentences(step.expect.written, cast)]
        if step.eventually is not None:
            wanted = dict(step.eventually.written)
            within = span(wanted.pop("within", EVENTUALLY_WITHIN_S))
            lines += [f"     → within {within}, {sentence}" for sentence in expectation_sentences(wanted, cast)]
    if scenario.finally_ is not None:
        told = expectation_sentences(scenario.finally_.written, cast)
        lines += ["", "At the end", *(f"  - {sentence}" for sentence in told)]
    return "\n".join(lines)


def expectation_sentences(wanted: Mapping[str, Any], cast: Cast) -> Iterator[str]:
    """Say what must hold, one sentence for each thing."""
    for name, value in wanted.items():
        if name in {"never", "exactly_once"}:
            often = "never" if name == "never" else "exactly once"
            yield from (f"{often}: {_call_words(pattern)}" for pattern in value)
        elif name == "ledger":
            yield from _ledger_sentences(value)
        else:
            yield f"{_subject(name, cast)}: {_said(value)}"


def _subject(name: str, cast: Cast) -> str:
    if name.startswith("rma_of_"):
        return f"the RMA {name.removeprefix('rma_of_')}"
    return _SUBJECTS.get(name) or cast.profile(name.removeprefix("profile_of_"))


def _given(given: Given, cast: Cast) -> Iterator[str]:
    if given.world:
        yield f"the world {given.world}, as it is"
        return
    for person in (given.people or {}).values():
        yield ", ".join([person.name, *filter(None, (person.email, person.phone))])
    for entry in given.gallery or ():
        names = dict.fromkeys(brought_by([entry]).people.values())
        yield f"from the gallery, {entry.replace('_', ' ')}: {listed(list(names))}"
    for order in (given.orders or {}).values():
        yield f"{cast.person(order.of)} has bought {listed([_item(item) for item in order.items])}"
    for key, rma in (given.rmas or {}).items():
        items = listed([_item(item) for item in rma.items or [ItemGiven()]])
        yield f"{cast.person(rma.of)} is returning {items}: the RMA {key}, {rma.status or 'Authorized'}"
    if given.profiles == {}:
        yield "no customer profile in Gladly yet"
    for profile in (given.profiles or {}).values():
        known = [*(profile.emails or []), *(profile.phones or [])]
        yield f"a customer profile of {profile.name} in Gladly, with {listed(known) or 'neither e-mail nor phone'}"
    yield from _given_settings(given)


def _given_settings(given: Given) -> Iterator[str]:
    if given.now:
        yield f"it is {given.now}"
    if given.customers:
        yield f"{given.customers} other shoppers"
    if given.profile == "strict":
        yield "both vendors send only what they have published"
    parts = {"app": given.app, "adaptor": given.adaptor, "Gladly": given.gladly, "ReturnLogic": given.returnlogic}
    for name, part in parts.items():
        told = written(part)
        guesses = told.pop("lookups", {}) | told.pop("variants", {})
        for field, value in (told | guesses).items():
            if field != "policies":
                yield f"{name}: {field.replace('_', ' ')} is {span(value) if field in _SPANS else _plain(value)}"
    if given.returnlogic and given.returnlogic.policies:
        yield from (f"ReturnLogic: {sentence}" for sentence in given.returnlogic.policies.sentences())
    for app in given.other_apps or []:
        yield f"another lookup app, {app.name}, {f'at {app.url}' if app.url else 'which the mock plays'}"


def _item(item: ItemGiven) -> str:
    what = " ".join(filter(None, (item.product, item.size, item.colour)))
    why = listed(list(filter(None, (item.return_type, item.reason))), "because")
    return f"{what} ({why})" if why else what


def _ledger_sentences(wanted: Mapping[str, Any]) -> Iterator[str]:
    for name, value in wanted.items():
        if name == "order":
            yield f"these begin in this order: {', '.join(word.replace('_', ' ') for word in value)}"
        elif name == "calls":
            for pattern in value:
                often = _plain(pattern["count"]) if "count" in pattern else "at least once"
                yield f"{often}: {_call_words(pattern)}"
        else:
            yield f"{name.replace('_', ' ')}: {_plain(value)}"


def _call_words(pattern: Mapping[str, Any]) -> str:
    ends = " ".join(f"{name} {pattern[name]}" for name in ("from", "to") if name in pattern)
    rest = [f"{name} {_plain(value)}" for name, value in pattern.items() if name not in {"from", "to", "count"}]
    return " with ".join(filter(None, (f"a call {ends}".rstrip(), listed(rest))))


def _said(value: Any) -> str:
    if is_matcher(value) or not isinstance(value, Mapping):
        return _plain(value)
    told = []
    for name, inner in value.items():
        if isinstance(inner, Mapping) and not is_matcher(inner):
            told += [_claim(key, deep) for key, deep in inner.items()]
        else:
            told.append(_claim(name, inner))
    return listed(told)


def _claim(name: str, value: Any) -> str:
    """Say one thing of a subject: `linked`, `rma links to the RMA jacket`, `2 cards`."""
    what = "there" if name == "exists" else name.replace("_", " ")
    if isinstance(value, bool):
        return what if value else f"not {what}"
    if value == []:
        return f"no {what}"
    if name == "results" and isinstance(value, int):
        return f"{value} {what}"
    if is_matcher(value):
        if set(value) == {"count"}:
            return f"{_plain(value['count'])} {what}"
        return f"{what} is {_plain(value)}" if _NUMERIC & set(value) else f"{what} {_plain(value)}"
    words = _plain(value).replace("_", " ") if name == "outcome" else _plain(value)
    return f"{what} {'are' if isinstance(value, list) else 'is'} {words}"


def _plain(value: Any) -> str:
    if is_matcher(value):
        return listed([_matcher_words(word, wanted) for word, wanted in value.items()])
    if isinstance(value, Mapping):
        return listed([f"{name} {_plain(inner)}" for name, inner in value.items()])
    if isinstance(value, list):
        return listed([_plain(item) for item in value]) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else "empty" if value == "" else str(value)


def _matcher_words(word: str, wanted: Any) -> str:
    if word == "count":
        return f"{_plain(wanted)} of them"
    if word == "one_of":
        return f"is one of {listed([_plain(value) for value in wanted], 'or')}"
    if word in {"over", "under"}:
        return f"{word} {span(wanted)}"
    told: str | tuple[str, str] = _WORDS[word]
    if isinstance(told, tuple):
        return told[0] if wanted else told[1]
    return f"{told} {_plain(wanted)}"
