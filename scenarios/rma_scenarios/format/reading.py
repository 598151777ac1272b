"""Read a scenario file into the cases that are played."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from yaml.nodes import MappingNode, Node

from rma_scenarios import SUFFIX
from rma_scenarios.format.complaints import problems_of
from rma_scenarios.format.matrix import filled, rows_of
from rma_scenarios.format.names import names_of
from rma_scenarios.format.problems import FileProblems, Place, Problem, shown_path
from rma_scenarios.format.scenario import Scenario
from rma_scenarios.format.text import TextProblem, compose, data_of, place_of, start_of


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file: what pytest calls an item.

    `label` is empty for a file without matrix. The tree that `scenario` was read from is not kept: places in it are
    asked for by failures only, and thousands of nodes would slow every run's garbage collection.
    """

    path: Path
    label: str
    scenario: Scenario
    text: str

    @property
    def name(self) -> str:
        """Return the file's name, and the case's in brackets."""
        stem = self.path.name.removesuffix(SUFFIX)
        return f"{stem}[{self.label}]" if self.label else stem

    @property
    def id(self) -> str:
        """Return what tells this case from every other one of a run."""
        return f"{shown_path(self.path)}::{self.name}"

    def place(self, path: Sequence[str | int]) -> Place:
        """Return where something stands in the file."""
        root = compose(self.text)
        row = next(row for row in rows_of(root) if row.label == self.label)
        return place_of(filled(root, row, names_of(root)["kept"]), path)


def digest_of(text: str) -> str:
    """Return a short mark of a file's contents."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_file(path: Path) -> list[Case]:
    """Return a file's cases.

    Raises:
        FileProblems: With everything that is wrong, each at its place.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileProblems(path, [Problem(Place(1, 1), "the file is not UTF-8 text")]) from error
    except OSError as error:
        raise FileProblems(path, [Problem(Place(1, 1), f"cannot be read: {error.strerror}")]) from error
    return read_text(text, path)


def read_text(text: str, path: Path) -> list[Case]:
    """Return the cases of a text; `path` is where it came from, or would lie.

    Raises:
        FileProblems: With everything that is wrong, each at its place.
    """
    try:
        return _cases(compose(text), text, path)
    except TextProblem as error:
        raise FileProblems(path, [error.problem]) from error


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Return the scenario files in folders, sorted, and every file that is named itself.

    Folders inside that are hidden, or hold installed packages, are left out: what lies there is somebody else's.
    """
    for path in paths:
        yield from sorted(_below(path)) if path.is_dir() else [path]


def _below(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        here = Path(path)
        folders[:] = [name for name in folders if not (name.startswith(".") or _holds_packages(here / name))]
        yield from (here / name for name in names if name.endswith(SUFFIX))


def _holds_packages(folder: Path) -> bool:
    return folder.name in {"site-packages", "node_modules"} or (folder / "pyvenv.cfg").exists()


def refuse_same_sentences(cases: Iterable[Case]) -> None:
    """Check that no two files say the same sentence.

    Raises:
        FileProblems: For a file whose sentence another file has already.
    """
    seen: dict[str, Case] = {}
    for case in cases:
        first = seen.setdefault(case.scenario.scenario, case)
        if first.path != case.path and first.path.resolve() != case.path.resolve():
            other = f"{shown_path(first.path)}:{first.place(['scenario']).line}"
            sentence = f"{other} says the same sentence; scenarios are told apart by it"
            raise FileProblems(case.path, [Problem(case.place(["scenario"]), sentence)])


def _cases(root: Node, text: str, path: Path) -> list[Case]:
    if not isinstance(root, MappingNode):
        raise TextProblem(Problem(start_of(root), "a scenario begins with format: 1, scenario: and because:"))
    problems: list[Problem] = []
    cases = []
    kept = names_of(root)["kept"]
    for row in rows_of(root):
        tree = filled(root, row, kept)
        try:
            # A row may name what a step makes, so the names are those of its own tree.
            scenario = Scenario.model_validate(data_of(tree), context=names_of(tree))
        except ValidationError as error:
            problems += problems_of(error, tree)
        else:
            cases.append(Case(path, row.label, scenario, text))
    if problems:
        raise FileProblems(path, problems)
    return cases
