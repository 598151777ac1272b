"""A tenant's whole life as an operator types it, against a running adaptor and the mocks."""

import hashlib
import hmac
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.sealing import new_key
from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

RMA = str(Path(sys.executable).parent / "rma")
GINA = "gina.lin@example.com"
Run = Callable[..., subprocess.CompletedProcess[str]]


def run(*arguments: str, text: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [RMA, *arguments], input=text, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def rma(stack: Stack) -> Run:
    """Run `rma tenants` on the stack's adaptor."""
    links = stack.links
    assert links.admin_url
    assert links.admin_token
    variables = {"RMA_ADAPTOR_ADMIN_URL": links.admin_url, "RMA_ADAPTOR_ADMIN_TOKEN": links.admin_token}

    def on_stack(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return run("tenants", *arguments, text=text, **variables)

    return on_stack


@pytest.fixture
async def life(stack: Stack, world: StackWorld) -> AsyncIterator[str]:
    """The name of a tenant that a test makes; it is gone afterwards whatever happened."""
    name = f"{world.id}-life"
    yield name
    assert stack.admin is not None
    await stack.admin.call("DELETE", f"tenants/{name}")


def looked_up(url: str, key: str) -> int:
    """Ask about Gina as Gladly does, by the published recipe, and return the status."""
    question = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": GINA}, "uniqueMatchRequired": True}
    body = json.dumps(question).encode()
    sent_at, once = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"), secrets.token_hex(8)  # of two alike one is a replay
    lines = f"content-type:application/json\ngladly-correlation-id:{once}\ngladly-time:{sent_at}\n"
    names = "content-type;gladly-correlation-id;gladly-time"
    canonical = f"POST\n{httpx.URL(url).path}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    text = f"hmac-sha256\n{sent_at}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(hmac.digest(key.encode(), sent_at[:8].encode(), "sha256"), text.encode(), "sha256").hex()
    parts = f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={signature}"
    headers = {"Content-Type": "application/json", "Gladly-Correlation-Id": once, "Gladly-Time": sent_at}
    headers["Gladly-Authorization"] = parts
    return httpx.post(url, content=body, headers=headers, trust_env=False).status_code


def key_in(output: str) -> str:
    [key] = re.findall(r"shown only now:  (\S+)", output)
    return str(key)


async def test_a_tenant_is_added_shown_checked_rotated_and_removed(
    stack: Stack, world: StackWorld, rma: Run, life: str
) -> None:
    returnlogic, url = world.links["returnlogic"], f"{stack.links.adaptor_url}/t/{life}/lookup"
    address = ("--set", f"returnlogic_api_url={returnlogic['api_url']}")

    added = rma("add", life, "--returnlogic-key-file", "-", *address, text=returnlogic["api_key"])
    first = key_in(added.stdout)
    assert looked_up(url, first) == 200

    page = rma("show", life, "--gladly", "--public-url", str(stack.links.adaptor_url))
    assert (page.returncode, url in page.stdout, "- rmaStatus: " in page.stdout) == (0, True, True)

    checked = rma("check", life, "--email", "-", text=GINA)
    assert (checked.returncode, "1 of the asked e-mail" in checked.stdout) == (0, True), checked.stdout
    assert all(text in checked.stdout for text in ("customerEmail in 1", "per second 2", "per minute 120"))

    second = key_in(rma("rotate", life).stdout)
    assert [looked_up(url, key) for key in (first, second)] == [200, 200]
    assert rma("rotate", life, "--finish").returncode == 0
    assert [looked_up(url, key) for key in (first, second)] == [401, 200]

    assert rma("disable", life).returncode == 0
    assert looked_up(url, second) == 404
    assert rma("enable", life).returncode == 0
    assert looked_up(url, second) == 200

    removed = rma("remove", life, "--yes")
    assert (removed.returncode, looked_up(url, second)) == (0, 404)
    told = "".join(done.stdout + done.stderr for done in (page, checked, removed)) + adaptor_log(stack)
    assert [secret for secret in (first, second, returnlogic["api_key"], GINA) if secret in told] == []


def adaptor_log(stack: Stack) -> str:
    assert stack.logs is not None
    return (stack.logs / "adaptor.log").read_text(encoding="utf-8")


def test_no_adaptor_is_one_sentence() -> None:
    done = run("tenants", "list", "--admin-url", "http://127.0.0.1:9")

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no adaptor answers at http://127.0.0.1:9 (ConnectError)" in done.stderr


def test_neither_a_kill_nor_a_wrong_encryption_key_loses_a_tenant(
    started: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    old, new = new_key(), new_key()
    none = started()
    url = started(RMA_ADAPTOR_ENCRYPTION_KEYS=old)["admin_url"]
    httpx.put(f"{url}/tenants/acme", json={"returnlogic_api_key": "rl-s3cret"}, trust_env=False).raise_for_status()

    wrong = started(RMA_ADAPTOR_ENCRYPTION_KEYS=new)
    (tmp_path / "keys").write_text(f"{new}\n{old}\n", encoding="utf-8")
    url = started(RMA_ADAPTOR_ENCRYPTION_KEYS_FILE=str(tmp_path / "keys"))["admin_url"]

    assert httpx.get(f"{url}/tenants/acme", trust_env=False).status_code == 200
    assert [(end["code"], end["said"].count("\n")) for end in (none, wrong)] == [(2, 1), (2, 1)]
    assert ("rma tenants new-key" in none["said"], "tenant acme" in wrong["said"]) == (True, True)
    assert b"rl-s3cret" not in (tmp_path / "adaptor.db").read_bytes()
