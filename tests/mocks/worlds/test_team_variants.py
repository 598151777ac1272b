"""How an open world's variants are told and changed, and that they go wherever the world goes."""

from typing import Any

import pytest


async def envelope_of(mocks: Any, links: dict[str, Any]) -> set[str]:
    key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    answer = await mocks.returnlogic.get("/v1/rmas", params={"email": "gina.lin@example.com"}, headers=key)
    return set(answer.json()) - {"page", "pageSize", "total"}


async def test_what_is_named_changes_and_the_rest_stays(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(**gina, returnlogic={"variants": {"rma_id": "text"}})

    answer = await mocks.control.patch(f"worlds/{links['id']}/returnlogic", json={"variants": {"envelope": "results"}})

    told = (await mocks.control.get(f"worlds/{links['id']}/returnlogic")).json()
    assert answer.json() == told
    assert {name: told["variants"][name] for name in ("envelope", "rma_id", "paging")} == {
        "envelope": "results",
        "rma_id": "text",
        "paging": "page",
    }
    assert await envelope_of(mocks, links) == {"results"}


async def test_a_fork_and_a_restored_world_play_it_as_it_was(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(**gina, returnlogic={"variants": {"envelope": "rmas"}})
    world = f"worlds/{links['id']}"
    await mocks.control.post(f"{world}/snapshots", json={"name": "before"})
    fork = (await mocks.control.post(f"{world}/fork")).json()

    await mocks.control.patch(f"{world}/returnlogic", json={"variants": {"envelope": "results"}})
    changed = await envelope_of(mocks, links)
    await mocks.control.post(f"{world}/snapshots/before/restore")

    assert (changed, await envelope_of(mocks, links)) == ({"results"}, {"rmas"})
    assert await envelope_of(mocks, fork) == {"rmas"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"variants": {"envelope": "items"}}, "variants.envelope: must be 'data', 'rmas', 'results' or 'array', not"),
        ({"variants": {"page_size": 0}}, "variants.page_size: must be at least 1, not 0"),
        ({"variants": {"retry_after": None}}, "variants.retry_after: must be true or false, not null"),
        ({"variants": {"colour": "red"}}, "variants.colour: is no field of this call"),
        ({}, "variants: is missing"),
    ],
    ids=str,
)
async def test_nonsense_is_refused_and_changes_nothing(
    mocks: Any, gina: dict[str, Any], body: dict[str, Any], message: str
) -> None:
    links = await mocks.open(**gina)
    path = f"worlds/{links['id']}/returnlogic"
    before = (await mocks.control.get(path)).json()

    answer = await mocks.control.patch(path, json=body)

    assert answer.status_code == 400
    assert answer.json()["message"].startswith(message)
    assert (await mocks.control.get(path)).json() == before


async def test_what_was_changed_is_told_in_words(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(**gina)
    world = f"worlds/{links['id']}"

    await mocks.control.patch(f"{world}/returnlogic", json={"variants": {"envelope": "array", "retry_after": True}})

    assert (await mocks.control.get(f"{world}/diff")).json()["changes"] == [
        "ReturnLogic's API plays envelope as array in the place of data.",
        "ReturnLogic's API plays retry_after as true in the place of false.",
    ]
