"""Render a test: the verdict on top, then each lookup as it went over the line."""

import base64
from http import HTTPStatus
from typing import Any

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import redacted
from rma_mocks.gladly.debugger.answers import why_nothing_is_shared
from rma_mocks.gladly.debugger.causes import Cause, cause_of_failure
from rma_mocks.gladly.debugger.clock import clock_skew
from rma_mocks.gladly.debugger.curl import curl_of
from rma_mocks.gladly.debugger.signature import signature_json, signed_anew
from rma_mocks.gladly.debugger.stored import stored_json
from rma_mocks.gladly.debugger.tester import Step, Test
from rma_mocks.gladly.debugger.wire import Wire
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.formatters import desk_verdict
from rma_mocks.gladly.lookups.answer import Answer, Result

MOST_BYTES = 256 * 1024
"""Of an answer, this much is shown."""

_TITLES = {
    "auto_link": "Auto-linking request (BASIC)",
    "manual_search": "Manual search (BASIC)",
    "detailed": "Detailed lookup (DETAILED)",
}


def report_json(test: Test, workflow: str) -> dict[str, Any]:
    """Render a whole test.

    `outcome` is that of the verdict, or `choose` where an agent would have to pick one of several; the last step that
    failed says why in `cause`.
    """
    customer = test.customer
    return {
        "id": test.id,
        "workflow": workflow,
        "at": stamp(test.at),
        "app": {"id": test.app.id, "name": test.app.name, "url": test.app.url},
        "customer": {
            "found_by": customer.found_by,
            "profile_id": customer.profile.id if customer.found_by else None,
            "name": customer.profile.name,
            "sentence": customer.sentence,
        },
        "notes": test.notes,
        "outcome": test.verdict.outcome.value if test.verdict else "choose",
        "summary": test.verdict.sentence if test.verdict else _choice(test),
        "verdict": desk_verdict(test.verdict) if test.verdict else None,
        "cause": _cause_json(_cause(test)),
        "steps": [step_json(test.app, step, place=place) for place, step in enumerate(test.steps, 1)],
        "stored": stored_json(test.scratch, test.app, test.change) if test.change else None,
    }


def step_json(app: App, step: Step, *, place: int) -> dict[str, Any]:
    """Render one lookup: request, signature, answer, what was read, clocks, and how to repeat it."""
    wire = step.wire
    row: dict[str, Any] = {
        "number": place,
        "operation": step.question.operation,
        "title": _TITLES[step.question.operation],
        "failure": {"sentence": str(step.failure), "rule": step.failure.rule} if step.failure else None,
        "read": _read_json(step.results) if step.results is not None else None,
    }
    if wire is None:
        return row | {"request": None, "signature": None, "answer": None, "clock": None, "curl": None}
    return row | {
        "request": _request_json(wire),
        "signature": signature_json(wire.request, app.signing_key),
        "answer": _answer_json(wire) if wire.status is not None else None,
        "clock": _clock_json(wire),
        "curl": curl_of(signed_anew(wire.request, app.signing_key)),
    }


def _choice(test: Test) -> str:
    count = len(test.steps[-1].results or ()) if test.steps else 0
    return f"{test.app.name} found {count} customers: pick the one whose details are to be asked for."


def _cause(test: Test) -> Cause | None:
    """Return why the last lookup failed, or why its good answer did not link, where that can be told."""
    if not test.steps:
        return None
    last = test.steps[-1]
    if last.failure is not None and last.wire is not None:
        return cause_of_failure(last.wire, is_signed=bool(test.app.signing_key))
    if test.verdict is not None and test.verdict.rule == "GL-LINK-3" and last.results:
        said = why_nothing_is_shared(test.app, test.customer.profile, last.results[0])
        return Cause(*said) if said else None
    return None


def _cause_json(cause: Cause | None) -> dict[str, Any] | None:
    return {"sentence": cause.sentence, "do": cause.do, "is_guess": cause.is_guess} if cause else None


def _request_json(wire: Wire) -> dict[str, Any]:
    request = wire.request
    headers = redacted(dict(request.headers))
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
        "body": body_json(request.content),
    }


def _answer_json(wire: Wire) -> dict[str, Any]:
    assert wire.status is not None, "only answers are rendered"  # noqa: S101 -- a bug of ours
    headers = redacted(dict(wire.headers))
    return {
        "status": wire.status,
        "reason": HTTPStatus(wire.status).phrase if wire.status in set(HTTPStatus) else "",
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
        "body": body_json(wire.body),
        "wire_bytes": len(wire.raw),
        "is_cut": wire.is_cut,
        "duration_ms": wire.duration_ms,
    }


def body_json(body: bytes) -> dict[str, Any]:
    """Render bytes: as text where they are UTF-8, else in base64; only the beginning of very long ones."""
    shown = body[:MOST_BYTES]
    row: dict[str, Any] = {"bytes": len(body), "is_whole": len(shown) == len(body), "text": None, "base64": None}
    try:
        return row | {"text": shown.decode("utf-8", errors="strict" if row["is_whole"] else "ignore")}
    except UnicodeDecodeError:
        return row | {"base64": base64.b64encode(shown).decode()}


def _clock_json(wire: Wire) -> dict[str, Any]:
    skew = clock_skew(wire)
    return {
        "sent_at": stamp(wire.sent_at),
        "adaptor_date": skew.adaptor_date,
        "skew_s": skew.seconds,
        "is_wide": skew.is_wide,
        "sentence": skew.sentence,
    }


def _read_json(results: list[Result]) -> dict[str, Any]:
    warnings = results.warnings if isinstance(results, Answer) else ()
    return {
        "results": [
            {
                "external_customer_id": row.external_customer_id,
                "name": row.text("name") or "",
                "address": row.text("address") or "",
                "emails": row.emails,
                "phones": [{"original": number, "type": kind} for number, kind in row.phones],
                "attributes": row.custom_attributes,
                "transactions": len(cards) if isinstance(cards := row.raw.get("transactions"), list) else 0,
            }
            for row in results
        ],
        "warnings": [{"place": row.place, "sentence": row.sentence, "rule": row.rule} for row in warnings],
    }
