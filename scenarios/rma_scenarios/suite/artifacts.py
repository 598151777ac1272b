"""Write what a run leaves behind: data for reports, and the journals of failed cases."""

import json
import re
from pathlib import Path
from typing import Any

from rma_scenarios.engine.failure import failure_text
from rma_scenarios.engine.result import Result


def write_result(folder: Path, result: Result) -> None:
    """Write one case as `cases/<name>.json`; a failed one's journal also as `journals/<name>.json`."""
    name = file_name(result)
    record = {"journal": list(result.journal), "rounds": list(result.rounds)}
    _write(folder / "cases" / f"{name}.json", {**_told(result), **record})
    if not result.is_passed:
        _write(folder / "journals" / f"{name}.json", record)


def file_name(result: Result) -> str:
    """Return a case's id as a file can be called."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", result.case.id).strip("-")


def _told(result: Result) -> dict[str, Any]:
    case, scenario = result.case, result.case.scenario
    return {
        "id": case.id,
        "scenario": scenario.scenario,
        "because": scenario.because,
        "rules": scenario.rules or [],
        "tags": scenario.tags or [],
        "outcome": "passed" if result.is_passed else "failed",
        "duration_s": round(result.duration_s, 4),
        "set_up_s": round(result.set_up_s, 4),
        "steps": [
            {"sentence": step.sentence, "outcome": step.outcome, "duration_ms": round(step.duration_ms, 2)}
            for step in result.steps
        ],
        "failure": None if result.is_passed else failure_text(result),
        "text": case.text,
    }


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
