"""Say which worlds a run kept open, and hold its stack while somebody looks at them."""

import sys
from typing import Any

import pytest


def say_kept_worlds(terminalreporter: Any, config: pytest.Config) -> None:
    """List the desks of failed cases; with the run's own stack, wait for Enter where somebody can press it."""
    kept = [
        (report.nodeid, url)
        for report in terminalreporter.stats["failed"]
        for name, url in report.user_properties
        if name == "kept world"
    ]
    if not kept:
        return
    terminalreporter.section("worlds that are kept open")
    for nodeid, url in kept:
        terminalreporter.write_line(f"{nodeid}\n  {url}")
    if config.getoption("--stack-url"):
        return
    if not sys.__stdin__ or not sys.__stdin__.isatty():
        terminalreporter.write_line("They end with this run's own stack; use --stack-url with rma up to look longer.")
        return
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        terminalreporter.write_line("The stack is running until you press Enter.")
        sys.__stdin__.readline()
