"""Ask ReturnLogic for a shopper's RMAs."""

from rma_adaptor.returnlogic.access import Access, ApiKey
from rma_adaptor.returnlogic.asking import Asker, CallWatch, Team
from rma_adaptor.returnlogic.client import ReturnLogicClient
from rma_adaptor.returnlogic.envelopes import entries_in, open_page
from rma_adaptor.returnlogic.lines import Limits
from rma_adaptor.returnlogic.models import KEPT, ReturnItem, Rma
from rma_adaptor.returnlogic.oauth import TokenEndpoint
from rma_adaptor.returnlogic.paging import RmaList
from rma_adaptor.returnlogic.products import ProductFacts, Variant, product_codes, product_facts

__all__ = [
    "KEPT",
    "Access",
    "ApiKey",
    "Asker",
    "CallWatch",
    "Limits",
    "ProductFacts",
    "ReturnItem",
    "ReturnLogicClient",
    "Rma",
    "RmaList",
    "Team",
    "TokenEndpoint",
    "Variant",
    "entries_in",
    "open_page",
    "product_codes",
    "product_facts",
]
