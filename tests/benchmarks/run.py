"""Measure ratios in one run and write RESULTS.md; `nox -s bench`.

Figures are ratios between things measured alternately in the same run, medians of several rounds: absolute times say
more about the machine than about the code.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lookup_cost import lookup_ratio

RESULTS = Path(__file__).parent / "RESULTS.md"
IMPORTS = "import faker, fastapi, httpx, uvicorn, rma_mocks.worlds.serving"


@dataclass(frozen=True)
class Measure:
    """One ratio: what is compared with what, and the goal it is held to."""

    name: str
    goal: float | None
    run: Callable[[int], float]


def start_ratio(rounds: int) -> float:
    """Compare both mocks' time to ready with a process that only imports the same modules."""
    ratios = []
    for _ in range(rounds):
        imported = _timed([sys.executable, "-c", IMPORTS], until_line=False)
        command = [sys.executable, "-m", "rma_adaptor", "mocks", "--gladly-port", "0", "--returnlogic-port", "0"]
        ratios.append(_timed([*command, "--stop-with-stdin"], until_line=True) / imported)
    return statistics.median(ratios)


def _timed(command: list[str], *, until_line: bool) -> float:
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if until_line and process.stdout is not None:
            json.loads(process.stdout.readline())
            took = time.perf_counter() - began
            process.communicate()
            return took
        process.communicate()
    return time.perf_counter() - began


MEASURES = (
    Measure("both mocks ready / a process that only imports the same modules", None, start_ratio),
    Measure(
        "CPU of a signed detailed lookup from the read model / bare ASGI with the same check and answer",
        None,
        lookup_ratio,
    ),
)


def main() -> None:
    """Run every measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measure; the median counts")
    rounds = parser.parse_args().rounds
    rows = []
    for measure in MEASURES:
        figure = measure.run(rounds)
        verdict = "no goal yet" if measure.goal is None else "met" if figure <= measure.goal else "missed"
        rows.append(f"| {measure.name} | {measure.goal or '-'} | {figure:.2f} | {verdict} |")
        sys.stdout.write(f"{figure:8.2f}  {measure.name}\n")
    table = ["| Ratio | Goal | Figure | |", "|---|---|---|---|", *rows]
    about = "Written by `nox -s bench`: ratios in one run, medians."
    RESULTS.write_text("\n".join(["# Results", "", about, "", *table, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
