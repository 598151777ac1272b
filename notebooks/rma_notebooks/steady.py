"""Make what cells show the same in every run: no times, ports or names that change."""

import os
import re
from datetime import UTC, datetime, timedelta

STEADY_VARIABLE = "RMA_NOTEBOOKS_STEADY"
"""Set where outputs are compared: views then show no times that depend on the machine."""

_PORTS = {"gladly": 8701, "returnlogic": 8702}
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+(?P<page>/w/[\w-]+/(?:originate|returns-center))?")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_WORLD = re.compile(r"\bw-[0-9a-f]{8}\b")
_STAMP = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)")
NOW = "the time of the run"


def is_steady() -> bool:
    """Say whether outputs are compared."""
    return bool(os.environ.get(STEADY_VARIABLE))


def outlives_run(url: str) -> bool:
    """Say whether a page is still there after the run: the worlds of single stories are not."""
    return not _WORLD.search(url)


def steady_text(text: str, *, now: datetime | None = None) -> str:
    """Return a text as it would be in any other run.

    Ports become those of `rma up`, ids of worlds made for one story `w-story`, UUIDs zeros; times within a day of the
    run become words, while those of an invented world, which stand still, stay.
    """
    now = now or datetime.now(UTC)
    near = {(now + timedelta(days=days)).date().isoformat() for days in (-1, 0, 1)}
    text = _ADDRESS.sub(_usual_address, text)
    text = _UUID.sub("00000000-0000-4000-8000-000000000000", text)
    text = _WORLD.sub("w-story", text)
    return _STAMP.sub(lambda found: NOW if found["day"] in near else found[0], text)


def _usual_address(found: re.Match[str]) -> str:
    page = found["page"] or ""
    return f"http://127.0.0.1:{_PORTS['returnlogic' if page else 'gladly']}{page}"
