"""Write each thing that happens as one line, in which no name, e-mail, key or vendor's answer has a place.

structlog renders straight to bytes: neither a `logging.LogRecord` nor a look at the caller's frame is made on the way.
Measured a line: 7 µs so, 10 through its usual proxy and time stamp, 16 with the standard library's `json`, 13 by
`logging` with a plain format, 52 by structlog through `logging`, as most guides set it up.
"""

import asyncio
import logging
import os
import re
import sys
import time
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

LogFormat = Literal["json", "text"]

_ADDRESS = re.compile(r"\S+@\S+")


@dataclass
class LookupRecord:
    """Collect what the log line and the metrics of one lookup say."""

    tenant: str = "-"
    kind: str = "-"
    outcome: str = "-"
    cause: str = "-"
    trace: str = "-"
    upstream_calls: int = 0
    dropped_rows: int = 0
    age_s: float | None = None
    started_at: float = field(default_factory=time.monotonic)

    def count_call(self) -> None:
        """Add one call to ReturnLogic."""
        self.upstream_calls += 1

    def note_age(self, seconds: float) -> None:
        """Keep the age of the oldest rows that are served, in seconds."""
        self.age_s = max(seconds, self.age_s or 0.0)

    def seconds(self) -> float:
        """Return how long the lookup has taken so far."""
        return time.monotonic() - self.started_at

    def write(self) -> None:
        """Write the line."""
        LOG.info(
            "lookup",
            tenant=self.tenant,
            kind=self.kind,
            outcome=self.outcome,
            cause=self.cause,
            ms=round(self.seconds() * 1000, 1),
            upstream_calls=self.upstream_calls,
            dropped_rows=self.dropped_rows,
            age_s=None if self.age_s is None else round(self.age_s, 1),
            trace=self.trace,
        )


@dataclass
class ActionRecord:
    """Collect what the log line and the metrics of one form, or of one submit, say."""

    step: Literal["form", "submit"]
    tenant: str = "-"
    action: str = "-"
    outcome: str = "-"
    cause: str = "-"
    trace: str = "-"
    upstream_calls: int = 0
    is_repeated: bool = False
    started_at: float = field(default_factory=time.monotonic)

    def count_call(self) -> None:
        """Add one call to ReturnLogic."""
        self.upstream_calls += 1

    def write(self) -> None:
        """Write the line."""
        LOG.info(
            "action",
            tenant=self.tenant,
            action=self.action,
            step=self.step,
            outcome=self.outcome,
            cause=self.cause,
            ms=round((time.monotonic() - self.started_at) * 1000, 1),
            upstream_calls=self.upstream_calls,
            trace=self.trace,
        )


def log_tenant(name: str, change: str) -> None:
    """Write that somebody changed a tenant: an audit trail without any of its values."""
    LOG.info("tenant changed", tenant=name, change=change)


def warn_of_unsigned(name: str) -> None:
    """Write that a tenant takes lookups from anybody."""
    LOG.warning(
        "UNSIGNED, without signing key and basic auth: whoever knows the tenant's URL can read its shoppers' returns; "
        "rma tenants rotate gives it a signing key",
        tenant=name,
    )


def log_unexpected(error: BaseException, *, trace: str = "-") -> None:
    """Write where a bug showed itself: its type and places, not its message, which may quote a shopper."""
    LOG.error("unexpected", trace=trace, **_traits(error))


def log_to_stderr(log_format: LogFormat | None, *, worker: int | None = None) -> None:
    """Send our lines, and the warnings of libraries and interpreter, to standard error; access logs stay off.

    Args:
        log_format: By default text on a terminal and JSON everywhere else.
        worker: Number of the worker that this process is, for each of our lines.
    """
    _steps[:] = processors(log_format or ("text" if sys.stderr.isatty() else "json"))
    if worker is not None:
        _steps.insert(0, lambda _logger, _name, event: {"worker": worker, **event})
    logging.basicConfig(handlers=[LibraryLines()], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    warnings.showwarning = _show_warning  # type: ignore[assignment]  # it is called with places, never by name
    sys.unraisablehook = lambda found: log_unexpected(found.exc_value or RuntimeError())


def processors(log_format: LogFormat) -> list[Processor]:
    """Return the way from an event to a line of bytes."""
    if log_format == "json":
        # A time that orjson writes itself costs a quarter of one that is text already.
        json = structlog.processors.JSONRenderer(serializer=orjson.dumps, option=orjson.OPT_UTC_Z)
        return [structlog.processors.add_log_level, _stamp, json]
    text = structlog.processors.LogfmtRenderer(key_order=("time", "level", "event"))
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")
    return [structlog.processors.add_log_level, stamp, text, lambda _logger, _name, line: str(line).encode()]


def log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Write what went wrong outside any lookup; asyncio's own handler would quote arguments and messages."""
    del loop
    LOG.error("unexpected outside a lookup", **_traits(context.get("exception")))


class LibraryLines(logging.Handler):
    """Pass on what libraries log: the sentence without its arguments, which may quote a shopper."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        first_line = (str(record.msg).strip().splitlines() or [""])[0].encode(errors="replace").decode()
        sentence = _ADDRESS.sub("…", first_line)
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        error = record.exc_info[1] if record.exc_info else None
        LOG.log(level, sentence, logger=record.name, **(_traits(error) if error else {}))


class _StandardError:
    """Write straight to the process's standard error; whoever reads it may be gone, and lookups go on."""

    def write(self, line: bytes) -> None:
        with suppress(OSError):
            os.write(2, line)

    def flush(self) -> None:
        """Nothing is held back."""


def _traits(error: BaseException | None) -> dict[str, str]:
    if error is None:
        return {"type": "-", "places": "-"}
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return {"type": type(error).__name__, "places": places}


def _show_warning(_message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    """Write a warning's kind and place, not its text."""
    LOG.warning("a library warns", type=category.__name__, places=f"{filename}:{lineno}")


def _stamp(_logger: Any, _name: str, event: EventDict) -> EventDict:
    event["time"] = datetime.now(UTC)
    return event


_steps = processors("json")
structlog.configure(
    processors=_steps,
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    logger_factory=structlog.BytesLoggerFactory(cast("BinaryIO", _StandardError())),
)

LOG: FilteringBoundLogger = structlog.get_logger().bind()
"""Where every module writes its own lines: a constant sentence, and values that are nobody's secret.

Bound once, here: structlog's usual proxy would look its configuration up for every line.
"""
