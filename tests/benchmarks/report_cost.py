"""A report of 200 scenarios: our own files, played once, written several times."""

import functools
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rma_scenarios.chapters import write_case_report
from rma_scenarios.suite.artifacts import read_rows

ROOT = Path(__file__).parents[2]
CASES = 200


def report_s(rounds: int) -> float:
    """Return the seconds that it takes to write the report from the cases' rows."""
    return _written(rounds)[0]


def report_mb(rounds: int) -> float:
    """Return the report's size in megabytes of a million bytes."""
    return _written(rounds)[1]


@functools.cache
def _written(rounds: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="rma-bench-") as folder:
        rows, path = _rows(Path(folder)), Path(folder) / "report.html"
        took = []
        for _ in range(rounds):
            began = time.perf_counter()
            write_case_report(path, rows)
            took.append(time.perf_counter() - began)
        return statistics.median(took), path.stat().st_size / 1e6


def _rows(folder: Path) -> list[dict[str, Any]]:
    """Play all scenario files and repeat cases, under other ids, until there are 200."""
    command = [sys.executable, "-m", "rma_adaptor", "run", str(ROOT / "scenarios"), "--artifacts", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"not all cases held, so their report is not measured:\n{done.stdout}{done.stderr}")
    played = read_rows(folder)
    again = [row | {"id": f"{row['id']} again"} for row in played]
    return [*played, *again][:CASES]
