"""The soak that `nox -s soak` plays for minutes, played for a moment."""

import subprocess
import sys
from pathlib import Path

SOAK = str(Path(__file__).parents[2] / "soak/run.py")


def test_a_short_soak_says_of_each_promise_whether_it_held() -> None:
    command = [sys.executable, SOAK, "--lookups", "200", "--people", "800", "--crowds", "0"]

    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    points = [line for line in ran.stdout.splitlines() if line.startswith(("held", "BROKEN", "not judged"))]
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [point.split(":")[0] for point in points][:7] == [
        "held        lookups",
        "held        false answers",
        "held        errors outside the outage table",
        "held        auto-links missed, while nothing fails",
        "held        outages and old answers, while nothing fails",
        "held        calls per profile opened, while nothing fails",
        "not judged  growth of memory",
    ]
