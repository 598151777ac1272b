"""The built wheel without extras: `rma adaptor` answers a signed detailed lookup over a socket.

Only the standard library stands on the other side, so nothing of the toolkit vouches for itself.
Run by `nox -s adaptor_alone`.
"""

import hashlib
import hmac
import http.server
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

EMAIL = "gina.lin@example.com"
KEY = "a-signing-key-of-128-bits-or-more"
RMA = {
    "rlRmaId": 1048576,
    "workflowStatus": "In Transit",
    "orderName": "#20517",
    "timeline": {"createDate": "2026-03-01T15:04:05Z"},
    "totals": {"refund": {"total": 42.5}},
    "rmaItems": [{"id": 1, "name": "Trail Fleece Jacket", "quantity": 1, "returnType": "Refund"}],
    "customerEmail": EMAIL,
}
TEST_TOOLS = ("faker", "jinja2", "nbclient", "pytest")


class ReturnLogic(http.server.BaseHTTPRequestHandler):
    """Answer every call with one RMA."""

    def do_GET(self) -> None:
        body = json.dumps({"data": [RMA]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def call(method: str, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, headers=headers, method=method)  # noqa: S310 -- loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- loopback
        return answer.status, answer.read()


def signed(path: str, body: bytes) -> dict[str, str]:
    sent_at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = "content-type;gladly-time"
    lines = f"content-type:application/json\ngladly-time:{sent_at}\n"
    canonical = f"POST\n{path}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    day = hmac.new(KEY.encode(), sent_at[:8].encode(), "sha256").digest()
    text = f"hmac-sha256\n{sent_at}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(day, text.encode(), "sha256").hexdigest()
    value = f"SigningAlgorithm=hmac-sha256, SignedHeaders={names}, Signature={signature}"
    return {"Content-Type": "application/json", "Gladly-Time": sent_at, "Gladly-Authorization": value}


def answered(returnlogic_url: str, ready: dict[str, str]) -> dict[str, object]:
    tenant = {"signing_keys": [KEY], "returnlogic_api_url": f"{returnlogic_url}/v1", "returnlogic_api_key": "k"}
    put = {"Content-Type": "application/json"}
    status, _ = call("PUT", f"{ready['admin_url']}/tenants/alone", json.dumps(tenant).encode(), put)
    assert status == 201, status
    question = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": EMAIL}, "uniqueMatchRequired": True}
    body = json.dumps(question).encode()
    _, answer = call("POST", f"{ready['url']}/t/alone/lookup", body, signed("/t/alone/lookup", body))
    [customer] = json.loads(answer)["results"]
    attributes: dict[str, object] = customer["customAttributes"]
    return attributes


def main() -> None:
    """Start both sides, ask once, and say what came back."""
    installed = [name for name in TEST_TOOLS if importlib.util.find_spec(name)]
    assert installed == [], f"production must not need {installed}"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ReturnLogic)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "rma"), "adaptor", "--port", "0", "--admin-port", "0"]
        command += ["--database", f"sqlite+aiosqlite:///{folder}/adaptor.db", "--stop-with-stdin"]
        mocks = subprocess.run([command[0], "mocks"], stderr=subprocess.PIPE, text=True)  # noqa: PLW1510 -- it must fail
        assert (mocks.returncode, 'needs the extra "mocks"' in mocks.stderr) == (2, True), mocks.stderr
        made = subprocess.run([*command[:1], "tenants", "new-key"], stdout=subprocess.PIPE, text=True, check=True)
        environment = {**os.environ, "RMA_ADAPTOR_ENCRYPTION_KEYS": made.stdout.strip()}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdin is not None
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())["adaptor"]
        attributes = answered(f"http://127.0.0.1:{server.server_port}", ready)
        process.stdin.close()
        assert process.wait(10) == 0
    link = "https://originate.returnlogic.com/originate/rma/1048576"
    assert (attributes["rma"], attributes["rmaStatus"]) == (link, "In Transit"), attributes
    sys.stdout.write(f"The wheel alone answered a signed detailed lookup: {attributes}\n")


if __name__ == "__main__":
    main()
