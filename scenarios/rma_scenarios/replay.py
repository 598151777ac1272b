"""Replay tokens: everything that a failed case was played from, in one line that can be pasted."""

import base64
import binascii
import json
import re
import shlex
import zlib
from dataclasses import dataclass
from pathlib import Path

from rma_scenarios.format.reading import Case, digest_of, read_text

_PREFIX = "rma1."
_MOST_BYTES = 2 * 1024 * 1024


class TokenProblem(Exception):
    """A text that is no replay token; the message says so."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A case as it was when it failed: its file's path and text, which case, which world."""

    path: str
    label: str
    text: str
    world_id: str

    def case(self) -> Case:
        """Return the case, read from the token's own text.

        Raises:
            FileProblems: When this version reads the format otherwise.
            TokenProblem: When the text has no such case.
        """
        found = next((case for case in read_text(self.text, Path(self.path)) if case.label == self.label), None)
        if found is None:
            raise TokenProblem(f"the token's file has no case {self.label!r}")
        return found

    def changes(self) -> str:
        """Say how the file on disk differs from the token's text; empty when it does not."""
        path = Path(self.path)
        if not path.is_file():
            return f"{self.path} is not here; the token's own copy is played."
        if digest_of(path.read_text(encoding="utf-8", errors="replace")) != digest_of(self.text):
            return f"{self.path} has changed since; the token's own copy is played."
        return ""


def token_of(case: Case, world_id: str) -> str:
    """Return the token that repeats a case with exactly the same inputs."""
    row = {"path": case.id.partition("::")[0], "label": case.label, "text": case.text, "world": world_id}
    packed = zlib.compress(json.dumps(row, ensure_ascii=False).encode(), level=9)
    return _PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def way_to_repeat(
    case: Case,
    world_id: str,
    *,
    hides_people: bool = False,
    adaptor_url: str | None = None,
    is_signed: bool = False,
) -> str:
    """Return the command that plays a case again; whoever types it puts the key in, since keys stand in no output.

    Args:
        case: Which one.
        world_id: The world that it was played in.
        hides_people: Name its file and an adaptor elsewhere instead of a token, which holds people and keys.
        adaptor_url: The adaptor elsewhere that it was played against.
        is_signed: That one was given a key.
    """
    if hides_people:
        file, _, name = case.id.partition("::")
        return f"rma run {shlex.quote(file)} --case {shlex.quote(name)} --url URL --signing-key KEY"
    words = ["rma replay", token_of(case, world_id)]
    words += ["--url", shlex.quote(_shown_url(adaptor_url))] if adaptor_url else []
    words += ["--signing-key KEY"] if is_signed else []
    return " ".join(words)


def _shown_url(url: str) -> str:
    from rma_scenarios.flow.masking import masked_text  # noqa: PLC0415 -- a run without failures needs no flow

    return masked_text(re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:PASSWORD@", url))


def read_token(token: str) -> Replay:
    """Return what a token holds.

    Raises:
        TokenProblem: When it is none, or was cut.
    """
    text = "".join(token.split())
    if not text.startswith(_PREFIX):
        raise TokenProblem(f"a replay token begins with {_PREFIX}")
    encoded = text.removeprefix(_PREFIX)
    try:
        packed = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        unpacked = zlib.decompressobj().decompress(packed, _MOST_BYTES)
        row = json.loads(unpacked)
        found = Replay(*(str(row[name]) for name in ("path", "label", "text", "world")))
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise TokenProblem("the token is damaged; copy the whole line") from error
    return found
