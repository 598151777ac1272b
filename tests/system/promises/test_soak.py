"""The soak that `nox -s soak` plays for minutes, played for a moment."""

import subprocess
import sys
from pathlib import Path

SOAK = str(Path(__file__).parents[2] / "soak/run.py")


def test_a_short_soak_says_of_each_promise_whether_it_held() -> None:
    command = [sys.executable, SOAK, "--lookups", "200", "--people", "800", "--crowds", "0"]

    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    points = [line for line in ran.stdout.splitlines() if line.startswith(("held", "BROKEN"))]
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [point.split(":")[0].removeprefix("held").strip() for point in points][:5] == [
        "lookups",
        "false answers",
        "errors outside the outage table",
        "calls per profile opened, while nothing fails",
        "growth of memory",
    ]
