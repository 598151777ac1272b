"""The control API's shelf: what a world's retailer sells, in which sizes, for how much, and how many there are."""

from typing import Any

from fastapi import APIRouter

from rma_mocks.core.products import Product
from rma_mocks.core.retailer import Retailer
from rma_mocks.worlds.control.errors import ControlRoute
from rma_mocks.worlds.control.worlds import Wanted

router = APIRouter(route_class=ControlRoute)


@router.get("/products")
async def list_products(found: Wanted) -> dict[str, Any]:
    """List what the retailer sells: sizes from small to large, their measurements, and every variant with its stock."""
    retailer = found.world.retailer
    return {"products": [_product_row(product, retailer) for product in retailer.products]}


def _product_row(product: Product, retailer: Retailer) -> dict[str, Any]:
    return {
        "name": product.name,
        "code": product.code,
        "kind": product.kind,
        "price": str(product.price),
        "currency": "USD",
        "colours": list(product.colours),
        "sizes": list(product.sizes),
        "size_chart": {"unit": "cm", "sizes": {size: dict(row) for size, row in product.size_chart.items()}},
        "variants": [
            {
                "variant": variant.name,
                "sku": variant.sku,
                "colour": variant.colour,
                "size": variant.size,
                "price": str(variant.price),
                "stock": retailer.stock(variant.sku),
            }
            for variant in product.variants
        ],
    }
