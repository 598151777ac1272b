"""Read what the mocks answer, or say in their words why they refuse."""

from typing import Any

from rma_scenarios.client import Answer
from rma_scenarios.errors import StackError


def read(answer: Answer) -> Any:
    """Return the JSON of an answer.

    Raises:
        StackError: With the mock's sentence, when it refuses.
    """
    if not answer.is_success:
        raise StackError(why_refused(answer))
    return answer.json()


def why_refused(answer: Answer) -> str:
    """Return the sentence of a refusal, or its status when there is none."""
    said = answer.json()
    if isinstance(said, dict) and isinstance(said.get("message"), str):
        return str(said["message"])
    return f"the mock answered {answer.status}"
