"""What every test may use."""

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture
def anyio_backend() -> str:
    """Run async tests on asyncio, the loop that everything here runs on."""
    return "asyncio"
