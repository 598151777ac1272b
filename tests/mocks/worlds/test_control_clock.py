"""The clock goes to what is due next."""

from typing import Any


async def test_the_clock_goes_from_event_to_event(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.control.post("worlds/w1/clock", json={"freeze": True})
    await mocks.control.post("worlds/w1/clock", json={"set": "2026-03-02T15:00:00Z"})
    for begins_in_s, lasts_s in ((60, 600), (120, None)):
        fault = {"kind": "maintenance", "times": None, "begins_in_s": begins_in_s, "lasts_s": lasts_s}
        await mocks.control.post("worlds/w1/faults", json=fault)

    told = [(await mocks.control.get("worlds/w1/clock")).json()]
    told += [(await mocks.control.post("worlds/w1/clock", json={"to_next_event": True})).json() for _ in range(3)]
    nothing = await mocks.control.post("worlds/w1/clock", json={"to_next_event": True})

    assert [row["now"][11:16] for row in told] == ["15:00", "15:01", "15:02", "15:11"]
    assert told[0]["next_event"] == {
        "at": "2026-03-02T15:01:00.000Z",
        "what": "fault 1 begins: maintenance on returnlogic *",
    }
    assert told[3]["next_event"] is None
    assert nothing.status_code == 409
    assert "nothing is due in this world's future" in nothing.json()["message"]


async def test_a_clock_that_is_set_back_has_its_events_before_it_again(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.control.post("worlds/w1/clock", json={"freeze": True})
    await mocks.control.post("worlds/w1/clock", json={"set": "2026-03-02T15:00:00Z"})
    await mocks.control.post("worlds/w1/faults", json={"kind": "reset", "lasts_s": 60})
    await mocks.control.post("worlds/w1/clock", json={"to_next_event": True})

    back = await mocks.control.post("worlds/w1/clock", json={"set": "2026-03-02T14:00:00Z"})

    assert back.json()["next_event"]["at"] == "2026-03-02T15:01:00.000Z"


async def test_a_removed_fault_is_due_no_more(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.control.post("worlds/w1/faults", json={"kind": "reset", "lasts_s": 60})

    await mocks.control.delete("worlds/w1/faults/1")

    assert (await mocks.control.get("worlds/w1/clock")).json()["next_event"] is None
