"""What a cell says when something is wrong: one sentence, no traceback."""

import contextlib
from collections.abc import Iterator

from rma_scenarios.client import CallFailed
from rma_scenarios.errors import StackError
from rma_scenarios.format.problems import FileProblems

STACK_GONE = "The stack is gone. Choose Run, then Run All Cells: connect() finds another one, or starts one."


class NotebookProblem(Exception):
    """Something a reader can mend; the message says what and how."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone: IPython asks every error how it wants to look."""
        return [str(self)]


@contextlib.contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn what can go wrong around a stack into a sentence.

    Raises:
        NotebookProblem: Instead of the errors of the toolkit.
    """
    try:
        yield
    except FileProblems as problems:
        raise NotebookProblem(_sentence(problems.problems[0].sentence)) from None
    except CallFailed:
        raise NotebookProblem(STACK_GONE) from None
    except StackError as error:
        raise NotebookProblem(_sentence(str(error))) from None


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
