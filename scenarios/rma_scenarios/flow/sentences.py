"""Put exchanges into words that a support person understands: one sentence for the call, one for its answer."""

import re
from collections.abc import Callable, Sequence

from rma_scenarios.flow.bodies import as_mapping, error_detail, profile_of, results_of, texts
from rma_scenarios.flow.exchanges import Exchange
from rma_scenarios.flow.phrases import asked_for, caller_of, counted, listed, name_of, quoted, said_in
from rma_scenarios.flow.return_sentences import ANSWERS, CALLS


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


def _plain_call(exchange: Exchange) -> str:
    if is_rma_page(exchange):
        return f"{caller_of(exchange)} opens the RMA link: RMA {exchange.path.rsplit('/', 1)[-1]}"
    return f"{caller_of(exchange)} asks {name_of(exchange.target)}: {exchange.method} {exchange.path}"


def _auto_link_call(exchange: Exchange) -> str:
    return f"Gladly asks the lookup adaptor: who has {asked_for(exchange)}?"


def _manual_search_call(exchange: Exchange) -> str:
    return f"Gladly asks the lookup adaptor to search for {asked_for(exchange)}"


def _detailed_call(exchange: Exchange) -> str:
    query = as_mapping(as_mapping(exchange.asked).get("query"))
    who = listed(texts(query.get("externalCustomerId")), asked_for(exchange))
    return f"Gladly asks the lookup adaptor: tell me all about {who}"


def _open_profile_call(exchange: Exchange) -> str:
    name = "".join(texts(profile_of(exchange).get("name")))
    return f"{caller_of(exchange)} opens {f'the profile of {name}' if name else 'a customer profile'}"


def _link_call(exchange: Exchange) -> str:
    return f"{caller_of(exchange)} picks {asked_for(exchange)} and clicks Link"


def _set_app_call(exchange: Exchange) -> str:
    wanted = as_mapping(exchange.asked)
    if "auto_linking" in wanted:
        return f"{caller_of(exchange)} switches Auto-linking {'on' if wanted['auto_linking'] else 'off'}"
    return f"{caller_of(exchange)} changes the app's settings"


def _inbound_email_call(exchange: Exchange) -> str:
    return f"Shopper sends an e-mail from {asked_for(exchange)}: {said_in(exchange, 'subject')}"


def _match_answer(exchange: Exchange) -> str:
    results = results_of(exchange)
    if not results:
        return "Adaptor answers: no match"
    ids = listed(["".join(texts(result.get("externalCustomerId"))) or "somebody without an id" for result in results])
    return f"Adaptor answers: {'one match' if len(results) == 1 else f'{len(results)} matches'}, {ids}"


def _detailed_answer(exchange: Exchange) -> str:
    results = results_of(exchange)
    if len(results) != 1:
        return f"Adaptor answers: {counted(len(results), 'customer')}, so there is nothing to show"
    attributes = as_mapping(results[0].get("customAttributes"))
    notice, status = attributes.get("rmaNotice"), attributes.get("rmaStatus")
    parts = ["RMA link"] if attributes.get("rma") else []
    parts += [str(status)] if status else []
    parts += [f"with the notice {quoted(str(notice))}"] if notice else []
    return f"Adaptor answers: {', '.join(parts) or counted(len(attributes), 'attribute')}"


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
    return counted(len(results), "possible match").replace("matchs", "matches") if results else "no matches found"


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

_CALLS: dict[str, Callable[[Exchange], str]] = CALLS | {
    "auto_link": _auto_link_call,
    "manual_search": _manual_search_call,
    "detailed": _detailed_call,
    "open_profile": _open_profile_call,
    "add_email": lambda exchange: f"{caller_of(exchange)} adds {asked_for(exchange)} to the profile",
    "search": lambda exchange: f"{caller_of(exchange)} searches by hand for {asked_for(exchange)}",
    "link": _link_call,
    "unlink": lambda exchange: f"{caller_of(exchange)} unlinks the profile",
    "merge_profiles": lambda exchange: f"{caller_of(exchange)} merges another profile into this one",
    "drop_match": lambda exchange: f"{caller_of(exchange)} says that another profile is no match",
    "start_chat": lambda exchange: f"Shopper opens the chat and types {asked_for(exchange)}",
    "send_message": lambda exchange: f"Shopper writes {said_in(exchange)}",
    "inbound_email": _inbound_email_call,
    "reply": lambda exchange: f"{caller_of(exchange)} replies {said_in(exchange)}",
    "set_app": _set_app_call,
    "test_lookup": lambda exchange: f"{caller_of(exchange)} tests the app with {asked_for(exchange)}",
    "click_action": lambda exchange: f"{caller_of(exchange)} clicks an action",
    "action_form": lambda exchange: f"Gladly asks the lookup adaptor for the form {exchange.path}",
    "send_form": lambda exchange: f"{caller_of(exchange)} fills the form in and sends it",
    "action_submit": lambda exchange: f"Gladly sends the form to the lookup adaptor: {exchange.path}",
    "create_profile": lambda exchange: f"{caller_of(exchange)} makes a customer profile",
}

_UNNAMED = {("returnlogic", "GET", "/v1/rmas"): "list_rmas"}
"""Calls that a scripted failure cut off before the mock could say what they were about."""

_ANSWERS: dict[str, _Teller] = {
    **ANSWERS,
    "auto_link": _match_answer,
    "manual_search": _match_answer,
    "detailed": _detailed_answer,
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
    "start_chat": lambda exchange: f"Gladly greets: {quoted(str(as_mapping(exchange.answered).get('greeting') or ''))}",
}
