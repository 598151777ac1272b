"""The mock Gladly: lookup engine, channels, REST API, agent desktop."""

from rma_mocks.gladly.app import create_app
from rma_mocks.gladly.organisation import Organisation

__all__ = ["Organisation", "create_app"]
