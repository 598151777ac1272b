"""Programs of one person find each other's stacks; nobody else's."""

from pathlib import Path

import pytest

from rma_scenarios.announced import announced, announced_stacks

URL = "http://rma:token@127.0.0.1:8701/_mock"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path / "rma-toolkit"


def test_a_stack_is_found_while_it_runs() -> None:
    assert announced_stacks() == []

    with announced(URL):
        assert announced_stacks() == [URL]

    assert announced_stacks() == []


def test_only_its_owner_can_read_where_a_stack_is(folder: Path) -> None:
    with announced(URL):
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("loosen", ["mode", "link"])
def test_a_folder_that_could_be_somebody_elses_is_not_used(folder: Path, loosen: str) -> None:
    if loosen == "mode":
        folder.mkdir()
        folder.chmod(0o777)
    else:
        (folder.parent / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(folder.parent / "elsewhere")

    with announced(URL):
        assert announced_stacks() == []
        assert list(folder.iterdir()) == []


def test_where_nothing_can_be_written_a_stack_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/proc/nowhere")

    with announced(URL):
        assert announced_stacks() == []
