"""End the process in order: tell the load balancer, stop accepting, let lookups finish, then end."""

import asyncio

import uvicorn

from rma_adaptor.services import Services
from rma_adaptor.telemetry import LOG

# In a hurry, lookups under way get this long for their fetch, and the rest of the grace to be answered without it.
_HURRIED_FETCH_S = 0.5
_HURRIED_GRACE_S = 1


class Stopper:
    """Stop the public server; the admin server stays until then, so that readiness and metrics can be read."""

    def __init__(self, public: uvicorn.Server, services: Services) -> None:
        self._public = public
        self._services = services
        self._loop = asyncio.get_running_loop()

    def stop(self) -> None:
        """Stop without failing a lookup: each may still use up its budget. Asked twice, hurry."""
        if self._services.stopping.is_set():
            self.hurry()
            return
        self._begin("in order")
        self._loop.call_later(self._services.settings.drain_s, self._stop_accepting)

    def hurry(self) -> None:
        """Stop at once: what still waits for ReturnLogic is answered as in an outage."""
        if not self._services.stopping.is_set():
            self._begin("at once")
        self._public.config.timeout_graceful_shutdown = _HURRIED_GRACE_S
        self._stop_accepting()
        self._loop.call_later(_HURRIED_FETCH_S, self._services.read_model.give_up)

    def _begin(self, how: str) -> None:
        self._services.stopping.set()
        LOG.info("stopping", how=how)

    def _stop_accepting(self) -> None:
        self._public.should_exit = True
