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
        pytest.param(b'{"seed": "x", "customers": -1}', "seed: Input should be a valid integer", id="two at once"),
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


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        pytest.param({"seed": 10**80}, "seed: ", id="seed beyond every number"),
        pytest.param({"now": "0001-01-01T00:00:00+10:00"}, "now: a world lives between 2000 and 2100", id="first day"),
        pytest.param({"now": "9999-12-31T23:59:59Z"}, "now: a world lives between", id="last day"),
        pytest.param({"rmas": [{"of": "gina", "created": "0001-01-02T00:00:00Z"}]}, "rmas.0.created: ", id="old RMA"),
        pytest.param({"rmas": [{"of": "gina", "items": [{"amount": "1e400"}]}]}, "rmas.0.items.0.amount", id="amount"),
        pytest.param({"rmas": [{"of": "gina", "key": "k"}] * 2}, "rmas: the key 'k' is used twice", id="RMA keys"),
        pytest.param({"rmas": [{"of": "gina", "key": "rma1"}, {"of": "gina"}]}, "'rma1' is used twice", id="RMA place"),
        pytest.param({"profiles": [{"key": "a", "name": "A"}] * 2}, "'a' is used twice", id="profile keys"),
        pytest.param(
            {"orders": [{"of": "gina", "key": "order1", "items": [{}]}, {"of": "gina", "items": [{}]}]},
            "orders: the key 'order1' is used twice",
            id="order keys",
        ),
        pytest.param({"gladly": {"definition": ["rma", "rma"]}}, "the name 'rma' is used twice", id="definition"),
        pytest.param({"gladly": {"definition": [""]}}, "gladly.definition.0: must be an attribute name", id="no name"),
        pytest.param({"profiles": [{"key": "a", "name": "A", "emails": ["gina"]}]}, "is not an e-mail", id="e-mail"),
        pytest.param({"profiles": [{"key": "a", "name": "A", "phones": ["12"]}]}, "such as +16505550100", id="phone"),
        pytest.param({"orders": [{"of": "gina", "name": "1001", "items": [{}]}]}, "such as #1001", id="order name"),
        pytest.param({"orders": [{"of": "gina", "name": "#1", "items": [{}]}] * 2}, "'#1' is used twice", id="orders"),
        pytest.param({"apps": [{"url": "http://a.example.com", "headers": {"X": "a\nb"}}]}, "line breaks", id="header"),
        pytest.param({"apps": [{"url": "http://a.example.com", "headers": {"Host": "b"}}]}, "itself", id="own header"),
        pytest.param({"apps": [{"url": "http://a.example.com", "realm": "é"}]}, "apps.0.realm: must be", id="realm"),
        pytest.param({"gladly": {"username": "a:b"}}, "without a colon", id="user name"),
        pytest.param({"returnlogic": {"api_key": "é"}}, "ASCII characters", id="API key"),
        pytest.param({"id": "../w1"}, "id: must be an id", id="world id"),
    ],
)
async def test_a_world_that_could_not_be_played_is_refused_before_it_opens(
    mocks: Any, spec: dict[str, Any], hint: str
) -> None:
    answer = await mocks.control.post("worlds", json={"people": [GINA], **spec})

    assert answer.status_code == 400
    assert hint in answer.json()["message"]


async def test_a_given_id_never_stands_in_the_way_of_the_next_free_one(mocks: Any) -> None:
    await mocks.open(id="w1")

    assert (await mocks.open())["id"] == "w2"


@pytest.mark.parametrize("given", [{"gladly": {"organization": "acme"}}, {"returnlogic": {"team_id": "acme"}}])
async def test_a_given_vendor_id_belongs_to_one_open_world(mocks: Any, given: dict[str, Any]) -> None:
    first = await mocks.open(**given)

    refused = await mocks.control.post("worlds", json=given)
    await mocks.control.delete(f"worlds/{first['id']}")
    again = await mocks.control.post("worlds", json=given)

    assert (refused.status_code, again.status_code) == (409, 201)
    assert "'acme' belongs to an open world" in refused.json()["message"]


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
