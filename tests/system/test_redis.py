"""Several adaptors share a real Redis, which the tests start by themselves, or which RMA_TEST_REDIS names."""

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.admin import create_admin_app
from rma_adaptor.app import create_app
from rma_adaptor.returnlogic import Limits
from rma_adaptor.sealing import new_key
from rma_adaptor.settings import Settings
from rma_adaptor.sharing.windows import RedisWindows
from rma_mocks.gladly.signing import signed_headers

SIGNING_KEY, API_KEY = "k-0123456789abcdef", "rl-key-4711"
TENANT = {"signing_keys": [SIGNING_KEY], "returnlogic_api_key": API_KEY, "max_age_s": 60}


class Server:
    """A Redis on a socket of its own, which can be killed and started again."""

    def __init__(self, program: str, folder: Path) -> None:
        self.url = f"unix://{folder}/redis.sock"
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        socket = self._folder / "redis.sock"
        self._process = subprocess.Popen(
            [self._program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
        )
        while not socket.exists():
            assert self._process.poll() is None

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        (self._folder / "redis.sock").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    given = os.environ.get("RMA_TEST_REDIS")
    if given:
        yield given
        return
    server = Server(request.getfixturevalue("redis_program"), tmp_path_factory.mktemp("redis"))
    server.start()
    yield server.url
    server.kill()


@pytest.fixture
def own(redis_program: str, tmp_path: Path) -> Any:
    """A Redis for one test, which it may kill."""
    server = Server(redis_program, tmp_path)
    server.start()
    yield server
    server.kill()


class ReturnLogic(httpx.AsyncBaseTransport):
    """Answers every call with nothing, and remembers when each came, by the host that was called."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, str]] = []
        self.headers: dict[str, str] = {}
        self.statuses: list[int] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append((time.monotonic(), request.headers["authorization"]))
        email = request.url.params["email"]
        row = {"rlRmaId": 7, "workflowStatus": "In Transit", "customerEmail": email, "rmaItems": []}
        status = self.statuses.pop(0) if self.statuses else 200
        return httpx.Response(status, headers=self.headers, json={"data": [row]})

    def most_within(self, seconds: float) -> int:
        times = [at for at, _ in self.calls]
        return max(sum(start <= at < start + seconds for at in times) for start in times)


class Replica:
    """One adaptor, as a process of its own would have it."""

    def __init__(self, app: Any, returnlogic: ReturnLogic) -> None:
        self.services = app.state.services
        self.returnlogic = returnlogic
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://adaptor.example")
        admin = httpx.ASGITransport(app=create_admin_app(self.services))
        self.admin = httpx.AsyncClient(transport=admin, base_url="http://127.0.0.1:8703")

    def request(self, email: str, *, key: str = SIGNING_KEY) -> httpx.Request:
        query = {"externalCustomerId": email}
        body = json.dumps({"lookupLevel": "DETAILED", "query": query, "uniqueMatchRequired": True}).encode()
        headers = {
            "content-type": "application/json",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        }
        value = signed_headers(key=key, method="POST", target="/t/acme/lookup", headers=headers, body=body)
        signed = {**headers, "gladly-authorization": value}
        return self.http.build_request("POST", "/t/acme/lookup", content=body, headers=signed)

    async def lookup(self, email: str, **how: Any) -> httpx.Response:
        return await self.http.send(self.request(email, **how))

    async def until(self, holds: Callable[[], bool]) -> None:
        while not holds():  # noqa: ASYNC110 -- nobody tells of it
            await asyncio.sleep(0)


Start = Callable[..., Awaitable[Replica]]


@pytest.fixture
async def start(tmp_path: Path, shared_url: str) -> AsyncIterator[Start]:
    """Start adaptors that share a database and a Redis; everything in Redis expires."""
    key, prefix = new_key(), f"test-{secrets.token_hex(6)}:"
    async with contextlib.AsyncExitStack() as exits:

        async def run(**settings: Any) -> Replica:
            chosen = {
                "redis": shared_url,
                "redis_prefix": prefix,
                "database": f"sqlite+aiosqlite:///{tmp_path}/shared.db",
                "encryption_keys": key,
            }
            returnlogic = settings.pop("returnlogic")
            app = create_app(Settings(**{**chosen, **settings}), upstream_transport=returnlogic)
            await exits.enter_async_context(app.router.lifespan_context(app))
            replica = Replica(app, returnlogic)
            exits.push_async_callback(replica.http.aclose)
            exits.push_async_callback(replica.admin.aclose)
            if not replica.services.tenants.all():
                assert (await replica.admin.put("/tenants/acme", json=TENANT)).status_code == 201
            return replica

        yield run


@pytest.fixture
async def pair(start: Start) -> Sequence[Replica]:
    """Two adaptors that share everything."""
    returnlogic = ReturnLogic()
    return [await start(returnlogic=returnlogic) for _ in range(2)]


async def test_two_replicas_on_one_key_stay_inside_its_second_and_its_minute(start: Start) -> None:
    returnlogic = ReturnLogic()
    limits = {"returnlogic_per_second": 15, "returnlogic_per_minute": 25}
    replicas = [await start(returnlogic=returnlogic, **limits) for _ in range(2)]

    answers = await asyncio.gather(*(replicas[number % 2].lookup(f"p{number}@example.com") for number in range(40)))

    assert {answer.status_code for answer in answers} == {200}
    assert returnlogic.most_within(1.0) <= 15
    assert len(returnlogic.calls) == 25
    notices = [answer.json()["results"][0]["customAttributes"].get("rmaNotice") for answer in answers]
    assert sum("more often than it allows" in notice for notice in notices) == 15


async def test_calls_get_places_in_the_order_in_which_they_come_and_keep_them(pair: Sequence[Replica]) -> None:
    link = pair[0].services.sharing.link
    windows = RedisWindows(link, "https://x", secrets.token_hex(6), limits=Limits(per_second=2, per_minute=120))

    async def take(name: str, *, latest_s: float = 60, may_queue: bool = True) -> tuple[bool, bool, float]:
        place = await windows.take(name, latest_s=latest_s, may_queue=may_queue)
        return place.is_now, place.is_too_late, place.wait_s

    assert [await take(name) for name in "ab"] == [(True, False, 0), (True, False, 0)]
    waits = {name: (await take(name))[2] for name in "cdefg"}
    assert [round(waits[name] / 1.1, 1) for name in "cdefg"] == pytest.approx([1, 1, 2, 2, 3], abs=0.3)
    assert (await take("late", latest_s=1))[:2] == (False, True)
    assert (await take("background", may_queue=False))[2] == pytest.approx(3.3, abs=0.4)
    assert (await take("c"))[2] <= waits["c"]
    windows.leave("g")
    assert (await take("h"))[2] <= waits["g"]
    windows.hold(30)
    assert (await take("i"))[2] == pytest.approx(32.2, abs=0.4)
    assert (await take("c"))[2] == pytest.approx(30, abs=0.4)


async def test_what_an_answer_tells_of_the_limits_holds_for_the_other_replica(start: Start) -> None:
    returnlogic = ReturnLogic()
    returnlogic.headers = {"X-RateLimit-Limit-Second": "40", "X-RateLimit-Remaining-Second": "39"}
    first, second = [await start(returnlogic=returnlogic) for _ in range(2)]
    await first.lookup("ana@example.com")
    await first.services.sharing.link.ask("PING")  # comes after what the answer told

    await asyncio.gather(*(second.lookup(f"p{number}@example.com") for number in range(30)))

    assert len(returnlogic.calls) == 31


async def test_after_a_429_no_replica_calls(pair: Sequence[Replica]) -> None:
    returnlogic = pair[0].returnlogic
    returnlogic.statuses, returnlogic.headers = [429], {"Retry-After": "60"}
    await pair[0].lookup("ana@example.com")
    await pair[0].services.sharing.link.ask("PING")

    answer = await pair[1].lookup("leo@example.com")

    assert answer.status_code == 200
    assert len(returnlogic.calls) == 1


async def test_a_signature_that_one_replica_has_accepted_is_refused_by_the_other(pair: Sequence[Replica]) -> None:
    recorded = pair[0].request("ana@example.com")

    statuses = [(await replica.http.send(recorded)).status_code for replica in (pair[0], pair[1], pair[0])]

    assert statuses == [200, 401, 401]


async def test_a_tenant_that_is_changed_on_one_is_changed_on_the_other(pair: Sequence[Replica]) -> None:
    here, there = pair
    await there.lookup("ana@example.com")

    await here.admin.patch("/tenants/acme", json={"returnlogic_api_key": "rl-key-2", "signing_keys": ["k-2"]})
    await there.until(lambda: there.services.tenants.get("acme").signing_keys[0].get_secret_value() == "k-2")
    refused = await there.lookup("ana@example.com")
    await there.lookup("ana@example.com", key="k-2")

    assert refused.status_code == 401
    assert [key for _, key in here.returnlogic.calls] == [f"Bearer {API_KEY}", "Bearer rl-key-2"]


async def test_a_tenant_that_is_removed_on_one_is_unknown_to_the_other(pair: Sequence[Replica]) -> None:
    here, there = pair
    await there.lookup("ana@example.com")

    await here.admin.delete("/tenants/acme")
    await there.until(lambda: not there.services.tenants.all())

    assert (await there.lookup("ana@example.com")).status_code == 404
    assert len(there.services.read_model) == 0
    assert "acme" not in (await there.admin.get("/metrics")).text


async def test_who_is_forgotten_on_one_is_forgotten_on_the_other(pair: Sequence[Replica]) -> None:
    here, there = pair
    await there.lookup("ana@example.com")
    await there.lookup("leo@example.com")

    await here.admin.post("/tenants/acme/forget", json={"email": "ana@example.com"})
    await there.until(lambda: len(there.services.read_model) == 1)
    calls = len(there.returnlogic.calls)
    await there.lookup("leo@example.com")
    await there.lookup("ana@example.com")

    assert len(there.returnlogic.calls) == calls + 1


async def test_what_is_marked_stale_on_one_is_read_anew_by_the_other(pair: Sequence[Replica]) -> None:
    here, there = pair
    await there.lookup("ana@example.com")

    await here.services.read_model.mark_stale("acme", ["ana@example.com"], [])
    await pair[1].services.sharing.link.ask("PING")
    while len(there.returnlogic.calls) == 1:
        await there.lookup("ana@example.com")


async def test_nothing_in_redis_tells_of_anybody_and_everything_expires(pair: Sequence[Replica]) -> None:
    here = pair[0]
    link = here.services.sharing.link
    await asyncio.gather(*(replica.lookup("ana@example.com") for replica in pair))
    heard = []

    async with link.redis.pubsub() as subscription:
        await subscription.subscribe(f"{link.prefix}news")
        await subscription.get_message(timeout=5)
        await here.admin.post("/tenants/acme/forget", json={"email": "ana@example.com"})
        heard.append(str(await subscription.get_message(timeout=5)))

    keys = [key async for key in link.redis.scan_iter(match=f"{link.prefix}*", count=1000)]
    kinds = {key.decode().removeprefix(link.prefix).split(":")[0] for key in keys}
    assert kinds == {"begun", "seen", "probe"}
    assert all([0 < await link.redis.pttl(key) <= 24 * 3600 * 1000 for key in keys])
    written = f"{keys}{heard}"
    assert [word for word in ("acme", "ana", API_KEY, SIGNING_KEY) if word in written] == []


async def test_without_redis_each_replica_answers_and_makes_one_call_a_second(start: Start, own: Server) -> None:
    here, there = [await start(returnlogic=ReturnLogic(), redis=own.url, budget_s=1.3) for _ in range(2)]
    await here.lookup("ana@example.com")

    own.kill()
    answers = await asyncio.gather(
        *(replica.lookup(f"p{number}@example.com") for number in range(6) for replica in (here, there))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert [replica.returnlogic.most_within(1.0) for replica in (here, there)] == [1, 1]
    assert (await here.admin.get("/readyz")).json()["redis"] == "does not answer"


async def test_a_redis_that_is_back_is_shared_again_and_nothing_old_survives(start: Start, own: Server) -> None:
    here, there = [await start(returnlogic=ReturnLogic(), redis=own.url) for _ in range(2)]
    before = here.request("ana@example.com")
    await there.lookup("leo@example.com")
    assert (await here.http.send(before)).status_code == 200
    own.kill()
    meanwhile = here.request("ana@example.com")
    assert (await here.http.send(meanwhile)).status_code == 200
    await here.admin.patch("/tenants/acme", json={"currency": "EUR"})

    own.start()
    await there.until(lambda: there.services.tenants.get("acme").currency == "EUR")
    await here.until(lambda: here.services.sharing.link.is_there)
    await there.until(lambda: there.services.sharing.link.is_there)
    link = here.services.sharing.link
    while len(await link.redis.keys(f"{link.prefix}seen:*")) < 2:
        pass

    assert len(there.services.read_model) == 0
    # Redis has lost what it knew; who accepted a signature has told it again.
    assert [(await there.http.send(request)).status_code for request in (before, meanwhile)] == [401, 401]
    recorded = here.request("ana@example.com")
    assert [(await replica.http.send(recorded)).status_code for replica in (here, there)] == [200, 401]


async def test_it_starts_without_a_redis_and_takes_one_that_comes(start: Start, own: Server) -> None:
    own.kill()
    here, there = [await start(returnlogic=ReturnLogic(), redis=own.url) for _ in range(2)]
    answer = await here.lookup("ana@example.com")

    own.start()
    await asyncio.gather(*(one.until(lambda one=one: one.services.sharing.link.is_there) for one in (here, there)))

    assert answer.status_code == 200
    recorded = here.request("ana@example.com")
    assert [(await replica.http.send(recorded)).status_code for replica in (here, there)] == [200, 401]


async def test_a_redis_that_hangs_counts_as_gone(start: Start, own: Server) -> None:
    here = await start(returnlogic=ReturnLogic(), redis=own.url, redis_timeout_s=0.1, budget_s=1.0)
    assert own._process is not None
    os.kill(own._process.pid, 19)  # SIGSTOP

    statuses = [(await here.lookup("ana@example.com")).status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert not here.services.sharing.link.is_there
