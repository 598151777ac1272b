"""Sentences about returns: their list, their pages, and each step of their life."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from rma_scenarios.flow.bodies import as_mapping, rmas_of
from rma_scenarios.flow.exchanges import Exchange
from rma_scenarios.flow.phrases import asked_for, caller_of, counted, listed, said_in

_NUMBER = re.compile(r"/rmas/([^/]+)")
_STATUS_UNKNOWN = "status unknown"
_BY_ITSELF = {"rma.created": "was created", "rma.updated": "was changed", "rma.deleted": "was deleted"}


def _rma(exchange: Exchange) -> str:
    found = _NUMBER.search(exchange.path)
    return f"RMA {found[1]}" if found else "an RMA"


def _step(words: str) -> Callable[[Exchange], str]:
    """Return what tells a step that needs no more than its RMA; `words` has `{rma}` in it."""
    return lambda exchange: f"{caller_of(exchange)} {words.format(rma=_rma(exchange))}"


def _approval(exchange: Exchange) -> str:
    does = "approves" if as_mapping(exchange.asked).get("approved") else "no longer approves"
    return f"{caller_of(exchange)} {does} an item of {_rma(exchange)}"


def _processing(exchange: Exchange) -> str:
    wanted = as_mapping(exchange.asked)
    return_type = wanted.get("return_type") or wanted.get("returnType")
    what = f"the {return_type} items" if return_type else "all items"
    return f"{caller_of(exchange)} processes {what} of {_rma(exchange)}"


def _receipt(exchange: Exchange) -> str:
    receipt = as_mapping(exchange.asked)
    number = receipt.get("quantity")
    what = counted(number if isinstance(number, int) else 1, "piece")
    verdict = f": {receipt['disposition']}" if receipt.get("disposition") else ""
    return f"{caller_of(exchange)} receives {what} of {_rma(exchange)}{verdict}"


def _verdict(exchange: Exchange) -> str:
    verdict = as_mapping(exchange.asked).get("disposition") or "something else"
    return f"{caller_of(exchange)} says of an item of {_rma(exchange)}: {verdict}"


def _webhook(exchange: Exchange) -> str:
    event = as_mapping(exchange.asked)
    rma = as_mapping(event.get("data"))
    number, status = _number_of(rma), rma.get("workflowStatus")
    happened = _BY_ITSELF.get(str(event.get("topic")), "has news")
    return f"ReturnLogic tells by webhook: RMA {number} {happened}{f', {status}' if status else ''}"


def _list_answer(exchange: Exchange) -> str:
    rmas = rmas_of(exchange)
    if not rmas:
        return "ReturnLogic answers: no RMAs"
    statuses = Counter(str(rma.get("workflowStatus") or rma.get("status") or _STATUS_UNKNOWN) for rma in rmas)
    if len(statuses) == 1:
        return f"ReturnLogic answers: {counted(len(rmas), 'RMA')}, {next(iter(statuses))}"
    told = listed([f"{number} {status}" for status, number in statuses.items()])
    return f"ReturnLogic answers: {counted(len(rmas), 'RMA')}, {told}"


def _page_answer(exchange: Exchange) -> str:
    rma = as_mapping(exchange.answered)
    return f"ReturnLogic shows RMA {_number_of(rma)}: {_status_of(rma)}"


def _created_answer(exchange: Exchange) -> str:
    answer = as_mapping(exchange.answered)
    number = _number_of(as_mapping(answer.get("rma")) or answer)
    return f"ReturnLogic answers: RMA {number} created" if number else "ReturnLogic answers: RMA created"


def _step_answer(exchange: Exchange) -> str:
    rma = as_mapping(exchange.answered)
    return f"ReturnLogic answers: RMA {_number_of(rma)} is {_status_of(rma)}"


def _number_of(rma: Mapping[str, Any]) -> str:
    return str(rma.get("rlRmaId") or rma.get("id") or "")


def _status_of(rma: Mapping[str, Any]) -> str:
    return str(rma.get("workflowStatus") or rma.get("status") or _STATUS_UNKNOWN)


CALLS: dict[str, Callable[[Exchange], str]] = {
    "list_rmas": lambda exchange: f"Adaptor asks ReturnLogic for the RMAs of {asked_for(exchange)}",
    "list_rmas_page": lambda exchange: f"{caller_of(exchange)} looks through the table of RMAs",
    "find_order": lambda exchange: f"{caller_of(exchange)} looks for the order of {asked_for(exchange)}",
    "create_rma": lambda exchange: f"{caller_of(exchange)} starts a return",
    "open_rma": _step("opens the page of {rma}"),
    "authorize_rma": _step("authorises {rma}"),
    "reject_rma": _step("rejects {rma}"),
    "cancel_rma": _step("cancels {rma}"),
    "resend_label": _step("mails the label of {rma} again"),
    "approve_item": _approval,
    "process_rma": _processing,
    "complete_rma": _step("completes {rma}"),
    "comment_on_rma": lambda exchange: f"{caller_of(exchange)} notes on {_rma(exchange)}: {said_in(exchange)}",
    "delete_rma": _step("deletes {rma}"),
    "scan_label": _step("scans the label of {rma}"),
    "deliver_parcel": _step("delivers the parcel of {rma}"),
    "scan_packing_slip": _step("scans the packing slip of {rma}"),
    "receive_item": _receipt,
    "inspect_item": _verdict,
    "change_policies": lambda exchange: f"{caller_of(exchange)} changes the merchant's policies",
    "change_variants": lambda exchange: f"{caller_of(exchange)} changes how the mock plays ReturnLogic's API",
    "webhook": _webhook,
    "exchange_token": lambda exchange: f"{caller_of(exchange)} asks ReturnLogic for a bearer token",
}
"""What callers want."""

_STEPS = (
    *("authorize_rma", "reject_rma", "cancel_rma", "approve_item", "process_rma", "complete_rma"),
    *("scan_label", "deliver_parcel", "receive_item", "inspect_item", "resend_label"),
)

ANSWERS: dict[str, Callable[[Exchange], str]] = {
    "list_rmas": _list_answer,
    "create_rma": _created_answer,
    "open_rma": _page_answer,
    "scan_packing_slip": _page_answer,
    **dict.fromkeys(_STEPS, _step_answer),
}
"""What comes back."""
