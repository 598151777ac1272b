"""What changed in a world is told in sentences that a person can read."""

from typing import Any

import pytest

GINA = "gina.lin@example.com"
HAT = [{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie"}]}]
LIVING = ("Requested", "Authorized", "In Transit", "Delivered", "Received", "Processed")
FOUND = [
    {
        "externalCustomerId": GINA,
        "emails": [{"original": GINA}],
        "customAttributes": {"rma": "https://x", "rmaStatus": "In Transit"},
        "transactions": [{"type": "GENERIC"}],
    }
]


async def changes(mocks: Any, links: dict[str, Any], since: str = "opening") -> list[str]:
    answer = (await mocks.control.get(f"worlds/{links['id']}/diff", params={"since": since})).json()
    assert answer["since"] == since
    rows: list[str] = answer["changes"]
    return rows


async def test_nothing_changed_in_a_world_that_was_only_looked_at(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await mocks.rmas_of(world)
    await mocks.profile(world)
    await mocks.gladly.get(f"/w/{world['id']}/desk/api/profiles")

    assert await changes(mocks, world) == []


async def test_a_new_return_is_told_with_order_and_status(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, orders=HAT)
    number = await mocks.returns(world, "hat")
    order = world["orders"]["hat"]["name"]

    assert await changes(mocks, world) == [
        f"RMA {number} was created for Gina Lin: 1 item of order {order}, Authorized."
    ]


async def test_a_deleted_rma_is_told_and_that_it_is_back(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    jacket = world["rmas"]["jacket"]["id"]
    derived = (await mocks.seen(world))["table"]["rmas"]
    derived = next(row for row in derived if row["id"] != jacket and row["status"] in LIVING)
    for gone in (jacket, derived["id"]):
        await mocks.deletes(world, gone)
    deleted = await changes(mocks, world)
    await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "without"})
    await mocks.control.post(f"worlds/{world['id']}/reset")

    assert deleted == [
        f"RMA {jacket} of Gina Lin was deleted.",
        f"RMA {derived['id']} of {derived['customer_name']} was deleted.",
    ]
    assert await changes(mocks, world) == []
    assert await changes(mocks, world, "without") == [
        f"RMA {jacket} of Gina Lin is back.",
        f"RMA {derived['id']} of {derived['customer_name']} is back.",
    ]


async def test_an_order_that_an_exchange_brought_is_told(mocks: Any, gina: dict[str, Any]) -> None:
    item = {"return_type": "Exchange"}
    world = await mocks.open(
        **gina | {"rmas": [{"key": "jacket", "of": "gina", "status": "Received", "items": [item]}]}
    )
    rma, pages = world["rmas"]["jacket"]["id"], f"/w/{world['id']}/originate/api"
    await mocks.returnlogic.post(f"{pages}/rmas/{rma}/process")
    await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "sent"})

    told = await changes(mocks, world)
    await mocks.control.post(f"worlds/{world['id']}/reset")

    assert told == [
        f"RMA {rma} of Gina Lin went from Received to Processed.",
        f"Order #500002 of Gina Lin came by the exchange of RMA {rma}.",
    ]
    assert (await changes(mocks, world, "sent"))[-1] == "Order #500002 of Gina Lin is gone."


async def test_what_was_made_and_deleted_since_is_not_told(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, orders=HAT)
    await mocks.deletes(world, await mocks.returns(world, "hat"))

    assert await changes(mocks, world) == []


async def test_a_link_is_told_with_what_it_brought(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    mocks.adaptor.results = FOUND
    await mocks.opens(world)
    await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "linked"})
    mocks.adaptor.results = [FOUND[0] | {"customAttributes": {"rmaStatus": "Received", "rma": ""}}]
    await mocks.opens(world)

    assert await changes(mocks, world) == [
        f"Gina Lin's customer profile was linked to {GINA} of ReturnLogic.",
        "Gina Lin's customer profile got the custom attributes rma, rmaStatus.",
        "Gina Lin's customer profile shows other cards, 1 in all.",
    ]
    assert await changes(mocks, world, "linked") == [
        "Gina Lin's customer profile has rma nothing instead of 'https://x'.",
        "Gina Lin's customer profile has rmaStatus 'Received' instead of 'In Transit'.",
    ]


async def test_a_derived_person_counts_from_what_the_seed_says(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    person = (await mocks.asked(world, "people?limit=1&offset=1"))["people"][0]
    auth = (world["gladly"]["username"], world["gladly"]["api_token"])
    found = await mocks.gladly.get("/api/v1/customer-profiles", params={"email": person["email"]}, auth=auth)
    path = f"/w/{world['id']}/desk/api/profiles/{found.json()[0]['id']}/emails"
    assert await changes(mocks, world) == []

    await mocks.gladly.post(path, json={"email": "another@example.com"})

    assert await changes(mocks, world) == [f"{person['name']}'s customer profile got another@example.com."]


async def test_a_chat_is_told_with_its_inbox(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await mocks.chats(world, "stranger@example.com")

    assert await changes(mocks, world) == [
        "stranger@example.com's customer profile was made.",
        "stranger@example.com began a chat; it is in the inbox General, with 1 message.",
    ]


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        pytest.param({"advance_s": 90_061}, "The clock was moved forward by 1 day 1 hour 1 minute 1 second", id="on"),
        pytest.param({"set": "2026-03-01T15:00:00Z"}, "The clock was moved back by 1 day", id="back"),
        pytest.param({"freeze": True}, "The clock stands still at 2026-03-02T15:00", id="still"),
    ],
)
async def test_time_is_told_only_when_somebody_moved_it(
    mocks: Any, gina: dict[str, Any], move: dict[str, Any], sentence: str
) -> None:
    world = await mocks.open(**gina, now="2026-03-02T15:00:00Z")

    await mocks.control.post(f"worlds/{world['id']}/clock", json=move)

    [told] = await changes(mocks, world)
    assert told.startswith(sentence)


async def test_settings_and_failures_are_told(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    app = world["gladly"]["apps"][0]["id"]
    change = {"auto_linking": [], "overwrite_existing_values": True, "enable_actions": False, "is_active": False}
    await mocks.gladly.patch(f"/w/{world['id']}/desk/api/apps/{app}", json=change)
    await mocks.control.post(f"worlds/{world['id']}/faults", json={"kind": "maintenance", "path": "/v1/rmas*"})

    assert await changes(mocks, world) == [
        "The app ReturnLogic was switched off.",
        "Auto-linking of ReturnLogic is off.",
        "ReturnLogic may now overwrite existing values.",
        "Actions of ReturnLogic were switched off.",
        "A failure is scripted: returnlogic, maintenance on /v1/rmas*.",
    ]


async def test_what_the_merchant_decides_is_told(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    change = {
        "authorisation": "manual",
        "return_window_days": 30,
        "label_cost": "9.00",
        "exchange_exclusions": ["sock"],
    }
    await mocks.returnlogic.patch(f"/w/{world['id']}/originate/api/policies", json=change)

    assert await changes(mocks, world) == [
        "The merchant's policy authorisation is manual in the place of automatic.",
        "The merchant's policy label_cost is 9.00 in the place of 7.50.",
        "The merchant's policy return_window_days is 30 in the place of null.",
        'The merchant\'s policy exchange_exclusions is ["sock"] in the place of [].',
    ]


async def test_after_a_restore_the_diff_tells_what_is_gone_again(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, orders=HAT)
    number = await mocks.returns(world, "hat")
    await mocks.chats(world, "stranger@example.com")
    await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "busy"})

    await mocks.control.post(f"worlds/{world['id']}/reset")

    assert await changes(mocks, world) == []
    assert await changes(mocks, world, "busy") == [
        f"RMA {number} of Gina Lin is gone.",
        "stranger@example.com's customer profile is gone.",
        "A conversation of stranger@example.com is gone.",
    ]


async def test_bringing_time_back_is_no_move_of_the_clock(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, now="2026-03-02T15:00:00Z")
    await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "early"})
    await mocks.control.post(f"worlds/{world['id']}/clock", json={"advance_s": 86_400})
    await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "late"})

    await mocks.control.post(f"worlds/{world['id']}/snapshots/early/restore")

    assert await changes(mocks, world) == []
    assert await changes(mocks, world, "early") == []
    [told] = await changes(mocks, world, "late")
    assert told.startswith("The clock was moved back by 1 day")
