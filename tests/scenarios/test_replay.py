"""Replay tokens: they hold all that a case was played from, and a damaged one says that it is."""

import base64
import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.format.problems import FileProblems
from rma_scenarios.format.reading import Case, read_text
from rma_scenarios.replay import Replay, TokenProblem, read_token, token_of

STEPS = "  - agent: {opens_profile: gina}"
DAMAGED = "the token is damaged; copy the whole line"
MATRIX = """\
format: 1
scenario: Zoë gets a profile 🧥
because: Everybody matters
matrix: {name: [Zoë, Ömer]}
steps:
  - agent: {creates_profile: {name: <name>}}
"""


def packed(row: Any) -> str:
    data = zlib.compress(row if isinstance(row, bytes) else json.dumps(row).encode())
    return "rma1." + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.fixture
def token(case: Callable[..., Case]) -> str:
    return token_of(case(STEPS), "w-1")


def test_a_token_holds_file_case_and_world() -> None:
    _, second = read_text(MATRIX, Path("people.scenario.yaml"))

    found = read_token(token_of(second, "w-7"))

    assert found == Replay("people.scenario.yaml", second.label, MATRIX, "w-7")
    assert found.case() == second


def test_a_token_is_one_word_that_can_stand_in_a_shell(token: str) -> None:
    assert token.removeprefix("rma1.").replace("-", "").replace("_", "").isalnum()
    assert token.isascii()


def test_a_token_that_a_terminal_has_wrapped_is_read(token: str) -> None:
    wrapped = f"  {token[:40]}\n   {token[40:90]}\r\n{token[90:]}\n"

    assert read_token(wrapped) == read_token(token)


@pytest.mark.parametrize("text", ["", "rma", "rma2.abc", "w-1", "RMA1.abc"])
def test_what_is_no_token_is_told_how_tokens_begin(text: str) -> None:
    with pytest.raises(TokenProblem, match=r"^a replay token begins with rma1\.$"):
        read_token(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("rma1.", id="nothing behind the beginning"),
        pytest.param("rma1.…", id="a letter that no token has"),
        pytest.param("rma1.aGVsbG8", id="not packed"),
        pytest.param(packed(b"\xff\xfe"), id="no text inside"),
        pytest.param(packed(b"hello"), id="no JSON inside"),
        pytest.param(packed([1, 2]), id="a list inside"),
        pytest.param(packed({"path": "p", "label": "", "text": "t"}), id="a part is missing"),
        pytest.param(packed(b"[" * 100_000), id="brackets without end"),
    ],
)
def test_a_damaged_token_says_so(text: str) -> None:
    with pytest.raises(TokenProblem) as caught:
        read_token(text)

    assert str(caught.value) == DAMAGED


def test_a_token_that_was_cut_anywhere_says_so_or_is_whole(token: str) -> None:
    whole = read_token(token)

    for length in range(len("rma1."), len(token)):
        try:
            found = read_token(token[:length])
        except TokenProblem as problem:
            assert str(problem) == DAMAGED  # noqa: PT017 -- a cut that spared all but the check sum is no damage
        else:
            assert found == whole


def test_a_token_with_a_wrong_letter_says_so_or_holds_a_file_that_is_checked(token: str) -> None:
    chance = random.Random(7)  # noqa: S311 -- a seeded fuzz, no secret

    for _ in range(500):
        place = chance.randrange(len("rma1."), len(token))
        letter = chance.choice("abcXYZ019-_")
        try:
            read_token(token[:place] + letter + token[place + 1 :]).case()
        except (TokenProblem, FileProblems) as problem:
            assert str(problem)  # noqa: PT017 -- whatever else is raised fails the test


def test_a_token_that_unpacks_without_end_is_refused_early() -> None:
    with pytest.raises(TokenProblem, match=DAMAGED):
        read_token(packed(b" " * (64 * 1024 * 1024)))


def test_a_case_that_the_tokens_file_does_not_have_is_told() -> None:
    with pytest.raises(TokenProblem, match=r"^the token's file has no case 'ali'$"):
        Replay("people.scenario.yaml", "ali", MATRIX, "w-1").case()


def test_a_file_that_is_no_scenario_any_more_tells_its_problems() -> None:
    with pytest.raises(FileProblems, match=r"people\.scenario\.yaml:1:9: format cannot be 2"):
        Replay("people.scenario.yaml", "", MATRIX.replace("format: 1", "format: 2"), "w-1").case()


def test_a_file_as_it_was_has_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "people.scenario.yaml"
    path.write_text(MATRIX, encoding="utf-8")

    assert Replay(str(path), "", MATRIX, "w-1").changes() == ""


def test_a_file_that_has_changed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "people.scenario.yaml"
    path.write_bytes(b"\xff" + MATRIX.encode())

    assert (
        Replay(str(path), "", MATRIX, "w-1").changes() == f"{path} has changed since; the token's own copy is played."
    )


def test_a_file_that_is_gone_is_told() -> None:
    assert Replay("gone.scenario.yaml", "", MATRIX, "w-1").changes() == (
        "gone.scenario.yaml is not here; the token's own copy is played."
    )
