"""Render what the API tells besides RMAs: orders, products, timelines, comments. Contract: all assumed (RL-API-1)."""

from typing import Any

from pydantic.alias_generators import to_camel

from rma_mocks.core.entities import Comment, Order, TimelineEntry
from rma_mocks.core.products import Product, Variant
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.formatters import moment_json, money_json
from rma_mocks.returnlogic.returns import returnable
from rma_mocks.returnlogic.webhooks.rows import Webhook


def order_json(order: Order, team: Team) -> dict[str, Any]:
    """Return an order with what may still be sent back of each line."""
    left, variants = returnable(team.world.retailer, order), team.variants
    return {
        "orderName": order.name,
        "customerEmail": order.email,
        "customerName": order.customer_name,
        "orderDate": moment_json(order.created_at, variants),
        "currency": order.currency,
        "orderLines": [
            {
                "id": line.id,
                "name": line.product,
                "variantName": line.variant,
                "sku": line.sku,
                "quantity": line.quantity,
                "returnableQuantity": left[line.id],
                "unitPrice": money_json(line.unit_price, variants),
            }
            for line in order.lines
        ],
    }


def product_json(product: Product, team: Team) -> dict[str, Any]:
    """Return a product; sizes from small to large."""
    return {
        "code": product.code,
        "name": product.name,
        "kind": product.kind,
        "price": money_json(product.price, team.variants),
        "colors": list(product.colours),
        **sizes_json(product),
    }


def sizes_json(product: Product) -> dict[str, Any]:
    """Return a product's size run, from small to large, and the measurements of each size, in cm."""
    return {
        "sizes": list(product.sizes),
        "sizeChart": [
            {
                "size": size,
                "measurements": [{"name": name, "value": value, "unit": "cm"} for name, value in row.items()],
            }
            for size, row in product.size_chart.items()
        ],
    }


def shares_json(shares: dict[str, Any]) -> dict[str, Any]:
    """Return what `sizing.reason_shares` says of a product."""
    return {to_camel(name): value for name, value in shares.items()}


def variant_json(variant: Variant, team: Team) -> dict[str, Any]:
    """Return a variant with how many are on the shelf."""
    stock = team.world.retailer.stock(variant.sku)
    return {
        "sku": variant.sku,
        "variantName": variant.name,
        "color": variant.colour,
        "size": variant.size,
        "price": money_json(variant.price, team.variants),
        "stock": stock,
        "inStock": stock > 0,
    }


def entry_json(entry: TimelineEntry, team: Team) -> dict[str, Any]:
    """Return one step of an RMA's life."""
    return {
        "step": entry.step,
        "date": moment_json(entry.at, team.variants),
        "by": entry.by,
        "detail": entry.detail or None,
    }


def comment_json(comment: Comment, team: Team) -> dict[str, Any]:
    """Return a comment on an RMA."""
    return {"text": comment.text, "date": moment_json(comment.at, team.variants), "by": comment.by}


def webhook_json(webhook: Webhook) -> dict[str, Any]:
    """Return a registered webhook; its secret is shown to nobody (RL-HOOK-2)."""
    return {"id": webhook.id, "topic": webhook.topic, "address": webhook.address}
