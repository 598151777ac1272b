"""Notebooks together, ours and nbmake's way, on one stack; a warm kernel and a fresh one."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from environments import environment
from scenario_speed import KEPT_VARIABLES

from rma_notebooks.checking.execution import Budgets, execute
from rma_notebooks.checking.kernels import Kernels
from rma_notebooks.steady import STEADY_VARIABLE
from rma_scenarios.announced import STACK_VARIABLE
from rma_scenarios.stack import running_stack

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
WARM = 3
"""Notebooks after the first one in each round on a warm kernel."""

SMALL = ("total = 0", "for number in range(1000):\n    total += number", "total", "{'total': total}")


def over_nbmake(rounds: int) -> float:
    """Compare nbmake's time for all notebooks with ours, which also compares what they show; both with two workers."""
    return asyncio.run(_over_nbmake(rounds))


def warm_over_fresh(rounds: int) -> float:
    """Compare a small notebook on a warm kernel with one on a fresh kernel, by the runner's own code."""
    return statistics.median(warm / fresh for fresh, warm in asyncio.run(_fresh_and_warm(rounds)))


async def _over_nbmake(rounds: int) -> float:
    pinned = ("--constraint", str(ROOT / "constraints.txt"))
    python = environment("nbmake", *pinned, "nbmake==1.5.5", "-e", f"{ROOT}[notebooks]")
    ratios = []
    async with running_stack() as stack:
        runners = {
            "nbmake -n 2": (python, "-m", "pytest", "--nbmake", "-n", "2", "-q"),
            "ours -n 2": (python, "-m", "pytest", "-p", "rma_notebooks.checking.plugin", "-n", "2", "-q"),
        }
        for number in range(rounds + 1):
            took = {name: await asyncio.to_thread(_run, command, stack.url) for name, command in runners.items()}
            if number:  # the first round fills caches
                ratios.append(took["nbmake -n 2"] / took["ours -n 2"])
                sys.stdout.write("  ".join(f"{name} {second:.2f} s" for name, second in took.items()) + "\n")
    return statistics.median(ratios)


def _run(command: tuple[str, ...], stack_url: str) -> float:
    variables = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    told = {STACK_VARIABLE: stack_url, STEADY_VARIABLE: "1"}
    flags = () if "--nbmake" in command else ("--stack-url", stack_url, "-p", "no:nbmake")
    began = time.perf_counter()
    ran = subprocess.run(
        [*command, *flags, str(NOTEBOOKS)], env=variables | told, cwd=ROOT, capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - began
    wanted = f"{len(list(NOTEBOOKS.glob('*.ipynb')))} passed"
    if ran.returncode or wanted not in ran.stdout:
        raise RuntimeError(f"not all notebooks passed:\n{ran.stdout}{ran.stderr}")
    return took


async def _fresh_and_warm(rounds: int) -> list[tuple[float, float]]:
    fresh_kernels, warm_kernels = (Kernels(NOTEBOOKS, is_warm=is_warm) for is_warm in (False, True))
    await _executed(warm_kernels)
    pairs = []
    for _ in range(rounds):
        fresh = await _executed(fresh_kernels)
        warm = statistics.median([await _executed(warm_kernels) for _ in range(WARM)])
        pairs.append((fresh, warm))
    await warm_kernels.stop()
    for fresh, warm in pairs:
        sys.stdout.write(f"small notebook: fresh {fresh * 1000:.0f} ms, warm {warm * 1000:.0f} ms\n")
    return pairs


async def _executed(kernels: Kernels) -> float:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in SMALL])
    began = time.perf_counter()
    await execute(notebook, kernels, {}, Budgets())
    took = time.perf_counter() - began
    if notebook.cells[-1].outputs[0].data["text/plain"] != "{'total': 499500}":
        raise RuntimeError("the notebook did not do its work")
    return took
