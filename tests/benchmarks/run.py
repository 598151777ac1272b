"""Measure everything that has a goal and write RESULTS.md; `nox -s bench`.

Most figures are ratios between things measured alternately in the same run, medians of several rounds: absolute times
say more about the machine than about the code.
"""

import argparse
import sys
from pathlib import Path

from derive_cost import alone_over_reseeded_faker, over_faker, over_mimesis
from isolation_cost import p99_over_calm
from lookup_cost import lookup_ratio
from measure import Goal, Measure
from mock_cost import gladly_ratio, returnlogic_ratio, write_ratio
from notebook_speed import over_nbmake, warm_over_fresh
from report_cost import report_mb, report_s
from round_cost import round_ms
from scenario_speed import over_pytest_bdd, over_tavern
from start_cost import over_two_processes, start_ratio
from upstream_cost import in_a_crowd, over_straightforward
from world_cost import (
    forking_p95_ms,
    memory_mb,
    opening_p95_ms,
    opening_ratio,
    ready_ratio,
    reset_ms,
    snapshot_p95_ms,
    world_ms,
)

RESULTS = Path(__file__).parent / "RESULTS.md"

MEASURES = (
    Measure("both mocks ready / a process that only imports the same modules", start_ratio, Goal("at most", 1.3)),
    Measure("both mocks ready in one process / in two that start together", over_two_processes, Goal("at most", 0.85)),
    Measure(
        "CPU of a signed detailed lookup from the read model / bare ASGI with the same check and answer",
        lookup_ratio,
        Goal("at most", 3.5),
    ),
    Measure(
        "CPU of a signed detailed lookup with its call to ReturnLogic / FastAPI and httpx as they come",
        over_straightforward,
        Goal("at most", 0.35),
    ),
    Measure("CPU of such a lookup with 64 in flight / with 16", in_a_crowd, Goal("at most", 1.6)),
    Measure(
        "99th percentile of a tenant's lookups while 64 calls of another tenant hang / while none does",
        p99_over_calm,
        Goal("at most", 1.5),
    ),
    Measure("CPU of an auto-link round, the adaptor's own excluded", round_ms, Goal("at most", 3), unit="ms"),
    Measure("CPU of GET /v1/rmas?email= / bare ASGI with the same answer", returnlogic_ratio, Goal("at most", 7)),
    Measure("CPU of GET customer-profiles?email= / bare ASGI with the same answer", gladly_ratio, Goal("at most", 7)),
    Measure("CPU of the dearest hundredth of 100,000 RMA writes / of the median one", write_ratio, Goal("at most", 5)),
    Measure("scenarios a second / Tavern's", over_tavern, Goal("at least", 6)),
    Measure("scenarios a second / pytest-bdd's", over_pytest_bdd, Goal("at least", 2)),
    Measure("a world and its tenant for one case", world_ms, Goal("at most", 15), unit="ms"),
    Measure("mocks ready and asked about a world of 1,000,000 people / of 10", ready_ratio, Goal("at most", 1.2)),
    Measure("a world of 1,000,000 people, opened over HTTP / one of 10", opening_ratio, Goal("at most", 1.2)),
    Measure("a world of 1,000,000 people, opened, 95th percentile", opening_p95_ms, Goal("at most", 5), unit="ms"),
    Measure("a world of 1,000,000 people, forked, 95th percentile", forking_p95_ms, Goal("at most", 5), unit="ms"),
    Measure("a world of 1,000,000 people, put aside, 95th percentile", snapshot_p95_ms, Goal("at most", 5), unit="ms"),
    Measure("a world of 1,000,000 people, reset", reset_ms, Goal("at most", 2), unit="ms"),
    Measure("a process with 1,000 such worlds open", memory_mb, Goal("at most", 300), unit="MB"),
    Measure("shoppers a second of a derived world, in order / mimesis's", over_mimesis, Goal("at least", 4)),
    Measure("shoppers a second of a derived world, in order / Faker's default", over_faker, Goal("at least", 35)),
    Measure(
        "CPU of any shopper alone / of Faker seeded anew for each", alone_over_reseeded_faker, Goal("at most", 1 / 20)
    ),
    Measure("nbmake's time for all notebooks / ours, two workers each", over_nbmake, Goal("at least", 1.5)),
    Measure("a small notebook on a warm kernel / on a fresh one", warm_over_fresh, Goal("at most", 0.12)),
    Measure("a report of 200 scenarios, written", report_s, Goal("at most", 2), unit="s"),
    Measure("a report of 200 scenarios, its size", report_mb, Goal("at most", 10), unit="MB"),
)


def main() -> None:
    """Run every measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measure; the median counts")
    rounds = parser.parse_args().rounds
    rows = []
    for measure in MEASURES:
        figure = measure.run(rounds)
        rows.append(measure.row(figure))
        sys.stdout.write(f"{figure:8.2f}  {measure.name}\n")
    table = ["| Measure | Goal | Figure | |", "|---|---|---|---|", *rows]
    about = "Written by `nox -s bench`: medians; what is compared is measured in turn, in one run."
    RESULTS.write_text("\n".join(["# Results", "", about, "", *table, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
