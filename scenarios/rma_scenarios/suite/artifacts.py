"""Write what a run leaves behind: data for reports, and the journals of failed cases."""

import json
import re
from pathlib import Path
from typing import Any

from rma_scenarios.chapters import row_of
from rma_scenarios.engine.result import Result
from rma_scenarios.format.reading import digest_of

_LONGEST_NAME = 200


def write_result(folder: Path, result: Result, *, hides_people: bool = False) -> None:
    """Write one case as `cases/<name>.json`; a failed one's journal also as `journals/<name>.json`."""
    row = row_of(result, hides_people=hides_people)
    name = file_name(result.case.id, shown=row["id"])
    _write(folder / "cases" / f"{name}.json", row)
    journal = folder / "journals" / f"{name}.json"
    if result.is_passed:
        journal.unlink(missing_ok=True)  # of an earlier run
    else:
        _write(journal, {"journal": row["journal"], "rounds": row["rounds"]})


def file_name(case_id: str, *, shown: str) -> str:
    """Return a case's id as a file can be called.

    Args:
        case_id: Whose file it is.
        shown: The id as it may be shown; where that is another one, or long, the name ends with a mark of the case.
    """
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", shown).strip("-")
    if len(name) <= _LONGEST_NAME and shown == case_id:
        return name
    return f"{name[:_LONGEST_NAME]}-{digest_of(case_id)}"


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of every case that was written into a folder, by whichever process."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "cases").glob("*.json"))]


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
