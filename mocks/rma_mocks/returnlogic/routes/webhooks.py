"""What became of a team's webhooks, for people: who is registered, and every attempt of the last deliveries."""

from typing import Any

from fastapi import APIRouter, Depends

from rma_mocks.core.clock import stamp
from rma_mocks.core.visits import unrecorded
from rma_mocks.returnlogic.auth import PageTeam
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.webhooks.rows import Delivery

router = APIRouter(prefix="/w/{world}/originate/api", tags=["Originate"])


@router.get(
    "/webhooks",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-HOOK-2"},
)
async def list_deliveries(team: PageTeam) -> dict[str, Any]:
    """List the registered webhooks and the deliveries to them, the oldest first; of those that are over, the last 100.

    `outcome` is `pending`, `delivered`, `given up` or `dropped`, which a scripted failure does.
    """
    return webhooks_view(team)


def webhooks_view(team: Team) -> dict[str, Any]:
    """Return webhooks and deliveries for people; no secret is among it."""
    return {
        "webhooks": [
            {
                "id": row.id,
                "topic": row.topic,
                "address": row.address,
                "is_signed": row.secret is not None,
                "client_id": row.client_id,
            }
            for row in team.hooks.registered.values()
        ],
        "deliveries": [_delivery(row) for row in team.hooks.deliveries.values()],
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.id,
        "event": row.event,
        "webhook": row.webhook,
        "address": row.address,
        "topic": row.topic,
        "rma_id": row.rma_id,
        "occurred_at": stamp(row.occurred_at),
        "outcome": row.outcome,
        "due_at": stamp(row.due_at) if row.is_pending else None,
        "fault": row.fault,
        "attempts": [{"at": stamp(each.at), "status": each.status, "error": each.error} for each in row.attempts],
    }
