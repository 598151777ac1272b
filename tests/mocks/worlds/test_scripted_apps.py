"""An app without a program behind it: the mock answers its lookups as the world's declaration says."""

from typing import Any

import httpx
import pytest

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import mock_apps

GLADLY = "http://127.0.0.1:8701"
EMAIL = "gina.lin@example.com"
PROFILES = [{"key": "gina", "name": "Gina Lin", "emails": [EMAIL]}]
ONE = {"results": [{"externalCustomerId": "c1", "emails": [{"original": EMAIL}], "customAttributes": {"rma": "x"}}]}


class Itself(httpx.AsyncBaseTransport):
    """Carries lookups back to the mock Gladly, as the line would."""

    app: Any = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await httpx.ASGITransport(self.app).handle_async_request(request)


@pytest.fixture
async def desk() -> Any:
    itself = Itself()
    apps = mock_apps(
        gladly_url=GLADLY,
        returnlogic_url="http://127.0.0.1:8702",
        hosts=LOOPBACK_HOSTS,
        control_token="t",
        lookup_transport=itself,
    )
    itself.app = apps.gladly
    transport, token = httpx.ASGITransport(apps.gladly), {"Authorization": "Bearer t"}
    async with httpx.AsyncClient(transport=transport, base_url=GLADLY, headers=token) as client:
        yield client


async def opens(desk: Any, world: dict[str, Any]) -> dict[str, Any]:
    path = f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}/open"
    answer: dict[str, Any] = (await desk.post(path)).json()["round"]["verdicts"][0]
    return answer


async def declared(desk: Any, answers: Any) -> dict[str, Any]:
    spec = {"customers": 0, "profiles": PROFILES, "apps": [{"name": "Club", "answers": answers}]}
    answer = await desk.post("/_mock/worlds", json=spec)
    assert answer.status_code == 201, answer.text
    world: dict[str, Any] = answer.json()
    return world


@pytest.mark.parametrize(
    ("answers", "rule", "said"),
    [
        pytest.param(ONE, "GL-LINK-1", "exactly one customer", id="one answer to all"),
        pytest.param({"auto_link": ONE}, "GL-LINK-7", "returned 0 customers", id="no details"),
        pytest.param({"results": None}, "GL-LINK-6", "", id="null results"),
        pytest.param({"results": [{"externalCustomerId": 7}]}, "GL-ANSWER-1", "instead of text", id="a numeric id"),
        pytest.param("<html>sign in</html>", "GL-ANSWER-1", "an HTML page", id="a page"),
        pytest.param('{"results": [', "GL-ANSWER-1", "not JSON", id="cut off"),
    ],
)
async def test_it_answers_as_declared(desk: Any, answers: Any, rule: str, said: str) -> None:
    verdict = await opens(desk, await declared(desk, answers))

    assert verdict["rule"] == rule
    assert said in verdict["sentence"]


async def test_a_fork_has_a_scripted_app_of_its_own(desk: Any) -> None:
    world = await declared(desk, ONE)
    fork = (await desk.post(f"/_mock/worlds/{world['id']}/fork", json={})).json()
    await desk.delete(f"/_mock/worlds/{world['id']}")

    assert (await opens(desk, fork))["rule"] == "GL-LINK-1"


async def test_only_gladlys_own_calls_are_in_the_journal(desk: Any) -> None:
    world = await declared(desk, ONE)
    await opens(desk, world)

    rows = (await desk.get(f"/_mock/worlds/{world['id']}/journal")).json()["exchanges"]

    assert [(row["direction"], row["operation"]) for row in rows] == [
        ("sent", "auto_link"),
        ("sent", "detailed"),
        ("received", "open_profile"),
    ]


async def test_an_app_elsewhere_and_one_that_nobody_knows_have_no_script(desk: Any) -> None:
    spec = {"customers": 0, "apps": [{"id": "far", "url": "http://127.0.0.1:1/"}]}
    world = (await desk.post("/_mock/worlds", json=spec)).json()

    for name in ("far", "nobody"):
        assert (await desk.post(f"/w/{world['id']}/scripted/{name}", content=b"[")).status_code == 404


@pytest.mark.parametrize(
    "app", [{}, {"url": "http://127.0.0.1:1/", "answers": []}], ids=["neither url nor answers", "both"]
)
async def test_an_app_is_either_elsewhere_or_scripted(desk: Any, app: dict[str, Any]) -> None:
    refused = await desk.post("/_mock/worlds", json={"apps": [app]})

    assert refused.status_code == 400
    assert refused.json()["message"].startswith("apps.0: must have a url, or answers")


async def test_of_two_adaptors_that_send_one_attribute_the_last_wins(desk: Any) -> None:
    one = {"externalCustomerId": "c1", "emails": [{"original": EMAIL}]}
    apps = [{"name": name, "answers": {"results": [{**one, "customAttributes": {"rma": name}}]}} for name in ("A", "B")]
    world = (await desk.post("/_mock/worlds", json={"customers": 0, "profiles": PROFILES, "apps": apps})).json()

    await opens(desk, world)

    profile = (await desk.get(f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}")).json()
    assert [row["value"] for row in profile["attributes"]] == ["B"]
