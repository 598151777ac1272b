"""What the control API says to bad requests: the same sentence on both ports, never a failure of its own."""

from typing import Any

import httpx
import pytest

TOKEN = {"Authorization": "Bearer control-token"}
GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}


@pytest.mark.parametrize("side", ["gladly", "returnlogic"])
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"", "the body: is missing", id="nothing"),
        pytest.param(b"{", "the body cannot be read as JSON", id="half a body"),
        pytest.param(b"\xff", "the body cannot be read as JSON", id="no text"),
        pytest.param(b'{"a":' * 3000, "the body cannot be read as JSON", id="nested without end"),
        pytest.param(b"[]", "the body: must be a JSON object; send it as application/json", id="a list"),
        pytest.param(b'{"peeple": []}', "peeple: is no field of this call", id="misspelt"),
        pytest.param(
            b'{"seed": "x", "customers": -1}',
            "seed: must be a whole number, not 'x'; customers: must be at least 0, not -1",
            id="two at once",
        ),
    ],
)
async def test_a_bad_body_is_a_400_with_one_sentence_on_both_ports(
    mocks: Any, side: str, body: bytes, sentence: str
) -> None:
    client: httpx.AsyncClient = getattr(mocks, side)
    answer = await client.post("/_mock/worlds", content=body, headers=TOKEN | {"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["message"].startswith(sentence)


@pytest.mark.parametrize("side", ["gladly", "returnlogic"])
async def test_a_call_that_does_not_exist_says_where_to_look(mocks: Any, side: str) -> None:
    answer = await getattr(mocks, side).put("/_mock/worlds/w1/weather", headers=TOKEN)

    assert answer.status_code == 404
    assert answer.json() == {"message": "there is no PUT /_mock/worlds/w1/weather; /openapi.json lists what there is"}


@pytest.mark.parametrize("side", ["gladly", "returnlogic"])
async def test_a_token_that_is_no_text_is_a_wrong_token(mocks: Any, side: str) -> None:
    answer = await getattr(mocks, side).get("/_mock/worlds", headers={"Authorization": b"Bearer \xe9"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "url",
    [
        *("", "nope", "ftp://x", "http://", "http://[", "http://ex ample.com", "http://x:99999/", "http://x/\x00"),
        *("//x/y", "http://user:secret@adaptor.example.com/", f"http://{'a' * 70}.example.com/"),
    ],
)
async def test_an_app_wants_a_url_that_can_be_called(mocks: Any, url: str) -> None:
    answer = await mocks.control.post("worlds", json={"apps": [{"url": url}]})

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("apps.0.url: ")


async def test_a_given_id_never_stands_in_the_way_of_the_next_free_one(mocks: Any) -> None:
    await mocks.open(id="w1")

    assert (await mocks.open())["id"] == "w2"


async def test_orders_of_the_worlds_own_never_take_a_given_name(mocks: Any) -> None:
    orders = [{"of": "gina", "name": name, "items": [{}]} for name in ("#500002", None)]
    await mocks.open(id="w1", people=[GINA], orders=orders, rmas=[{"of": "gina"}], customers=0)

    answer = await mocks.returnlogic.get("/w/w1/originate/api/orders", params={"search": GINA["email"]})

    assert len({order["name"] for order in answer.json()["orders"]}) == 3


@pytest.mark.parametrize(
    "move",
    [
        *('{"advance_s": 1e300}', '{"advance_s": NaN}', '{"advance_s": Infinity}', '{"advance_s": 3000000000}'),
        *(
            '{"set": "9999-12-31T23:59:59Z"}',
            '{"set": "0001-01-01T00:00:00+10:00"}',
            '{"freeze": true, "resume": true}',
        ),
    ],
)
async def test_a_clock_never_leaves_the_calendar(mocks: Any, move: str) -> None:
    await mocks.open(id="w1", now="2026-03-02T15:00:00Z")

    answer = await mocks.control.post("worlds/w1/clock", content=move, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert (await mocks.control.get("worlds/w1/clock")).json()["now"].startswith("2026-03-02T15:00:0")


@pytest.mark.parametrize(
    "query",
    [
        "people?offset=99999999999999999999",
        "people?limit=0",
        "journal?after=-1",
        "journal?wait_s=nan",
        "journal?limit=x",
    ],
)
async def test_a_bad_query_is_a_400_that_names_the_parameter(mocks: Any, query: str) -> None:
    await mocks.open(id="w1")

    answer = await mocks.control.get(f"worlds/w1/{query}")

    assert answer.status_code == 400
    assert answer.json()["message"].startswith(query.split("?")[1].split("=", maxsplit=1)[0])
