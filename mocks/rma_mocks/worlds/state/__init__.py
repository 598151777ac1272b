"""Worlds that survive the process: one SQLite file in the folder that `--state` names."""

from rma_mocks.worlds.errors import StateError
from rma_mocks.worlds.state.keeper import Keeper
from rma_mocks.worlds.state.middleware import SavingMiddleware

__all__ = ["Keeper", "SavingMiddleware", "StateError"]
