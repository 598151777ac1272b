"""Names are looked up apart from each other; nobody waits for a name server that is not theirs."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rma_adaptor.returnlogic.names import Names
from rma_adaptor.returnlogic.sockets import OverSockets
from rma_adaptor.returnlogic.transport import Call, NotConnected

ADDRESS = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 443))


class NameServers:
    """One that answers, and one for each host called `hangs`, which do not until the gate is opened."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[str] = []

    def look_up(self, host: str, port: int, **how: Any) -> list[tuple[Any, ...]]:
        del port, how
        self.asked.append(host)
        if host.startswith("hangs"):
            self.gate.wait()
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ADDRESS]


@pytest.fixture
def servers() -> Iterator[NameServers]:
    servers = NameServers()
    yield servers
    servers.gate.set()


async def test_however_many_hang_another_one_is_answered(servers: NameServers) -> None:
    names = Names(servers.look_up)
    hanging = [asyncio.ensure_future(names.resolve(f"hangs{number}.example")) for number in range(100)]
    await asyncio.sleep(0)

    found = await names.resolve("api.example", 443)

    still = sum(not one.done() for one in hanging)
    servers.gate.set()
    await asyncio.gather(*hanging)
    assert ([(one["hostname"], one["host"], one["port"]) for one in found], still) == (
        [("api.example", "192.0.2.7", 443)],
        100,
    )


async def test_a_name_that_nobody_knows_is_an_error(servers: NameServers) -> None:
    with pytest.raises(socket.gaierror):
        await Names(servers.look_up).resolve("nobody.invalid")


async def test_an_answer_that_comes_after_everybody_gave_up_harms_nobody(servers: NameServers) -> None:
    names = Names(servers.look_up)
    asking = asyncio.ensure_future(names.resolve("hangs.example"))
    await asyncio.sleep(0)
    asking.cancel()
    servers.gate.set()

    found = await names.resolve("api.example")

    assert (len(found), asking.cancelled()) == (1, True)


def test_an_answer_that_comes_after_the_end_harms_nobody(servers: NameServers) -> None:
    async def story() -> None:
        asyncio.ensure_future(Names(servers.look_up).resolve("hangs.example"))  # noqa: RUF006 -- ends with the loop
        await asyncio.sleep(0)

    asyncio.run(story())
    [thread] = [one for one in threading.enumerate() if one.name == "look-up"]
    servers.gate.set()
    thread.join()

    assert thread.daemon


async def test_calls_to_returnlogic_look_their_names_up_so(servers: NameServers) -> None:
    transport = OverSockets(ssl.create_default_context(), servers.look_up)

    with pytest.raises(NotConnected):
        await transport.carry(Call("GET", "https://nobody.invalid/v1/rmas", {}, None), max_bytes=1000)

    await transport.aclose()
    assert servers.asked == ["nobody.invalid"]
