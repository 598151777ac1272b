"""The adaptor that one would write first: typed FastAPI dependency, typed models, httpx as it comes; for comparison."""

from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from rma_adaptor.errors import SignatureRejected
from rma_adaptor.signing import verify


class _Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Query(_Wire):
    """What Gladly asks."""

    external_customer_id: str


class Lookup(_Wire):
    """A detailed lookup."""

    lookup_level: str
    query: Query
    unique_match_required: bool


class Item(_Wire):
    """A return item."""

    id: int
    name: str
    quantity: int = 1
    return_type: str | None = None


class Rma(_Wire):
    """One row of ReturnLogic's."""

    rl_rma_id: int
    workflow_status: str
    order_name: str | None = None
    timeline: dict[str, Any]
    rma_items: list[Item]
    customer_email: str | None = None


class Page(_Wire):
    """ReturnLogic's answer."""

    data: list[Rma]


class Product(_Wire):
    """A return item on a card."""

    id: str
    name: str
    quantity: str
    status: str | None


class Card(_Wire):
    """An RMA as a card."""

    type: str = "ORDER"
    order_number: str
    rma_number: str
    status: str
    created_at: str
    products: list[Product]


class Result(_Wire):
    """One customer."""

    external_customer_id: str
    emails: list[dict[str, str]]
    custom_attributes: dict[str, str]
    transactions: list[Card]


class Answer(_Wire):
    """What Gladly is answered."""

    results: list[Result]


def plain_app(*, api_url: str, key: str, path: str, client: httpx.AsyncClient) -> FastAPI:
    """Return it, for one tenant."""
    app = FastAPI()

    async def signed(request: Request) -> None:
        headers = dict(request.headers)
        try:
            verify(
                key=key,
                method="POST",
                path=path,
                query="",
                headers=headers,
                body=await request.body(),
                now=datetime.now(UTC),
                max_skew_s=300,
            )
        except SignatureRejected:
            raise HTTPException(401) from None

    @app.post(path)
    async def look_up(lookup: Lookup, _: Annotated[None, Depends(signed)]) -> Answer:
        email = lookup.query.external_customer_id
        found = await client.get(f"{api_url}/rmas", params={"email": email}, headers={"Authorization": "Bearer k"})
        rows = [row for row in Page.model_validate_json(found.content).data if row.customer_email in (None, email)]
        return Answer(results=[_result(email, rows)])

    return app


def _result(email: str, rows: list[Rma]) -> Result:
    newest = rows[0]
    link = f"https://originate.returnlogic.com/originate/rma/{newest.rl_rma_id}"
    attributes = {"rma": link, "rmaStatus": newest.workflow_status, "rmaCount": str(len(rows))}
    return Result(
        external_customer_id=email,
        emails=[{"original": email}],
        custom_attributes=attributes,
        transactions=[
            Card(
                order_number=row.order_name or "",
                rma_number=str(row.rl_rma_id),
                status=row.workflow_status,
                created_at=row.timeline["createDate"],
                products=[
                    Product(id=str(item.id), name=item.name, quantity=str(item.quantity), status=item.return_type)
                    for item in row.rma_items
                ],
            )
            for row in rows
        ],
    )
