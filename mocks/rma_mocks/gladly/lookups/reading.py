"""Turn what came back from an adaptor into results, or into the sentence that says why it cannot be used."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import httpx

from rma_mocks.gladly.entities import AnswerWarning, App
from rma_mocks.gladly.lookups.answer import Answer, AnswerRefused, Oddity, parse_answer
from rma_mocks.gladly.lookups.oddities import oddities
from rma_mocks.gladly.lookups.reply import Reply
from rma_mocks.gladly.settings import LookupSettings

_MOST_WARNINGS = 50
_MOST_COUNTED = 1000
"""Looking through all of a huge answer's oddities would keep every other caller waiting."""

_WORD = re.compile(r"[A-Za-z0-9_.\[\]-]{1,40}")


def read_answer(app: App, reply: Reply, *, operation: str, settings: LookupSettings) -> Answer:
    """Return the results of a whole reply, with what is odd in it.

    Raises:
        AnswerRefused: When Gladly could not use it; the sentence begins with the app's name.

    Contract: Gladly lookup responses (documented; GL-ANSWER-1); which oddities are borne is assumed (GL-ANSWER-3).
    """
    if reply.status != httpx.codes.OK:
        raise AnswerRefused(f"{app.name} answered {_status(reply)}", rule="GL-ROUND-2")
    _refuse_page(app, reply)
    try:
        answer = parse_answer(bytes(reply.body))
    except AnswerRefused as refused:
        raise AnswerRefused(f"{app.name} sent something unusable: {refused}{_not_json(reply)}") from refused
    if settings.answers == "strict":
        _refuse_odd(app, answer, reply, operation)
    answer.warnings = tuple(_told(app, _odd(answer, reply, operation)))
    return answer


def _odd(answer: Answer, reply: Reply, operation: str) -> Iterator[Oddity]:
    kind = _content_type(reply)
    if kind != "application/json":
        yield Oddity("", f"the content type is {kind or 'missing'} instead of application/json")
    yield from oddities(answer, operation=operation, size=len(reply.body))


def _refuse_odd(app: App, answer: Answer, reply: Reply, operation: str) -> None:
    if operation == "detailed" and len(answer) != 1:
        sentence = f"{app.name} answered a detailed lookup with {len(answer)} results instead of exactly one"
        raise AnswerRefused(sentence, rule="GL-ANSWER-3")
    odd = next((row for row in _odd(answer, reply, operation) if not row.is_bearable), None)
    if odd is not None:
        place = f"{odd.place} " if odd.place else ""
        raise AnswerRefused(f"{app.name} sent something odd: {place}{odd.sentence}", rule="GL-ANSWER-3")


def _told(app: App, odd: Iterator[Oddity]) -> Iterator[AnswerWarning]:
    for row in islice(odd, _MOST_WARNINGS):
        yield AnswerWarning(app.id, app.name, row.place, row.sentence)
    beyond = sum(1 for _ in islice(odd, _MOST_COUNTED))
    if beyond:
        more = f"at least {beyond}" if beyond == _MOST_COUNTED else str(beyond)
        yield AnswerWarning(app.id, app.name, "", f"and {more} more oddities of such kinds")


def _refuse_page(app: App, reply: Reply) -> None:
    begins = bytes(reply.body[:200]).lstrip().lower()
    if begins.startswith((b"<!doctype html", b"<html")) or (begins[:1] == b"<" and "html" in _content_type(reply)):
        raise AnswerRefused(f"{app.name} sent something unusable: an HTML page instead of JSON")


def _not_json(reply: Reply) -> str:
    kind = _content_type(reply)
    return "" if "json" in kind else f" (its content type is {kind or 'missing'})"


def _content_type(reply: Reply) -> str:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if len(kind) <= 60 else f"{kind[:60]}…"  # noqa: PLR2004 -- as much as a sentence bears


def _status(reply: Reply) -> str:
    status = reply.status or 0
    said = f"{status} instead of 200"
    if httpx.codes.is_redirect(status):
        return f"{said}, which leads elsewhere, and Gladly does not follow"
    if httpx.codes.is_success(status):
        return f"{said}, and no other status counts as success"
    told = _first_error(bytes(reply.body))
    return f"{said}, with the error {told}" if told else said


def _first_error(body: bytes) -> str:
    """Return code and field of the first error, where they are plain words; its prose may hold what is private."""
    try:
        rows: Any = json.loads(body)["errors"]
        words = [rows[0].get(name) for name in ("code", "attr")]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return ""
    plain = [word for word in words if isinstance(word, str) and _WORD.fullmatch(word)]
    return " at ".join(plain)
