"""Ask ReturnLogic for a shopper's RMAs."""

from rma_adaptor.returnlogic.asking import CallWatch, Team
from rma_adaptor.returnlogic.client import ReturnLogicClient
from rma_adaptor.returnlogic.envelopes import entries_in, open_page
from rma_adaptor.returnlogic.limiter import MOST, Limiter, Turns
from rma_adaptor.returnlogic.lines import Limits, TurnsFor
from rma_adaptor.returnlogic.models import KEPT, ReturnItem, Rma
from rma_adaptor.returnlogic.paging import RmaList

__all__ = [
    "KEPT",
    "MOST",
    "CallWatch",
    "Limiter",
    "Limits",
    "ReturnItem",
    "ReturnLogicClient",
    "Rma",
    "RmaList",
    "Team",
    "Turns",
    "TurnsFor",
    "entries_in",
    "open_page",
]
