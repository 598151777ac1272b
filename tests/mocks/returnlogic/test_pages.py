import re

import httpx
import pytest

from rma_mocks.returnlogic import Team

PAGES = (
    "originate",
    "originate/new",
    "originate/settings",
    "originate/packing-slip",
    "originate/rma/2000000",
    "collector",
    "returns-center",
    "returns-center/packing-slip",
)
STATIC = re.compile(r'(?:href|src)="((?:\.\./|originate/|returns-center/|collector/)*static/[^"]+)"')


@pytest.mark.parametrize("path", [*PAGES, "originate/rma/77"])
async def test_every_file_that_a_page_names_is_served_beside_it(http: httpx.AsyncClient, path: str) -> None:
    page = await http.get(f"/w/w1/{path}")

    names = STATIC.findall(page.text)
    answers = [await http.get(page.url.join(name)) for name in names]
    assert names
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_says_that_it_is_a_mock(http: httpx.AsyncClient, path: str) -> None:
    page = await http.get(f"/w/w1/{path}")

    assert page.status_code == 200
    assert "Mock ReturnLogic — rma-toolkit, not affiliated with ReturnLogic" in page.text


@pytest.mark.parametrize("path", PAGES)
async def test_pages_name_no_absolute_address_of_ours(http: httpx.AsyncClient, path: str) -> None:
    """They must work behind a proxy that puts something before the path."""
    page = await http.get(f"/w/w1/{path}")

    assert not re.search(r'(?:href|src)="(?:/|https?:)', page.text)


async def test_an_unknown_rma_is_a_friendly_404(http: httpx.AsyncClient) -> None:
    page = await http.get("/w/w1/originate/rma/77")

    assert page.status_code == 404
    assert "There is no such RMA" in page.text


@pytest.mark.parametrize("path", ["originate", "originate/rma/2000000", "returns-center", "originate/static/base.css"])
async def test_an_unknown_world_has_no_pages(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(f"/w/nowhere/{path}")

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["nothing.js", "..%2Frma.html", "%2e%2e%2fapp.py"])
async def test_only_the_pages_own_files_are_served(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.get(f"/w/w1/originate/static/{name}")

    assert answer.status_code == 404


async def test_page_loading_stays_out_of_the_journal(team: Team, http: httpx.AsyncClient) -> None:
    for path in ("originate", "originate/static/base.css", "returns-center"):
        await http.get(f"/w/w1/{path}")

    assert team.world.journal.exchanges() == []
