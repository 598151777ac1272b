"""Write one line per lookup, in which no name, e-mail, key or vendor's answer has a place."""

import logging
import sys
import time
import traceback
from dataclasses import dataclass, field

_LOG = logging.getLogger("rma_adaptor")


@dataclass
class LookupRecord:
    """Collect what the log line of one lookup says."""

    tenant: str = "-"
    kind: str = "-"
    outcome: str = "-"
    cause: str = "-"
    trace: str = "-"
    upstream_calls: int = 0
    dropped_rows: int = 0
    started_at: float = field(default_factory=time.monotonic)

    def count_call(self) -> None:
        """Add one call to ReturnLogic."""
        self.upstream_calls += 1

    def write(self) -> None:
        """Write the line."""
        _LOG.info(
            "lookup tenant=%s kind=%s outcome=%s cause=%s ms=%.0f upstream_calls=%d dropped_rows=%d trace=%s",
            self.tenant,
            self.kind,
            self.outcome,
            self.cause,
            (time.monotonic() - self.started_at) * 1000,
            self.upstream_calls,
            self.dropped_rows,
            self.trace,
        )


def log_tenant(name: str, change: str) -> None:
    """Write that somebody changed a tenant: an audit trail without any of its values."""
    _LOG.info("tenant=%s change=%s", name, change)


def warn_of_unsigned(name: str) -> None:
    """Write that a tenant takes lookups from anybody."""
    _LOG.warning(
        "UNSIGNED tenant=%s has allow_unsigned and neither signing key nor basic auth: whoever knows its URL can read "
        "its shoppers' returns; rma tenants rotate %s gives it a signing key",
        name,
        name,
    )


def log_unexpected(error: BaseException) -> None:
    """Write where a bug showed itself: its type and places, not its message, which may quote a shopper."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _LOG.error("unexpected %s at %s", type(error).__name__, places)


def log_to_stderr() -> None:
    """Send our lines, and the web server's warnings, to standard error; access logs stay off."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name, level in (("rma_adaptor", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
