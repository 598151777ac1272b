"""Give a flow as plain data, for programs and for people who keep it."""

from typing import Any

from rma_scenarios.flow.record import Arrow, Decision, Flow


def flow_data(flow: Flow) -> dict[str, Any]:
    """Return the whole flow but its raw exchanges, ready for JSON.

    Times are in milliseconds and count from the start of the flow; `exchange` is a number of the world's journal.
    """
    return {
        "title": flow.title,
        "question": flow.question,
        "arrows": [_arrow(arrow) for arrow in flow.arrows],
        "verdicts": [_verdict(decision) for decision in flow.decisions],
        "rules": list(flow.rules),
        "slowest_lookup_ms": flow.slowest_lookup_ms,
    }


def _arrow(arrow: Arrow) -> dict[str, Any]:
    return {
        "number": arrow.number,
        "from": arrow.source.value,
        "to": arrow.target.value,
        "sentence": arrow.sentence,
        "is_answer": arrow.is_answer,
        "is_failed": arrow.is_failed,
        "status": arrow.status,
        "depth": arrow.depth,
        "at_ms": round(arrow.at_ms, 3),
        "duration_ms": arrow.duration_ms,
        "exchange": arrow.exchange,
    }


def _verdict(decision: Decision) -> dict[str, Any]:
    return {
        "round": decision.round,
        "trigger": decision.trigger,
        "app": decision.app_name,
        "rule": decision.rule,
        "outcome": decision.outcome,
        "sentence": decision.sentence,
        "flip": decision.flip,
    }
