"""What is wrong with a scenario file: place, sentence, and what was probably meant."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_MOST_TOLD = 100


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file."""

    place: Place
    sentence: str


class FileProblems(Exception):
    """A file that is no scenario; its text lists every problem as file:line:column."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = sorted(set(problems))
        told = [located(path, problem) for problem in self.problems[:_MOST_TOLD]]
        rest = [f"{shown_path(path)}: and more problems; mend these first"] if len(self.problems) > _MOST_TOLD else []
        super().__init__("\n".join([*told, *rest]))


def located(path: Path, problem: Problem) -> str:
    """Return a problem as editors and terminals link it."""
    return f"{shown_path(path)}:{problem.place.line}:{problem.place.column}: {problem.sentence}"


def shown_path(path: Path) -> str:
    """Return a path as somebody in this folder would type it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return the hint behind an unknown word: the nearest known one, else all of them when they are few."""
    near = difflib.get_close_matches(word.lower(), [name.lower() for name in known], n=1, cutoff=0.6)
    if near:
        return f"did you mean {next(name for name in known if name.lower() == near[0])}?"
    if not known:
        return "nothing of that kind is declared in given"
    few = 15
    shown = ", ".join(known[:few])
    return f"write one of: {shown}{', …' if len(known) > few else ''}"
