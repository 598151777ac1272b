"""Whatever an adaptor sends about its actions, nothing crashes and what remains is sound."""

import contextlib
import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.actions.form import TextSection, filled
from rma_mocks.gladly.actions.form_reading import NoForm, read_form
from rma_mocks.gladly.actions.formatting import desk_actions
from rma_mocks.gladly.actions.joining import UrlRefused, joined
from rma_mocks.gladly.actions.judging import ActionOutcome, judged
from rma_mocks.gladly.entities import Link, LinkState, Profile

OFTEN = 5
"""How often a thing must occur in the examples of a test that speaks of it."""

WORDS = ("text", "input", "select", "checkbox", "ORDER", "a", "", "/x")
KEYS = ("type", "attr", "label", "input", "options", "value", "text", "defaultValue", "optional", "name", "formUrl")
plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=5)
)
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=15,
)
names = st.sampled_from(("Cancel", "Give a voucher", " Cancel ", "", 7))


def mostly(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Return lists of such rows, with anything between them in half of all lists."""
    return st.lists(rows, min_size=1, max_size=4) | st.lists(rows | anything, max_size=4)


offers = st.fixed_dictionaries(
    {"name": names, "formUrl": st.sampled_from(("/form", "form?x=1", "https://shop.example.com/form", "", None))},
    optional={"label": anything},
)
cards = st.fixed_dictionaries(
    {"type": st.sampled_from(("ORDER", "SUBSCRIPTION", "GENERIC", None)), "actions": mostly(offers) | anything},
    optional={"orderNumber": anything},
)
choices = st.fixed_dictionaries({"text": names}, optional={"value": anything})
entries = st.fixed_dictionaries({"type": st.sampled_from(("text", "checkbox"))}, optional={"optional": anything})
drop_downs = st.fixed_dictionaries({"type": st.just("select"), "options": mostly(choices)})
inputs = st.fixed_dictionaries(
    {
        "type": st.just("input"),
        "attr": st.sampled_from(("amount", "notify", "reason", "", 7)),
        "input": entries | drop_downs,
        "defaultValue": st.sampled_from(("Cancel", "true", True, 7)) | anything,
    },
    optional={"label": anything, "hint": anything},
)
texts = st.fixed_dictionaries({"type": st.just("text"), "text": anything})
forms = st.fixed_dictionaries(
    {"sections": mostly(inputs | texts)},
    optional={"title": anything, "submitButton": anything, "closeButton": anything},
)
odd_forms = st.dictionaries(st.sampled_from(("title", "sections", "submitButton", "closeButton")), anything)
errors = st.fixed_dictionaries(
    {"attr": st.sampled_from(("a", "b", "c", 7)), "message": st.sampled_from(("Too late", " ", 7)) | plain},
    optional={"detail": plain, "code": plain},
)
outcomes = st.fixed_dictionaries({"errors": mostly(errors)}, optional={"message": plain, "detail": plain})
odd_outcomes = st.dictionaries(st.sampled_from(("errors", "message", "detail")), anything)


def rare(met: Counter[str], *wanted: str) -> dict[str, int]:
    """Return what was met too seldom for a test to have said anything about it."""
    return {word: met[word] for word in wanted if met[word] < OFTEN}


def test_any_form_is_read_and_can_be_sent_untouched() -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(forms | odd_forms)
    def is_read(answer: dict[str, Any]) -> None:
        read = read_form(200, json.dumps(answer | {"actionUrl": "/do"}).encode(), name="Cancel")

        values = filled(read, {})
        json.dumps([read.as_json(), values]).encode()
        kinds = {attr: row.kind for attr, row in read.inputs.items()}
        assert {attr: type(value) for attr, value in values.items()} == {
            attr: bool if kind == "checkbox" else str for attr, kind in kinds.items()
        }
        met.update([*kinds.values(), *("text section" for row in read.sections if isinstance(row, TextSection))])
        met.update("value" for value in values.values() if value)

    is_read()
    assert rare(met, "text", "select", "checkbox", "text section", "value") == {}


@given(anything | forms, st.just(200) | st.integers(100, 599))
def test_any_answer_is_a_form_or_no_form(answer: Any, status: int) -> None:
    with contextlib.suppress(NoForm):
        read_form(status, json.dumps(answer).encode(), name="Cancel")


def test_any_answer_to_a_sent_form_has_an_outcome_and_words() -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(st.sampled_from((200, 400, 406, 500)), outcomes | odd_outcomes)
    def has_an_outcome(status: int, answer: Any) -> None:
        judgement = judged(status, json.dumps(answer).encode(), app="Shop", action="Cancel", attrs={"a", "b"})

        told = [row.message or row.detail for row in judgement.errors]
        assert all(told)
        assert told or (judgement.outcome is ActionOutcome.DONE and judgement.message)
        assert {row.attr for row in judgement.errors} <= {"", "a", "b"}
        met.update([judgement.outcome.value, *("at an input" for row in judgement.errors if row.attr)])

    has_an_outcome()
    assert rare(met, *ActionOutcome, "at an input") == {}


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def surely_offered(rows: Any) -> set[str]:
    """Return the names of rows that nobody could take for anything but an action."""
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    named = [(row.get("name"), row.get("formUrl")) for row in found]
    return {name.strip() for name, url in named if is_text(name) and is_text(url)}


def test_any_offers_are_shown_as_far_as_they_go(organisation: Organisation, gina: Profile) -> None:
    gina.links["rl"] = Link(LinkState.LINKED, "gina")
    met: Counter[str] = Counter()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(mostly(offers) | anything, st.lists(cards, min_size=1, max_size=3))
    def are_shown(actions: Any, transactions: list[dict[str, Any]]) -> None:
        gina.actions, gina.transactions = {"rl": actions}, {"rl": transactions}

        shown = desk_actions(organisation, gina)

        rows = shown["offers"]
        assert all(row["name"] and row["id"] for row in rows)
        assert len({row["id"] for row in rows}) == len(rows)
        assert surely_offered(actions) <= {row["name"] for row in rows}
        kinds = {transactions[row["card"]]["type"] for row in rows if row["card"] is not None}
        assert kinds <= {"ORDER", "SUBSCRIPTION"}
        met.update("on the profile" if row["card"] is None else "on a card" for row in rows)
        met.update("warning" for _ in shown["warnings"])

    are_shown()
    assert rare(met, "on the profile", "on a card", "warning") == {}


@given(st.text() | st.sampled_from(("http://[", "http://a:b", "//", "http:///x", "?", "#", "http://ü.example/x")))
def test_any_address_leads_to_the_web_or_is_refused(text: str) -> None:
    for how in ("origin", "app_url"):
        with contextlib.suppress(UrlRefused):
            whole = joined("https://shop.example.com/lookup", text, how=how)  # type: ignore[arg-type]
            assert whole.startswith(("http://", "https://"))
