"""Both ports do what their descriptions say, whatever schemathesis makes up within them and against them."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)
BOUNDED = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


class Api:
    """One port's described operations, each asked in process."""

    def __init__(self, app: Any, http: httpx.AsyncClient) -> None:
        import schemathesis  # noqa: PLC0415 -- takes most of a second, which only this module's tests shall pay
        from schemathesis.checks import CHECKS as REGISTERED  # noqa: PLC0415
        from schemathesis.checks import load_all_checks  # noqa: PLC0415

        self._http = http
        self._schema: Any = schemathesis.openapi.from_dict(app.openapi())
        load_all_checks()
        self._checks = [REGISTERED.get_one(name) for name in CHECKS]

    def operations(self) -> list[Any]:
        return [result.ok() for result in self._schema.get_all_operations()]

    async def broken_by(self, case: Any) -> str | None:
        """Make one call, and say how its answer differs from the description."""
        from schemathesis.core.failures import FailureGroup  # noqa: PLC0415 -- likewise

        asked = case.as_transport_kwargs(base_url=str(self._http.base_url))
        sent = {name: asked[name] for name in ("params", "headers", "json") if asked.get(name) is not None}
        body = {"content": asked["data"]} if asked.get("data") is not None else {}
        answer = await self._http.request(asked["method"], asked["url"], **sent, **body)
        try:
            case.validate_response(answer, checks=self._checks)
        except FailureGroup as failures:
            return f"{case.operation.label}: {answer.status_code}, " + ", ".join(map(str, failures.exceptions))
        return None


def cases_of(operation: Any, *, is_valid: bool) -> list[Any]:
    """Make calls up; they are made afterwards, since nothing asynchronous can be tried by hypothesis itself."""
    from schemathesis import GenerationMode  # noqa: PLC0415 -- likewise

    found: list[Any] = []
    mode = GenerationMode.POSITIVE if is_valid else GenerationMode.NEGATIVE
    BOUNDED(given(case=operation.as_strategy(generation_mode=mode))(lambda case: found.append(case)))()  # noqa: PLW0108 -- its name is read
    return found


@pytest.fixture
async def ports(adaptor: Any) -> dict[str, Api]:
    await adaptor.tenant("open", signing_keys=[], allow_unsigned=True)
    return {
        "public": Api(adaptor.app, adaptor.gladly.http),
        "admin": Api(adaptor.admin._transport.app, adaptor.admin),
    }


@pytest.mark.parametrize("port", ["public", "admin"])
async def test_what_has_the_described_shape_is_answered_as_described(ports: dict[str, Api], port: str) -> None:
    api = ports[port]
    asked = [case for operation in api.operations() for case in cases_of(operation, is_valid=True)]

    broken = {await api.broken_by(case) for case in asked} - {None}

    assert broken == set()
    assert {case.operation.label for case in asked} == {operation.label for operation in api.operations()}


@pytest.mark.parametrize("port", ["public", "admin"])
async def test_what_has_another_shape_is_refused_as_described(ports: dict[str, Api], port: str) -> None:
    api = ports[port]
    takes = [operation for operation in api.operations() if operation.body or operation.query]
    asked = [case for operation in takes for case in cases_of(operation, is_valid=False)]

    broken = {await api.broken_by(case) for case in asked} - {None}

    assert broken == set()
