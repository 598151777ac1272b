"""`python -m rma_mocks` is `rma mocks`."""

from rma_mocks.cli import mocks

mocks()
