"""Find and read the scenario files that a command is about."""

from collections.abc import Iterable
from pathlib import Path

import click

from rma_scenarios.format.problems import FileProblems
from rma_scenarios.format.reading import Case, find_files, read_file, refuse_same_sentences

PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))


def cases_in(paths: Iterable[Path]) -> tuple[list[Case], list[FileProblems]]:
    """Return the cases of all files that are fine, and the problems of those that are not.

    Args:
        paths: Files and folders; the current folder when there are none. A file that is named in several ways is read
            once.

    Raises:
        click.UsageError: When there is no scenario file at all.
    """
    files: dict[Path, Path] = {}
    for file in find_files(list(paths) or [Path()]):
        files.setdefault(file.resolve(), file)
    if not files:
        raise click.UsageError("There is no *.scenario.yaml in these folders; rma new writes one to start from.")
    cases: list[Case] = []
    problems: list[FileProblems] = []
    firsts: list[Case] = []
    for file in files.values():
        try:
            found = read_file(file)
            refuse_same_sentences([*firsts, *found[:1]])
        except FileProblems as error:
            problems.append(error)
        else:
            firsts += found[:1]
            cases += found
    return cases, problems
