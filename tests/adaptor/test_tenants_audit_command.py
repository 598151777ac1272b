"""`rma tenants audit`: the log as a table for people and as data for programs."""

import json
from typing import Any

import pytest

from rma_adaptor.audit import Submit
from rma_adaptor.commands.tenants_audit import _table

ROW = {
    "id": 5,
    "at": "2026-03-02T15:00:05.000Z",
    "action": "start-return",
    "rma_id": "",
    "outcome": "refused",
    "agent": "",
    "trace": "bd79",
}


def test_a_submit_is_a_line_and_what_is_not_known_a_dash() -> None:
    assert _table("acme", [ROW, {**ROW, "action": "note", "rma_id": "7", "agent": "agent-7"}]).splitlines() == [
        "When                      Action        RMA  Outcome  Agent    Trace",
        "2026-03-02T15:00:05.000Z  start-return  -    refused  -        bd79",
        "2026-03-02T15:00:05.000Z  note          7    refused  agent-7  bd79",
    ]


def test_a_tenant_without_submits_says_so() -> None:
    assert _table("acme", []) == "Tenant acme: no action was submitted."


@pytest.mark.parametrize(
    ("query", "status"), [("limit=1", 200), ("limit=0", 422), ("limit=1001", 422), ("before=x", 422)]
)
async def test_the_list_is_bounded(adaptor: Any, query: str, status: int) -> None:
    for number in range(3):
        await adaptor.services.audit.note(Submit("acme", "note", "7", f"f{number}", "", ""), "refused")

    answer = await adaptor.admin.get(f"/tenants/acme/audit?{query}")

    assert answer.status_code == status
    if status == 200:
        assert len(json.loads(answer.text)["submits"]) == 1
