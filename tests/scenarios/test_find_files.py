from pathlib import Path

import pytest

from rma_scenarios.format.reading import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.scenario.yaml", "a.scenario.yaml", "deep/er/c.scenario.yaml", "notes.yaml"):
        put(tmp_path / name)
    return tmp_path


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files([folder])]


def test_every_scenario_file_of_a_folder_is_found_in_order(folder: Path) -> None:
    assert found(folder) == ["a.scenario.yaml", "b.scenario.yaml", "deep/er/c.scenario.yaml"]


@pytest.mark.parametrize("place", [".nox/tests/lib", ".venv", "lib/site-packages/rma_scenarios", "web/node_modules/x"])
def test_what_lies_in_hidden_folders_and_installed_packages_is_somebody_elses(folder: Path, place: str) -> None:
    put(folder / place / "theirs.scenario.yaml")

    assert len(found(folder)) == 3


def test_an_environment_of_any_name_is_left_out(folder: Path) -> None:
    put(folder / "py311" / "pyvenv.cfg")
    put(folder / "py311" / "share" / "theirs.scenario.yaml")

    assert len(found(folder)) == 3


def test_a_folder_or_file_that_is_named_itself_is_looked_into_wherever_it_lies(folder: Path) -> None:
    hidden = folder / ".venv"
    put(hidden / "mine.scenario.yaml")

    assert list(find_files([hidden, hidden / "mine.scenario.yaml"])) == [hidden / "mine.scenario.yaml"] * 2
