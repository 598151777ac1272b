"""The shapes of what the API sends besides RMAs, each field with its evidence and its rule, and of its refusals."""

from http import HTTPStatus
from typing import Any

from rma_mocks.core.entities import DISPOSITIONS, RETURN_TYPES
from rma_mocks.returnlogic.schemas import RMA, field
from rma_mocks.returnlogic.webhooks.rows import TOPICS

_JSON = "application/json"


def _assumed(kind: str, rule: str = "RL-API-1", **more: Any) -> dict[str, Any]:
    return field(kind, "assumed", rule, **more)


def _object(rule: str = "RL-API-1", /, **properties: dict[str, Any]) -> dict[str, Any]:
    return _assumed("object", rule, properties=properties, required=[*properties])


def _rows(row: dict[str, Any], rule: str = "RL-API-1") -> dict[str, Any]:
    return _assumed("array", rule, items=row)


def _list(row: dict[str, Any], rule: str = "RL-API-1", /, **beside: dict[str, Any]) -> dict[str, Any]:
    return _object(rule, data=_rows(row, rule), **beside)


_TEXT, _NUMBER, _WHOLE, _TRUTH = _assumed("string"), _assumed("number"), _assumed("integer"), _assumed("boolean")
_MOMENT = _assumed("string", format="date-time")

_ORDER_LINE = _object(
    id=_WHOLE,
    name=_TEXT,
    variantName=_TEXT,
    sku=_TEXT,
    quantity=_WHOLE,
    returnableQuantity=_WHOLE,
    unitPrice=_NUMBER,
)
_MEASUREMENT = _object(name=_TEXT, value=_NUMBER, unit=_TEXT)
_SIZES = {
    "sizes": _rows(_TEXT),
    "sizeChart": _rows(_object(size=_TEXT, measurements=_rows(_MEASUREMENT))),
}

ORDER = _object(
    orderName=_TEXT,
    customerEmail=_TEXT,
    customerName=_TEXT,
    orderDate=_MOMENT,
    currency=_TEXT,
    orderLines=_rows(_ORDER_LINE),
)
ORDERS = _list(ORDER)
PRODUCTS = _list(_object(code=_TEXT, name=_TEXT, kind=_TEXT, price=_NUMBER, colors=_rows(_TEXT), **_SIZES))
VARIANTS = _list(
    _object(
        sku=_TEXT,
        variantName=_TEXT,
        color=_assumed("string?"),
        size=_assumed("string?"),
        price=_NUMBER,
        stock=_WHOLE,
        inStock=_TRUTH,
    ),
    **_SIZES,
)
SIZING = _object(
    rmasLookedAt=_WHOLE,
    rmasTotal=_WHOLE,
    returned=_WHOLE,
    reasons=_rows(_object(code=_TEXT, description=_TEXT, pieces=_WHOLE, share=_NUMBER)),
    tooSmall=_NUMBER,
    tooBig=_NUMBER,
    **_SIZES,
)
TIMELINE = _list(_object(step=_TEXT, date=_MOMENT, by=_TEXT, detail=_assumed("string?")))
COMMENT = _object(text=_TEXT, date=_MOMENT, by=_TEXT)
COMMENTS = _list(COMMENT)
REASONS = _list(_object(code=_TEXT, description=_TEXT))
NAMED_DISPOSITIONS = _list(_object(name=_assumed("string", examples=list(DISPOSITIONS))))
NAMED_RETURN_TYPES = _list(_object(name=_assumed("string", enum=list(RETURN_TYPES))))
LOCATIONS = _list(_object(id=_WHOLE, name=_TEXT, isReturnShippingAddress=_TRUTH))
WEBHOOK = _object(
    "RL-HOOK-2",
    id=_assumed("string", "RL-HOOK-2"),
    topic=_assumed("string", "RL-HOOK-2", enum=list(TOPICS)),
    address=_assumed("string", "RL-HOOK-2"),
)
WEBHOOKS = _list(WEBHOOK, "RL-HOOK-2")
TOKENS = field(
    "object",
    "documented",
    "RL-OAUTH-2",
    properties={
        "bearer_token": field("string", "documented", "RL-OAUTH-2"),
        "refresh_token": field("string", "documented", "RL-OAUTH-2"),
    },
    required=["bearer_token", "refresh_token"],
)
EVENT = _object(
    "RL-HOOK-3",
    id=_assumed("string", "RL-HOOK-3"),
    topic=_assumed("string", "RL-HOOK-3", enum=list(TOPICS)),
    teamId=_assumed("string", "RL-HOOK-3"),
    occurredAt=_assumed("string", "RL-HOOK-3", format="date-time"),
    data=RMA,
)
"""What a webhook carries."""

_PROBLEM = _object("RL-ERR-2", field=_assumed("string", "RL-ERR-2"), message=_assumed("string", "RL-ERR-2"))
ERROR = _object("RL-ERR-2", message=_assumed("string", "RL-ERR-2"), errors=_rows(_PROBLEM, "RL-ERR-2"))
_TOO_MANY = ERROR | {"required": ["message"]}

_ANY_CALL = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
_MEANT = {
    HTTPStatus.BAD_REQUEST: "Malformed",
    HTTPStatus.UNAUTHORIZED: "No bearer token, or an unknown, revoked or expired one",
    HTTPStatus.NOT_FOUND: "Not there, or another team's",
    HTTPStatus.CONFLICT: "Not as things stand; the message names the rule",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Makes no sense as things are",
    HTTPStatus.TOO_MANY_REQUESTS: "Rate limit exceeded",
    HTTPStatus.SERVICE_UNAVAILABLE: "Down for maintenance, where a failure is scripted",
}
_DOCUMENTED = frozenset({*_ANY_CALL, HTTPStatus.SERVICE_UNAVAILABLE})


def refusals(*more: int) -> dict[int | str, dict[str, Any]]:
    """Return what a call may refuse with: the statuses that are documented for any, and others that are assumed."""
    statuses = [*_ANY_CALL, *(HTTPStatus(status) for status in more), HTTPStatus.SERVICE_UNAVAILABLE]
    return {int(status): _refusal(status) for status in statuses}


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    evidence = "status documented, RL-ERR-1" if status in _DOCUMENTED else "status assumed, RL-ERR-2"
    schema = _TOO_MANY if status == HTTPStatus.TOO_MANY_REQUESTS else ERROR
    return {
        "description": f"{_MEANT[status]} ({evidence}; body assumed, RL-ERR-2)",
        "content": {_JSON: {"schema": schema}},
    }


def described(
    answer: dict[str, Any] | None, *refused: int, evidence: str = "assumed", rule: str = "RL-API-1", status: int = 200
) -> dict[str, Any]:
    """Return how a route is described: what it answers and how it refuses.

    Args:
        answer: The schema of the answer; None where it has no body.
        refused: Statuses beyond those of every call.
        evidence: documented, observed or assumed.
        rule: The id of the rule it rests on.
        status: Of the answer.
    """
    good: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if answer is not None:
        good["content"] = {_JSON: {"schema": answer}}
    return {
        "status_code": status,
        "response_model": None,
        "responses": {status: good, **refusals(*refused)},
        "openapi_extra": {"x-evidence": evidence, "x-rule": rule},
    }
