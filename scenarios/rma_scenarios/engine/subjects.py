"""What there is to look at: each subject of an expectation, fetched over HTTP and put in the format's words."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rma_scenarios.verbs.play import Play

UNSETTLED = frozenset({"answer", "search", "action", "rma", "mail", "refused", "debugger"})
"""Subjects that stand in a step's own answer; all others are looked at once nothing is under way."""


async def subject(play: Play, name: str) -> Any:
    """Return one subject as plain data; None when there is no such thing."""
    if name.startswith("profile_of_"):
        found = await play.find_profile(name.removeprefix("profile_of_"))
        return await _profile(play, found)
    if name.startswith("rma_of_"):
        return _rma_row(await play.find_rma(name.removeprefix("rma_of_")))
    return await _SUBJECTS[name](play)


async def verdicts(play: Play) -> list[dict[str, Any]]:
    """Return the verdicts of the latest round that the step is about."""
    row = play.shown.round
    if row is None:
        rounds = await play.rounds()
        mine = [one for one in rounds if play.shown.profile_id in (None, one["profile_id"])]
        row = mine[-1] if mine else {"verdicts": []}
    return [_verdict(verdict) for verdict in row["verdicts"]]


def _verdict(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("rule", "outcome", "sentence", "flip")}
    return {**told, "app": row["app_name"], "results": row["inputs"].get("results")}


async def _profile(play: Play, profile_id: str | None) -> dict[str, Any]:
    if profile_id is None:
        return {"exists": False}
    row = await play.ask(play.world.desk, "GET", f"profiles/{profile_id}")
    ids = [link["external_customer_id"] for link in row["links"] if link["external_customer_id"]]
    return {
        "exists": True,
        "linked": row["is_linked"],
        "name": row["name"],
        "address": row["address"],
        "emails": [email["original"] for email in row["emails"]],
        "phones": [phone["original"] for phone in row["phones"]],
        "external_customer_id": ids[0] if ids else None,
        "attributes": {attribute["name"]: attribute["value"] for attribute in row["attributes"]},
        "cards": [card for group in row["transactions"] for card in group["cards"]],
        "actions": [offer["name"] for offer in row["actions"]["offers"]],
    }


async def _shown_profile(play: Play) -> dict[str, Any]:
    return await _profile(play, play.shown.profile_id)


async def _search(play: Play) -> dict[str, Any] | None:
    found = play.shown.search
    if found is None:
        return None
    systems = found["systems"]
    empty = [system["error"] or "No matches found" for system in systems if not system["results"]]
    matches = [row["external_customer_id"] for system in systems for row in system["results"]]
    return {"matches": matches, "shows": "; ".join(empty)}


async def _conversation(play: Play) -> dict[str, Any] | None:
    if play.conversation_id is None:
        return None
    row = await play.ask(play.world.desk, "GET", f"conversations/{play.conversation_id}")
    done = [item for item in row["items"] if item["from"] == "activity"]
    return {
        **{name: row[name] for name in ("inbox", "channel", "subject", "name")},
        "linked": row["is_linked"],
        "activities": [": ".join(filter(None, (item["text"], item["detail"]))) for item in done],
    }


async def _action(play: Play) -> Mapping[str, Any] | None:
    return play.shown.action


async def _chat(play: Play) -> list[str] | None:
    if play.chat_id is None:
        return None
    shown = await play.ask(play.channels, "GET", f"chat/api/sessions/{play.chat_id}?after=0")
    return [message["text"] for message in shown["messages"]]


async def _answer(play: Play) -> dict[str, Any] | None:
    answer = play.shown.answer
    if answer is None:
        return None
    return {"status": answer.status, "headers": dict(answer.headers), "body": answer.json(), "text": answer.text}


async def _rma(play: Play) -> Mapping[str, Any] | None:
    return None if play.shown.rma is None else _rma_row(play.shown.rma)


def _rma_row(row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {"exists": False} if row is None else {"exists": True, **row}


async def _mail(play: Play) -> Mapping[str, Any] | None:
    return play.shown.mail


async def _refused(play: Play) -> str | None:
    return play.shown.refused


async def _debugger(play: Play) -> dict[str, Any] | None:
    report = play.shown.test
    if report is None:
        return None
    verdict, cause, last = report["verdict"] or {}, report["cause"] or {}, (report["steps"] or [{}])[-1]
    read, stored = last.get("read") or {}, report["stored"] or {}
    return {
        "outcome": report["outcome"],
        "rule": verdict.get("rule"),
        "sentence": report["summary"],
        "flip": verdict.get("flip"),
        "cause": cause.get("sentence"),
        "what_to_do": cause.get("do"),
        "found_by": report["customer"]["found_by"],
        "steps": [step["operation"] for step in report["steps"]],
        "warnings": [f"{row['place']} {row['sentence']}" for row in read.get("warnings", [])],
        "stores": {row["name"]: row["fate"] for row in stored.get("attributes", [])},
    }


_SUBJECTS: dict[str, Callable[[Play], Awaitable[Any]]] = {
    "profile": _shown_profile,
    "search": _search,
    "action": _action,
    "conversation": _conversation,
    "chat": _chat,
    "answer": _answer,
    "rma": _rma,
    "mail": _mail,
    "refused": _refused,
    "debugger": _debugger,
}
