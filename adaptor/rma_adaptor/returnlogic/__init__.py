"""Ask ReturnLogic for a shopper's RMAs."""

from rma_adaptor.returnlogic.asking import CallWatch, Team
from rma_adaptor.returnlogic.client import ReturnLogicClient
from rma_adaptor.returnlogic.envelopes import entries_in, open_page
from rma_adaptor.returnlogic.lines import Limits
from rma_adaptor.returnlogic.models import KEPT, ReturnItem, Rma
from rma_adaptor.returnlogic.paging import RmaList

__all__ = [
    "KEPT",
    "CallWatch",
    "Limits",
    "ReturnItem",
    "ReturnLogicClient",
    "Rma",
    "RmaList",
    "Team",
    "entries_in",
    "open_page",
]
