import asyncio
import os
import signal

import pytest

from rma_scenarios.interrupting import run_interruptibly


def test_work_that_ends_gives_what_it_found() -> None:
    async def work() -> int:
        return 3

    assert run_interruptibly(work()) == 3


def test_ctrl_c_ends_work_that_waits() -> None:
    async def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work())


def test_ctrl_c_counts_even_when_the_work_swallows_it_and_ends_by_itself() -> None:
    async def work() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "went on as if nothing had happened"
        return ""

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work())


def test_an_error_of_the_work_comes_through() -> None:
    async def work() -> None:
        raise ValueError("its own")

    with pytest.raises(ValueError, match="its own"):
        run_interruptibly(work())
