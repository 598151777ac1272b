"""What is due happens in running mocks while nobody asks."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

NOW = "2026-03-02T15:00:00Z"
ALMOST_A_DAY_S = 86_399.0
PATIENCE_S = 60


async def test_an_rma_is_abandoned_while_a_page_waits_for_news(open_world: Callable[..., Awaitable[Any]]) -> None:
    world = await open_world(
        people=[{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
        rmas=[{"key": "jacket", "of": "gina"}],
        customers=0,
        now=NOW,
        returnlogic={"policies": {"abandoned_after_days": 1}},
    )
    await world.control.post("clock", {"advance_s": ALMOST_A_DAY_S})
    seq = (await world.desk.get("changes?wait_s=0")).json()["seq"]

    news = (await world.desk.get(f"changes?after={seq}&wait_s={PATIENCE_S}")).json()["seq"]

    page = (await world.returnlogic.get(f"originate/api/rmas/{world.rmas['jacket']['id']}")).json()
    assert (news > seq, page["status"]) == (True, "Abandoned")
    last = page["timeline"][-1]
    assert (last["by"], datetime.fromisoformat(last["at"])) == (
        "automation",
        datetime.fromisoformat(NOW) + timedelta(days=1),
    )
