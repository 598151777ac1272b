"""What staff, warehouse and carrier do with an RMA in a scenario, and how a step may look at one."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rma_scenarios.engine.result import Result
from rma_scenarios.engine.subjects import subject
from rma_scenarios.format.reading import Case
from rma_scenarios.verbs.play import CannotPlay, Play, Refused

Act = Callable[..., Awaitable[Play]]

GIVEN = """\
given:
  returnlogic: {policies: {authorisation: manual}}
  people:
    gina: {name: Gina Lin, email: gina.lin@example.com}
  orders:
    order: {of: gina, items: [{product: Trail Fleece Jacket, size: S}, {product: Trail Fleece Jacket, size: L}]}
  rmas:
    asked: {of: gina, status: Requested, items: [Basecamp Hoodie]}
    sent: {of: gina, status: In Transit, items: [{product: Basecamp Hoodie, quantity: 2}, Merino Crew Sock]}
    there: {of: gina, status: Received, items: [{product: Basecamp Hoodie, return_type: Refund},
      {product: Merino Crew Sock, return_type: Exchange}]}
    sizes: {of: gina, status: Authorized, items: [{product: Trail Fleece Jacket, size: S},
      {product: Trail Fleece Jacket, size: L}]}
"""


async def rma_after(act: Act, *steps: str) -> dict[str, Any]:
    play = await act("\n".join(f"  - {step}" for step in steps), given=GIVEN)
    return dict(await subject(play, "rma"))


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        pytest.param(["merchant: {authorizes: asked}"], "Authorized", id="authorised"),
        pytest.param(["merchant: {rejects: asked}"], "Rejected", id="rejected"),
        pytest.param(["merchant: {cancels: asked}"], "Canceled", id="canceled"),
        pytest.param(["merchant: {authorizes: asked}", "carrier: {scans_label: asked}"], "In Transit", id="sent"),
        pytest.param(["carrier: {delivers: sent}"], "Delivered", id="delivered"),
        pytest.param(["warehouse: {receives: sent}"], "Received", id="everything received"),
        pytest.param(["merchant: {processes: there}"], "Processed", id="everything processed"),
        pytest.param(["merchant: {processes: there}", "merchant: {completes: there}"], "Complete", id="completed"),
        pytest.param(
            ["merchant: {processes: {rma: there, return_type: Refund}}"], "Partially Processed", id="one return type"
        ),
        pytest.param(
            ["warehouse: {receives: {rma: sent, product: Basecamp Hoodie, quantity: 1}}"],
            "Partially Received",
            id="one piece",
        ),
    ],
)
async def test_a_step_leaves_the_rma_for_its_expectations(act: Act, steps: list[str], status: str) -> None:
    assert (await rma_after(act, *steps))["status"] == status


async def test_an_item_is_received_with_verdict_and_note(act: Act) -> None:
    item = "{rma: sent, product: Basecamp Hoodie, disposition: Damaged, comment: Torn}"

    hoodie, sock = (await rma_after(act, f"warehouse: {{receives: {item}}}"))["items"]

    assert (hoodie["received"], hoodie["disposition"], hoodie["warehouse_comment"]) == (2, "Damaged", "Torn")
    assert (sock["received"], sock["disposition"]) == (0, None)


async def test_everything_received_is_every_item_that_is_missing(act: Act) -> None:
    piece = "warehouse: {receives: {rma: sent, product: Basecamp Hoodie, quantity: 1, disposition: Damaged}}"

    items = (await rma_after(act, piece, "warehouse: {receives: {rma: sent, disposition: Liquidate}}"))["items"]

    assert [(item["received"], item["disposition"]) for item in items] == [(2, "Liquidate"), (1, "Liquidate")]


async def test_of_a_product_in_two_sizes_the_size_says_which(act: Act) -> None:
    items = (await rma_after(act, "merchant: {unapproves_item: {rma: sizes, product: Trail Fleece Jacket, size: L}}"))[
        "items"
    ]

    assert [(item["variant"].split(" / ")[1], item["approved"]) for item in items] == [("S", True), ("L", False)]


async def test_an_approval_can_be_given_back(act: Act) -> None:
    which = "{rma: asked, product: Basecamp Hoodie}"

    rma = await rma_after(
        act,
        "merchant: {authorizes: asked}",
        f"merchant: {{unapproves_item: {which}}}",
        f"merchant: {{approves_item: {which}}}",
    )

    assert rma["items"][0]["approved"] is True


@pytest.mark.parametrize(
    ("step", "told"),
    [
        pytest.param(
            "merchant: {approves_item: {rma: sizes, product: Trail Fleece Jacket}}",
            r"has several items Trail Fleece Jacket; say the size; it has Trail Fleece Jacket \(Pine / S\)",
            id="two sizes",
        ),
        pytest.param(
            "merchant: {approves_item: {rma: sizes, product: Trail Fleece Jacket, size: M}}",
            "the RMA sizes has no item Trail Fleece Jacket in M",
            id="another size",
        ),
        pytest.param(
            "warehouse: {receives: {rma: sent, product: Alpine Boots}}",
            "the RMA sent has no item Alpine Boots",
            id="another product",
        ),
    ],
)
async def test_an_item_that_is_not_meant_clearly_is_refused_in_words(act: Act, step: str, told: str) -> None:
    with pytest.raises(CannotPlay, match=told):
        await rma_after(act, step)


async def test_what_the_mock_refuses_is_refused_with_its_reason(act: Act) -> None:
    with pytest.raises(Refused, match=r"Cannot complete RMA \d+: it is Requested, .* \(RL-LIFE-7\)"):
        await rma_after(act, "merchant: {completes: asked}")


async def test_one_piece_more_than_there_was_is_tried_and_refused(act: Act) -> None:
    with pytest.raises(Refused, match="0 of Basecamp Hoodie can still be received, not 1"):
        await rma_after(act, "warehouse: {receives: {rma: there, product: Basecamp Hoodie}}")


async def test_nobody_receives_anything_of_an_rma_that_is_gone(act: Act) -> None:
    with pytest.raises(CannotPlay, match="the RMA sent is gone"):
        await rma_after(act, "merchant: {deletes_rma: sent}", "warehouse: {receives: sent}")


async def test_a_note_stands_on_the_rma_with_who_wrote_it(act: Act) -> None:
    rma = await rma_after(act, "merchant: {comments: {rma: asked, text: Called twice}}")

    assert [(note["text"], note["by"]) for note in rma["comments"]] == [("Called twice", "Morgan Reyes")]


async def test_a_deleted_rma_exists_no_more(act: Act) -> None:
    play = await act("  - merchant: {deletes_rma: asked}", given=GIVEN)

    assert await subject(play, "rma") == await subject(play, "rma_of_asked") == {"exists": False}


async def test_a_size_chooses_the_line_of_an_order(act: Act) -> None:
    wish = "{order: order, items: [{product: Trail Fleece Jacket, size: L}]}"

    items = (await rma_after(act, f"merchant: {{creates_return: {wish}}}"))["items"]

    assert [item["variant"] for item in items] == ["Pine / L"]


async def test_a_size_that_nobody_bought_is_refused_in_words(act: Act) -> None:
    wish = "{order: order, items: [{product: Trail Fleece Jacket, size: XL}]}"

    with pytest.raises(CannotPlay, match="the order has no Trail Fleece Jacket in XL"):
        await rma_after(act, f"merchant: {{creates_return: {wish}}}")


async def test_looking_at_an_rma_by_key_leaves_no_trace(triangle: Any, case: Callable[..., Case]) -> None:
    step = "  - clock: {advances: 1h}\n    expect: {rma_of_sent: In Transit, rma_of_asked: {status: Requested}}"

    result = await triangle.play(case(step, given=GIVEN), records=True)

    assert (result.failure, result.journal) == (None, [])


async def test_a_wrong_guess_about_an_rma_by_key_says_what_is_there(triangle: Any, case: Callable[..., Case]) -> None:
    step = "  - carrier: {delivers: sent}\n    expect: {rma_of_sent: {items: [{received: 1}, {}], archived: true}}"

    result: Result = await triangle.play(case(step, given=GIVEN))

    assert result.failure is not None
    told = [(".".join(map(str, one.path[3:])), one.expected, one.actual) for one in result.failure.differences]
    assert told == [("rma_of_sent.archived", "true", "false"), ("rma_of_sent.items.0.received", "1", "0")]
