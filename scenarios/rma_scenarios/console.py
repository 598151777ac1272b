"""Narrate on a terminal: a step shows while it runs; on a file or pipe only its end is written."""

import shutil
from collections.abc import Sequence
from typing import TextIO

import click

from rma_scenarios.flow import Arrow
from rma_scenarios.flow.wording import span
from rma_scenarios.report import Check


class Console:
    """Write to one terminal, file or pipe."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_live = out.isatty()

    def say(self, line: str = "", *, dim: bool = False, bold: bool = False) -> None:
        """Write one line."""
        click.secho(line, file=self._out, dim=dim or None, bold=bold or None)

    def step_begins(self, sentence: str) -> None:
        """Show what is about to happen, until its end overwrites it."""
        if self._is_live:
            room = shutil.get_terminal_size().columns - 6
            self._out.write(f"  … {sentence[:room]}")
            self._out.flush()

    def step_ends(self, sentence: str, took_ms: float, talk: Sequence[Arrow] = ()) -> None:
        """Tick the step off, then tell what the services said meanwhile."""
        self._overwrite(f"  {click.style('✓', fg='green')} {sentence} ({span(took_ms)})")
        shallowest = min((arrow.depth for arrow in talk), default=0)
        for arrow in talk:
            mark = "✗ " if arrow.is_failed else ""
            self.say(f"      {'  ' * (arrow.depth - shallowest)}{mark}{arrow.sentence}", dim=True)

    def step_fails(self, sentence: str) -> None:
        """Cross the step out."""
        self._overwrite(f"  {click.style('✗', fg='red')} {sentence}")

    def checked(self, check: Check) -> None:
        """Tell what was looked at."""
        mark = click.style("✓", fg="green") if check.is_met else click.style("✗", fg="red")
        self.say(f"    {mark} {check.sentence}")

    def _overwrite(self, line: str) -> None:
        if self._is_live:
            self._out.write("\r\x1b[2K")
        click.echo(line, file=self._out)
