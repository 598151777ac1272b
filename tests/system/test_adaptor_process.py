"""The adaptor as a process: how it stops, what it refuses on the line, and what its output never holds."""

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from rma_adaptor.sealing import new_key
from rma_mocks.gladly.signing import signed_headers

SIGNING_KEY, API_KEY, ADMIN_TOKEN, PASSWORD = "k-0123456789abcdef", "rl-key-4711", "t0ken-0815", "pa55-w0rd"
ENCRYPTION_KEY = new_key()
EMAIL, NAME = "ana.ruiz@example.com", "Ana Ruiz"
NEVER_LOGGED = (SIGNING_KEY, API_KEY, ADMIN_TOKEN, PASSWORD, ENCRYPTION_KEY, NAME, "ana.ruiz", "Trail Fleece", "@")
ROW = {
    "rlRmaId": 1048576,
    "workflowStatus": "In Transit",
    "customerEmail": EMAIL,
    "customerName": NAME,
    "rmaItems": [{"id": 1, "name": "Trail Fleece Jacket", "quantity": 1}],
}


class ReturnLogic:
    """Answers every call with Ana's RMA, once its gate is open."""

    def __init__(self) -> None:
        self.gate, self.asked = asyncio.Event(), asyncio.Event()
        self.gate.set()
        self.body = json.dumps({"data": [ROW]}).encode()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.asked.set()
            await self.gate.wait()
            head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {len(self.body)}\r\n\r\n"
            writer.write(head.encode() + self.body)
            await writer.drain()
        writer.close()


def drop_every_table(database: Path) -> None:
    """Break a database behind the adaptor's back, so that its driver's error quotes what was to be stored."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'DROP TABLE "{name}"')


class Adaptor:
    """A running `rma adaptor` with one tenant, and ways to talk to it."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process, self.log = process, log
        self.url = self.admin_url = ""
        self.http = httpx.AsyncClient(trust_env=False, timeout=20, headers={"authorization": f"Bearer {ADMIN_TOKEN}"})

    async def is_ready(self, returnlogic_url: str) -> None:
        assert self.process.stdout is not None
        ready = json.loads(await self.process.stdout.readline() or self.log.read_text())["adaptor"]
        self.url, self.admin_url = ready["url"], ready["admin_url"]
        tenant = {"signing_keys": [SIGNING_KEY], "returnlogic_api_key": API_KEY, "returnlogic_api_url": returnlogic_url}
        answer = await self.http.put(f"{self.admin_url}/tenants/acme", json=tenant)
        assert answer.status_code == 201, answer.text

    async def lookup(self, *, key: str = SIGNING_KEY, search: str | None = None) -> httpx.Response:
        query = {"externalCustomerId": EMAIL} if search is None else {"email": search}
        level, is_unique = ("DETAILED", True) if search is None else ("BASIC", False)
        body = json.dumps({"lookupLevel": level, "query": query, "uniqueMatchRequired": is_unique}).encode()
        headers = {
            "content-type": "application/json",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        value = signed_headers(key=key, method="POST", target="/t/acme/lookup", headers=headers, body=body)
        sent = {**headers, "gladly-authorization": value}
        async with httpx.AsyncClient(trust_env=False, timeout=20) as gladly:
            return await gladly.post(f"{self.url}/t/acme/lookup", content=body, headers=sent)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", urlsplit(self.url).port)

    async def answer_to(self, sent: bytes) -> bytes:
        """Send bytes and return all that comes until the adaptor closes the connection."""
        reader, writer = await self.connect()
        writer.write(sent)
        answer = await reader.read()
        writer.close()
        return answer

    async def until_readiness_is(self, status: int, *, url: str) -> None:
        while (await self.http.get(f"{url}/readyz")).status_code != status:
            pass

    async def until_nobody_is_let_in(self) -> None:
        # Whoever knocks while the listening socket is being closed is reset, not refused.
        with contextlib.suppress(ConnectionRefusedError, ConnectionResetError):
            while True:
                _, writer = await self.connect()
                writer.close()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


Start = Callable[..., Awaitable[Adaptor]]


@pytest.fixture
async def returnlogic() -> ReturnLogic:
    return ReturnLogic()


@pytest.fixture
async def start(tmp_path: Path, returnlogic: ReturnLogic) -> AsyncIterator[Start]:
    """Start adaptors with settings of one's own; at the end, all that they wrote is searched."""
    logs: list[Path] = []
    async with contextlib.AsyncExitStack() as exits:
        server = await asyncio.start_server(returnlogic.handle, "127.0.0.1", 0)
        exits.callback(server.close)
        upstream = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"

        async def run(**settings: object) -> Adaptor:
            log = tmp_path / f"adaptor-{len(logs)}.log"
            logs.append(log)
            chosen = {
                "PORT": 0,
                "ADMIN_PORT": 0,
                "ADMIN_TOKEN": ADMIN_TOKEN,
                "ENCRYPTION_KEYS": ENCRYPTION_KEY,
            } | settings
            chosen.setdefault("DATABASE", f"sqlite+aiosqlite:///{tmp_path}/{len(logs)}.db")
            with log.open("wb") as sink:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "rma_adaptor", "adaptor", "--stop-with-stdin",
                    stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=sink,
                    env=os.environ | {f"RMA_ADAPTOR_{name}": str(value) for name, value in chosen.items()},
                )  # fmt: skip
            adaptor = Adaptor(process, log)
            exits.push_async_callback(_end, process)
            exits.push_async_callback(adaptor.http.aclose)
            await adaptor.is_ready(upstream)
            return adaptor

        yield run
        returnlogic.gate.set()
    for log in logs:
        written = log.read_text()
        assert [word for word in NEVER_LOGGED if word in written] == [], written


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    await process.communicate()


def code_of(answer: httpx.Response) -> str:
    [customer] = answer.json()["results"]
    return str(customer["customAttributes"].get("rmaCode"))


async def test_after_sigterm_a_lookup_under_way_is_answered_in_full(start: Start, returnlogic: ReturnLogic) -> None:
    adaptor = await start(BUDGET_S=15)
    returnlogic.gate.clear()
    lookup = asyncio.create_task(adaptor.lookup())
    await returnlogic.asked.wait()

    adaptor.process.send_signal(signal.SIGTERM)
    await adaptor.until_readiness_is(503, url=adaptor.admin_url)
    await adaptor.until_nobody_is_let_in()
    returnlogic.gate.set()

    assert code_of(await lookup) == "1048576"
    assert await adaptor.process.wait() == 0
    assert [line["event"] for line in adaptor.lines()][-3:] == ["stopping", "lookup", "stopped"]


async def test_after_sigterm_a_lookup_ends_within_its_budget(start: Start, returnlogic: ReturnLogic) -> None:
    adaptor = await start(BUDGET_S=1.5)
    returnlogic.gate.clear()
    lookup = asyncio.create_task(adaptor.lookup())
    await returnlogic.asked.wait()

    adaptor.process.send_signal(signal.SIGTERM)

    assert code_of(await lookup) == "None"
    assert await adaptor.process.wait() == 0


async def test_a_second_sigterm_ends_it_at_once_and_the_lookup_is_answered(
    start: Start, returnlogic: ReturnLogic
) -> None:
    adaptor = await start(BUDGET_S=15)
    returnlogic.gate.clear()
    lookup = asyncio.create_task(adaptor.lookup())
    await returnlogic.asked.wait()
    began = time.monotonic()

    adaptor.process.send_signal(signal.SIGTERM)
    await adaptor.until_readiness_is(503, url=adaptor.admin_url)
    adaptor.process.send_signal(signal.SIGTERM)

    assert code_of(await lookup) == "None"
    assert await adaptor.process.wait() == 0
    assert time.monotonic() - began < 10


async def test_while_draining_readiness_is_503_and_lookups_are_still_accepted(start: Start) -> None:
    adaptor = await start(DRAIN_S=60)

    adaptor.process.send_signal(signal.SIGTERM)
    await adaptor.until_readiness_is(503, url=adaptor.url)
    answer = await adaptor.lookup()
    adaptor.process.send_signal(signal.SIGTERM)

    assert code_of(answer) == "1048576"
    assert await adaptor.process.wait() == 0


async def test_a_head_that_is_too_large_is_431(start: Start) -> None:
    adaptor = await start(MAX_HEAD_BYTES=2048)
    heads = {
        "a header without end": b"GET /healthz HTTP/1.1\r\nhost: x\r\na: " + b"b" * 3000,
        "many headers": b"GET /healthz HTTP/1.1\r\n" + b"a: b\r\n" * 400 + b"\r\n",
        "a long path": b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        "a small one": b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    }

    answers = {name: await adaptor.answer_to(head) for name, head in heads.items()}

    assert {name: answer[9:12] for name, answer in answers.items()} == dict.fromkeys(heads, b"431") | {
        "a small one": b"200"
    }


async def test_a_large_body_is_no_large_head(start: Start) -> None:
    adaptor = await start(MAX_HEAD_BYTES=1024)

    answer = await adaptor.lookup(search=EMAIL + " " * 5000)

    assert answer.status_code == 200


async def test_a_head_that_does_not_come_closes_the_connection(start: Start) -> None:
    adaptor = await start(HEAD_TIMEOUT_S=1)
    begun = {
        "nothing": b"",
        "half a head": b"GET /he",
        "half a second head": b"GET /x HTTP/1.1\r\nhost: x\r\n\r\nGET /he",
    }

    answers = await asyncio.gather(*(adaptor.answer_to(sent) for sent in begun.values()))

    assert {name: answer[9:12] for name, answer in zip(begun, answers, strict=True)} == {
        "nothing": b"",
        "half a head": b"",
        "half a second head": b"404",
    }


async def test_the_time_for_a_head_is_not_the_time_for_an_answer(start: Start, returnlogic: ReturnLogic) -> None:
    adaptor = await start(HEAD_TIMEOUT_S=1, BUDGET_S=15)
    returnlogic.gate.clear()
    lookup = asyncio.create_task(adaptor.lookup())
    await returnlogic.asked.wait()
    assert await adaptor.answer_to(b"") == b""

    returnlogic.gate.set()

    assert code_of(await lookup) == "1048576"


async def test_an_idle_connection_is_closed_after_its_time(start: Start) -> None:
    adaptor = await start(KEEP_ALIVE_S=1)

    answer = await adaptor.answer_to(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_a_body_that_does_not_come_is_408(start: Start) -> None:
    adaptor = await start(BUDGET_S=0.3)

    answer = await adaptor.answer_to(b"POST /t/acme/lookup HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{")

    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_beyond_the_concurrency_limit_is_503_and_below_it_again_200(start: Start) -> None:
    adaptor = await start(MAX_CONCURRENCY=2)
    reader, writer = await adaptor.connect()
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    await reader.readuntil(b"}")

    refused = await adaptor.lookup()
    writer.close()
    await writer.wait_closed()
    await adaptor.until_readiness_is(200, url=adaptor.url)

    assert (refused.status_code, "Exceeded concurrency limit." in adaptor.log.read_text()) == (503, True)


async def test_every_line_is_json_and_none_holds_what_was_sent(start: Start, returnlogic: ReturnLogic) -> None:
    """What is searched for is in the fixture, which does so after every test of this module."""
    adaptor = await start(BUDGET_S=15)
    basic = {"signing_keys": [SIGNING_KEY], "basic_auth": {"username": NAME, "password": PASSWORD}}
    tenant = {**basic, "returnlogic_api_key": API_KEY, "returnlogic_api_url": f"http://{EMAIL}/"}

    found = await adaptor.lookup(search=EMAIL)
    await adaptor.lookup(key=PASSWORD)
    await adaptor.answer_to(f"GET /{NAME} {EMAIL}\r\n\r\n".encode())
    await adaptor.http.post(f"{adaptor.url}/t/{EMAIL}/lookup", content=EMAIL)
    returnlogic.body = f"<html>{NAME}".encode()
    await adaptor.lookup(search=f"x{EMAIL}")
    put = [await adaptor.http.put(f"{adaptor.admin_url}/tenants/{name}", json=tenant) for name in ("bolt", EMAIL)]
    page = (await adaptor.http.get(f"{adaptor.admin_url}/metrics")).text

    assert (found.status_code, [answer.status_code for answer in put]) == (200, [201, 422])
    assert [line["outcome"] for line in adaptor.lines() if line["event"] == "lookup"] == [
        "found",
        "unauthorized",
        "tenant_unknown",
        "outage",
    ]
    assert [word for word in NEVER_LOGGED if word in page] == []
    assert all(re.fullmatch(r"[\w ,;'.-]+", line["event"]) for line in adaptor.lines())


async def test_a_change_that_the_database_refuses_is_logged_without_what_its_driver_quotes(
    start: Start, tmp_path: Path
) -> None:
    adaptor = await start(DATABASE=f"sqlite+aiosqlite:///{tmp_path}/broken.db")
    drop_every_table(tmp_path / "broken.db")
    tenant = {"signing_keys": [SIGNING_KEY], "returnlogic_api_key": API_KEY}

    answer = await adaptor.http.put(f"{adaptor.admin_url}/tenants/bolt", json=tenant)
    lookup = await adaptor.lookup()

    warnings = [line for line in adaptor.lines() if line["level"] == "warning"]
    assert (answer.status_code, lookup.status_code) == (503, 200)
    assert "a change of tenants was not stored" in {line["event"] for line in warnings}
    assert [line for line in warnings if line.keys() - {"event", "type", "people", "level", "time"}] == []
    assert {line["type"] for line in warnings} == {"OperationalError"}


async def health_check(port: int | None) -> int:
    """Run the command of the container's health check and return its exit code."""
    dockerfile = (Path(__file__).parents[2] / "adaptor/docker/Dockerfile").read_text(encoding="utf-8")
    [command] = re.findall(r"HEALTHCHECK [^\n]*\\\n\s*CMD (\[.*\])", dockerfile)
    _, *arguments = json.loads(command)
    environment = os.environ | {"RMA_ADAPTOR_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


async def test_the_containers_health_check_finds_it_well_and_then_gone(start: Start) -> None:
    adaptor = await start()
    port = urlsplit(adaptor.url).port

    well = await health_check(port)
    adaptor.process.send_signal(signal.SIGINT)
    await adaptor.process.wait()
    gone = await health_check(port)

    assert (well, gone) == (0, 1)


async def test_a_line_is_text_where_the_setting_says_so(start: Start) -> None:
    adaptor = await start(LOG_FORMAT="text")

    await adaptor.lookup()

    assert "level=info event=lookup tenant=acme kind=detailed outcome=found" in adaptor.log.read_text()


async def test_a_misspelt_variable_is_one_warning_with_what_was_meant(start: Start) -> None:
    adaptor = await start(BUDGETS="1", MAX_PAGE="2")

    [warning] = [line for line in adaptor.lines() if line["level"] == "warning"]

    assert warning["event"] == "what is called like a setting and is none is ignored"
    assert warning["names"] == (
        "RMA_ADAPTOR_BUDGETS (did you mean RMA_ADAPTOR_BUDGET_S?), "
        "RMA_ADAPTOR_MAX_PAGE (did you mean RMA_ADAPTOR_MAX_PAGES?)"
    )


async def test_a_line_is_text_on_a_terminal(tmp_path: Path) -> None:
    terminal, theirs = os.openpty()
    arguments = ("adaptor", "--port", "0", "--admin-port", "0", "--stop-with-stdin")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rma_adaptor", *arguments, "--database", f"sqlite+aiosqlite:///{tmp_path}/terminal.db",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=theirs,
        env=os.environ | {"RMA_ADAPTOR_ENCRYPTION_KEYS": ENCRYPTION_KEY},
    )  # fmt: skip

    code = await process.wait()
    written = os.read(terminal, 65_536).decode()
    os.close(theirs)
    os.close(terminal)

    events = re.findall(r"^time=\S+ level=info event=(\w+)", written, re.MULTILINE)
    assert (code, sorted(events)) == (0, ["serving", "stopped", "stopping"])


async def test_a_secret_may_come_from_a_file(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "rma_adaptor_admin_token").write_text(f"{ADMIN_TOKEN}\n", encoding="utf-8")
    (folder / "rma_adaptor_encryption_keys").write_text(f"{new_key()}\n{ENCRYPTION_KEY}\n", encoding="utf-8")
    adaptor = await start(ADMIN_TOKEN="", ENCRYPTION_KEYS="", SECRETS_FOLDER=folder)

    refused = await adaptor.http.get(f"{adaptor.admin_url}/tenants", headers={"authorization": "Bearer other"})

    assert refused.status_code == 401
