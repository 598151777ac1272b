"""The API does what its description says: schemathesis asks, and one walk gets every operation to succeed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rma_mocks.core.directory import Directory
from rma_mocks.core.entities import Order, OrderLine
from rma_mocks.core.products import Variant
from rma_mocks.returnlogic import Team, create_app
from rma_mocks.returnlogic.oauth.apps import PublicApp
from rma_mocks.returnlogic.oauth.granting import install
from rma_mocks.returnlogic.rate_limit import RateWindows
from rma_mocks.returnlogic.settings import Policies

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance", "negative_data_rejection"),
)
"""Those that fit: the API takes unlisted methods for unknown paths, and valid shapes may be refused for their sense."""

EXAMPLES = 10
SECRET = {"client_id": "toolkit", "client_secret": "toolkit-secret"}


@pytest.fixture
def app(team: Team) -> FastAPI:
    """Serve the team, in which Gina has three of a jacket, without limits, to the host that schemathesis calls."""
    jacket = OrderLine(11, Variant("Trail Fleece Jacket", "Pine / M", "TFJ-PIN-M", "M", "Pine", Decimal(68)), 3)
    bought_at = datetime(2026, 2, 11, tzinfo=UTC)
    team.world.retailer.add_order(Order("#600000", "gina@example.com", "Gina Lin", bought_at, (jacket,)))
    team.windows = RateWindows(per_second=10**6, per_minute=10**6, time_s=team.world.clock.rate_time_s)
    directory = Directory[Team]()
    directory.add(team.world.id, team, credential=team.api_key)
    return create_app(directory, hosts=frozenset({"testserver"}))


class Api:
    """The described operations, each callable in process, with the team's key."""

    def __init__(self, app: FastAPI, team: Team) -> None:
        import schemathesis  # noqa: PLC0415 -- takes most of a second, which only this module's tests shall pay
        from schemathesis.checks import CHECKS as REGISTERED  # noqa: PLC0415

        document = app.openapi()
        for calls in document["paths"].values():
            for call in calls.values():
                call.pop("security", None)  # the key is sent with every call, so that only the rest is made up
        self.schema: Any = schemathesis.openapi.from_asgi("/openapi.json", app).include(path_regex="^/v1/")
        self._headers = {"Authorization": f"Bearer {team.api_key}"}
        self._checks = [REGISTERED.get_one(name) for name in CHECKS]

    def operations(self) -> Iterator[Any]:
        for result in self.schema.get_all_operations():
            yield result.ok()

    def call(self, case: Any) -> Any:
        return case.call_and_validate(headers=self._headers, checks=self._checks)


@pytest.fixture
def api(app: FastAPI, team: Team) -> Api:
    return Api(app, team)


def ask(operation: Any, call: Callable[..., None], *, is_valid: bool, **more: st.SearchStrategy[Any]) -> None:
    from schemathesis import GenerationMode  # noqa: PLC0415 -- likewise

    mode = GenerationMode.POSITIVE if is_valid else GenerationMode.NEGATIVE
    bounded = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    bounded(given(case=operation.as_strategy(generation_mode=mode), **more)(call))()


def test_what_has_the_described_shape_is_answered_as_described(api: Api) -> None:
    """Half of the ids are real, so that calls get past the question whether there is such a thing."""
    real = {"rmaId": "2000000", "itemId": 900_001, "orderName": "#500001", "code": "TFJ", "webhookId": "x"}

    def call(case: Any, is_real: bool) -> None:  # noqa: FBT001 -- hypothesis draws it
        if is_real and case.path_parameters:
            case.path_parameters = {name: real[name] for name in case.path_parameters}
        asked.add(case.operation.label)
        api.call(case)

    asked: set[str] = set()
    for operation in api.operations():
        ask(operation, call, is_valid=True, is_real=st.booleans())

    assert len(asked) == 26


def test_what_has_another_shape_is_refused(api: Api) -> None:
    asked: set[str] = set()

    def call(case: Any) -> None:
        asked.add(case.operation.label)
        api.call(case)

    for operation in api.operations():
        if operation.body or operation.query:  # any text makes a path that is valid, if of nothing that is there
            ask(operation, call, is_valid=False)

    assert len(asked) == 9


class Walk:
    """One way through the API on which everything succeeds; `reached` are the operations that answered 2xx."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.reached: set[str] = set()

    def __call__(self, method: str, path: str, body: Any = None, **given: Any) -> Any:
        operation = self._api.schema[path][method]
        query = {name: given.pop(name) for name in ("email", "rmaId") if name in given and f"{{{name}}}" not in path}
        sent = {"body": body, "media_type": "application/json"} if body is not None else {}
        answer = self._api.call(operation.Case(path_parameters=given, query=query, **sent))
        assert 200 <= answer.status_code < 300, (operation.label, answer.text)
        self.reached.add(operation.label)
        return answer.json() if answer.content else None


def test_one_walk_gets_every_operation_of_the_description_to_succeed(api: Api, app: FastAPI, team: Team) -> None:
    team.policies = Policies(authorisation="manual")
    team.grants.apps = {"toolkit": PublicApp("Toolkit", "http://127.0.0.1/install", **SECRET)}
    walk = Walk(api)

    code = install(app.state.teams, team, team.grants.apps["toolkit"]).code
    walk("POST", "/v1/oauth", {"grant_type": "authorization_code", "code": code, **SECRET})
    hook = walk("POST", "/v1/webhooks", {"topic": "rma.created", "address": "http://127.0.0.1:3000/hooks"})
    assert walk("GET", "/v1/webhooks")["data"] == [hook]
    ids = [create(walk) for _ in range(3)]
    walk("POST", "/v1/rmas/{rmaId}/reject", {"reason": "Worn"}, rmaId=ids[1])
    walk("POST", "/v1/rmas/{rmaId}/cancel", rmaId=ids[2])
    settle(walk, ids[0])
    look_up(walk)
    walk("DELETE", "/v1/webhooks/{webhookId}", webhookId=hook["id"])

    assert walk.reached == {operation.label for operation in api.operations()}


def create(walk: Walk) -> str:
    """Create a return of one piece of what the shopper has."""
    [order] = walk("GET", "/v1/orders", email="gina@example.com")["data"]
    [line] = order["orderLines"]
    assert line["returnableQuantity"] > 0
    item = {"orderLineId": line["id"], "returnReasonCode": "TS", "returnType": "Exchange"}
    made = walk("POST", "/v1/rmas", {"orderName": order["orderName"], "items": [item]})
    assert made["workflowStatus"] == "Requested"
    return str(made["rlRmaId"])


def settle(walk: Walk, rma_id: str) -> None:
    """Take a return from its authorisation to its end."""
    base = "/v1/rmas/{rmaId}"
    [item] = walk("POST", f"{base}/authorize", rmaId=rma_id)["rmaItems"]
    walk("POST", f"{base}/label/resend", rmaId=rma_id)
    receipt = {"quantity": 1, "disposition": "Ready for Resale", "comment": "Unworn"}
    walk("POST", f"{base}/items/{{itemId}}/receive", receipt, rmaId=rma_id, itemId=item["id"])
    walk("POST", f"{base}/process", {"returnType": "Exchange"}, rmaId=rma_id)
    walk("POST", f"{base}/complete", rmaId=rma_id)
    walk("POST", f"{base}/comments", {"text": "Called the shopper"}, rmaId=rma_id)

    comments = walk("GET", f"{base}/comments", rmaId=rma_id)["data"]
    steps = [(row["step"], row["by"]) for row in walk("GET", f"{base}/timeline", rmaId=rma_id)["data"]]
    assert comments == [{"text": "Called the shopper", "date": "2026-03-02T15:00:00Z", "by": "API"}]
    taken = ("Generated", "Authorized", "Label resent", "Received", "Processed", "Complete")
    assert steps == [(step, "API") for step in taken]
    assert walk("GET", base, rmaId=rma_id)["workflowStatus"] == "Complete"
    assert [str(row["rlRmaId"]) for row in walk("GET", "/v1/rmas", rmaId=rma_id)["data"]] == [rma_id]


def look_up(walk: Walk) -> None:
    """Read what forms, sizing and exchanges need."""
    for name in ("return-reasons", "dispositions", "return-types", "locations"):
        assert walk("GET", f"/v1/{name}")["data"], name
    assert walk("GET", "/v1/orders/{orderName}", orderName="%23500001")["orderName"] == "#500001"
    product = walk("GET", "/v1/products")["data"][0]
    variants = walk("GET", "/v1/products/{code}/variants", code=product["code"])
    assert len(variants["data"]) == len(product["colors"]) * len(product["sizes"])
    assert variants["sizeChart"] == product["sizeChart"]
    sizing = walk("GET", "/v1/products/{code}/sizing", code=product["code"])
    assert sizing["sizes"] == product["sizes"]
