"""What the settings page reads and writes: the merchant's policies, and how the mock plays what nobody published."""

from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import BaseModel, Field

from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.setting_rows import rows_of
from rma_mocks.returnlogic.settings import Automation, Policies, Variants

API = "/w/w1/originate/api"


async def rows(http: httpx.AsyncClient, part: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in (await http.get(f"{API}/{part}")).json()["settings"]}


@pytest.mark.parametrize(("part", "settings"), [("policies", Policies), ("variants", Variants)])
async def test_every_setting_is_shown_with_what_it_may_be(
    http: httpx.AsyncClient, part: str, settings: type[Policies] | type[Variants]
) -> None:
    shown = await rows(http, part)

    assert set(shown) == {field.name for field in fields(settings)}
    assert all(row["value"] == row["default"] for row in shown.values())


async def test_a_setting_says_on_what_it_rests(http: httpx.AsyncClient) -> None:
    shown = await rows(http, "policies")

    assert shown["authorisation"] == {
        "name": "authorisation",
        "label": "Authorisation",
        "hint": "A new RMA is authorised at once, or waits for staff.",
        "evidence": "documented",
        "rule": "RL-CREATE-1",
        "kind": "choice",
        "choices": ["automatic", "manual"],
        "value": "automatic",
        "default": "automatic",
    }


async def test_a_changed_policy_holds_from_then_on(team: Team, http: httpx.AsyncClient) -> None:
    before = team.world.changes.value

    await http.patch(f"{API}/policies", json={"authorisation": "manual", "abandoned_after_days": 7})

    wish = {"line_id": 2, "quantity": 1, "reason_code": "TS", "return_type": "Refund"}
    made = await http.post(f"{API}/rmas", json={"order_name": "#500001", "items": [wish]})
    assert team.policies == Policies(authorisation="manual", abandoned_after_days=7)
    assert made.json()["status"] == "Requested"
    assert team.world.changes.value > before


async def test_automation_is_set_row_by_row(team: Team, http: httpx.AsyncClient) -> None:
    wanted = [{"return_type": "Refund", "at": "Received", "completes": True}]

    answer = await http.patch(f"{API}/policies", json={"automation": wanted})

    assert team.policies.automation == (Automation("Refund", "Received", completes=True),)
    (row,) = [row for row in answer.json()["settings"] if row["name"] == "automation"]
    assert (row["kind"], row["value"]) == ("rows", wanted)
    assert [field["name"] for field in row["fields"]] == ["return_type", "at", "completes"]


async def test_a_variant_is_played_from_then_on(team: Team, http: httpx.AsyncClient) -> None:
    answer = await http.patch(f"{API}/variants", json={"envelope": "array", "retry_after": True})

    assert answer.json()["is_strict"] is False
    assert team.variants == Variants(envelope="array", retry_after=True)


async def test_a_strict_world_says_so(team: Team, http: httpx.AsyncClient) -> None:
    team.world.shows_assumed = False

    assert (await http.get(f"{API}/variants")).json()["is_strict"] is True


@pytest.mark.parametrize(
    ("part", "change", "field", "sentence"),
    [
        ("policies", {"authorisation": "perhaps"}, "authorisation", "must be 'automatic' or 'manual'"),
        ("policies", {"colour": "red"}, "colour", "is no setting here"),
        ("policies", {"archived_after_days": 0}, "archived_after_days", "must be at least 1"),
        ("policies", {"archived_after_days": "7"}, "archived_after_days", "must be a whole number"),
        ("policies", {"automation": [{"at": "Received"}]}, "automation.0.return_type", "is missing"),
        (
            "policies",
            {"automation": [{"return_type": "Refund", "at": "Received"}] * 2},
            "automation",
            "must name each return type once",
        ),
        ("variants", {"retry_after": "yes"}, "retry_after", "must be true or false"),
        ("variants", {"envelope": None}, "envelope", "must be 'data', 'rmas', 'results' or 'array'"),
    ],
)
async def test_what_cannot_be_set_is_refused_and_nothing_changes(
    team: Team, http: httpx.AsyncClient, part: str, change: dict[str, Any], field: str, sentence: str
) -> None:
    before = team.policies, team.variants, team.world.changes.value

    answer = await http.patch(f"{API}/{part}", json=change)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "message": sentence}]
    assert (team.policies, team.variants, team.world.changes.value) == before


@pytest.mark.parametrize("body", ["[]", '"x"', "{", '{"authorisation": "\\ud800"}'])
async def test_what_is_no_object_is_refused(http: httpx.AsyncClient, body: str) -> None:
    answer = await http.patch(f"{API}/policies", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 422


async def test_only_changes_are_in_the_journal(team: Team, http: httpx.AsyncClient) -> None:
    await http.get(f"{API}/policies")
    await http.get(f"{API}/variants")
    await http.patch(f"{API}/variants", json={"paging": "cursor"})

    assert [row["operation"] for row in team.world.journal.exchanges()] == ["change_variants"]


def test_the_page_can_show_every_kind_of_setting() -> None:
    class Entry(BaseModel):
        name: str
        is_on: bool = False

    class Everything(BaseModel):
        days: Annotated[int, Field(ge=1, le=9)] | None = None
        amount: Annotated[Decimal, Field(ge=0)] = Decimal(5)
        kinds: list[Literal["a", "b"]] = Field(default_factory=list)
        only: Literal["a"] = "a"
        maybe: Literal["a", "b"] | None = None
        note: str = ""
        entries: list[Entry] = Field(default_factory=list)
        tags: list[str] = Field(default_factory=list)
        by_name: dict[str, int] = Field(default_factory=dict)

    shown = {row["name"]: row for row in rows_of(Everything())}

    assert {name: row["kind"] for name, row in shown.items()} == {
        "days": "number",
        "amount": "number",
        "kinds": "choices",
        "only": "choice",
        "maybe": "choice",
        "note": "text",
        "entries": "rows",
        "tags": "texts",
        "by_name": "json",
    }
    assert [name for name, row in shown.items() if row.get("is_optional")] == ["days", "maybe"]
    assert (shown["days"]["minimum"], shown["days"]["maximum"], shown["days"]["step"]) == (1, 9, 1)
    assert (shown["by_name"]["label"], shown["by_name"]["rule"]) == ("By name", None)
