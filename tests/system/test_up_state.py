"""`rma up --state DIR` goes on where it was, under the same addresses and keys."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

GINA = "gina.lin@example.com"


def chats(links: dict[str, Any], email: str) -> None:
    gladly = links["gladly"]["url"]
    start = {"app_id": "returns-center", "email": email}
    httpx.post(f"{gladly}/w/demo/chat/api/sessions", json=start, trust_env=False).raise_for_status()
    token = {"Authorization": f"Bearer {links['control']['token']}"}
    httpx.get(f"{links['control']['url']}/worlds/demo/idle", headers=token, trust_env=False).raise_for_status()


def conversations(links: dict[str, Any]) -> list[dict[str, Any]]:
    answer = httpx.get(f"{links['gladly']['url']}/w/demo/desk/api/conversations", trust_env=False)
    rows: list[dict[str, Any]] = answer.json()["conversations"]
    return rows


def profile_link(links: dict[str, Any]) -> str:
    """Open Gina's profile and return the RMA link on it, which only a signed lookup brings."""
    gladly = links["gladly"]["url"]
    auth = (links["world"]["gladly"]["username"], links["world"]["gladly"]["api_token"])
    find = {"params": {"email": GINA}, "auth": auth, "trust_env": False}
    [row] = httpx.get(f"{links['gladly']['api_url']}/customer-profiles", **find).json()
    opened = httpx.post(f"{gladly}/w/demo/desk/api/profiles/{row['id']}/open", trust_env=False).json()
    return str(opened["round"]["verdicts"][0]["outcome"]) + " " + row["customAttributes"]["rma"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_kept_stack_goes_on_where_it_was(start: Callable[..., Any], tmp_path: Path, how: signal.Signals) -> None:
    first = start("up", "--port-base", "0", "--json", "--state", str(tmp_path))
    links = first.read_ready_line()
    chats(links, GINA)
    parts = first.family()
    first.send(how)
    first.process.communicate()
    for part in parts[1:]:
        part.wait(timeout=20)

    again = start("up", "--json", "--state", str(tmp_path)).read_ready_line()

    for line in (links, again):  # each start has tokens of its own
        del line["control"], line["stack_url"], line["adaptor"]["admin_token"]
    assert again == links
    assert [row["channel"] for row in conversations(again)] == ["CHAT"]
    assert profile_link(again).startswith(f"refreshed {links['returnlogic']['originate_url']}/rma/")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param(["--seed", "9"], "--seed 9: the demo world that is kept here has 7; leave", id="another seed"),
        pytest.param(["--customers", "9"], "--customers 9: the demo world that is kept here has 50", id="other people"),
        pytest.param(["--returnlogic-key", "x"], "--returnlogic-key: the demo world that is kept", id="another key"),
        pytest.param(["--port-base", "9700"], "their links lead there; leave --port-base out", id="other ports"),
        pytest.param(
            ["--adaptor", "http://127.0.0.1:9/lookup"],
            "the demo world that is kept here asks http://127.0.0.1:",
            id="another adaptor",
        ),
    ],
)
def test_what_contradicts_a_kept_stack_is_refused_in_one_sentence(
    start: Callable[..., Any], kept: Path, options: list[str], sentence: str
) -> None:
    command = start("up", "--json", "--state", str(kept), *options)

    output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    assert (sentence in errors, errors.count("\n")) == (True, 1), errors


@pytest.fixture
def kept(start: Callable[..., Any], tmp_path: Path) -> Path:
    """A folder in which a demo world is kept."""
    command = start("up", "--port-base", "0", "--json", "--state", str(tmp_path))
    command.read_ready_line()
    command.send(signal.SIGINT)
    command.process.communicate()
    return tmp_path


def test_the_same_options_again_are_no_contradiction(start: Callable[..., Any], kept: Path) -> None:
    links = start("up", "--json", "--state", str(kept), "--seed", "7", "--customers", "50").read_ready_line()

    assert links["world"]["seed"] == 7


def test_ports_that_cannot_be_read_are_left_alone(start: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text("[1, ")

    command = start("up", "--json", "--state", str(tmp_path))
    output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    assert "ports.json cannot be read. It was left as it is" in errors
    assert (tmp_path / "ports.json").read_text() == "[1, "
