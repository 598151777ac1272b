"""Put exchanges into words that a support person understands: one sentence for the call, one for its answer."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rma_scenarios.flow.bodies import as_mapping, error_detail, people_asked, profile_of, results_of, rmas_of, texts
from rma_scenarios.flow.exchanges import Exchange

_NAMES = {
    "customer": "Shopper",
    "agent": "Agent",
    "admin": "Admin",
    "merchant": "Staff member",
    "api": "API client",
    "gladly": "Gladly",
    "adaptor": "Adaptor",
    "returnlogic": "ReturnLogic",
}
_QUOTE_LENGTH = 60


def call_sentence(exchange: Exchange) -> str:
    """Say what the caller wants."""
    known = _UNNAMED.get((exchange.target, exchange.method, exchange.path), "")
    tell = _CALLS.get(exchange.operation or known)
    return tell(exchange) if tell else _plain_call(exchange)


def answer_sentence(exchange: Exchange) -> str | None:
    """Say what came back; None when a success has nothing to tell."""
    if exchange.is_failed:
        return failure_sentence(exchange)
    tell = _ANSWERS.get(exchange.operation or "")
    if tell is None and is_rma_page(exchange):
        return "ReturnLogic shows the page of the RMA"
    return tell(exchange) if tell else None


def failure_sentence(exchange: Exchange) -> str:
    """Say what went wrong, with the status or the reason."""
    who = name_of(exchange.target)
    if exchange.status is not None:
        detail = error_detail(exchange)
        return f"{who} answers {exchange.status}: {detail}" if detail else f"{who} answers {exchange.status}"
    reason = exchange.error or ""
    if re.search(r"\btim(e|ed|eout)\b", reason, re.IGNORECASE):
        return f"{who}: no answer within the time limit"
    if not reason.startswith("no answer"):
        reason = f"no answer ({reason})" if reason else "no answer"
    return f"{who}: {reason}"


def is_rma_page(exchange: Exchange) -> bool:
    """Say whether a person opened what an RMA link points to."""
    page = "/originate/rma/" in exchange.path and "/api/" not in exchange.path
    return page and exchange.is_by_person and exchange.target == "returnlogic"


def name_of(party: str) -> str:
    """Give a party's name as people say it."""
    return _NAMES.get(party, party.capitalize() or "Somebody")


def _asked(exchange: Exchange) -> str:
    return listed(people_asked(exchange), "nobody in particular")


def listed(items: Sequence[str], nothing: str = "") -> str:
    """Join items as a sentence does: `a`, `a and b`, `a, b and c`."""
    if len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return items[0] if items else nothing


def quoted(text: str) -> str:
    """Put a person's words in quotes, on one line and not too long."""
    line = " ".join(text.split())
    if len(line) > _QUOTE_LENGTH:
        line = line[:_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    return f"“{line}”"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _said(exchange: Exchange, key: str = "text") -> str:
    return quoted("".join(texts(as_mapping(exchange.asked).get(key))))


def _plain_call(exchange: Exchange) -> str:
    if is_rma_page(exchange):
        return f"{name_of(exchange.source)} opens the RMA link: RMA {exchange.path.rsplit('/', 1)[-1]}"
    return f"{name_of(exchange.source)} asks {name_of(exchange.target)}: {exchange.method} {exchange.path}"


def _auto_link_call(exchange: Exchange) -> str:
    return f"Gladly asks the lookup adaptor: who has {_asked(exchange)}?"


def _manual_search_call(exchange: Exchange) -> str:
    return f"Gladly asks the lookup adaptor to search for {_asked(exchange)}"


def _detailed_call(exchange: Exchange) -> str:
    query = as_mapping(as_mapping(exchange.asked).get("query"))
    who = listed(texts(query.get("externalCustomerId")), _asked(exchange))
    return f"Gladly asks the lookup adaptor: tell me all about {who}"


def _list_rmas_call(exchange: Exchange) -> str:
    return f"Adaptor asks ReturnLogic for the RMAs of {_asked(exchange)}"


def _webhook_call(exchange: Exchange) -> str:
    told = as_mapping(exchange.asked)
    rma = as_mapping(told.get("data"))
    return f"ReturnLogic tells the adaptor {told.get('topic')}: RMA {rma.get('rlRmaId')}, {rma.get('workflowStatus')}"


def _open_profile_call(exchange: Exchange) -> str:
    name = "".join(texts(profile_of(exchange).get("name")))
    return f"{name_of(exchange.source)} opens {f'the profile of {name}' if name else 'a customer profile'}"


def _link_call(exchange: Exchange) -> str:
    return f"{name_of(exchange.source)} picks {_asked(exchange)} and clicks Link"


def _set_app_call(exchange: Exchange) -> str:
    wanted = as_mapping(exchange.asked)
    if "auto_linking" in wanted:
        return f"{name_of(exchange.source)} switches Auto-linking {'on' if wanted['auto_linking'] else 'off'}"
    return f"{name_of(exchange.source)} changes the app's settings"


def _inbound_email_call(exchange: Exchange) -> str:
    return f"Shopper sends an e-mail from {_asked(exchange)}: {_said(exchange, 'subject')}"


def _match_answer(exchange: Exchange) -> str:
    results = results_of(exchange)
    if not results:
        return "Adaptor answers: no match"
    ids = listed(["".join(texts(result.get("externalCustomerId"))) or "somebody without an id" for result in results])
    return f"Adaptor answers: {'one match' if len(results) == 1 else f'{len(results)} matches'}, {ids}"


def _detailed_answer(exchange: Exchange) -> str:
    results = results_of(exchange)
    if len(results) != 1:
        return f"Adaptor answers: {_count(len(results), 'customer')}, so there is nothing to show"
    attributes = as_mapping(results[0].get("customAttributes"))
    notice, status = attributes.get("rmaNotice"), attributes.get("rmaStatus")
    parts = ["RMA link"] if attributes.get("rma") else []
    parts += [str(status)] if status else []
    parts += [f"with the notice {quoted(str(notice))}"] if notice else []
    return f"Adaptor answers: {', '.join(parts) or _count(len(attributes), 'attribute')}"


def _list_rmas_answer(exchange: Exchange) -> str:
    rmas = rmas_of(exchange)
    if not rmas:
        return "ReturnLogic answers: no RMAs"
    statuses = Counter(str(rma.get("workflowStatus") or rma.get("status") or "status unknown") for rma in rmas)
    if len(statuses) == 1:
        return f"ReturnLogic answers: {_count(len(rmas), 'RMA')}, {next(iter(statuses))}"
    told = listed([f"{number} {status}" for status, number in statuses.items()])
    return f"ReturnLogic answers: {_count(len(rmas), 'RMA')}, {told}"


def _profile_answer(exchange: Exchange) -> str | None:
    profile = profile_of(exchange)
    if not profile:
        return None
    name = "".join(texts(profile.get("name"))) or "the profile"
    if not profile.get("is_linked"):
        return f"Gladly shows {name}: not linked"
    has_link = any(as_mapping(item).get("name") == "rma" and item["value"] for item in profile.get("attributes") or [])
    return f"Gladly shows {name}: linked, {'with the RMA link' if has_link else 'no RMA link'}"


def _search_answer(exchange: Exchange) -> str:
    told = []
    for system in as_mapping(exchange.answered).get("systems") or []:
        row = as_mapping(system)
        found = row.get("results") or []
        told.append(f"{row.get('name') or 'the app'}: {row.get('error') or _found(found)}")
    return f"Gladly shows {'; '.join(told) or 'no systems to search'}"


def _found(results: Sequence[object]) -> str:
    return _count(len(results), "possible match").replace("matchs", "matches") if results else "no matches found"


def _open_rma_call(exchange: Exchange) -> str:
    return f"{name_of(exchange.source)} opens the page of RMA {exchange.path.rsplit('/', 1)[-1]}"


def _open_rma_answer(exchange: Exchange) -> str:
    rma = as_mapping(exchange.answered)
    return f"ReturnLogic shows RMA {rma.get('id', '')}: {rma.get('status') or 'status unknown'}"


def _rma_created_answer(exchange: Exchange) -> str:
    answer = as_mapping(exchange.answered)
    rma = as_mapping(answer.get("rma")) or answer
    number = rma.get("rlRmaId") or rma.get("id")
    return f"ReturnLogic answers: RMA {number} created" if number else "ReturnLogic answers: RMA created"


def _form_answer(exchange: Exchange) -> str:
    return f"Adaptor answers: the form {quoted(''.join(texts(as_mapping(exchange.answered).get('title'))))}"


def _submit_answer(exchange: Exchange) -> str:
    return f"Adaptor answers: {''.join(texts(as_mapping(exchange.answered).get('message'))) or 'done'}"


def _opened_form_answer(exchange: Exchange) -> str:
    answer = as_mapping(exchange.answered)
    form = as_mapping(answer.get("form"))
    if form:
        return f"Gladly shows the form {quoted(str(form.get('title')))}"
    return f"Gladly shows no form: {answer.get('error') or 'no reason given'}"


def _sent_form_answer(exchange: Exchange) -> str:
    answer = as_mapping(exchange.answered)
    if answer.get("outcome") == "done":
        return f"Gladly writes into the timeline: {answer.get('message') or 'done'}"
    kept = "keeps the form open" if answer.get("outcome") == "invalid" else "dismisses the form"
    rows = [as_mapping(row) for row in answer.get("errors") or []]
    told = listed([" ".join(texts(row.get("message")) + texts(row.get("detail"))) for row in rows])
    return f"Gladly {kept}: {told or 'no reason given'}"


_Teller = Callable[[Exchange], str | None]

_CALLS: dict[str, Callable[[Exchange], str]] = {
    "auto_link": _auto_link_call,
    "manual_search": _manual_search_call,
    "detailed": _detailed_call,
    "list_rmas": _list_rmas_call,
    "open_profile": _open_profile_call,
    "add_email": lambda exchange: f"{name_of(exchange.source)} adds {_asked(exchange)} to the profile",
    "search": lambda exchange: f"{name_of(exchange.source)} searches by hand for {_asked(exchange)}",
    "link": _link_call,
    "unlink": lambda exchange: f"{name_of(exchange.source)} unlinks the profile",
    "merge_profiles": lambda exchange: f"{name_of(exchange.source)} merges another profile into this one",
    "drop_match": lambda exchange: f"{name_of(exchange.source)} says that another profile is no match",
    "start_chat": lambda exchange: f"Shopper opens the chat and types {_asked(exchange)}",
    "send_message": lambda exchange: f"Shopper writes {_said(exchange)}",
    "inbound_email": _inbound_email_call,
    "reply": lambda exchange: f"{name_of(exchange.source)} replies {_said(exchange)}",
    "set_app": _set_app_call,
    "test_lookup": lambda exchange: f"{name_of(exchange.source)} tests the app with {_asked(exchange)}",
    "click_action": lambda exchange: f"{name_of(exchange.source)} clicks an action",
    "action_form": lambda exchange: f"Gladly asks the lookup adaptor for the form {exchange.path}",
    "send_form": lambda exchange: f"{name_of(exchange.source)} fills the form in and sends it",
    "action_submit": lambda exchange: f"Gladly sends the form to the lookup adaptor: {exchange.path}",
    "create_rma": lambda exchange: f"{name_of(exchange.source)} starts a return",
    "open_rma": _open_rma_call,
    "create_profile": lambda exchange: f"{name_of(exchange.source)} makes a customer profile",
    "list_rmas_page": lambda exchange: f"{name_of(exchange.source)} looks through the table of RMAs",
    "webhook": _webhook_call,
    "exchange_token": lambda exchange: f"{name_of(exchange.source)} asks ReturnLogic for a bearer token",
    "find_order": lambda exchange: f"{name_of(exchange.source)} looks for the order of {_asked(exchange)}",
}

_UNNAMED = {("returnlogic", "GET", "/v1/rmas"): "list_rmas"}
"""Calls that a scripted failure cut off before the mock could say what they were about."""

_ANSWERS: dict[str, _Teller] = {
    "auto_link": _match_answer,
    "manual_search": _match_answer,
    "detailed": _detailed_answer,
    "list_rmas": _list_rmas_answer,
    "open_profile": _profile_answer,
    "add_email": _profile_answer,
    "search": _search_answer,
    "link": _profile_answer,
    "unlink": _profile_answer,
    "merge_profiles": _profile_answer,
    "action_form": _form_answer,
    "action_submit": _submit_answer,
    "click_action": _opened_form_answer,
    "send_form": _sent_form_answer,
    "create_rma": _rma_created_answer,
    "open_rma": _open_rma_answer,
    "start_chat": lambda exchange: f"Gladly greets: {quoted(str(as_mapping(exchange.answered).get('greeting') or ''))}",
}
