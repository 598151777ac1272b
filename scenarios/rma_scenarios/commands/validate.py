"""`rma validate`: check scenario files without playing them."""

import sys
from pathlib import Path

import click

from rma_scenarios.commands.files import PATHS, cases_in
from rma_scenarios.format.schema import schema_text


@click.command(short_help="Check scenario files without playing them.")
@PATHS
@click.option("--schema", is_flag=True, help="Print the format's JSON Schema instead, for an editor.")
def validate(paths: tuple[Path, ...], *, schema: bool) -> None:
    """Check scenario files; every problem is named as file:line:column. Without PATHS, all below here.

    Hidden folders and environments are left out.
    """
    if schema:
        click.echo(schema_text(), nl=False)
        return
    cases, problems = cases_in(paths)
    for problem in problems:
        click.echo(str(problem))
    files = len({case.path for case in cases}) + len(problems)
    click.echo(f"{files} files, {len(cases)} cases, {len(problems)} files with problems", err=True)
    sys.exit(1 if problems else 0)
