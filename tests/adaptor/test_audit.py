"""The audit log: each form is claimed once, whoever asks; what is kept says who and what, and nothing of a shopper."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.audit import AuditLog, Claim, Submit
from rma_adaptor.errors import StoreUnavailable
from rma_adaptor.read_model import ReadModel
from rma_adaptor.retention import expire
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore

KEY = new_key()
SUBMIT = Submit("acme", "note", "7", "form-1", "agent-7", "bd79")
ANSWER = {"kind": "done", "message": "Noted on RMA 7", "detail": "a private remark", "rma_id": ""}
Open = Callable[..., Awaitable[AuditLog]]


@pytest.fixture
async def opened(tmp_path: Path, clock: Any) -> AsyncIterator[Open]:
    """Open logs on one file, as several processes do."""
    async with AsyncExitStack() as stack:

        async def open_log(key: str = KEY, keep_days: int = 90) -> AuditLog:
            seal = Seal([key])
            store = await stack.enter_async_context(
                TenantStore(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", seal).open()
            )
            return AuditLog(store, seal, clock=clock, keep_days=keep_days)

        yield open_log


def standing(claim: Claim) -> tuple[bool, str, Any]:
    return claim.is_ours, claim.outcome, claim.answer


async def test_of_many_who_claim_a_form_at_once_one_may_act(opened: Open) -> None:
    logs = [await opened() for _ in range(3)]

    claims = await asyncio.gather(*(log.claim(SUBMIT) for log in logs for _ in range(4)))

    assert sum(claim.is_ours for claim in claims) == 1
    assert len({claim.id for claim in claims}) == 1


async def test_what_was_answered_is_remembered_by_the_next_process(opened: Open) -> None:
    log = await opened()
    await log.finish(await log.claim(SUBMIT), "done", rma_id="7", answer=ANSWER)

    assert standing(await (await opened()).claim(SUBMIT)) == (False, "done", ANSWER)


async def test_a_form_that_was_filled_in_wrongly_can_be_claimed_again(opened: Open) -> None:
    log = await opened()
    await log.finish(await log.claim(SUBMIT), "invalid", rma_id="7", answer=ANSWER)

    assert (await log.claim(SUBMIT)).is_ours
    assert [row["outcome"] for row in await log.rows("acme", limit=9)] == ["under_way", "invalid"]


async def test_what_a_process_left_behind_is_taken_over_by_one_other(opened: Open, clock: Any) -> None:
    first, second = await opened(), await opened()
    await first.claim(SUBMIT)
    clock.move(60)
    left = await second.claim(SUBMIT)

    taken = [await log.take_over(left) for log in (first, second)]

    assert (standing(left), taken) == ((False, "under_way", None), [True, False])
    assert (await second.find(left)).at == clock.now


async def test_forms_of_two_tenants_are_two(opened: Open) -> None:
    log = await opened()

    claims = [await log.claim(SUBMIT), await log.claim(Submit("bolt", "note", "7", "form-1", "", ""))]

    assert [claim.is_ours for claim in claims] == [True, True]


async def test_an_answer_sealed_with_a_lost_key_is_a_form_that_was_sent(opened: Open) -> None:
    log = await opened()
    await log.finish(await log.claim(SUBMIT), "done", rma_id="7", answer=ANSWER)

    assert standing(await (await opened(new_key())).claim(SUBMIT)) == (False, "done", None)


async def test_the_file_holds_nothing_that_anybody_wrote(opened: Open, tmp_path: Path) -> None:
    log = await opened()
    await log.finish(await log.claim(SUBMIT), "done", rma_id="7", answer=ANSWER)

    connection = sqlite3.connect(tmp_path / "a.db")
    [row] = connection.execute("SELECT * FROM actions").fetchall()
    connection.close()

    assert "private" not in str(row)
    assert "fernet:" in str(row)


async def test_rows_go_after_their_days_and_answers_when_no_form_can_ask_for_them(
    opened: Open, clock: Any, tmp_path: Path
) -> None:
    log = await opened(keep_days=3)
    await log.finish(await log.claim(SUBMIT), "done", rma_id="7", answer=ANSWER)

    def kept() -> list[Any]:
        connection = sqlite3.connect(tmp_path / "a.db")
        rows = connection.execute("SELECT form, answer IS NULL FROM actions ORDER BY id").fetchall()
        connection.close()
        return rows

    clock.move(47 * 3600)
    await log.purge()
    before_two_days = kept()
    clock.move(2 * 3600)
    await log.purge()
    after_two_days = kept()
    clock.move(24 * 3600)
    await log.purge()

    assert (before_two_days, after_two_days, kept()) == ([("form-1", 0)], [("form-1", 1)], [])


async def test_what_is_too_old_goes_although_no_form_is_ever_sent_again(opened: Open, clock: Any) -> None:
    log = await opened(keep_days=3)
    await log.finish(await log.claim(SUBMIT), "done", rma_id="7", answer=ANSWER)
    clock.move(73 * 3600)

    await expire(ReadModel(capacity=1, clock=clock), log, (), clock())

    assert await log.rows("acme", limit=9) == []


async def test_forgotten_answers_are_gone_and_that_a_form_was_done_is_not(opened: Open) -> None:
    log = await opened()
    await log.finish(await log.claim(SUBMIT), "done", rma_id="7", answer=ANSWER)
    bolt = replace(SUBMIT, tenant="bolt")
    await log.finish(await log.claim(bolt), "done", rma_id="7", answer=ANSWER)

    await log.forget_answers("acme")

    assert standing(await log.claim(SUBMIT)) == (False, "done", None)
    assert standing(await log.claim(bolt)) == (False, "done", ANSWER)


async def test_what_a_form_under_way_is_answered_is_forgotten_with_the_rest(opened: Open) -> None:
    log, other = await opened(), await opened()
    claim = await log.claim(SUBMIT)
    await other.forget_answers("acme")

    await log.finish(claim, "done", rma_id="7", answer=ANSWER)

    assert standing(await log.claim(SUBMIT)) == (False, "done", None)


async def test_a_form_that_is_taken_over_after_others_were_forgotten_keeps_its_answer(opened: Open) -> None:
    log = await opened()
    claim = await log.claim(SUBMIT)
    await log.forget_answers("acme")
    await log.take_over(claim)

    await log.finish(claim, "done", rma_id="7", answer=ANSWER)

    assert standing(await log.claim(SUBMIT)) == (False, "done", ANSWER)


async def test_rows_are_told_newest_first_and_read_on(opened: Open, clock: Any) -> None:
    log = await opened()
    for number in range(5):
        await log.note(Submit("acme", "note", str(number), f"f{number}", "agent-7", "bd79"), "refused")
        clock.move(1)

    first = await log.rows("acme", limit=2)
    rest = await log.rows("acme", limit=9, before=first[-1]["id"])

    assert [row["rma_id"] for row in first + rest] == ["4", "3", "2", "1", "0"]
    assert first[0] == {
        "id": 5,
        "at": "2026-03-02T15:00:05.000Z",
        "action": "note",
        "rma_id": "4",
        "outcome": "refused",
        "agent": "agent-7",
        "trace": "bd79",
    }
    assert await log.rows("bolt", limit=9) == []


async def test_a_database_that_does_not_answer_is_said_to(opened: Open, tmp_path: Path) -> None:
    log = await opened()
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("DROP TABLE actions")
    connection.close()

    with pytest.raises(StoreUnavailable):
        await log.claim(SUBMIT)


async def test_each_submit_is_told_to_administrators_without_anything_of_the_shopper(adaptor: Any, row: Any) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows = [row(7)]
    [customer] = (await adaptor.gladly.detailed("ana@example.com")).json()["results"]
    [note] = [offer for offer in customer["transactions"][0]["actions"] if offer["name"] == "Add note"]
    form = (await adaptor.gladly.form(note["formUrl"])).json()["actionUrl"]
    adaptor.upstream.says["POST /v1/rmas/7/comments"] = httpx.Response(201, json={})

    for note_text in ("", "a private remark", "a private remark"):
        await adaptor.gladly.submit(form, {"note": note_text})

    told = await adaptor.admin.get("/tenants/acme/audit")
    rows = told.json()["submits"]
    assert [one["outcome"] for one in rows] == ["repeated", "done", "invalid"]
    assert {(one["action"], one["rma_id"], one["agent"]) for one in rows} == {("note", "7", "agent-7")}
    assert "private" not in told.text
    assert "ana" not in told.text


async def test_the_log_of_a_removed_tenant_is_erased(adaptor: Any) -> None:
    await adaptor.services.audit.note(SUBMIT, "refused")

    await adaptor.admin.delete("/tenants/acme")

    assert await adaptor.services.audit.rows("acme", limit=9) == []


async def test_an_unknown_tenant_has_no_log(adaptor: Any) -> None:
    assert (await adaptor.admin.get("/tenants/nobody/audit")).status_code == 404


async def test_the_line_and_the_figure_of_an_action_name_nobody(adaptor: Any, row: Any, logged: Any) -> None:
    await adaptor.tenant(assumed_api=True)
    adaptor.upstream.rows = [row(7)]
    [customer] = (await adaptor.gladly.detailed("ana@example.com")).json()["results"]
    form = (await adaptor.gladly.form(customer["transactions"][0]["actions"][0]["formUrl"])).json()["actionUrl"]

    await adaptor.gladly.submit(form, {"note": "a private remark" * 99})

    lines = [line for line in logged if line["event"] == "action"]
    assert [(line["action"], line["step"], line["outcome"]) for line in lines] == [
        ("note", "form", "form"),
        ("note", "submit", "invalid"),
    ]
    assert "private" not in json.dumps(lines, default=str)
    page = (await adaptor.admin.get("/metrics")).text
    wanted = 'rma_adaptor_actions_total{action="note",outcome="invalid",step="submit",tenant="acme"} 1.0'
    assert wanted in page
