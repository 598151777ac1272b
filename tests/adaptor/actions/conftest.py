"""A tenant with actions, Ana's RMAs, and an agent who opens and sends forms."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

EMAIL = "ana@example.com"
ORDER = {
    "orderName": "#20517",
    "customerEmail": EMAIL,
    "orderDate": "2026-02-11T09:30:00Z",
    "orderLines": [
        {
            "id": 1,
            "name": "Trail Fleece Jacket",
            "variantName": "Pine / M",
            "sku": "TFJ-PIN-M",
            "returnableQuantity": 2,
        },
        {"id": 2, "name": "Merino Crew Sock", "variantName": None, "sku": "MCS-GRY-S", "returnableQuantity": 0},
    ],
}


class Desk:
    """Does what an agent does: sees offers, opens forms, sends them."""

    def __init__(self, adaptor: Any) -> None:
        self._adaptor = adaptor
        self._gladly = adaptor.gladly

    async def offers(self) -> dict[str, str]:
        """Return the addresses of all offers by their words; those of cards begin with the RMA's number."""
        answer = await self._gladly.detailed(EMAIL, at=self._adaptor.clock.now)
        [customer] = answer.json()["results"]
        found = {row["name"]: row["formUrl"] for row in customer.get("actions", [])}
        for card in customer["transactions"]:
            found |= {f"{card['rmaNumber']} {row['name']}": row["formUrl"] for row in card.get("actions", [])}
        return found

    async def opens(self, offer: str) -> dict[str, Any]:
        """Return a form."""
        answer = await self._gladly.form((await self.offers())[offer], at=self._adaptor.clock.now)
        assert answer.status_code == 200, answer.text
        form: dict[str, Any] = answer.json()
        return form

    async def sends(self, form: dict[str, Any], **values: Any) -> httpx.Response:
        """Send a form."""
        answer: httpx.Response = await self._gladly.submit(form["actionUrl"], values, at=self._adaptor.clock.now)
        return answer

    async def runs(self, offer: str, **values: Any) -> httpx.Response:
        """Open a form and send it."""
        return await self.sends(await self.opens(offer), **values)


@pytest.fixture
async def acting(adaptor: Any, row: Callable[..., dict[str, Any]]) -> Any:
    """An adaptor whose tenant has actions, and a ReturnLogic where each of them works."""
    return await prepared(adaptor, row)


@pytest.fixture
async def busy(adaptor_with: Callable[..., Awaitable[Any]], row: Callable[..., dict[str, Any]]) -> Any:
    """The same with one call a minute, which the lookup takes that shows the offers."""
    return await prepared(await adaptor_with(returnlogic_per_minute=1), row)


@pytest.fixture
def desk(acting: Any) -> Desk:
    return Desk(acting)


@pytest.fixture
def desk_of() -> Callable[[Any], Desk]:
    return Desk


@pytest.fixture
def with_actions(row: Callable[..., dict[str, Any]]) -> Callable[[Any], Awaitable[Any]]:
    """Give an adaptor's tenant actions, and let each of them work."""
    return lambda adaptor: prepared(adaptor, row)


async def prepared(adaptor: Any, row: Callable[..., dict[str, Any]]) -> Any:
    await adaptor.tenant(assumed_api=True)
    label = {"carrier": "USPS", "trackingNumber": "92"}
    requested = row(7, workflowStatus="Requested", shippingLabel=label)
    adaptor.upstream.rows = [requested, row(8, shippingLabel=label), row(9, workflowStatus="Complete")]
    adaptor.upstream.says = {
        "POST /v1/rmas/7/authorize": httpx.Response(200, json={**requested, "workflowStatus": "Authorized"}),
        "POST /v1/rmas/7/reject": httpx.Response(200, json={**requested, "workflowStatus": "Rejected"}),
        "POST /v1/rmas/8/label/resend": httpx.Response(200, json=row(8)),
        "POST /v1/rmas/7/comments": httpx.Response(201, json={"text": "x"}),
        "POST /v1/rmas": httpx.Response(201, json=row(10, workflowStatus="Authorized")),
        "GET /v1/orders": httpx.Response(200, json={"data": [ORDER]}),
        "GET /v1/return-reasons": httpx.Response(200, json={"data": [{"code": "TS", "description": "Too Small"}]}),
        "GET /v1/return-types": httpx.Response(200, json={"data": [{"name": "Refund"}, {"name": "Exchange"}]}),
    }
    return adaptor


@pytest.fixture
def changes(acting: Any) -> Callable[[], list[str]]:
    """Return which changes ReturnLogic was asked for."""

    def made() -> list[str]:
        return [f"{call.method} {call.url.path}" for call in acting.upstream.calls if call.method != "GET"]

    return made
