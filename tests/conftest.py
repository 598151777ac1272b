"""What every test may use."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what was imported and collected: that stays, and looking costs time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def anyio_backend() -> str:
    """Run async tests on asyncio, the loop that everything here runs on."""
    return "asyncio"
