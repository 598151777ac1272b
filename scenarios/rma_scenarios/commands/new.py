"""`rma new`: write a scenario file to start from."""

import json
import re
import shlex
import sys
from importlib.resources import files
from pathlib import Path

import click

from rma_scenarios import SUFFIX
from rma_scenarios.format.problems import shown_path

_ENDING = re.compile(r"(\.scenario)?(\.ya?ml)?$", re.IGNORECASE)
KINDS = ("auto-linking", "manual-linking", "chat-email")


@click.command(short_help="Write a scenario file to start from.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="Which flow it begins with."
)
def new(path: Path, *, kind: str) -> None:
    """Write a scenario file that passes; PATH may leave out .scenario.yaml."""
    if not path.name:
        raise click.UsageError(f"PATH names a file, and {path} is a folder.")
    path = path.with_name(_ENDING.sub("", path.name) + SUFFIX)
    title = path.name.removesuffix(SUFFIX).replace("-", " ").replace("_", " ").strip() or "say here what holds"
    text = files("rma_scenarios").joinpath("templates", f"{kind}.yaml").read_text(encoding="utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            # A JSON string is a YAML string, whatever a file is called.
            file.write(text.replace('"TITLE"', json.dumps(title[0].upper() + title[1:], ensure_ascii=False)))
    except OSError as error:
        why = "is there already; choose another name" if path.exists() else f"cannot be written: {error.strerror}"
        click.echo(f"rma new: {shown_path(path)} {why}.", err=True)
        sys.exit(2)
    click.echo(f"{shown_path(path)}\nPlay it:  rma run {shlex.quote(shown_path(path))}")
