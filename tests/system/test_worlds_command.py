"""`rma worlds`, as a person or a program in another language uses it beside a running stack."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_scenarios.announced import announced
from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

RMA = str(Path(sys.executable).parent / "rma")
GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
SHOP: dict[str, Any] = {
    "people": [GINA],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "orders": [{"key": "vest", "of": "gina", "items": [{"product": "Summit Down Vest"}]}],
    "customers": 5,
}


@pytest.fixture
def rma(stack: Stack, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `rma worlds` on the stack; what it opens is closed with that."""

    def run(*arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "RMA_STACK_URL": stack.url}
        command = [RMA, "worlds", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60, **how
        )

    return run


@pytest.fixture
async def shop(stack: Stack) -> AsyncIterator[StackWorld]:
    """A world in which Gina returns a jacket and could return a vest."""
    opened = await stack.open_world(**SHOP)
    yield opened
    await opened.close()


def profile_at(desk_url: str, profile_id: str) -> dict[str, Any]:
    """Open a profile at a desk as an agent does, and return it once nothing is under way."""
    with httpx.Client(base_url=desk_url + "/api/", timeout=30) as desk:
        desk.post(f"profiles/{profile_id}/open").raise_for_status()
        desk.get("idle")
        shown: dict[str, Any] = desk.get(f"profiles/{profile_id}").json()
    return shown


def link_shown(line: dict[str, Any]) -> str | None:
    """Return the RMA link that an agent sees on Gina's profile in the world of a JSON line."""
    row = profile_at(line["gladly"]["desk_url"], line["world"]["profiles"]["gina"])
    return {attribute["name"]: attribute["value"] for attribute in row["attributes"]}.get("rma")


def returns_the_vest(line: dict[str, Any]) -> str:
    order = line["world"]["orders"]["vest"]["name"]
    with httpx.Client(base_url=line["returnlogic"]["originate_url"] + "/api/", timeout=30) as staff:
        [row] = staff.get("orders", params={"search": order}).json()["orders"]
        item = {"line_id": row["lines"][0]["id"], "quantity": 1, "return_type": "Refund", "reason_code": "TB"}
        made = staff.post("rmas", json={"order_name": order, "items": [item]})
    return str(made.json()["id"])


def rmas_of_gina(line: dict[str, Any]) -> list[str]:
    key = {"Authorization": f"Bearer {line['world']['returnlogic']['api_key']}"}
    url = line["returnlogic"]["api_url"] + "/rmas"
    rows = httpx.get(url, params={"email": GINA["email"]}, headers=key).json()["data"]
    return [str(row["rlRmaId"]) for row in rows]


def test_world_tenant_and_credentials_are_made_in_one_go(rma: Any, tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))

    made = rma("new", "--spec", "shop.json", "--seed", "11", "--json")

    line = json.loads(made.stdout)
    assert (made.returncode, made.stderr) == (0, "")
    assert line["world"]["seed"] == 11
    assert link_shown(line) == line["world"]["rmas"]["jacket"]["url"]
    user = (line["world"]["gladly"]["username"], line["world"]["gladly"]["api_token"])
    found = httpx.get(
        line["gladly"]["api_url"] + "/customer-profiles", params={"email": GINA["email"]}, auth=user
    ).json()
    assert [profile["id"] for profile in found] == [line["world"]["profiles"]["gina"]]
    assert rma("delete", line["world"]["id"]).stdout == f"{line['world']['id']} is deleted.\n"


def test_people_worth_testing_with_come_from_the_gallery(rma: Any) -> None:
    line = json.loads(rma("new", "--gallery", "all", "--customers", "0", "--json").stdout)
    refused = rma("new", "--gallery", "nobody")

    assert len(line["world"]["people"]) > 5
    assert (refused.returncode, "gallery" in refused.stderr, "'nobody'" in refused.stderr) == (2, True, True)
    rma("delete", line["world"]["id"])


def test_two_worlds_of_one_seed_never_see_each_others_rma(rma: Any) -> None:
    one, other = (json.loads(rma("new", "--spec", "-", "--json", input=json.dumps(SHOP)).stdout) for _ in range(2))

    made = returns_the_vest(one)

    assert (made in rmas_of_gina(one), made in rmas_of_gina(other)) == (True, False)
    pages = [f"{line['returnlogic']['originate_url']}/api/rmas/{made}" for line in (one, other)]
    assert [httpx.get(page).status_code for page in pages] == [200, 404]
    rma("delete", one["world"]["id"], other["world"]["id"])


def test_a_fork_of_a_linked_profile_shows_its_own_link_and_leaves_the_other_alone(rma: Any, shop: StackWorld) -> None:
    profile = profile_at(shop.links["gladly"]["desk_url"], shop.profiles["gina"])

    fork = json.loads(rma("fork", shop.id, "--json").stdout)

    assert profile["is_linked"]
    assert link_shown(fork) == fork["world"]["rmas"]["jacket"]["url"]
    made = returns_the_vest(fork)
    assert made in rmas_of_gina(fork)
    again = profile_at(shop.links["gladly"]["desk_url"], shop.profiles["gina"])
    assert again["attributes"] == profile["attributes"]
    assert made not in json.dumps(shop.links) + httpx.get(shop.links["returnlogic"]["url"] + "/originate/api/rmas").text
    rma("delete", fork["world"]["id"])


def test_a_reset_world_shows_what_it_showed_first(rma: Any, shop: StackWorld) -> None:
    line = {"world": shop.links, "gladly": shop.links["gladly"], "returnlogic": shop.links["returnlogic"]}
    before = link_shown(line)
    made = returns_the_vest(line)
    changes = rma("diff", shop.id).stdout

    done = rma("reset", shop.id)

    assert made in changes
    assert done.stdout == f"{shop.id} is as it was opened. The adaptor forgot what it had read.\n"
    assert made not in rma("diff", shop.id).stdout
    assert link_shown(line) == before


def test_a_snapshot_is_a_way_back(rma: Any, shop: StackWorld) -> None:
    line = {"world": shop.links, "gladly": shop.links["gladly"], "returnlogic": shop.links["returnlogic"]}
    made = returns_the_vest(line)
    kept = rma("snapshot", shop.id, "with the vest")
    rma("reset", shop.id, "--person", "gina")
    gone = rmas_of_gina(line)

    back = rma("restore", shop.id, "with the vest")

    assert kept.stdout == f"Kept as with the vest. Go back with: rma worlds restore {shop.id} 'with the vest'\n"
    assert (made in gone, made in rmas_of_gina(line), back.returncode) == (False, True, 0)
    assert made not in rma("diff", shop.id, "--since", "with the vest").stdout


def test_worlds_are_listed_and_shown(rma: Any, shop: StackWorld) -> None:
    listed, shown = rma("list"), rma("show", shop.id)

    assert [line for line in listed.stdout.splitlines() if shop.links["stage_url"] in line] != []
    assert shop.id in [world["id"] for world in json.loads(rma("list", "--json").stdout)["worlds"]]
    assert json.loads(rma("show", shop.id, "--json").stdout)["rmas"] == shop.rmas
    for value in (shop.rmas["jacket"]["url"], shop.links["returnlogic"]["api_key"], shop.app["url"]):
        assert value in shown.stdout


def test_deleting_says_what_it_did_and_what_it_could_not(rma: Any) -> None:
    ids = [json.loads(rma("new", "--customers", "0", "--json").stdout)["world"]["id"] for _ in range(2)]

    done = rma("delete", ids[0], "nobodys", ids[1])

    assert done.returncode == 2
    assert done.stdout.splitlines() == [f"{world_id} is deleted." for world_id in ids]
    assert done.stderr == "rma worlds delete: no world 'nobodys' is open\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["new", "--seed", "9" * 30], "rma worlds new: seed: ", id="a seed out of range"),
        pytest.param(["new", "--customers", "-1"], "rma worlds new: customers: ", id="fewer people than none"),
        pytest.param(["new", "--id", "two words"], "rma worlds new: id: must be an id", id="a bad id"),
        pytest.param(["show", "../stack"], "rma worlds show: no world '../stack' is open", id="an id like a path"),
        pytest.param(["fork", "é?"], "rma worlds fork: no world 'é?' is open", id="an id of strange letters"),
        pytest.param(["list", "--stack-url", "http://rma:x@127.0.0.1:1/_mock"], "no stack answers at", id="no stack"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_2(rma: Any, arguments: list[str], sentence: str) -> None:
    refused = rma(*arguments)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert sentence in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_field_that_the_control_api_does_not_know_is_refused_by_it(rma: Any) -> None:
    refused = rma("new", "--spec", "-", input="tenant: {max_age_s: 0}\n")

    assert (refused.returncode, refused.stderr) == (2, "rma worlds new: tenant: is no field of this call\n")


def test_the_stack_that_runs_here_is_found(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("RMA_STACK_URL", raising=False)
    with announced(stack.url):
        found = subprocess.run([RMA, "worlds", "list"], capture_output=True, text=True, check=False)

    assert (found.returncode, found.stderr) == (0, "")


def test_ctrl_c_ends_it_without_a_word(start: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        command = start("worlds", "list", "--stack-url", f"http://rma:x@127.0.0.1:{silent.getsockname()[1]}/_mock")
        connection, _ = silent.accept()

        command.send(signal.SIGINT)
        output, errors = command.process.communicate(timeout=30)
        connection.close()

    assert (command.process.returncode, output, errors) == (130, "", "")
