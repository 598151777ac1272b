"""Whatever an API answers, `rma compare` ends in a comparison or a sentence, and no value gets out."""

import asyncio
from dataclasses import fields
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from rma_mocks.returnlogic.settings import Variants
from rma_scenarios.truth.asking import Api, Asker
from rma_scenarios.truth.compared_text import json_of, shapes_json, table_of
from rma_scenarios.truth.comparing import compared
from rma_scenarios.truth.errors import CannotAsk
from rma_scenarios.truth.seeing import Seen, see

ASKED = "ana.ruiz@example.com"
SECRETS = ("Zyx Qwert", "zyx.qwert@example.org", "#209517", "2031-07-08T09:10:11Z", "987654321", "zyx_status")
KEYS = ("data", "rmas", "rlRmaId", "workflowStatus", "customerEmail", "email", "timeline", "createDate", "totals")
MORE = ("total", "rmaItems", "id", "name", "page", "pageSize", "nextCursor", "next", *SECRETS[1:3], SECRETS[4])

VALUES = st.sampled_from([None, True, 3, 4.5, ASKED, *SECRETS])
DOCUMENTS = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, *MORE]), inner, max_size=6),
    max_leaves=25,
)
LISTS = st.lists(st.dictionaries(st.sampled_from([*KEYS, *MORE]), DOCUMENTS, max_size=6), max_size=3)
DEFAULTS = {field.name: field.default for field in fields(Variants)}


def said_of(documents: list[Any]) -> str:
    """Return everything that is said of an API that answers so, one document after the other."""
    left = list(documents)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=left.pop(0) if len(left) > 1 else left[0])

    async def ask() -> Seen:
        async with Asker(Api("https://api.example.com", "k"), transport=httpx.MockTransport(answer)) as asker:
            return await see(asker, ASKED)

    try:
        live = asyncio.run(ask())
    except CannotAsk as error:
        return str(error)
    nothing = Seen(shapes={}, sometimes=frozenset(), traits={}, rows=0, strangers=0)
    found = compared(nothing, live, DEFAULTS)
    return table_of(found) + json_of(found) + shapes_json(live)


@settings(max_examples=150, deadline=None)
@given(documents=st.lists(DOCUMENTS | LISTS | st.fixed_dictionaries({"data": LISTS}), min_size=1, max_size=3))
def test_any_answer_ends_in_a_comparison_or_a_sentence_without_a_value_of_it(documents: list[Any]) -> None:
    said = said_of(documents)

    assert said
    assert [secret for secret in (ASKED, *SECRETS) if secret in said] == []
