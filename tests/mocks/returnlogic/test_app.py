import httpx


async def test_every_operation_says_on_what_evidence_it_stands(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()

    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all(operation["x-evidence"] in ("documented", "observed", "assumed") for operation in operations)
    assert all(operation["x-rule"].startswith("RL-") for operation in operations)


async def test_a_strange_host_gets_no_answer(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/rmas", headers={"Host": "evil.example.com"})

    assert answer.status_code == 421


async def test_a_strange_page_cannot_create_returns(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        "/w/w1/originate/api/rmas",
        json={"order_name": "#500001", "items": []},
        headers={"Origin": "https://evil.example.com"},
    )

    assert answer.status_code == 403
