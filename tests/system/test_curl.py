"""The curl calls that the documents show work as they are written; only the port and the token are filled in."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def blocks_of(text: str) -> list[str]:
    return [
        block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "curl " in block and "/_mock" in block
    ]


@pytest.fixture
def mocks(start: Callable[..., Any]) -> dict[str, Any]:
    """Both mocks alone, in which nobody opened a world yet."""
    links: dict[str, Any] = start("mocks", "--gladly-port", "0", "--returnlogic-port", "0").read_ready_line()
    return links


def text_of(document: str, mocks: dict[str, Any]) -> str:
    if document.endswith(".md"):
        return (ROOT / document).read_text(encoding="utf-8")
    about: str = httpx.get(mocks["gladly"]["url"] + document).json()["info"]["description"]
    return about


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and bash")
@pytest.mark.parametrize("document", ["README.md", "mocks/README.md", "/_mock/openapi.json"])
def test_the_two_calls_open_a_world_and_read_its_journal(mocks: dict[str, Any], document: str) -> None:
    block = blocks_of(text_of(document, mocks))[0]
    commands = block.replace("http://127.0.0.1:8701", mocks["gladly"]["url"]).replace("curl ", "curl -sS -w '\\n' ")

    ran = subprocess.run(
        ["bash", "-euc", commands],  # noqa: S607 -- whichever bash a reader has
        env={**os.environ, "TOKEN": mocks["control"]["token"]},
        capture_output=True,
        text=True,
        check=True,
    )

    world, journal = (json.loads(line) for line in ran.stdout.splitlines())
    assert (world["id"], world["people"]["gina"]["email"]) == ("w1", "gina.lin@example.com")
    assert world["gladly"]["apps"][0]["url"] == "http://127.0.0.1:3000/lookup"
    assert journal == {"exchanges": [], "last": 0, "begun": 1, "truncated": False}
