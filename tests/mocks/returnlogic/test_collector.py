"""The warehouse's calls: find the RMA by the slip's barcode, receive its pieces."""

import httpx
import pytest

from rma_mocks.core.entities import DISPOSITIONS
from rma_mocks.returnlogic import Team

API = "/w/w1/collector/api"


async def test_the_slips_barcode_finds_the_rma(team: Team, http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/rmas/%202000000%20")

    assert (answer.json()["id"], answer.json()["items"][0]["received"]) == ("2000000", 0)
    (scanned,) = team.world.journal.exchanges()
    assert (scanned["from"], scanned["operation"]) == ("warehouse", "scan_packing_slip")


async def test_a_strange_barcode_finds_nothing(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/rmas/77")

    assert (answer.status_code, answer.json()["message"]) == (404, "No packing slip has the number 77")


async def test_the_warehouse_chooses_among_the_dispositions(http: httpx.AsyncClient) -> None:
    answer = (await http.get(f"{API}/settings")).json()

    assert answer == {"store_name": "Shop w1", "dispositions": list(DISPOSITIONS)}


async def test_pieces_arrive_one_after_the_other(team: Team, http: httpx.AsyncClient) -> None:
    socks = team.world.retailer.rma("2000000")
    assert socks is not None
    (item,) = socks.items
    team.write(socks._replace(items=(item._replace(quantity=2),)))
    path = f"{API}/rmas/2000000/items/{item.id}/receive"

    first = (await http.post(path, json={"disposition": "Liquidate"})).json()
    second = (await http.post(path, json={"comment": "Second one is fine"})).json()

    assert (first["status"], first["items"][0]["allowed"]) == ("Partially Received", ["approve", "receive"])
    assert (second["status"], second["items"][0]["allowed"]) == ("Received", ["approve"])
    assert (second["items"][0]["disposition"], second["items"][0]["warehouse_comment"]) == (
        "Liquidate",
        "Second one is fine",
    )


@pytest.mark.parametrize(
    ("receipt", "field"),
    [({"quantity": 2}, "quantity"), ({"quantity": 0}, "quantity"), ({"disposition": "Lost"}, "disposition")],
)
async def test_what_makes_no_sense_is_refused_by_field(
    team: Team, http: httpx.AsyncClient, receipt: dict[str, object], field: str
) -> None:
    before = team.world.retailer.rma("2000000")

    answer = await http.post(f"{API}/rmas/2000000/items/900001/receive", json=receipt)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert team.world.retailer.rma("2000000") == before
