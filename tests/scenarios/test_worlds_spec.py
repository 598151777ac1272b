"""A world's spec is read from JSON or YAML; what is none is named in one sentence."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.commands.worlds_spec import SpecProblem, read_spec


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder that a user is in."""
    with contextlib.chdir(tmp_path):
        yield tmp_path


def spec_of(content: str | bytes, name: str = "shop.yaml") -> dict[str, Any]:
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with path.open("rb") as file:
        return read_spec(file)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('{\n\t"seed": 11,\n\t"now": "2026-03-02T15:00:00Z"\n}', id="JSON with tabs"),
        pytest.param("seed: 11\nnow: 2026-03-02T15:00:00Z\n", id="YAML, whose times stay text"),
        pytest.param("{seed: 11, now: '2026-03-02T15:00:00Z'}", id="YAML in one line"),
        pytest.param(b'\xef\xbb\xbf{"seed": 11, "now": "2026-03-02T15:00:00Z"}', id="a byte order mark"),
    ],
)
def test_json_and_yaml_say_the_same(content: str | bytes) -> None:
    assert spec_of(content) == {"seed": 11, "now": "2026-03-02T15:00:00Z"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("seed: 11\n  now: x", r"^shop\.yaml:2:\d+: ", id="neither JSON nor YAML"),
        pytest.param("a: *b", r"^shop\.yaml:1:\d+: ", id="an alias"),
        pytest.param("", r"^shop\.yaml must be fields of a world", id="empty"),
        pytest.param("[1, 2]", r"^shop\.yaml must be fields of a world", id="a list"),
        pytest.param("seed", r"^shop\.yaml must be fields of a world", id="a word"),
        pytest.param(b"\xff\xfe", r"^shop\.yaml is no text; save it as UTF-8$", id="no text"),
        pytest.param("[" * 100_000, r"^shop\.yaml", id="nesting without end"),
    ],
)
def test_what_is_no_spec_is_named(content: str | bytes, sentence: str) -> None:
    with pytest.raises(SpecProblem, match=sentence):
        spec_of(content)


def test_standard_input_is_called_by_its_sign() -> None:
    stdin = io.BytesIO(b"a: *b")
    stdin.name = "<stdin>"

    with pytest.raises(SpecProblem, match=r"^-:1:\d+: "):
        read_spec(stdin)
