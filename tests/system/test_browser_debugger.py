"""The Lookup Adaptor Debugger in a browser: our adaptor, a wrong key, and strangers with failures built in."""

import asyncio
import contextlib
import json
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Page, expect

from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

GINA = "gina.lin@example.com"
CUSTOMER = {"externalCustomerId": "7", "emails": [{"original": GINA}]}
NARROW = {"viewport": {"width": 420, "height": 900}, "color_scheme": "dark"}
ANSWERS: dict[str, Any] = {
    "/nested": {"results": [{**CUSTOMER, "customAttributes": {"loyalty": {"tier": "gold"}, "points": "7"}}]},
    "/no-id": {"results": [{"id": "7", "emails": [{"original": GINA}]}]},
    "/two": {"results": [CUSTOMER, {**CUSTOMER, "externalCustomerId": "8"}]},
}


class Stranger(BaseHTTPRequestHandler):
    """Somebody else's adaptor: the path says what is wrong with it."""

    def do_POST(self) -> None:
        """Answer a lookup."""
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/login":
            return self._send(b"<!doctype html><form><input type=password>", "text/html")
        return self._send(json.dumps(ANSWERS[self.path]).encode(), "application/json")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def stranger() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


OpenWorld = Callable[[dict[str, Any]], Awaitable[StackWorld]]
PEOPLE = [{"key": "gina", "name": "Gina Lin", "email": GINA}]


@pytest.fixture
async def open_with_app(stack: Stack) -> AsyncIterator[OpenWorld]:
    """Open worlds whose one app is as a test wants it."""
    async with contextlib.AsyncExitStack() as exits:

        async def run(app: dict[str, Any]) -> StackWorld:
            opened = await stack.open_bare_world({"people": PEOPLE, "apps": [app]})
            exits.push_async_callback(opened.close)
            return opened

        yield run


async def said_by_shell(command: str) -> str:
    """Return what a command prints that somebody pastes."""
    shell = await asyncio.create_subprocess_shell(
        command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    return (await shell.communicate())[0].decode()


async def visit_debugger(visitor: Any, world: StackWorld) -> Page:
    page: Page = await visitor.visit(f"{world.links['gladly']['desk_url']}/debugger")
    await expect(page.get_by_test_id("test")).to_be_visible()
    return page


async def asks_about_gina(page: Page) -> None:
    await page.get_by_test_id("email").fill(GINA)
    await page.get_by_test_id("test").click()
    await expect(page.get_by_test_id("verdict")).to_be_visible()


async def test_our_adaptor_links_and_every_step_can_be_read(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await desk.get_by_test_id("settings-link").click()
    async with desk.expect_popup() as opening:
        await desk.get_by_test_id("debugger-link").click()
    page = await opening.value

    await asks_about_gina(page)

    await expect(page.get_by_test_id("verdict")).to_have_attribute("data-rule", "GL-LINK-1")
    await expect(page.get_by_test_id("step")).to_have_count(2)
    await expect(page.get_by_test_id("stored")).to_contain_text("Stored and shown on the customer card.")
    step = page.get_by_test_id("step").last
    await step.get_by_test_id("signature").locator("> summary").click()
    await expect(step.get_by_test_id("signature-canonical_request").locator(".line-end")).to_have_count(10)
    await visitor.take_pictures("debugger-linked")


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
async def test_curl_command_and_report_are_copied(world: StackWorld, visitor: Any) -> None:
    await visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await visit_debugger(visitor, world)
    await asks_about_gina(page)

    await page.get_by_test_id("copy-report").click()
    await expect(page.get_by_test_id("toast")).to_have_text("The report is copied.")
    report = await page.evaluate("() => navigator.clipboard.readText()")
    curl = page.get_by_test_id("step").last.get_by_test_id("curl")
    await curl.locator("> summary").click()
    await curl.get_by_test_id("copy-curl").click()
    await expect(page.get_by_test_id("toast")).to_have_text("The curl command is copied.")
    command = await page.evaluate("() => navigator.clipboard.readText()")

    assert report.startswith("# Lookup test debug-1: ReturnLogic")
    assert "Date key" not in report
    assert "curl" not in report
    assert "HTTP/1.1 200" in await said_by_shell(command)


@pytest.mark.parametrize("visitor", [pytest.param(NARROW, id="dark")], indirect=True)
async def test_a_wrong_signing_key_is_explained(world: StackWorld, open_with_app: OpenWorld, visitor: Any) -> None:
    app = {"url": world.links["gladly"]["apps"][0]["url"], "signing_key": "another-key"}
    page = await visit_debugger(visitor, await open_with_app(app))

    await asks_about_gina(page)

    await expect(page.get_by_test_id("verdict")).to_have_attribute("data-outcome", "failed")
    await expect(page.get_by_test_id("cause")).to_contain_text("its signing key is most likely not the app's")
    assert await page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("path", "outcome", "place", "said"),
    [
        pytest.param("/nested", "linked", "warning", "customAttributes.loyalty", id="nested attributes"),
        pytest.param("/no-id", "failed", "cause", "It has id, which may be meant", id="no customer id"),
        pytest.param("/two", "not_linked", "summary", "returned 2 customers", id="two results"),
        pytest.param("/login", "failed", "cause", "a login page instead of JSON", id="login page"),
    ],
)
async def test_a_strangers_failure_is_explained(
    open_with_app: OpenWorld, stranger: str, visitor: Any, path: str, outcome: str, place: str, said: str
) -> None:
    page = await visit_debugger(visitor, await open_with_app({"url": f"{stranger}{path}"}))

    await asks_about_gina(page)

    await expect(page.get_by_test_id("verdict")).to_have_attribute("data-outcome", outcome)
    await expect(page.get_by_test_id(place).first).to_contain_text(said)


async def test_of_several_that_a_search_finds_one_is_gone_on_with(
    open_with_app: OpenWorld, stranger: str, visitor: Any
) -> None:
    page = await visit_debugger(visitor, await open_with_app({"url": f"{stranger}/two"}))
    await page.get_by_test_id("basic_detailed").check()
    await page.get_by_test_id("query-email").fill(GINA)
    await page.get_by_test_id("test").press("Enter")
    await page.get_by_test_id("pick").last.click()

    await expect(page.get_by_test_id("verdict")).to_have_attribute("data-rule", "GL-LINK-7")
    await expect(page.get_by_test_id("step")).to_have_count(2)


async def test_misuse_is_told_beside_the_form(world: StackWorld, visitor: Any) -> None:
    visitor.expected.append("status of 400")
    page = await visit_debugger(visitor, world)

    await page.get_by_test_id("test").click()

    await expect(page.get_by_test_id("refused")).to_have_text(
        "Not tested: type an e-mail or a phone number to test with."
    )
