import httpx
import pytest

from rma_mocks.core.faults import Fault
from rma_mocks.returnlogic import Team


def ids(answer: httpx.Response) -> list[int | str]:
    return [row["rlRmaId"] for row in answer.json()["data"]]


async def test_a_shoppers_rmas_come_newest_first_in_the_assumed_envelope(api: httpx.AsyncClient) -> None:
    answer = await api.get("/rmas", params={"email": "ana@example.com"})

    assert answer.status_code == 200
    assert ids(answer) == [2000002, 2000000]
    assert {key: value for key, value in answer.json().items() if key != "data"} == {
        "page": 1,
        "pageSize": 50,
        "total": 2,
    }


async def test_the_case_of_an_email_does_not_matter(api: httpx.AsyncClient) -> None:
    answer = await api.get("/rmas", params={"email": " ANA@Example.com "})

    assert ids(answer) == [2000002, 2000000]


async def test_somebody_without_returns_gets_an_empty_list(api: httpx.AsyncClient) -> None:
    answer = await api.get("/rmas", params={"email": "nobody@example.com"})

    assert (answer.status_code, answer.json()["data"], answer.json()["total"]) == (200, [], 0)


async def test_an_rma_has_the_observed_names_and_the_assumed_ones_beside_them(api: httpx.AsyncClient) -> None:
    answer = await api.get("/rmas", params={"email": "ana@example.com"})

    assert answer.json()["data"][1] == {
        "rlRmaId": 2000000,
        "workflowStatus": "In Transit",
        "orderName": "#500001",
        "timeline": {"createDate": "2026-02-21T15:00:00Z", "authorizeDate": "2026-02-21T15:00:00Z"},
        "totals": {"refund": {"total": 0.0}, "exchange": {"total": 68.0}, "giftCard": {"total": 0.0}},
        "shippingLabel": {
            "carrier": "USPS",
            "trackingNumber": "9202",
            "trackingUrl": "https://tracking.example.com/9202",
        },
        "rmaItems": [
            {
                "id": 900001,
                "name": "Trail Fleece Jacket",
                "variantName": "Pine / M",
                "sku": "SKU-1",
                "quantity": 1,
                "returnType": "Exchange",
                "returnReasonDescription": "Too Small",
                "returnReasonComment": "Tight across the shoulders",
                "returnReasonCode": "TS",
            }
        ],
        "teamId": "team-w1",
        "customerEmail": "ana@example.com",
        "customerName": "Ana Ruiz",
        "currency": "USD",
        "orderDate": "2026-02-10T15:00:00Z",
        "updatedDate": "2026-02-22T15:00:00Z",
        "archived": False,
    }


async def test_a_strict_world_leaves_out_whatever_nobody_has_seen(team: Team, api: httpx.AsyncClient) -> None:
    team.world.shows_assumed = False

    answer = await api.get("/rmas", params={"email": "ana@example.com"})

    row = answer.json()["data"][1]
    assert set(answer.json()) == {"data"}
    assert set(row) == {
        "rlRmaId",
        "workflowStatus",
        "orderName",
        "timeline",
        "totals",
        "shippingLabel",
        "rmaItems",
    }
    assert set(row["timeline"]) == {"createDate"}
    assert "returnReasonCode" not in row["rmaItems"][0]


async def test_a_page_holds_as_many_rows_as_asked_for(api: httpx.AsyncClient) -> None:
    answer = await api.get("/rmas", params={"email": "ana@example.com", "page": 2, "pageSize": 1})

    assert ids(answer) == [2000000]
    assert (answer.json()["page"], answer.json()["pageSize"], answer.json()["total"]) == (2, 1, 2)


async def test_the_page_after_the_last_is_empty(api: httpx.AsyncClient) -> None:
    answer = await api.get("/rmas", params={"email": "ana@example.com", "page": 9})

    assert (answer.status_code, ids(answer)) == (200, [])


@pytest.mark.parametrize(
    ("params", "field"),
    [
        pytest.param({"email": "  "}, "email", id="blank e-mail"),
        pytest.param({"email": "ana"}, "email", id="no at sign"),
        pytest.param({"email": "a@example.com", "page": "0"}, "page", id="page zero"),
        pytest.param({"email": "a@example.com", "pageSize": "101"}, "pageSize", id="page too large"),
        pytest.param({"email": "a@example.com", "page": "two"}, "page", id="page in letters"),
    ],
)
async def test_a_malformed_question_is_a_400_that_names_the_field(
    api: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await api.get("/rmas", params=params)

    assert answer.status_code == 400
    assert answer.json()["message"] == "Bad Request"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_an_unescaped_plus_is_a_blank_and_so_no_email(api: httpx.AsyncClient) -> None:
    """Clients that forget to percent-encode plus addresses must notice it here."""
    answer = await api.get("/rmas?email=ana+returns@example.com")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(None, id="none"),
        pytest.param("Bearer wrong", id="unknown key"),
        pytest.param("Bearer ", id="empty key"),
        pytest.param("Basic key-w1", id="another scheme"),
    ],
)
async def test_without_a_known_bearer_token_nothing_is_told(http: httpx.AsyncClient, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    answer = await http.get("/v1/rmas", params={"email": "ana@example.com"}, headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized", "errors": []})


async def test_a_team_never_sees_another_teams_rows(http: httpx.AsyncClient) -> None:
    headers = {"Authorization": "Bearer key-w2"}

    answer = await http.get("/v1/rmas", params={"email": "ana@example.com"}, headers=headers)

    assert ids(answer) == []


@pytest.mark.parametrize(
    ("method", "path", "is_strict"),
    [
        pytest.param("POST", "/rmas/2000000/frobnicate", False, id="no such call"),
        pytest.param("PATCH", "/rmas/2000000", False, id="no such method"),
        pytest.param("POST", "/rmas/2000000/authorize", True, id="assumed call in a strict world"),
        pytest.param("POST", "/webhooks", True, id="webhook in a strict world"),
    ],
)
async def test_every_other_path_of_the_api_is_a_404_in_the_vendors_form(
    team: Team, api: httpx.AsyncClient, method: str, path: str, *, is_strict: bool
) -> None:
    team.world.shows_assumed = not is_strict

    answer = await api.request(method, path)

    assert (answer.status_code, answer.json()) == (404, {"message": f"There is no /v1{path}", "errors": []})
    [exchange] = team.world.journal.exchanges()
    assert exchange["hint"].startswith(f"no route takes {method} /v1{path}")


async def test_a_strict_world_lists_by_email_only(team: Team, api: httpx.AsyncClient) -> None:
    team.world.shows_assumed = False

    without, beside = await api.get("/rmas"), await api.get("/rmas?email=ana@example.com&status=Received")

    assert (without.status_code, without.json()["errors"][0]["field"]) == (400, "email")
    assert ids(beside) == [2000002, 2000000]


async def test_an_ignored_filter_gives_other_shoppers_rows_too(team: Team, api: httpx.AsyncClient) -> None:
    team.world.faults.add(Fault("returnlogic", "filter_ignored", path="/v1/rmas"))

    answer = await api.get("/rmas", params={"email": "ana@example.com"})

    assert ids(answer) == [2000002, 2000001, 2000000]


async def test_maintenance_is_a_503_in_the_vendors_form(team: Team, api: httpx.AsyncClient) -> None:
    team.world.faults.add(Fault("returnlogic", "maintenance", path="/v1/*"))

    answer = await api.get("/rmas", params={"email": "ana@example.com"})

    assert (answer.status_code, answer.json()["message"]) == (503, "Down For Maintenance")
    assert answer.headers["X-RateLimit-Remaining-Second"] == "1"


async def test_a_number_that_is_no_number_stays_text(team: Team, api: httpx.AsyncClient) -> None:
    bens = team.world.retailer.rma("2000001")
    assert bens is not None
    team.world.retailer.write_rma(bens._replace(id="R-7"))

    answer = await api.get("/rmas", params={"email": "ben@example.com"})

    assert "R-7" in ids(answer)


async def test_the_journal_tells_who_asked_what_and_how_much_was_left(team: Team, api: httpx.AsyncClient) -> None:
    await api.get("/rmas", params={"email": "ana@example.com"}, headers={"X-B3-TraceId": "ab" * 16})

    (exchange,) = team.world.journal.exchanges()
    assert (exchange["from"], exchange["to"], exchange["operation"]) == ("adaptor", "returnlogic", "list_rmas")
    assert (exchange["status"], exchange["trace"]) == (200, "ab" * 16)
    assert exchange["request_headers"]["authorization"] == "Bearer [masked]"
    assert exchange["response_headers"]["x-ratelimit-remaining-minute"] == "119"
