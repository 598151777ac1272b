"""Make the stack's adaptor forget what it read of a world whose past has changed."""

import json
from typing import Any

import httpx

from rma_mocks.worlds.registry import Worlds

_ANSWERS_WITHIN_S = 5.0


async def adaptor_forgets(worlds: Worlds, client: httpx.AsyncClient, world_id: str, email: str | None = None) -> Any:
    """Tell the adaptor to drop the rows of a world, or of one person of it; say what came of it.

    The registered stack says how: `forget.url`, in which `{world}` stands for the world's id, and
    `forget.authorization`. Somebody else's adaptor is not told, since nobody knows how.

    Returns:
        `forgot`, `did not answer`, or None when the stack names no such call.
    """
    call = _call_of(worlds)
    if call is None:
        return None
    headers = {"Authorization": str(call["authorization"])} if call.get("authorization") else {}
    try:
        answer = await client.post(
            str(call["url"]).replace("{world}", world_id),
            headers=headers,
            json={} if email is None else {"email": email},
            timeout=_ANSWERS_WITHIN_S,
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return "did not answer"
    # A world that has no tenant there has nothing to forget either.
    return "forgot" if answer.is_success or answer.status_code == httpx.codes.NOT_FOUND else "did not answer"


def _call_of(worlds: Worlds) -> dict[str, Any] | None:
    stack = json.loads(worlds.stack) if worlds.stack else {}
    call = stack.get("forget")
    return call if isinstance(call, dict) and call.get("url") else None
