"""Write what a run leaves behind: data for reports, and the journals of failed cases."""

import json
import re
from pathlib import Path
from typing import Any

from rma_scenarios.engine.failure import failure_text
from rma_scenarios.engine.result import Result
from rma_scenarios.format.reading import digest_of

_LONGEST_NAME = 200


def write_result(folder: Path, result: Result) -> None:
    """Write one case as `cases/<name>.json`; a failed one's journal also as `journals/<name>.json`."""
    name = file_name(result)
    record = {"journal": list(result.journal), "rounds": list(result.rounds)}
    _write(folder / "cases" / f"{name}.json", {**_told(result), **record})
    journal = folder / "journals" / f"{name}.json"
    if result.is_passed:
        journal.unlink(missing_ok=True)  # of an earlier run
    else:
        _write(journal, record)


def file_name(result: Result) -> str:
    """Return a case's id as a file can be called; a long one ends with a mark of the whole."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", result.case.id).strip("-")
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{digest_of(result.case.id)}"


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
