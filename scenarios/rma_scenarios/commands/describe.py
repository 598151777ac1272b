"""`rma describe`: tell scenario files in plain English."""

import sys
from pathlib import Path

import click

from rma_scenarios.commands.files import PATHS, cases_in
from rma_scenarios.describing import description


@click.command(short_help="Tell scenario files in plain English.")
@PATHS
def describe(paths: tuple[Path, ...]) -> None:
    """Tell what happens in scenario files and what must hold, in plain English."""
    cases, problems = cases_in(paths)
    click.echo("\n\n\n".join(description(case) for case in cases))
    for problem in problems:
        click.echo(str(problem), err=True)
    sys.exit(1 if problems else 0)
