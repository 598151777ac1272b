"""What is written of a case names no secret of its file, and nobody where people may be real."""

import base64
import binascii
import dataclasses
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from rma_scenarios.chapters import row_of
from rma_scenarios.engine.result import Result
from rma_scenarios.format.reading import Case, read_text
from rma_scenarios.replay import token_of
from rma_scenarios.suite.artifacts import write_result

TEXT = """\
# Petra Voss told us of this.
format: 1
scenario: Gina Lin is known
because: Gina matters
given:
  app: {signing_key: app-signing-key, username: gladly, password: app-password}
  gladly: {api_token: gladly-token}
  returnlogic: {api_key: returnlogic-key}
  people:
    gina: {name: Gina Lin, email: gina.lin@example.com, phone: '+16505550100', address: 1 Main Street}
  profiles:
    gina: {name: "G\\x69na Lin", emails: [gina.lin@example.com]}
    waiting: {name: Nora Quist, phones: ['+16505550177']}
matrix: {name: [Ana Ruiz, Ben Okoro]}
steps:
  - agent: {opens_profile: gina}
  - agent: {creates_profile: {name: <name>}}
    expect: {profile_of_gina: {name: Someone Else}}
  - api: {sends_lookup: {email: gina.lin@example.com, key: lookup-key}}
  - customer: {who: gina, says: Where is my jacket}
"""
SECRETS = ("app-signing-key", "app-password", "gladly-token", "returnlogic-key", "lookup-key")
PEOPLE = (
    *("gina", "lin", "nora", "quist", "ana", "ruiz", "ben", "okoro", "someone else", "petra", "voss"),
    *("main street", "5550100", "5550177", "example.com", "where is my jacket"),
)


@pytest.fixture
def cases() -> list[Case]:
    return read_text(TEXT, Path("known.scenario.yaml"))


@pytest.fixture
async def results(triangle: Any, cases: list[Case]) -> list[Result]:
    return [await triangle.play(case, records=True) for case in cases]


def unpacked(text: str) -> str:
    """Return a text together with what its words hold when they are decoded, as replay tokens can be."""
    found = [text]
    for word in re.findall(r"[\w+/=-]{16,}", text):
        try:
            packed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
            found.append(packed.decode("utf-8", errors="replace"))
            found.append(zlib.decompress(packed).decode("utf-8", errors="replace"))
        except (binascii.Error, zlib.error):
            continue
    return "\n".join(found)


def told(words: tuple[str, ...], text: str) -> list[str]:
    return [word for word in words if re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.IGNORECASE)]


def texts_in(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.json")}


def test_decoding_finds_what_a_token_holds(cases: list[Case]) -> None:
    text = unpacked(f"Repeat it:  rma replay {token_of(cases[0], 'w-1')}")

    assert (told(("gina",), text), told(SECRETS, text)) == (["gina"], list(SECRETS))


@pytest.mark.parametrize("is_on_record", [pytest.param(True, id="with a journal"), pytest.param(False, id="without")])
async def test_nothing_written_holds_people_or_keys_where_people_are_hidden(
    results: list[Result], tmp_path: Path, *, is_on_record: bool
) -> None:
    for result in results:
        kept = result if is_on_record else dataclasses.replace(result, journal=(), rounds=(), card=None)
        write_result(tmp_path, kept, hides_people=True)

    written = texts_in(tmp_path)
    everything = "\n".join([*written, *map(unpacked, written.values())])
    assert len(written) == 4  # two cases and their journals
    assert (told(PEOPLE, everything), told(SECRETS, everything)) == ([], [])


async def test_a_failure_without_people_says_how_to_play_the_case_again(results: list[Result]) -> None:
    row = row_of(results[0], hides_people=True)

    assert row["failure"].splitlines()[-1] == (
        "Repeat it:  rma run known.scenario.yaml --case 'known[person 3-person 3]' --url URL --signing-key KEY"
    )


async def test_the_same_person_keeps_the_number_in_story_and_text(results: list[Result]) -> None:
    row = row_of(results[0], hides_people=True)

    data = yaml.safe_load(row["text"])
    assert data["given"]["people"] == {
        "person 1": {"name": "person 1", "email": "e-mail 1", "phone": "phone 1", "address": "address 1"}
    }
    assert "  - person 1, e-mail 1, phone 1\n" in row["plain"]


@pytest.mark.parametrize("hides_people", [True, False])
async def test_no_key_of_the_file_stands_in_its_text_or_story(results: list[Result], *, hides_people: bool) -> None:
    row = row_of(results[0], hides_people=hides_people)

    assert told(SECRETS, row["text"] + row["plain"]) == []
    assert yaml.safe_load(row["text"])["given"]["returnlogic"] == {"api_key": "••••••"}
    assert "ReturnLogic: api key is ••••••" in row["plain"]


async def test_a_file_without_secrets_keeps_its_text(triangle: Any) -> None:
    text = "# As it was\nformat: 1\nscenario: S\nbecause: B\nsteps: [agent: {creates_profile: {name: Ana}}]\n"
    [case] = read_text(text, Path("plain.scenario.yaml"))

    assert json.loads(json.dumps(row_of(await triangle.play(case))))["text"] == text
