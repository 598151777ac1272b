"""The figures that operators watch, read from the page that Prometheus reads."""

import asyncio
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicDown

PERSONAL = ("ana", "Ruiz", "example.com", "rl-key", "k-0123456789abcdef", "20517", "1048576")


LABELS = ("tenant", "kind", "cause", "outcome", "reason", "window", "le", "version")
"""The order in which a figure's labels are given below."""


async def figures(adaptor: Any) -> dict[tuple[str, ...], float]:
    return read((await adaptor.admin.get("/metrics")).text)


def read(page: str) -> dict[tuple[str, ...], float]:
    """Read the page; a figure's key is its name and its labels' values."""
    return {
        (
            sample.name.removeprefix("rma_adaptor_"),
            *(sample.labels[name] for name in LABELS if name in sample.labels),
        ): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_lookups_are_counted_by_tenant_kind_and_outcome(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    await adaptor.gladly.auto_link("ana@example.com")
    await adaptor.gladly.detailed("ana@example.com")
    await adaptor.gladly.search("leo@example.com")
    await adaptor.gladly.detailed("ana@example.com", key="wrong")
    await adaptor.gladly.detailed("ana@example.com", tenant="nobody")

    found = await figures(adaptor)

    assert {key[1:]: value for key, value in found.items() if key[0] == "lookups_total"} == {
        ("acme", "auto_link", "found"): 1,
        ("acme", "detailed", "found"): 1,
        ("acme", "manual_search", "nobody"): 1,
        ("acme", "-", "unauthorized"): 1,
        ("-", "-", "tenant_unknown"): 1,
    }


async def test_calls_over_profiles_opened_is_one_when_cold_and_nothing_when_warm(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    for _ in range(4):
        await adaptor.gladly.detailed("ana@example.com")

    found = await figures(adaptor)

    assert found["returnlogic_calls_total", "acme", "200"] == 1
    assert found["lookups_total", "acme", "detailed", "found"] == 4


@pytest.mark.parametrize(
    ("fault", "outcome", "cause"),
    [
        pytest.param(httpx.ConnectError("ana@example.com"), "no_answer", "returnlogic_unreachable", id="refused"),
        pytest.param(httpx.Response(401), "401", "returnlogic_token_refused", id="401"),
        pytest.param(
            httpx.Response(429, headers={"retry-after": "30"}), "429", "returnlogic_rate_limited", id="rate limited"
        ),
        pytest.param(httpx.Response(418), "4xx", "returnlogic_error", id="an odd status"),
        pytest.param(httpx.Response(200, text="Ana Ruiz"), "200", "returnlogic_answer_unreadable", id="unreadable"),
    ],
)
async def test_a_failing_returnlogic_is_counted_by_call_and_by_cause(
    adaptor: Any, fault: Any, outcome: str, cause: str
) -> None:
    adaptor.upstream.always = fault

    await adaptor.gladly.detailed("ana@example.com")

    found = await figures(adaptor)
    assert found["returnlogic_calls_total", "acme", outcome] == 1
    assert found["degraded_lookups_total", "acme", cause] == 1
    assert found["lookups_total", "acme", "detailed", "outage"] == 1


async def test_a_kept_connection_that_was_just_closed_makes_two_calls(adaptor: Any) -> None:
    adaptor.upstream.answers = [httpx.RemoteProtocolError("closed")]

    await adaptor.gladly.detailed("ana@example.com")

    found = await figures(adaptor)
    assert found["returnlogic_calls_total", "acme", "no_answer"] == 1
    assert found["returnlogic_calls_total", "acme", "200"] == 1


async def test_a_call_that_hangs_is_counted_once_its_budget_is_spent(impatient: Any) -> None:
    impatient.upstream.gate.clear()
    await impatient.gladly.detailed("ana@example.com")
    await impatient.services.read_model.aclose()

    found = await figures(impatient)

    assert found["returnlogic_calls_total", "acme", "no_answer"] == 1


async def test_a_call_that_waits_for_its_turn_is_counted_as_long_as_it_waits(adaptor_with: Any) -> None:
    adaptor = await adaptor_with(returnlogic_per_second=1)
    await adaptor.gladly.detailed("ana@example.com")
    lookup = asyncio.create_task(adaptor.gladly.detailed("leo@example.com"))
    while not adaptor.services.client.queue_length:  # noqa: ASYNC110 -- nothing else tells of it
        await asyncio.sleep(0)

    waiting = read(adaptor.services.metrics.page().decode())
    await lookup

    found = await figures(adaptor)
    assert (waiting["returnlogic_calls_waiting",], found["returnlogic_calls_waiting",]) == (1, 0)
    assert found["returnlogic_calls_total", "acme", "200"] == 2


async def test_a_call_that_gets_no_turn_is_counted_as_refused(adaptor_with: Any) -> None:
    adaptor = await adaptor_with(returnlogic_per_minute=1)
    await adaptor.gladly.detailed("ana@example.com")

    await adaptor.gladly.detailed("leo@example.com")

    found = await figures(adaptor)
    assert found["returnlogic_refused_calls_total", "acme", "no_turn"] == 1
    assert found["returnlogic_calls_total", "acme", "200"] == 1


async def test_calls_that_an_outage_holds_back_are_counted_until_it_is_over(adaptor: Any) -> None:
    adaptor.upstream.always = httpx.Response(503)
    for i in range(5):
        await adaptor.gladly.detailed(f"p{i}@example.com")
    adaptor.upstream.gate.clear()
    adaptor.upstream.asked.clear()
    trial = asyncio.create_task(adaptor.gladly.detailed("ana@example.com"))
    await adaptor.upstream.asked.wait()

    await adaptor.gladly.detailed("leo@example.com")
    during = await figures(adaptor)
    adaptor.upstream.always = httpx.Response(200, json=[])
    adaptor.upstream.gate.set()
    await trial

    assert during["returnlogic_refused_calls_total", "acme", "outage"] == 1
    assert (during["returnlogic_breakers_open",], (await figures(adaptor))["returnlogic_breakers_open",]) == (1, 0)


async def test_a_call_that_nobody_waits_for_is_counted_as_held_back_by_an_outage(adaptor: Any) -> None:
    adaptor.upstream.always = httpx.Response(503)
    for i in range(5):
        await adaptor.gladly.detailed(f"p{i}@example.com")
    services = adaptor.services
    team, watch = services.team_of(services.tenants.get("acme")), services.call_watch("acme")

    with services.client.asker(team, Budget.of(5), watch, is_background=True) as asker, pytest.raises(ReturnLogicDown):
        await asker.ask("GET", "/products")

    assert (await figures(adaptor))["returnlogic_refused_calls_total", "acme", "outage"] == 1


async def test_a_look_at_one_answer_is_counted_as_a_call(adaptor: Any) -> None:
    await adaptor.admin.post("/tenants/acme/check")

    assert (await figures(adaptor))["returnlogic_calls_total", "acme", "200"] == 1


async def test_times_and_ages_fall_into_buckets(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    await adaptor.gladly.detailed("ana@example.com")
    adaptor.clock.move(20)
    await adaptor.gladly.detailed("ana@example.com")

    found = await figures(adaptor)

    assert found["lookup_seconds_bucket", "acme", "detailed", "5.0"] == 2
    assert found["served_age_seconds_bucket", "acme", "15.0"] == 1
    assert found["served_age_seconds_bucket", "acme", "30.0"] == 2
    assert found["returnlogic_call_seconds_count", "acme"] == 1


async def test_rows_of_other_people_are_counted(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, json=[row(1), row(2, "leo@example.com"), row(3, "eva@example.com")])

    await adaptor.gladly.detailed("ana@example.com")

    assert (await figures(adaptor))["dropped_rows_total", "acme"] == 2


@pytest.mark.parametrize(("left", "share"), [("30", 0.25), ("0", 0.0), ("500", 1.0), ("many", None), ("١٢", None)])
async def test_the_share_of_the_limit_that_is_left_is_what_the_last_answer_said(
    adaptor: Any, left: str, share: float | None
) -> None:
    said = [(b"x-ratelimit-limit-minute", b"120"), (b"x-ratelimit-remaining-minute", left.encode())]
    adaptor.upstream.always = httpx.Response(200, json=[], headers=said)

    await adaptor.gladly.detailed("ana@example.com")

    assert (await figures(adaptor)).get(("returnlogic_limit_left_ratio", "acme", "minute")) == share


async def test_what_is_held_and_under_way_is_shown(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    await adaptor.gladly.detailed("ana@example.com")

    found = await figures(adaptor)

    held = ("people_kept", "signatures_kept", "tenants", "stopping", "lookups_under_way")
    assert [found[(name,)] for name in held] == [1, 1, 1, 0, 0]
    assert any(key[0] == "build_info" and value == 1 for key, value in found.items())


async def test_a_removed_tenant_leaves_no_figures(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, json=[row(1), row(2, "leo@example.com")])
    await adaptor.gladly.detailed("ana@example.com")

    await adaptor.admin.delete("/tenants/acme")

    assert [key for key in await figures(adaptor) if "acme" in key] == []


async def test_a_tenant_of_a_removed_ones_name_is_counted_from_nothing(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    await adaptor.gladly.detailed("ana@example.com")
    await adaptor.admin.delete("/tenants/acme")
    await adaptor.tenant()

    await adaptor.gladly.detailed("ana@example.com")

    found = await figures(adaptor)
    assert found["lookups_total", "acme", "detailed", "found"] == 1
    assert found["returnlogic_calls_total", "acme", "200"] == 1
    assert found["returnlogic_call_seconds_count", "acme"] == 1


async def test_nothing_personal_is_on_the_page(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    await adaptor.gladly.detailed("ana@example.com")
    await adaptor.gladly.detailed("ana@example.com", tenant="ana@example.com")

    page = (await adaptor.admin.get("/metrics")).text

    assert [word for word in PERSONAL if word in page] == []


async def test_the_page_needs_the_admin_token(adaptor_with: Any) -> None:
    adaptor = await adaptor_with(admin_token="t0ken")

    refused = await adaptor.admin.get("/metrics")
    answered = await adaptor.admin.get("/metrics", headers={"authorization": "Bearer t0ken"})

    assert (refused.status_code, answered.status_code) == (401, 200)
    assert answered.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
