"""Apps that answer as a world's declaration says, so that a stranger's answers can be tried without a program."""

from collections.abc import Mapping
from typing import Any

OPERATIONS = ("auto_link", "manual_search", "detailed")


def by_operation(answers: Any) -> dict[str, Any]:
    """Return the answer to each kind of lookup: a single one stands for all, a missing one is empty."""
    if isinstance(answers, dict) and answers and set(answers) <= set(OPERATIONS):
        return {name: answers.get(name, {"results": []}) for name in OPERATIONS}
    return dict.fromkeys(OPERATIONS, answers)


def operation_of(body: Any) -> str:
    """Tell the kind of a lookup from its body; an id means auto-link (assumed; GL-ASK-5)."""
    asked: Mapping[str, Any] = body if isinstance(body, dict) else {}
    if asked.get("lookupLevel") == "DETAILED":
        return "detailed"
    query = asked.get("query")
    return "auto_link" if isinstance(query, dict) and "id" in query else "manual_search"
