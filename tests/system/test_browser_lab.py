"""JupyterLab as a product person meets it: read, change a name, play again; pages through its one port."""

import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.async_api import Page, expect

from rma_scenarios.announced import announced_stacks

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

STARTS_WITHIN_S = 60.0
ENDS_WITHIN_S = 30.0
RMA = str(Path(sys.executable).parent / "rma")


@dataclass
class Lab:
    """A running `rma lab`."""

    process: subprocess.Popen[str]
    url: str

    def address(self, path: str) -> str:
        """Return where a path of JupyterLab is, with the token that opens it."""
        origin, token = re.match(r"(http://[^/]+)/.*(token=\w+)", self.url).groups()  # type: ignore[union-attr] # our own
        return f"{origin}/{path}?{token}"


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """JupyterLab with settings, signatures and workspaces of its own; what it says is shown when a test fails."""
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    command = [RMA, "lab", "--no-browser", "--port", "0", *getattr(request, "param", ())]
    said: queue.Queue[str] = queue.Queue()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        listener = threading.Thread(target=_listen, args=(process.stderr, said))
        listener.start()
        yield Lab(process, _url_in(said))
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait()
        listener.join()


def _listen(stream: Iterable[str], said: "queue.Queue[str]") -> None:
    """Read all along: a program that nobody listens to stands still once the pipe is full."""
    for line in stream:
        sys.stdout.write(line)
        said.put(line)


def _url_in(said: "queue.Queue[str]") -> str:
    while True:
        found = re.search(r"JupyterLab: +(http://127\.0\.0\.1:\d+/lab\S*token=\w+)", said.get(timeout=STARTS_WITHIN_S))
        if found:
            return found[1]


async def opens(visitor: Any, lab: Lab, name: str) -> Page:
    page: Page = await visitor.visit(lab.address(f"lab/tree/{name}.ipynb"))
    await expect(page.locator(".jp-Notebook")).to_be_visible()
    # What is run before the kernel is there JupyterLab drops.
    await expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    return page


async def runs_all(page: Page) -> None:
    # The notebook shows what it showed when it was committed, numbers included: nobody could tell the new from it.
    await chooses(page, "Edit", "Clear Outputs of All Cells")
    await expect(page.locator(".jp-OutputArea-output")).to_have_count(0)
    await chooses(page, "Run", "Run All Cells")


async def chooses(page: Page, menu: str, entry: str) -> None:
    await page.get_by_role("menuitem", name=menu, exact=True).click()
    await page.get_by_text(entry, exact=True).click()


async def test_a_person_changes_the_name_in_jupyterlab_and_sees_the_new_verdict(lab: Lab, visitor: Any) -> None:
    page = await opens(visitor, lab, "01_auto_linking")
    control = page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea-editor", has_text="who = "))
    await expect(control.get_by_text("ReturnLogic returned 2 customers").first).to_be_visible()
    await runs_all(page)
    await expect(control.locator(".jp-InputPrompt")).to_have_text("[3]:")

    await control.locator(".cm-line", has_text="who = ").click()
    await page.keyboard.press("Home")
    await page.keyboard.press("Shift+End")
    await page.keyboard.type('who = "Leo Fontaine"')
    began = time.perf_counter()
    await page.keyboard.press("Shift+Enter")
    await expect(control.get_by_text("✓ Linked.").first).to_be_visible()

    print(f"new verdict after {time.perf_counter() - began:.2f} s")  # noqa: T201 -- for who reads the log; never asserted
    await expect(control.locator("svg, img").first).to_be_visible()
    await control.scroll_into_view_if_needed()


async def test_a_wrong_name_is_one_sentence_in_jupyterlab(lab: Lab, visitor: Any) -> None:
    page = await opens(visitor, lab, "01_auto_linking")
    await runs_all(page)
    control = page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea-editor", has_text="who = "))
    await expect(control.locator(".jp-InputPrompt")).to_have_text("[3]:")

    await control.locator(".cm-line", has_text="who = ").click()
    await page.keyboard.press("Home")
    await page.keyboard.press("Shift+End")
    await page.keyboard.type('who = "Gena"')
    await page.keyboard.press("Shift+Enter")

    error = control.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText")
    await expect(error.first).to_have_text("Nobody here is called Gena; did you mean Gina Lin?")


@pytest.mark.parametrize("lab", [("--through-lab",)], indirect=True)
async def test_through_jupyterlabs_one_port_every_page_and_link_is_reached(lab: Lab, visitor: Any) -> None:
    page = await opens(visitor, lab, "00_start_here")
    await runs_all(page)
    async with visitor.context.expect_page() as opened:
        await page.get_by_role("link", name="Stage", exact=True).click()
    stage = await opened.value
    origin = "/".join(lab.url.split("/")[:3])
    assert re.fullmatch(rf"{origin}/proxy/\d+/w/demo/stage", stage.url)
    shopper, agent = (stage.frame_locator(f"[data-testid=stage-{half}]") for half in ("shopper", "agent"))

    await shopper.get_by_test_id("chat-email").fill("gina.lin@example.com")
    await shopper.get_by_test_id("chat-start").click()
    await expect(agent.get_by_test_id("link-state")).to_have_text("Linked to ReturnLogic")
    async with visitor.context.expect_page() as rma:
        await agent.get_by_test_id("attribute-rma").click()

    rma_page = await rma.value
    await expect(rma_page.get_by_test_id("rma-status")).to_have_text("In Transit")
    assert re.fullmatch(rf"{origin}/proxy/\d+/w/demo/originate/rma/\d+", rma_page.url)
    assert {frame.url.split("/proxy/")[0] for frame in stage.frames} == {origin}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "killed"])
async def test_however_rma_lab_ends_jupyterlab_its_kernels_and_the_stack_end_too(
    lab: Lab, visitor: Any, number: signal.Signals
) -> None:
    page = await opens(visitor, lab, "00_start_here")
    await runs_all(page)
    family = [psutil.Process(lab.process.pid), *psutil.Process(lab.process.pid).children(recursive=True)]
    assert len(announced_stacks()) == 1
    await page.close()

    lab.process.send_signal(number)
    lab.process.wait()

    _, alive = psutil.wait_procs(family, timeout=ENDS_WITHIN_S)
    assert len(family) >= 5  # rma lab, mocks, adaptor, JupyterLab, a kernel
    assert alive == []
    assert number is signal.SIGKILL or (lab.process.returncode, announced_stacks()) == (0, [])


def test_a_jupyterlab_that_does_not_heed_its_end_is_gone_soon_all_the_same() -> None:
    deaf = (
        "import signal, threading; from rma_notebooks import jupyter; jupyter._ENDS_WITHIN_S = 1;"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "threading.Thread(target=jupyter._stop_with_stdin).start(); signal.pause()"
    )

    ran = subprocess.run([sys.executable, "-c", deaf], stdin=subprocess.DEVNULL, check=False)

    assert ran.returncode == -signal.SIGALRM
