"""Who may see and change a field of a profile: agents, the adaptor, and the rules."""

from typing import Any

import pytest

EMAIL = "gina.lin@example.com"
PROFILE = {"key": "gina", "name": "Gina Lin", "emails": [EMAIL], "attributes": {"note": "likes red", "tier": "silver"}}
DEFINITION = [
    {"name": "note", "label": "Note", "permission": "EDITABLE"},
    "tier",
    {"name": "risk", "permission": "HIDDEN"},
    {"name": "blank", "permission": "EDITABLE"},
]


async def opened(mocks: Any, *, app: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    spec = {"profiles": [PROFILE], "customers": 0, "gladly": {"definition": DEFINITION}, **spec}
    links: dict[str, Any] = await mocks.open(apps=[{"url": "http://127.0.0.1:8700/lookup", **(app or {})}], **spec)
    return links


def brings(mocks: Any, **attributes: Any) -> None:
    row = {"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}], "customAttributes": attributes}
    mocks.adaptor.results = [row]


def shown(answer: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in answer["profile"]["attributes"]}


@pytest.mark.parametrize(
    ("overwrites", "note"),
    [pytest.param(False, "likes red", id="agents' words stay"), pytest.param(True, "new", id="overwrite")],
)
async def test_the_adaptor_writes_what_it_may(mocks: Any, overwrites: bool, note: str) -> None:  # noqa: FBT001
    brings(mocks, note="new", tier="gold", blank="filled", risk="high")
    world = await opened(mocks, app={"overwrite_existing_values": overwrites})

    assert shown(await mocks.opens(world)) == {"note": note, "tier": "gold", "blank": "filled"}


async def test_an_empty_text_clears_what_the_adaptor_may_write_and_a_missing_key_keeps(mocks: Any) -> None:
    brings(mocks, note="", tier="")
    cleared = await mocks.opens(await opened(mocks))
    brings(mocks)
    kept = await mocks.opens(await opened(mocks))

    assert shown(cleared) == {"note": "likes red", "blank": ""}
    assert shown(kept) == {"note": "likes red", "tier": "silver", "blank": ""}


async def test_a_hidden_attribute_is_on_no_card_and_in_no_search_and_yet_routes(mocks: Any) -> None:
    brings(mocks, rmaStatus="In Transit")
    app = {"search_results_attributes": ["rmaStatus"]}
    world = await opened(mocks, app=app, gladly={"definition": [{"name": "rmaStatus", "permission": "HIDDEN"}]})
    await mocks.chats(world, EMAIL)

    profile = await mocks.profile(world)
    desk = f"/w/{world['id']}/desk/api"
    await mocks.gladly.delete(f"{desk}/profiles/{profile['id']}/links/{world['gladly']['apps'][0]['id']}")
    found = await mocks.gladly.post(f"{desk}/profiles/{profile['id']}/searches", json={"query": {"email": EMAIL}})
    [talk] = (await mocks.gladly.get(f"{desk}/conversations")).json()["conversations"]

    assert profile["attributes"] == []
    assert found.json()["gladly"]["values"] == {"rmaStatus": ""}
    assert talk["inbox"] == "Returns"


async def test_name_and_address_have_permissions_of_their_own(mocks: Any) -> None:
    mocks.adaptor.results = [
        {"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}], "name": "G. Lin", "address": "Elm 12"}
    ]
    rows = [{"name": "name", "permission": "VISIBLE"}, {"name": "address", "permission": "HIDDEN"}]
    world = await opened(mocks, gladly={"definition": rows})

    answer = await mocks.opens(world)

    assert (answer["profile"]["name"], answer["profile"]["address"]) == ("G. Lin", "")
    assert answer["profile"]["attributes"] == []


async def test_what_belongs_to_another_profile_is_dropped_and_told(mocks: Any) -> None:
    others = {"key": "leo", "name": "Leo", "emails": ["leo@example.com"], "phones": ["+16505550199"]}
    mocks.adaptor.results = [
        {
            "externalCustomerId": EMAIL,
            "emails": [{"original": EMAIL}, {"original": "Leo@example.com"}, {"original": "new@example.com"}],
            "phones": [{"original": "+1 650 555 0199", "type": "MOBILE"}, {"original": "+16505550199"}],
        }
    ]
    world = await opened(mocks, profiles=[PROFILE, others])

    answer = await mocks.opens(world)

    assert [row["original"] for row in answer["profile"]["emails"]] == [EMAIL, "new@example.com"]
    assert answer["profile"]["phones"] == [{"original": "+16505550199", "type": ""}]
    assert [row["place"] for row in answer["round"]["warnings"] if row["rule"] == "GL-ATTR-5"] == [
        "results.0.emails.1",
        "results.0.phones.0",
    ]
