"""Whatever an adaptor sends about its actions, nothing crashes and what remains is sound."""

import contextlib
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rma_mocks.gladly import Organisation
from rma_mocks.gladly.actions.form import filled
from rma_mocks.gladly.actions.form_reading import NoForm, read_form
from rma_mocks.gladly.actions.formatting import desk_actions
from rma_mocks.gladly.actions.joining import UrlRefused, joined
from rma_mocks.gladly.actions.judging import ActionOutcome, judged
from rma_mocks.gladly.entities import Link, LinkState, Profile

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
fixtures_stay = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.dictionaries(st.sampled_from(("title", "sections", "submitButton", "closeButton")), anything))
def test_any_form_is_read_and_can_be_sent_untouched(answer: dict[str, Any]) -> None:
    read = read_form(200, json.dumps(answer | {"actionUrl": "/do"}).encode(), name="Cancel")

    values = filled(read, {})
    json.dumps([read.as_json(), values]).encode()
    assert all(isinstance(value, str | bool) for value in values.values())


@given(anything, st.integers(100, 599))
def test_any_answer_is_a_form_or_no_form(answer: Any, status: int) -> None:
    with contextlib.suppress(NoForm):
        read_form(status, json.dumps(answer).encode(), name="Cancel")


@given(
    st.sampled_from((200, 400, 406, 500)), st.dictionaries(st.sampled_from(("errors", "message", "detail")), anything)
)
def test_any_answer_to_a_sent_form_has_an_outcome_and_words(status: int, answer: Any) -> None:
    judgement = judged(status, json.dumps(answer).encode(), app="Shop", action="Cancel", attrs={"a"})

    told = [row.message or row.detail for row in judgement.errors]
    assert all(told)
    assert told or (judgement.outcome is ActionOutcome.DONE and judgement.message)


@given(anything, st.lists(st.dictionaries(st.sampled_from(("type", "actions", "orderNumber")), anything), max_size=3))
@fixtures_stay
def test_any_offers_are_shown_as_far_as_they_go(
    organisation: Organisation, gina: Profile, actions: Any, cards: list[dict[str, Any]]
) -> None:
    gina.links["rl"] = Link(LinkState.LINKED, "gina")
    gina.actions, gina.transactions = {"rl": actions}, {"rl": list(cards)}

    shown = desk_actions(organisation, gina)

    assert all(row["name"] and row["id"] for row in shown["offers"])


@given(st.text() | st.sampled_from(("http://[", "http://a:b", "//", "http:///x", "?", "#", "http://ü.example/x")))
def test_any_address_leads_to_the_web_or_is_refused(text: str) -> None:
    for how in ("origin", "app_url"):
        with contextlib.suppress(UrlRefused):
            whole = joined("https://shop.example.com/lookup", text, how=how)  # type: ignore[arg-type]
            assert whole.startswith(("http://", "https://"))
