"""The mock ReturnLogic: its API for tokens, Originate for staff, the Returns Center for shoppers."""

from rma_mocks.returnlogic.app import create_app
from rma_mocks.returnlogic.entities import ReturnsCenterSettings, Team
from rma_mocks.returnlogic.state import TeamState

__all__ = ["ReturnsCenterSettings", "Team", "TeamState", "create_app"]
