"""The API's reference lists, orders and products. Contract: assumed (RL-API-1); the lists themselves are documented."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from rma_mocks.core.products import Product
from rma_mocks.core.wire import json_answer
from rma_mocks.returnlogic import api_schemas as shapes
from rma_mocks.returnlogic.api_json import order_json, product_json, shares_json, sizes_json, variant_json
from rma_mocks.returnlogic.api_route import ApiRoute, CurrentCaller
from rma_mocks.returnlogic.api_schemas import described
from rma_mocks.returnlogic.auth import Caller
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.inputs import EmailAddress
from rma_mocks.returnlogic.listing import whole_list
from rma_mocks.returnlogic.sizing import reason_shares

router = APIRouter(prefix="/v1", tags=["API v1"], route_class=ApiRoute)

_EVIDENCE = {"x-evidence": "assumed", "x-rule": "RL-API-1"}
OrderName = Annotated[str, Path(alias="orderName", description="With or without its #.", json_schema_extra=_EVIDENCE)]
Code = Annotated[str, Path(description="A product's code.", json_schema_extra=_EVIDENCE)]
Email = Annotated[EmailAddress, Query(description="The shopper's; case does not matter.", json_schema_extra=_EVIDENCE)]


@router.get("/return-reasons", **described(shapes.REASONS, rule="RL-REASON-1"))
async def list_return_reasons(caller: CurrentCaller) -> Response:
    """List why shoppers may send something back."""
    rows = [{"code": row.code, "description": row.description} for row in caller.team.policies.reasons]
    return whole_list(rows, caller.team, named="returnReasons")


@router.get("/dispositions", **described(shapes.NAMED_DISPOSITIONS, rule="RL-DISP-1"))
async def list_dispositions(caller: CurrentCaller) -> Response:
    """List the warehouse's verdicts."""
    return whole_list([{"name": name} for name in caller.team.policies.dispositions], caller.team, named="dispositions")


@router.get("/return-types", **described(shapes.NAMED_RETURN_TYPES, rule="RL-TYPE-1"))
async def list_return_types(caller: CurrentCaller) -> Response:
    """List what shoppers may want for what they send back."""
    return whole_list([{"name": name} for name in caller.team.policies.return_types], caller.team, named="returnTypes")


@router.get("/locations", **described(shapes.LOCATIONS))
async def list_locations(caller: CurrentCaller) -> Response:
    """List where returns go: one Return Shipping Address is required, more are not described."""
    name = f"{caller.team.world.retailer.store_name} Returns"
    return whole_list([{"id": 1, "name": name, "isReturnShippingAddress": True}], caller.team, named="locations")


@router.get("/orders", **described(shapes.ORDERS))
async def list_orders(caller: CurrentCaller, email: Email) -> Response:
    """List a shopper's orders, newest first."""
    rows = [order_json(order, caller.team) for order in caller.team.world.retailer.orders_of_email(email)]
    return whole_list(rows, caller.team, named="orders")


@router.get("/orders/{orderName:path}", **described(shapes.ORDER, 404))
async def get_order(caller: CurrentCaller, order_name: OrderName) -> Response:
    """Return one order; in the address its # is percent-encoded, or left out."""
    order = caller.team.world.retailer.order(order_name)
    if order is None:
        raise ReturnLogicError(404, f"There is no order {order_name}")
    return json_answer(order_json(order, caller.team))


@router.get("/products", **described(shapes.PRODUCTS))
async def list_products(caller: CurrentCaller) -> Response:
    """List what the retailer sells, with size runs and measurements."""
    rows = [product_json(product, caller.team) for product in caller.team.world.retailer.products]
    return whole_list(rows, caller.team, named="products")


@router.get("/products/{code}/variants", **described(shapes.VARIANTS, 404))
async def list_variants(caller: CurrentCaller, code: Code) -> Response:
    """List a product's variants with price and stock, and its sizes."""
    product = _product(caller, code)
    rows = [variant_json(row, caller.team) for row in product.variants]
    return whole_list(rows, caller.team, named="variants", **sizes_json(product))


@router.get("/products/{code}/sizing", **described(shapes.SIZING, 404))
async def get_sizing(caller: CurrentCaller, code: Code) -> Response:
    """Say for which reasons a product comes back, and how much of it because it is too small or too big."""
    product = _product(caller, code)
    shares = reason_shares(caller.team.world.retailer, product=product.name)
    return json_answer(shares_json(shares) | sizes_json(product))


def _product(caller: Caller, code: str) -> Product:
    product = next((row for row in caller.team.world.retailer.products if row.code == code), None)
    if product is None:
        raise ReturnLogicError(404, f"There is no product {code}")
    return product
