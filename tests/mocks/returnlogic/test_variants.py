"""Each guess about the API, played the other way."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from rma_mocks.core.faults import Fault
from rma_mocks.returnlogic import Team

ANA = {"email": "ana@example.com"}
PAGES = {"page": 1, "pageSize": 50, "total": 2}


def play(team: Team, **variants: Any) -> None:
    team.variants = replace(team.variants, **variants)


async def rows(api: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await api.get("/rmas", params=ANA | params)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return list(found if isinstance(found, list) else found["data"])


@pytest.mark.parametrize("envelope", ["data", "rmas", "results"])
async def test_a_list_stands_under_the_key_of_its_envelope(team: Team, api: httpx.AsyncClient, envelope: str) -> None:
    play(team, envelope=envelope)

    answer = (await api.get("/rmas", params=ANA)).json()

    assert [row["rlRmaId"] for row in answer.pop(envelope)] == [2000002, 2000000]
    assert answer == PAGES


async def test_an_array_is_no_envelope_and_its_pages_go_on_until_an_empty_one(
    team: Team, api: httpx.AsyncClient
) -> None:
    play(team, envelope="array", page_size=1)
    team.windows = team.windows.emptied()
    team.windows.per_second = 9

    pages = [(await api.get("/rmas", params=ANA | {"page": page})).json() for page in (1, 2, 3)]

    assert [[row["rlRmaId"] for row in page] for page in pages] == [[2000002], [2000000], []]


async def test_a_cursor_leads_to_the_next_stretch_and_is_null_at_the_end(team: Team, api: httpx.AsyncClient) -> None:
    play(team, paging="cursor", page_size=1)

    first = (await api.get("/rmas", params=ANA | {"page": 2})).json()
    last = (await api.get("/rmas", params=ANA | {"cursor": first["nextCursor"]})).json()

    assert [set(answer) for answer in (first, last)] == [{"data", "nextCursor"}] * 2
    assert [answer["data"][0]["rlRmaId"] for answer in (first, last)] == [2000002, 2000000]
    assert (isinstance(first["nextCursor"], str), last["nextCursor"]) == (True, None)


@pytest.mark.parametrize("cursor", ["2", "ZnJvbTo", "ZnJvbTotMQ", "ZnJvbTowMQ", "=", "ü", "Zm9v" * 40])
async def test_a_cursor_that_no_list_gave_is_a_400_that_names_it(
    team: Team, api: httpx.AsyncClient, cursor: str
) -> None:
    play(team, paging="cursor")

    answer = await api.get("/rmas", params=ANA | {"cursor": cursor})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "cursor", "message": "must be the nextCursor of such a list"}]


@pytest.mark.parametrize(
    ("variants", "profile"),
    [
        pytest.param({"paging": "none"}, "assumed", id="a list that does not go on"),
        pytest.param({"paging": "none"}, "strict", id="also in a strict world"),
        pytest.param({"paging": "cursor", "envelope": "array"}, "assumed", id="an array has no place for a cursor"),
        pytest.param({"paging": "cursor"}, "strict", id="a strict world shows no cursor"),
    ],
)
async def test_some_lists_are_whole_and_say_nothing_of_pages(
    team: Team, api: httpx.AsyncClient, variants: dict[str, Any], profile: str
) -> None:
    play(team, page_size=1, **variants)
    team.world.shows_assumed = profile == "assumed"

    answer = (await api.get("/rmas", params=ANA | {"page": 2, "pageSize": 1})).json()

    assert len(answer if isinstance(answer, list) else answer.pop("data")) == 2
    assert isinstance(answer, list) or answer == {}


async def test_an_id_may_be_text(team: Team, api: httpx.AsyncClient) -> None:
    play(team, rma_id="text")

    assert [row["rlRmaId"] for row in await rows(api)] == ["2000002", "2000000"]


@pytest.mark.parametrize(
    ("spelling", "status"),
    [("title", "In Transit"), ("lower", "in transit"), ("snake", "in_transit"), ("joined", "intransit")],
)
async def test_a_status_is_spelt_as_set(team: Team, api: httpx.AsyncClient, spelling: str, status: str) -> None:
    play(team, status_spelling=spelling)

    assert (await rows(api))[1]["workflowStatus"] == status


@pytest.mark.parametrize(("key", "found"), [("customerEmail", {"customerEmail"}), ("email", {"email"})])
async def test_the_email_stands_under_its_key(team: Team, api: httpx.AsyncClient, key: str, found: set[str]) -> None:
    play(team, email_key=key)

    row = (await rows(api))[0]

    assert {name for name, value in row.items() if value == "ana@example.com"} == found


async def test_the_email_may_be_absent(team: Team, api: httpx.AsyncClient) -> None:
    play(team, email_key="absent")

    assert "ana@example.com" not in str(await rows(api))


async def test_an_item_may_have_the_second_names(team: Team, api: httpx.AsyncClient) -> None:
    play(team, item_keys="second")

    item = (await rows(api))[1]["rmaItems"][0]

    assert (item["rmaItemId"], item["productName"]) == (900001, "Trail Fleece Jacket")
    assert not {"id", "name"} & set(item)


async def test_amounts_may_be_text(team: Team, api: httpx.AsyncClient) -> None:
    play(team, money="text")

    assert (await rows(api))[1]["totals"]["exchange"] == {"total": "68.00"}


async def test_times_may_say_nothing_of_a_zone(team: Team, api: httpx.AsyncClient) -> None:
    play(team, time_zone="absent")

    row = (await rows(api))[1]

    assert row["timeline"]["createDate"] == "2026-02-21T15:00:00"
    assert {row["orderDate"], row["updatedDate"]} == {"2026-02-10T15:00:00", "2026-02-22T15:00:00"}


async def test_nobodys_list_may_be_a_404_in_the_vendors_form(team: Team, api: httpx.AsyncClient) -> None:
    play(team, nothing_found="not_found")

    answer = await api.get("/rmas", params={"email": "nobody@example.com"})

    assert (answer.status_code, answer.json()) == (404, {"message": "Nothing was found", "errors": []})
    [exchange] = team.world.journal.exchanges()
    assert exchange.get("hint") is None


async def test_a_page_after_the_last_is_no_404(team: Team, api: httpx.AsyncClient) -> None:
    play(team, nothing_found="not_found")

    assert await rows(api, page=9) == []


async def test_a_filter_may_be_ignored_by_every_call(team: Team, api: httpx.AsyncClient) -> None:
    play(team, email_filter="ignored")

    assert [row["rlRmaId"] for row in await rows(api)] == [2000002, 2000001, 2000000]
    assert (await api.get("/rmas", params=ANA)).json()["total"] == 3


async def test_a_429_may_say_when_to_come_back(team: Team, api: httpx.AsyncClient) -> None:
    play(team, retry_after=True)

    answers = [await api.get("/rmas", params=ANA) for _ in range(3)]

    assert [answer.headers.get("Retry-After") for answer in answers] == [None, None, "1"]


async def test_a_full_minute_is_waited_for_to_its_end(team: Team, api: httpx.AsyncClient) -> None:
    play(team, retry_after=True)
    team.windows = team.windows.emptied()
    team.windows.per_minute = 1

    answers = [await api.get("/rmas", params=ANA) for _ in range(2)]

    assert [answer.headers.get("Retry-After") for answer in answers] == [None, "60"]


async def test_a_429_may_have_the_body_of_all_errors(team: Team, api: httpx.AsyncClient) -> None:
    play(team, rate_limit_body="error")

    answers = [await api.get("/rmas", params=ANA) for _ in range(3)]

    assert answers[2].json() == {"message": "Rate Limit Exceeded", "errors": []}


async def test_a_scripted_429_looks_like_a_real_one(team: Team, api: httpx.AsyncClient) -> None:
    play(team, rate_limit_body="error", retry_after=True)
    team.world.faults.add(Fault("returnlogic", "rate_limited", path="/v1/rmas"))

    answer = await api.get("/rmas", params=ANA)

    assert (answer.status_code, answer.json()["errors"], answer.headers["Retry-After"]) == (429, [], "1")


@pytest.mark.parametrize(
    "variants",
    [
        {},
        {"email_key": "email", "paging": "page"},
        {"retry_after": True, "envelope": "rmas", "item_keys": "second"},
        {"paging": "cursor", "time_zone": "absent", "money": "text"},
    ],
    ids=str,
)
async def test_a_strict_world_sends_no_name_that_nobody_has_seen_whatever_the_variants(
    team: Team, api: httpx.AsyncClient, variants: dict[str, Any]
) -> None:
    team.world.shows_assumed = False
    play(team, **variants)

    answers = [await api.get("/rmas", params=ANA) for _ in range(3)]

    document = answers[0].json()
    assert set(document) == {variants.get("envelope", "data")}
    [row] = document.popitem()[1][1:]
    observed = {"rlRmaId", "workflowStatus", "orderName", "timeline", "totals", "shippingLabel", "rmaItems"}
    assert (set(row), set(row["timeline"])) == (observed, {"createDate"})
    assert "Retry-After" not in answers[2].headers


async def test_the_description_has_evidence_and_rule_for_every_field_of_an_rma(
    api: httpx.AsyncClient, http: httpx.AsyncClient
) -> None:
    call = (await http.get("/openapi.json")).json()["paths"]["/v1/rmas"]["get"]
    schema = call["responses"]["200"]["content"]["application/json"]["schema"]
    described = dict(_described(schema))

    sent = set(_sent((await api.get("/rmas", params=ANA)).json()))

    assert sent <= set(described)
    assert {mark for mark, _ in described.values()} == {"observed", "assumed"}
    assert all(rule.startswith("RL-") for _, rule in described.values())


def _described(schema: dict[str, Any], path: str = "") -> Any:
    for name, field in schema.get("properties", {}).items():
        yield f"{path}{name}", (field["x-evidence"], field["x-rule"])
        yield from _described(field, f"{path}{name}.")
        yield from _described(field.get("items", {}), f"{path}{name}[].")


def _sent(value: Any, path: str = "") -> Any:
    if isinstance(value, list):
        for row in value:
            yield from _sent(row, f"{path[:-1]}[].")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}{name}"
            yield from _sent(inner, f"{path}{name}.")
