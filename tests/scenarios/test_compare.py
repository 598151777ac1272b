"""`rma compare`, rehearsed: the live side is a mock that is set to each guess in turn."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from rma_mocks.returnlogic.settings import Variants
from rma_scenarios.stack_world import StackWorld
from rma_scenarios.truth.asking import Api, Asker
from rma_scenarios.truth.compared_text import json_of, shapes_json, table_of
from rma_scenarios.truth.comparing import Comparison, compared
from rma_scenarios.truth.mock_side import SAMPLE, SHOPPER, mock_side
from rma_scenarios.truth.seeing import Seen, see

STRANGER = {"key": "leo", "name": "Leo Fontaine", "email": "leo.fontaine@example.com"}
UNSEEN = "refresh_rotation"
"""What no list call can tell of."""

Compare = Callable[..., Awaitable[tuple[Seen, Comparison]]]


def others() -> list[Any]:
    """Every value of every variant but the default."""
    kinds = get_type_hints(Variants)
    values = {
        field.name: get_args(kinds[field.name]) or ([True, False] if kinds[field.name] is bool else [2])
        for field in fields(Variants)
    }
    return [
        pytest.param(field.name, value, id=f"{field.name}-{value}")
        for field in fields(Variants)
        for value in values[field.name]
        if value != field.default
    ]


async def no_pause(_: float) -> None:
    """Lets the clock of the limit be another test's business."""


@pytest.fixture
def compare(triangle: Any) -> Compare:
    """Compare the mock with a world that has given variants, a stranger with a return, and one 429 at first."""

    async def run(*, variants: dict[str, Any], prepare: Any = None) -> tuple[Seen, Comparison]:
        returnlogic = SAMPLE["returnlogic"] | {"variants": variants}
        spec = SAMPLE | {
            "people": [*SAMPLE["people"], STRANGER],
            "rmas": [*SAMPLE["rmas"], {"of": "leo", "status": "Requested"}],
            "returnlogic": returnlogic,
        }
        live_world: StackWorld = await triangle.stack.open_bare_world(spec)
        await live_world.fault(kind="rate_limited", path="/v1/rmas", times=1)
        if prepare:
            await prepare(live_world)
        links = live_world.links["returnlogic"]
        how = {"transport": triangle.board, "pause": no_pause}
        live = await see(Asker(Api(links["api_url"], links["api_key"]), **how), SHOPPER)
        async with mock_side(triangle.stack) as ours:
            mock = await see(Asker(ours.api, **how), SHOPPER)
            return live, compared(mock, live, ours.variants)

    return run


async def test_a_mock_that_plays_everything_as_assumed_is_the_same(compare: Compare) -> None:
    _, found = await compare(variants={})

    assert {row.verdict for row in found.fields} == {"same"}
    assert {row.setting for row in found.settings if row.verdict == "not seen"} == {UNSEEN}
    assert (found.is_same, found.variants(), found.rows, found.strangers) == (True, {}, 3, 0)


@pytest.mark.parametrize(("setting", "value"), others())
async def test_exactly_the_variant_that_is_played_is_reported(compare: Compare, setting: str, value: Any) -> None:
    _, found = await compare(variants={setting: value})

    assert found.variants() == ({} if setting == UNSEEN else {setting: value})
    assert {row.verdict for row in found.settings} <= {"same", "not seen", "differs"}


@pytest.mark.parametrize(
    ("variants", "verdicts"),
    [
        ({"envelope": "array"}, {"missing live": {"page", "pageSize", "total"}}),
        ({"paging": "cursor"}, {"missing live": {"page", "pageSize", "total"}, "only live": {"nextCursor"}}),
        ({"rma_id": "text"}, {"other type": {"[].rlRmaId"}}),
        ({"email_key": "absent"}, {"missing live": {"[].customerEmail"}}),
        ({"email_key": "email"}, {"missing live": {"[].customerEmail"}, "only live": {"[].email"}}),
        (
            {"item_keys": "second"},
            {
                "missing live": {"[].rmaItems[].id", "[].rmaItems[].name"},
                "only live": {"[].rmaItems[].rmaItemId", "[].rmaItems[].productName"},
            },
        ),
        ({"money": "text"}, {"other type": {f"[].totals.{of}.total" for of in ("refund", "exchange", "giftCard")}}),
        (
            {"time_zone": "absent"},
            {
                "other type": {
                    *(f"[].timeline.{name}Date" for name in ("create", "authorize", "receive", "process", "complete")),
                    *("[].timeline.rejectDate", "[].orderDate", "[].updatedDate"),
                }
            },
        ),
        ({"status_spelling": "snake"}, {}),
    ],
    ids=["array", "cursor", "text ids", "no e-mail", "key email", "second item keys", "money", "no zone", "spelling"],
)
async def test_the_fields_that_a_variant_changes_are_named_and_no_others(
    compare: Compare, variants: dict[str, Any], verdicts: dict[str, set[str]]
) -> None:
    _, found = await compare(variants=variants)

    assert {
        verdict: {row.path for row in found.fields if row.verdict == verdict}
        for verdict in {row.verdict for row in found.fields} - {"same"}
    } == verdicts


async def test_rows_of_other_people_are_counted_and_their_shapes_left_out(compare: Compare) -> None:
    live, found = await compare(variants={"email_filter": "ignored"})

    assert (found.rows, found.strangers) == (3, 1)
    assert "Besides this shopper's, 1 RMAs of other people came; the adaptor drops those." in live.notes


async def test_what_is_printed_or_saved_holds_no_value_of_an_answer(compare: Compare, triangle: Any) -> None:
    live, found = await compare(variants={"email_filter": "ignored", "rma_id": "text"})

    said = table_of(found) + json_of(found) + shapes_json(live)
    values = set(values_of(await rows_of(triangle)))
    assert len(values) > 30
    assert [value for value in values if value in said] == []
    assert json.loads(json_of(found))["variants"] == {"email_filter": "ignored", "rma_id": "text"}


async def rows_of(triangle: Any) -> Any:
    world = await triangle.stack.open_bare_world(SAMPLE)
    links = world.links["returnlogic"]
    heard = await Asker(Api(links["api_url"], links["api_key"]), transport=triangle.board).list_rmas({"email": SHOPPER})
    return heard.document


def values_of(value: Any) -> Any:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from values_of(inner)
    elif isinstance(value, str) and len(value) > 3:
        yield value


async def test_fields_that_not_every_return_has_are_not_missed(triangle: Any) -> None:
    [_, refund, _] = SAMPLE["rmas"]
    worlds = [await triangle.stack.open_bare_world(SAMPLE | {"rmas": rows}) for rows in (SAMPLE["rmas"], [refund])]
    links = [world.links["returnlogic"] for world in worlds]
    apis = [Api(link["api_url"], link["api_key"]) for link in links]

    mock, live = [await see(Asker(api, transport=triangle.board, pause=no_pause), SHOPPER) for api in apis]
    found = compared(mock, live, {})

    assert {row.path for row in found.fields if row.verdict == "not seen"} == {
        "[].rmaItems[].exchangeSku",
        "[].rmaItems[].exchangeVariantName",
        "[].timeline.rejectDate",
    }
    assert found.is_same


async def test_the_worlds_that_were_compared_with_are_gone(compare: Compare, triangle: Any) -> None:
    await compare(variants={})

    assert len(list(triangle.worlds)) == 1  # the live one, which this test opened
