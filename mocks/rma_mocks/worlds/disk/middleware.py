"""Write what changed before anybody is told: no answer leaves a mock ahead of the disk."""

import logging
import sqlite3

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rma_mocks.worlds.disk.keeper import Keeper

_LOG = logging.getLogger(__name__)


class SavingMiddleware:
    """Save when an answer begins, whoever asked: a long poll may tell what another request has just done.

    An answer that cannot be saved for is not given: 507 comes instead, and the change stays to be written.

    Args:
        app: The mock.
        keeper: Writes to disk.
    """

    def __init__(self, app: ASGIApp, *, keeper: Keeper) -> None:
        self._app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_refused = False

        async def saved(message: Message) -> None:
            nonlocal is_refused
            if is_refused:
                return
            if message["type"] == "http.response.start":
                try:
                    self._keeper.save()
                except sqlite3.Error as error:
                    _LOG.error("the state cannot be written: %s", error)
                    is_refused = True
                    refusal = PlainTextResponse(f"The state cannot be written to disk: {error}.\n", status_code=507)
                    await refusal(scope, receive, send)
                    return
            await send(message)

        await self._app(scope, receive, saved)
