"""What a tenant with `assumed_api` learns besides the list of RMAs, and that no other tenant asks for it."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.lookup import Asking
from rma_adaptor.returnlogic import ProductFacts, Rma, Team
from rma_adaptor.sentences.shelf import Ask, Shelf
from rma_adaptor.telemetry import LookupRecord

HOODIE = {
    "name": "Basecamp Hoodie",
    "variantName": "Oat / M",
    "sku": "BCH-OAT-M",
    "returnType": "Refund",
    "returnReasonDescription": "Too Small",
}
SIZES = {"sizes": ["S", "M", "L"]}
SIZING = {"returned": 63, "tooSmall": 0.38, "tooBig": 0.12, **SIZES}
PRODUCTS = {"data": [{"code": "BCH/1", "name": "Basecamp Hoodie"}]}
VARIANTS = {
    "data": [
        {
            "sku": f"BCH-OAT-{size}",
            "variantName": f"Oat / {size}",
            "color": "Oat",
            "size": size,
            "price": 62,
            "stock": 4,
        }
        for size in SIZES["sizes"]
    ]
}
KNOWN = {
    "/v1/products": PRODUCTS,
    "/v1/products/BCH/1/variants": VARIANTS,
    "/v1/products/BCH/1/sizing": SIZING,
}


@pytest.fixture
def hoodie(row: Any) -> dict[str, Any]:
    made: dict[str, Any] = row(7, workflowStatus="Authorized", rmaItems=[HOODIE], totals={"refund": {"total": 62}})
    return made


async def opened(adaptor: Any) -> dict[str, str]:
    answer = await adaptor.gladly.detailed("ana@example.com", at=adaptor.clock.now)
    [customer] = answer.json()["results"]
    attributes: dict[str, str] = customer["customAttributes"]
    return attributes


async def learnt(adaptor: Any) -> None:
    """Wait until nothing is being found out any more."""
    while adaptor.services.shelf._running:
        await asyncio.wait(adaptor.services.shelf._running)


async def until_idle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def asked(adaptor: Any) -> list[str]:
    return [call.url.raw_path.decode() for call in adaptor.upstream.calls]


async def test_a_default_tenant_asks_for_nothing_but_the_list_of_rmas(adaptor: Any, hoodie: Any) -> None:
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], KNOWN

    await adaptor.gladly.auto_link("ana@example.com", at=adaptor.clock.now)
    await adaptor.gladly.search("ana@example.com")
    for _ in range(2):
        shown = await opened(adaptor)
        adaptor.clock.move(60)
        await learnt(adaptor)

    assert {(call.method, call.url.path, *call.url.params) for call in adaptor.upstream.calls} == {
        ("GET", "/v1/rmas", "email")
    }
    assert shown["returnSuggestion"].startswith("Offer to exchange the Basecamp Hoodie for a size up from M")


async def test_the_next_open_knows_stock_price_and_shares(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], KNOWN

    first = await opened(adaptor)
    await learnt(adaptor)
    second = await opened(adaptor)

    assert "a size up from M" in first["returnSuggestion"]
    assert second["returnSuggestion"].endswith("(RMA 7, Authorized): Oat / L is in stock (4), same price.")
    assert second["returnSizing"].endswith("All shoppers: of 63 returned 38% Too Small, 12% Too Big.")
    assert sorted(asked(adaptor)[1:]) == [
        "/v1/products",
        "/v1/products/BCH%2F1/sizing",
        "/v1/products/BCH%2F1/variants",
    ]


async def test_products_are_asked_for_again_only_when_what_is_known_is_old(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True, max_age_s=86_400)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], KNOWN
    calls = []

    for seconds in (0, 299, 2):
        adaptor.clock.move(seconds)
        await opened(adaptor)
        await learnt(adaptor)
        calls.append(len(adaptor.upstream.calls))

    assert calls == [4, 4, 7]


async def test_old_stock_is_not_told(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True, max_age_s=86_400)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], KNOWN
    await opened(adaptor)
    await learnt(adaptor)
    adaptor.clock.move(301)

    assert "stock" not in (await opened(adaptor))["returnSuggestion"]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param({}, id="no such calls"),
        pytest.param({"/v1/products": None}, id="no answer"),
        pytest.param({"/v1/products": {"error": "?"}}, id="another shape"),
        pytest.param({**KNOWN, "/v1/products/BCH/1/sizing": [1]}, id="another shape of shares"),
        pytest.param({**KNOWN, "/v1/products": {"data": [{"code": "X", "name": "Sock"}]}}, id="no such product"),
        pytest.param({**KNOWN, "/v1/products": {"data": PRODUCTS["data"] * 2}}, id="two products of one name"),
    ],
)
async def test_whatever_becomes_of_the_assumed_calls_the_lookup_is_answered_from_the_rows(
    adaptor: Any, hoodie: Any, others: dict[str, Any]
) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], others

    for _ in range(3):
        shown = await opened(adaptor)
        await learnt(adaptor)

    assert shown["returnSuggestion"].startswith("Offer to exchange the Basecamp Hoodie for a size up from M")
    assert shown["rmaNotice"] == ""


async def test_after_a_call_that_failed_nothing_more_is_asked_for_a_minute(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True, max_age_s=86_400)
    adaptor.upstream.rows = [hoodie]
    calls = []

    for seconds in (0, 59, 2):
        adaptor.clock.move(seconds)
        await opened(adaptor)
        await learnt(adaptor)
        calls.append(len(adaptor.upstream.calls))

    assert calls == [2, 2, 3]


async def test_assumed_calls_that_fail_do_not_hold_back_lookups(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True, max_age_s=0)
    adaptor.upstream.rows = [hoodie]
    for _ in range(10):
        adaptor.upstream.answers = [httpx.Response(200, json=[hoodie]), httpx.Response(500)]
        await opened(adaptor)
        await learnt(adaptor)
        adaptor.clock.move(61)

    assert (await opened(adaptor))["rmaNotice"] == ""


async def test_assumed_calls_that_hang_hold_up_no_lookup_when_returnlogic_is_back(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(max_age_s=0)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], {"/v1/products": None}
    await opened(adaptor)
    adaptor.upstream.answers = [httpx.Response(503)] * 5
    for _ in range(4):
        await opened(adaptor)
    await adaptor.tenant(max_age_s=0, assumed_api=True)

    during = await opened(adaptor)
    await until_idle()
    after = await opened(adaptor)

    assert ("down for maintenance" in during["rmaNotice"], after["rmaNotice"]) == (True, "")


class Learner:
    """Notes how it would ask."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []

    def learn(self, team: Team, products: Iterable[str], ask: Ask) -> None:
        del team, products
        self.asks.append(ask)

    def known(self, team: Team, products: Iterable[str]) -> dict[str, ProductFacts]:
        del team, products
        return {}


async def test_assumed_calls_are_made_in_the_background_and_each_waits_no_longer_than_a_lookup(
    adaptor_with: Any, hoodie: Any
) -> None:
    adaptor, learner = await adaptor_with(budget_s=3), Learner()
    services = replace(adaptor.services, shelf=cast("Shelf", learner))

    Asking(services, services.tenants.get("acme"), Budget.of(3), LookupRecord()).facts([Rma.model_validate(hoodie)])

    with learner.asks[0]() as asker:
        assert (asker.is_background, asker.budget.call_s, asker.budget.left_s() > 20) == (True, 3, True)


async def test_who_fits_causes_no_call(adaptor: Any, row: Any) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows, adaptor.upstream.others = (
        [row(7, rmaItems=[HOODIE | {"returnReasonDescription": "Damage"}])],
        KNOWN,
    )

    await opened(adaptor)
    await learnt(adaptor)

    assert len(adaptor.upstream.calls) == 1


async def test_what_is_known_of_products_is_forgotten_with_the_rows(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], KNOWN
    await opened(adaptor)
    await learnt(adaptor)

    await adaptor.admin.post("/tenants/acme/forget")

    assert "stock" not in (await opened(adaptor))["returnSuggestion"]


async def test_the_adaptor_ends_while_something_is_being_found_out(adaptor: Any, hoodie: Any) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows, adaptor.upstream.others = [hoodie], {"/v1/products": None}
    await opened(adaptor)

    await adaptor.services.shelf.aclose()

    assert not adaptor.services.shelf._running
