"""`rma demo`, as the first thing that a newcomer runs."""

import re
import signal
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psutil


class Outside(HTMLParser):
    """Collect whatever a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loaded = {"src", "srcset", "data", "poster"} if tag != "link" else {"href"}
        self.found += [f"{tag} {name}" for name, _ in attrs if name in loaded or name.startswith("on")]
        self.found += ["script"] if tag == "script" else []


def test_the_demo_plays_three_flows_and_writes_one_self_contained_page(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    report = tmp_path / "report.html"

    command = start("demo", "--report", str(report))
    output, errors = command.process.communicate()

    page = report.read_text(encoding="utf-8")
    outside = Outside()
    outside.feed(page)
    assert (command.process.returncode, errors) == (0, "")
    assert [line for line in output.splitlines() if re.match(r"\d\. ", line)] == [
        "1. Auto-linking: How does the RMA link get onto a profile by itself?",
        "2. Manual linking: How does an agent link a profile when Auto-linking is off?",
        "3. Chat with e-mail: What does an agent see when a shopper types her e-mail into the chat?",
    ]
    assert page.count("<svg") >= 3
    assert outside.found == []
    assert str(report) in output


def test_the_report_holds_no_secret(start: Callable[..., Any], tmp_path: Path) -> None:
    report = tmp_path / "report.html"

    start("demo", "--report", str(report)).process.communicate()

    page = report.read_text(encoding="utf-8")
    assert re.findall(r"Signature=[0-9a-f]{8}", page) == []
    assert re.findall(r"Bearer [A-Za-z0-9_-]{12}", page) == []


def test_a_report_that_cannot_be_written_is_said_in_one_sentence(start: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    command = start("demo", "--report", str(tmp_path / "file" / "report.html"))

    output, errors = command.process.communicate()

    assert (command.process.returncode, output) == (2, "")
    assert "--report" in errors
    assert "Traceback" not in errors


def test_ctrl_c_leaves_no_process_behind(start: Callable[..., Any], tmp_path: Path) -> None:
    command = start("demo", "--report", str(tmp_path / "report.html"))
    assert command.process.stdout.readline().startswith("Starting")
    family = command.family()

    command.send(signal.SIGINT)
    command.process.communicate()

    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert command.process.returncode == 130
