"""A mock's own files, and nothing else."""

from pathlib import Path

import pytest

from rma_mocks.core.page_files import PageFiles


@pytest.fixture
def pages(tmp_path: Path) -> PageFiles:
    folder = tmp_path / "pages"
    (folder / "desk").mkdir(parents=True)
    (folder / "desk" / "card.js").write_text("1")
    (tmp_path / "secret.py").write_text("2")
    return PageFiles(folder)


def test_a_file_is_found_by_its_path_inside_the_folder(pages: PageFiles, tmp_path: Path) -> None:
    found = pages.answer("desk/card.js")

    assert found is not None
    assert found.path == tmp_path / "pages" / "desk" / "card.js"


@pytest.mark.parametrize(
    "path", ["../secret.py", "desk/../../secret.py", "desk", "", "/etc/hostname", "\x00", "a" * 300, "desk/other.js"]
)
def test_nothing_else_is_found_however_the_path_looks(pages: PageFiles, path: str) -> None:
    assert pages.answer(path) is None
