"""Ask ReturnLogic for a shopper's RMAs."""

from rma_adaptor.returnlogic.access import Access, ApiKey
from rma_adaptor.returnlogic.asking import Answer, Asker, CallWatch, Team
from rma_adaptor.returnlogic.client import ReturnLogicClient, warm_up
from rma_adaptor.returnlogic.envelopes import entries_in, list_in, object_in, open_page
from rma_adaptor.returnlogic.limiter import MOST, Limiter, Turns
from rma_adaptor.returnlogic.lines import Limits, TurnsFor
from rma_adaptor.returnlogic.models import KEPT, ReturnItem, Rma, newest_first
from rma_adaptor.returnlogic.oauth import TokenEndpoint
from rma_adaptor.returnlogic.orders import Order, OrderLine, choices_in, orders_in
from rma_adaptor.returnlogic.paging import RmaList
from rma_adaptor.returnlogic.products import ProductFacts, Variant, product_codes, product_facts

__all__ = [
    "KEPT",
    "MOST",
    "Access",
    "Answer",
    "ApiKey",
    "Asker",
    "CallWatch",
    "Limiter",
    "Limits",
    "Order",
    "OrderLine",
    "ProductFacts",
    "ReturnItem",
    "ReturnLogicClient",
    "Rma",
    "RmaList",
    "Team",
    "TokenEndpoint",
    "Turns",
    "TurnsFor",
    "Variant",
    "choices_in",
    "entries_in",
    "list_in",
    "newest_first",
    "object_in",
    "open_page",
    "orders_in",
    "product_codes",
    "product_facts",
    "warm_up",
]
