"""Whatever goes wrong around a stack is one sentence in the cell."""

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from rma_notebooks.errors import STACK_GONE, NotebookProblem, in_one_sentence
from rma_scenarios.client import CallFailed
from rma_scenarios.errors import StackError
from rma_scenarios.format.problems import FileProblems, Place, Problem


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(CallFailed("GET / got no answer"), STACK_GONE, id="no answer"),
        pytest.param(StackError("port 8701 is taken"), "Port 8701 is taken.", id="stack"),
        pytest.param(StackError("Is it running?"), "Is it running?", id="a question"),
        pytest.param(
            FileProblems(Path("x"), [Problem(Place(3, 1), "steps is  missing")]), "Steps is missing.", id="steps"
        ),
    ],
)
def test_an_error_of_the_toolkit_becomes_a_sentence(error: Exception, sentence: str) -> None:
    with pytest.raises(NotebookProblem) as raised, in_one_sentence():
        raise error

    assert str(raised.value) == sentence


def test_an_error_of_the_cell_itself_stays_what_it_is() -> None:
    with pytest.raises(ZeroDivisionError), in_one_sentence():
        _ = 1 / 0


def test_jupyter_shows_the_sentence_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()

    shell.run_cell("from rma_notebooks.errors import NotebookProblem\nraise NotebookProblem('Run it again.')")

    assert capsys.readouterr().out == "Run it again.\n"
