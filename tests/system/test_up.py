"""`rma up`, as a person or a program starts and stops it."""

import contextlib
import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import psutil
import pytest

from rma_scenarios.verbs.signing import signature_headers

RULES = {"externalCustomerId", "emails", "name", "customAttributes", "transactions", "actions"}


def lookup(links: dict[str, Any], email: str) -> httpx.Response:
    question = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": email}, "uniqueMatchRequired": True}
    body = json.dumps(question).encode()
    url = httpx.URL(links["adaptor"]["lookup_url"])
    headers = signature_headers(
        key=links["world"]["adaptor"]["signing_key"],
        path=url.path,
        headers={"accept": "application/json", "content-type": "application/json"},
        body=body,
        at=datetime.now(UTC),
    )
    return httpx.post(url, content=body, headers=headers)


def test_up_prints_its_line_and_answers_a_signed_lookup_from_the_world(start: Callable[..., Any]) -> None:
    links = start("up", "--port-base", "0", "--json").read_ready_line()

    answer = lookup(links, "gina.lin@example.com")

    [customer] = answer.json()["results"]
    page = httpx.get(customer["customAttributes"]["rma"])
    assert set(customer) <= RULES
    assert customer["customAttributes"]["rmaStatus"] == "In Transit"
    assert (page.status_code, customer["customAttributes"]["rma"].split("/originate")[0]) == (
        200,
        links["returnlogic"]["originate_url"].split("/originate")[0],
    )


def test_the_line_has_everything_that_clients_were_promised(start: Callable[..., Any]) -> None:
    links = start("up", "--port-base", "0", "--json").read_ready_line()

    assert links["ready"] is True
    assert set(links["adaptor"]) == {"url", "lookup_url", "admin_url", "admin_token"}
    assert set(links["gladly"]) == {"url", "api_url", "desk_url"}
    assert set(links["returnlogic"]) == {"url", "api_url", "originate_url", "returns_center_url"}
    assert set(links["control"]) == {"url", "token"}
    assert (links["gladly"]["api_url"][-7:], links["returnlogic"]["api_url"][-3:]) == ("/api/v1", "/v1")
    assert links["control"]["url"].endswith("/_mock")
    admin = {"Authorization": f"Bearer {links['adaptor']['admin_token']}"}
    assert httpx.get(links["adaptor"]["admin_url"] + "/tenants", headers=admin).status_code == 200
    assert set(links["world"]) == {"id", "seed", "gladly", "returnlogic", "adaptor"}
    assert set(links["world"]["gladly"]) == {"organization", "username", "api_token"}
    assert set(links["world"]["returnlogic"]) == {"team_id", "api_key"}
    assert set(links["world"]["adaptor"]) == {"tenant", "signing_key"}
    assert httpx.get(links["stage_url"]).status_code == 200


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, id="terminated"),
        pytest.param(signal.SIGKILL, id="killed hard"),
    ],
)
def test_no_process_stays_however_up_ends(start: Callable[..., Any], number: signal.Signals) -> None:
    command = start("up", "--port-base", "0", "--json")
    links = command.read_ready_line()
    family = command.family()
    with _open_poll(links):  # a desk's long poll, because that is what holds servers up
        command.send(number)
        command.process.wait(10)
        gone, alive = psutil.wait_procs(family, timeout=10)

    assert alive == []
    assert len(gone) == len(family) >= 3
    assert command.process.returncode == (0 if number is not signal.SIGKILL else -9)


def _open_poll(links: dict[str, Any]) -> socket.socket:
    desk = httpx.URL(links["gladly"]["desk_url"])
    poll = socket.create_connection((desk.host, desk.port))
    path = f"{desk.path}/api/changes?after=999999&wait_s=60"
    poll.sendall(f"GET {path} HTTP/1.1\r\nHost: {desk.host}\r\n\r\n".encode())
    return poll


def test_a_taken_port_is_named_with_what_to_do(start: Callable[..., Any]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = start("up", "--port-base", str(port - 1))

        output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    told = re.search(r"rma up: port (\d+) is taken: stop what uses it, or shift all ports with --port-base N\n", errors)
    assert told is not None, errors
    assert int(told[1]) in {port - 1, port}  # another program may have the one before
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--signing-key", "k"], "goes with --adaptor", id="key without adaptor"),
        pytest.param(["--adaptor", "localhost:9000"], "wants a URL", id="no URL"),
        pytest.param(["--customers", "-3", "--port-base", "0"], "customers", id="negative people"),
        pytest.param(["--seed", "9" * 30, "--port-base", "0"], "rma up: seed: ", id="seed out of range"),
        pytest.param(["--seed", "many"], "is not a valid integer", id="seed is no number"),
    ],
)
def test_a_bad_setting_is_one_sentence_and_exit_2(
    start: Callable[..., Any], arguments: list[str], sentence: str
) -> None:
    command = start("up", *arguments)

    output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    assert sentence in errors
    assert "Traceback" not in errors


def test_up_drives_a_strangers_adaptor(start: Callable[..., Any]) -> None:
    """An adaptor that is not ours, here one that knows nobody, is asked with signed requests."""
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        url = f"http://127.0.0.1:{stranger.getsockname()[1]}/lookup"
        options = ("--adaptor", url, "--signing-key", "theirs", "--returnlogic-key", "rl-key-of-theirs")
        links = start("up", "--port-base", "0", "--json", *options).read_ready_line()
        with httpx.Client(base_url=links["gladly"]["desk_url"] + "/api/") as desk:
            gina = desk.get("profiles", params={"q": "gina"}).json()["profiles"][0]["id"]
            chat = {"app_id": "returns-center", "email": "gina.lin@example.com"}
            httpx.post(links["gladly"]["desk_url"].removesuffix("desk") + "chat/api/sessions", json=chat)
            received = _answer_once(stranger)
            assert desk.get("idle").json() == {"idle": True}
            verdict = desk.get(f"profiles/{gina}").json()["verdicts"][0]

    assert b"POST /lookup HTTP/1.1" in received
    assert b"Signature=" in received
    assert (links["adaptor"]["url"], verdict["rule"]) == (url, "GL-LINK-6")
    assert links["world"]["returnlogic"]["api_key"] == "rl-key-of-theirs"


def test_an_adaptor_at_which_nobody_listens_is_named(start: Callable[..., Any]) -> None:
    command = start("up", "--port-base", "0", "--adaptor", "http://127.0.0.1:9/lookup")
    while "Ctrl-C stops everything" not in (line := command.process.stdout.readline()):
        assert line

    assert any("Nothing listens at http://127.0.0.1:9/lookup yet" in line for line in command.process.stderr)


def _answer_once(listener: socket.socket) -> bytes:
    listener.settimeout(10)
    connection, _ = listener.accept()
    with connection:
        received = b""
        while b"uniqueMatchRequired" not in received:
            received += connection.recv(65536)
        body = b'{"results": []}'
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
    return received


def test_a_free_port_base_is_used_in_a_row(start: Callable[..., Any]) -> None:
    base = _four_free_ports()

    links = start("up", "--port-base", str(base), "--json").read_ready_line()

    ports = [httpx.URL(links[part]["url"]).port for part in ("adaptor", "gladly", "returnlogic")]
    assert [*ports, httpx.URL(links["adaptor"]["admin_url"]).port] == [base, base + 1, base + 2, base + 3]


def _four_free_ports() -> int:
    for base in range(21000 + time.monotonic_ns() % 20000, 60000, 4):
        with contextlib.suppress(OSError), contextlib.ExitStack() as taken:
            for place in range(4):
                taken.enter_context(socket.create_server(("127.0.0.1", base + place)))
            return base
    raise AssertionError("no four free ports in a row")


def test_help_lists_every_command_with_what_it_does(start: Callable[..., Any]) -> None:
    output, _ = start("--help").process.communicate()

    for command in ("adaptor", "demo", "lab", "mocks", "up", "worlds"):
        assert f"\n  {command} " in output


def test_a_misspelt_command_is_met_with_the_nearest(start: Callable[..., Any]) -> None:
    command = start("upp")

    _, errors = command.process.communicate()

    assert (command.process.returncode, "Did you mean up?" in errors) == (2, True)


def test_the_adaptor_module_is_the_rma_command() -> None:
    from sys import executable  # noqa: PLC0415 -- the interpreter that children are started with

    shown = subprocess.run([executable, "-m", "rma_adaptor", "--help"], capture_output=True, text=True, check=True)

    assert "rma [OPTIONS] COMMAND" in shown.stdout
