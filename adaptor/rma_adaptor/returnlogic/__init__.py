"""Ask ReturnLogic for a shopper's RMAs."""

from rma_adaptor.returnlogic.client import CallWatch, ReturnLogicClient, Team
from rma_adaptor.returnlogic.models import ReturnItem, Rma
from rma_adaptor.returnlogic.paging import RmaList

__all__ = ["CallWatch", "ReturnItem", "ReturnLogicClient", "Rma", "RmaList", "Team"]
