"""`rma compare` and `rma diff-openapi` as somebody with an account runs them; the vendor is a mock set otherwise."""

import asyncio
import json
import os
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from rma_scenarios.stack import Stack
from rma_scenarios.truth.asking import Api, Asker
from rma_scenarios.truth.errors import CannotAsk
from rma_scenarios.truth.mock_side import SAMPLE, SHOPPER

RMA = str(Path(sys.executable).parent / "rma")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def rma(tmp_path: Path) -> Run:
    """Run `rma` in an empty folder, with a proxy in the environment that nothing on this machine may go through."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", **environment}
        return subprocess.run(
            [RMA, *arguments], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False, timeout=60
        )

    return run


async def test_a_vendor_that_differs_is_told_field_by_field_and_saved_without_values(
    stack: Stack, rma: Run, tmp_path: Path
) -> None:
    variants = {"envelope": "results", "time_zone": "absent"}
    world = await stack.open_bare_world(SAMPLE | {"returnlogic": {"variants": variants}})
    links = world.links["returnlogic"]
    asked = ("compare", "--email", SHOPPER, "--api-url", links["api_url"], "--stack-url", stack.url)

    done = rma(*asked, "--save", "shapes.json", "--json", RETURNLOGIC_API_KEY=links["api_key"])
    again = rma(*asked, "--save", "shapes.json", RETURNLOGIC_API_KEY=links["api_key"])
    await world.close()

    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["variants"] == variants
    saved = tmp_path / "shapes.json"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert json.loads(saved.read_text())["fields"]["[].timeline.createDate"] == ["date-time without a zone"]
    assert SHOPPER not in done.stdout + saved.read_text()
    assert (again.returncode, again.stdout) == (2, "")


async def test_without_a_stack_the_mocks_are_started_and_end_with_the_command(stack: Stack, rma: Run) -> None:
    world = await stack.open_bare_world(SAMPLE)
    links = world.links["returnlogic"]

    done = rma("compare", "--email", SHOPPER, "--api-url", links["api_url"], "--returnlogic-key", links["api_key"])
    await world.close()

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "What could be seen is as the mock plays it." in done.stdout


async def test_a_certificate_that_nobody_trusts_is_named_and_nothing_is_sent() -> None:
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read(1000))
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    server = await asyncio.start_server(serve, "localhost", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]

    async with server, Asker(Api(f"https://localhost:{port}/v1", "the-key")) as asker:
        with pytest.raises(CannotAsk) as failure:
            await asker.list_rmas({"email": SHOPPER})

    assert f"the certificate of localhost:{port} is not trusted" in str(failure.value)
    assert received == []


THEIRS = """\
openapi: 3.0.3
servers: [{url: https://api.returnlogic.com/v1}]
paths:
  /rmas:
    get:
      parameters:
        - {name: email, in: query, schema: {type: string}}
      responses:
        '200':
          description: The RMAs
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {rlRmaId: {type: string}}}}
"""


async def test_the_vendors_own_description_is_compared_with_the_mocks(stack: Stack, rma: Run, tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text(THEIRS)
    (tmp_path / "broken.yaml").write_text(THEIRS + "  }")

    done = rma("diff-openapi", "theirs.yaml", "--json", RMA_STACK_URL=stack.url)
    broken = rma("diff-openapi", "broken.yaml", RMA_STACK_URL=stack.url)

    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    rules = {row["rule"]: row["becomes"] for row in found["rules"]}
    assert {rule: rules[rule] for rule in ("RL-RMAS-1", "RL-ID-1", "RL-PAGE-1")} == {
        "RL-RMAS-1": "documented",
        "RL-ID-1": "contradicted",
        "RL-PAGE-1": "contradicted",
    }
    assert (broken.returncode, broken.stdout) == (2, "")
    assert broken.stderr.startswith(f"rma diff-openapi: broken.yaml:{len(THEIRS.splitlines()) + 1}:3: ")


async def test_a_stack_that_is_gone_is_told_in_a_sentence(rma: Run, tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text(THEIRS)

    done = rma("diff-openapi", "theirs.yaml", "--stack-url", "http://:token@127.0.0.1:9/_mock")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("rma diff-openapi: the mock's side: no stack answers at")
