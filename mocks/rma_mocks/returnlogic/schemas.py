"""What the API sends, as its description tells it: each field with its evidence and its rule.

The shapes are those of the default variants.
"""

from typing import Any

from rma_mocks.core.entities import RETURN_TYPES, STATUSES


def field(kind: str, evidence: str, rule: str, **more: Any) -> dict[str, Any]:
    """Return the schema of one field.

    Args:
        kind: Its JSON type; with a question mark behind it, null is possible, too.
        evidence: documented, observed or assumed.
        rule: The id of the rule it rests on.
        more: Further keywords of the schema.
    """
    types = [kind.removesuffix("?"), "null"] if kind.endswith("?") else kind
    return {"type": types, **more, "x-evidence": evidence, "x-rule": rule}


def _observed(kind: str, rule: str = "RL-RMA-1", **more: Any) -> dict[str, Any]:
    return field(kind, "observed", rule, **more)


def _assumed(kind: str, rule: str = "RL-RMA-2", **more: Any) -> dict[str, Any]:
    return field(kind, "assumed", rule, **more)


def _group(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"properties": properties, "required": list(required or properties)}


_MOMENT = {"format": "date-time"}
_TOTAL = _observed("object", **_group({"total": _observed("number", "RL-MONEY-1")}))

_ITEM = _group(
    {
        "id": _assumed("integer", "RL-RMA-5"),
        "name": _assumed("string", "RL-RMA-5"),
        "variantName": _observed("string"),
        "sku": _observed("string"),
        "quantity": _observed("integer"),
        "returnType": _observed("string", enum=list(RETURN_TYPES)),
        "returnReasonDescription": _observed("string"),
        "returnReasonComment": _observed("string?"),
        "returnReasonCode": _assumed("string"),
        "exchangeVariantName": _assumed("string"),
        "exchangeSku": _assumed("string"),
    },
    *("id", "name", "variantName", "sku", "quantity", "returnType", "returnReasonDescription", "returnReasonComment"),
)

RMA: dict[str, Any] = _observed(
    "object",
    **_group(
        {
            "rlRmaId": _observed("integer", "RL-ID-1"),
            "workflowStatus": _observed("string", "RL-STATUS-2", enum=list(STATUSES)),
            "orderName": _observed("string"),
            "timeline": _observed(
                "object",
                **_group(
                    {
                        "createDate": _observed("string", "RL-TIME-1", **_MOMENT),
                        "authorizeDate": _assumed("string", **_MOMENT),
                        "rejectDate": _assumed("string", **_MOMENT),
                        "receiveDate": _assumed("string", **_MOMENT),
                        "processDate": _assumed("string", **_MOMENT),
                        "completeDate": _assumed("string", **_MOMENT),
                    },
                    "createDate",
                ),
            ),
            "totals": _observed("object", **_group({"refund": _TOTAL, "exchange": _TOTAL, "giftCard": _TOTAL})),
            "shippingLabel": _observed(
                "object?",
                **_group(
                    {
                        "carrier": _observed("string"),
                        "trackingNumber": _observed("string"),
                        "trackingUrl": _observed("string", format="uri"),
                    }
                ),
            ),
            "rmaItems": _observed("array", items=_observed("object", **_ITEM)),
            "teamId": _assumed("string"),
            "customerEmail": _assumed("string", "RL-RMA-4"),
            "customerName": _assumed("string"),
            "currency": _assumed("string"),
            "orderDate": _assumed("string", **_MOMENT),
            "updatedDate": _assumed("string", **_MOMENT),
            "archived": _assumed("boolean"),
        },
        *("rlRmaId", "workflowStatus", "orderName", "timeline", "totals", "shippingLabel", "rmaItems"),
    ),
)
"""One RMA (observed in a third-party client, RL-RMA-1; the rest assumed, RL-RMA-2)."""


def list_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list in its default envelope (assumed; RL-PAGE-1)."""
    pages = {name: _assumed("integer", "RL-PAGE-2") for name in ("page", "pageSize", "total")}
    rows = _assumed("array", "RL-PAGE-1", items=row)
    return _assumed("object", "RL-PAGE-1", **_group({"data": rows, **pages}, "data"))


RMA_LIST = list_of(RMA)
