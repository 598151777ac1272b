"""The plugin in somebody else's repository: their adaptor with its fixed URL and keys, our two vendors around it."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from typing import Any

import httpx
import pytest

from rma_scenarios.stack import Stack

SIGNING_KEY, API_KEY = "their-signing-key", "their-returnlogic-key"
LINK = "https://rma.example.com/of-their-own"

SCENARIO = """\
format: 1
scenario: Their adaptor fills the profile of <who>
because: They test their adaptor with our vendors
matrix: {{who: [gina, leo, mia]}}
given:
  adaptor: {{url: "{url}", signing_key: {key}}}
  returnlogic: {{api_key: {api_key}}}
  people: {{shopper: {{name: A Shopper, email: <who>@example.com}}}}
  rmas: {{jacket: {{of: shopper}}}}
steps:
  - agent: {{opens_profile: shopper}}
    expect: {{profile: {{linked: true, attributes: {{rma: "{link}"}}}}}}
  - agent: {{opens_profile: shopper}}
finally:
  ledger: {{returnlogic_calls: {{at_least: 2}}}}
"""


class Stranger(ThreadingHTTPServer):
    """A lookup adaptor of twenty lines with one signing key and one ReturnLogic key, as a company of its own has it."""

    def __init__(self, returnlogic_url: str) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.rmas_url = f"{returnlogic_url}/v1/rmas"
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/lookup"


class Asked(BaseHTTPRequestHandler):
    server: Stranger

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        query = json.loads(body)["query"]
        email = query.get("externalCustomerId") or query.get("email") or query["emails"][0]
        self.server.asked.append(email)
        bearer = {"Authorization": f"Bearer {API_KEY}"}
        known = httpx.get(self.server.rmas_url, params={"email": email}, headers=bearer).raise_for_status()
        results = [self._customer(email)] if self._is_signed(body) and email in known.text else []
        answer = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _customer(self, email: str) -> dict[str, Any]:
        return {"externalCustomerId": email, "emails": [{"original": email}], "customAttributes": {"rma": LINK}}

    def _is_signed(self, body: bytes) -> bool:
        claim = dict(part.split("=", 1) for part in self.headers["gladly-authorization"].split(", "))
        at, names = self.headers["gladly-time"], claim["SignedHeaders"]
        lines = "".join(f"{name}:{self.headers[name]}\n" for name in names.split(";"))
        canonical = f"POST\n{self.path}\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        day = hmac.new(SIGNING_KEY.encode(), at[:8].encode(), "sha256").digest()
        text = f"hmac-sha256\n{at}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        return hmac.new(day, text.encode(), "sha256").hexdigest() == claim["Signature"]


@pytest.fixture
def stranger(stack: Stack) -> Iterator[Stranger]:
    with Stranger(stack.links.returnlogic_url) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def their_scenario(stranger: Stranger, *, key: str = SIGNING_KEY) -> str:
    return SCENARIO.format(url=stranger.url, key=key, api_key=API_KEY, link=LINK)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["pytest"], id="pytest"),
        pytest.param(["pytest", "-n", "2"], id="pytest with two workers"),
        pytest.param(["rma", "run"], id="rma run"),
    ],
)
def test_their_adaptor_is_asked_for_one_case_after_the_other(
    repository: Any, stack: Stack, stranger: Stranger, command: list[str]
) -> None:
    repository.has("theirs.scenario.yaml", their_scenario(stranger))
    repository.has_scenario("ours")

    ran = getattr(repository, command[0])(*command[1:], "--stack-url", stack.url)

    # Two worlds at once could not even open, since both have the same ReturnLogic key.
    assert (ran.code, "passed" in ran.output) == (0, True)
    assert len(list(groupby(stranger.asked))) == len(set(stranger.asked)) == 3


def test_their_adaptor_refuses_what_another_key_signed(repository: Any, stack: Stack, stranger: Stranger) -> None:
    repository.has("theirs.scenario.yaml", their_scenario(stranger, key="not-their-key"))

    ran = repository.pytest("--stack-url", stack.url)

    assert set(ran.verdicts.values()) == {"failure"}
    assert len(stranger.asked) >= 3
