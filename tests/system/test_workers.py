"""Several worker processes on one port, with a real Redis between them."""

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from rma_adaptor.sealing import new_key
from rma_mocks.gladly.signing import signed_headers

SIGNING_KEY = "k-0123456789abcdef"
NOWHERE = "http://127.0.0.1:9"
TENANT = {"signing_keys": [SIGNING_KEY], "returnlogic_api_key": "rl-key", "returnlogic_api_url": NOWHERE}


@pytest.fixture(scope="module")
def redis_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis: the one that RMA_TEST_REDIS names, else one that is started here."""
    if given := os.environ.get("RMA_TEST_REDIS"):
        yield given
        return
    folder = tmp_path_factory.mktemp("redis")
    command = [request.getfixturevalue("redis_program"), "--port", "0", "--unixsocket", "redis.sock", "--save", ""]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
        while not (folder / "redis.sock").exists():
            assert server.poll() is None
        yield f"unix://{folder}/redis.sock"
        server.kill()


class Crew:
    """A running `rma adaptor --workers 2`, and ways to talk to it."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process, self.log = process, log
        self.workers: list[psutil.Process] = []
        self.url = self.admin_url = ""

    async def is_ready(self) -> None:
        assert self.process.stdout is not None
        ready = json.loads(await self.process.stdout.readline() or self.log.read_text())["adaptor"]
        self.url, self.admin_url = ready["url"], ready["admin_url"]
        self.workers = self.running()

    def running(self) -> list[psutil.Process]:
        return sorted(psutil.Process(self.process.pid).children(), key=lambda worker: worker.create_time())

    async def get(self, path: str) -> str:
        async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
            return (await http.get(f"{self.admin_url}{path}")).text

    async def until_figures_hold(self, *lines: str) -> None:
        while not set(lines) <= set((await self.get("/metrics")).splitlines()):
            pass

    async def lookup(self) -> int:
        query = {"externalCustomerId": "ana@example.com"}
        body = json.dumps({"lookupLevel": "DETAILED", "query": query, "uniqueMatchRequired": True}).encode()
        headers = {
            "content-type": "application/json",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        value = signed_headers(key=SIGNING_KEY, method="POST", target="/t/acme/lookup", headers=headers, body=body)
        async with httpx.AsyncClient(trust_env=False, timeout=20) as gladly:
            sent = {**headers, "gladly-authorization": value}
            return (await gladly.post(f"{self.url}/t/acme/lookup", content=body, headers=sent)).status_code

    def lines(self, event: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["event"] == event]


Start = Callable[[], Awaitable[Crew]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where temporary files lie; its name is short, because sockets' are."""
    with tempfile.TemporaryDirectory(prefix="rma-") as name:
        yield Path(name)


@pytest.fixture
async def crew(tmp_path: Path, folder: Path, redis_url: str) -> AsyncIterator[Crew]:
    """Two workers; whatever still runs at the end is killed."""
    settings = {
        "RMA_ADAPTOR_WORKERS": "2",
        "RMA_ADAPTOR_REDIS": redis_url,
        "RMA_ADAPTOR_REDIS_PREFIX": f"test-{secrets.token_hex(6)}:",
        "RMA_ADAPTOR_ENCRYPTION_KEYS": new_key(),
        "RMA_ADAPTOR_DATABASE": f"sqlite+aiosqlite:///{tmp_path}/shared.db",
        "TMPDIR": str(folder),
    }
    log = tmp_path / "adaptor.log"
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "rma_adaptor", "adaptor", "--port=0", "--admin-port=0", "--stop-with-stdin",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=sink, env=os.environ | settings,
        )  # fmt: skip
    running = Crew(process, log)
    try:
        await running.is_ready()
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        for worker in running.workers:
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.wait(20)
        await process.communicate()


def left_in(folder: Path) -> list[Path]:
    return list(folder.glob("rma-adaptor-*"))


async def test_two_workers_serve_and_one_that_is_killed_is_replaced(crew: Crew, folder: Path) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        assert (await http.put(f"{crew.admin_url}/tenants/acme", json=TENANT)).status_code == 201
    await crew.until_figures_hold('rma_adaptor_tenants{worker="1"} 1.0', 'rma_adaptor_tenants{worker="2"} 1.0')
    [first, second] = crew.workers

    second.kill()
    statuses = [await crew.lookup() for _ in range(5)]
    while "a worker was replaced" not in crew.log.read_text():
        pass
    await crew.until_figures_hold('rma_adaptor_tenants{worker="1"} 1.0', 'rma_adaptor_tenants{worker="2"} 1.0')
    crew.workers = crew.running()
    crew.process.send_signal(signal.SIGTERM)

    assert await crew.process.wait() == 0
    assert set(statuses) == {200}
    assert first in crew.workers
    [died] = crew.lines("a worker has died and is replaced")
    assert (died["number"], died["code"]) == (2, -signal.SIGKILL)
    assert sorted(line["worker"] for line in crew.lines("serving")) == [1, 2, 2]
    assert sorted(line["worker"] for line in crew.lines("stopped")) == [1, 2]
    assert not any(worker.is_running() for worker in crew.workers)
    assert left_in(folder) == []


@pytest.mark.parametrize("how", ["kill -9", "the end of its standard input"])
async def test_however_it_ends_no_worker_is_left(crew: Crew, folder: Path, how: str) -> None:
    if how == "kill -9":
        crew.process.kill()
    else:
        assert crew.process.stdin is not None
        crew.process.stdin.close()

    code = await crew.process.wait()
    _, alive = psutil.wait_procs(crew.workers, timeout=20)

    assert (code, alive) == (-signal.SIGKILL if how == "kill -9" else 0, [])
    assert left_in(folder) == []
    assert len(crew.lines("stopped")) == 2


async def test_what_keeps_the_first_worker_from_starting_is_one_sentence(tmp_path: Path, redis_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "rma_adaptor", "adaptor", "--port=0", "--admin-port=0", "--workers=2",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"RMA_ADAPTOR_REDIS": redis_url, "RMA_ADAPTOR_DATABASE": f"sqlite:///{tmp_path}/x.db"},
    )  # fmt: skip

    written, complaint = await process.communicate()

    assert (process.returncode, written) == (2, b"")
    assert re.fullmatch(r"rma adaptor: tenants' secrets would lie unencrypted[^\n]+\n", complaint.decode())
