"""How soon the mocks are ready."""

import json
import statistics
import subprocess
import sys
import time

IMPORTS = "import faker, fastapi, httpx, uvicorn, rma_mocks.worlds.serving"
MOCKS = [sys.executable, "-m", "rma_adaptor", "mocks", "--gladly-port", "0", "--returnlogic-port", "0"]


def start_ratio(rounds: int) -> float:
    """Compare both mocks' time to ready with a process that only imports the same modules."""
    return statistics.median(_ready_s(1) / _imported_s() for _ in range(rounds))


def over_two_processes(rounds: int) -> float:
    """Compare both mocks in one process with two processes, started together, of which each would serve one."""
    return statistics.median(_ready_s(1) / _ready_s(2) for _ in range(rounds))


def _ready_s(count: int) -> float:
    """Start so many processes at once and return when the last one was ready."""
    began = time.perf_counter()
    processes = [
        subprocess.Popen([*MOCKS, "--stop-with-stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        json.loads(process.stdout.readline())
    took = time.perf_counter() - began
    for process in processes:
        process.communicate()
    return took


def _imported_s() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - began
