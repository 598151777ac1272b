"""The command `rma`: every package's commands, one clear sentence when something is missing."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from rma_adaptor.cli import _load, main


def test_help_lists_the_adaptor_with_its_summary() -> None:
    result = CliRunner().invoke(main, ["--help"])

    assert result.exit_code == 0
    assert "Serve Gladly's lookups from ReturnLogic." in result.output


def test_a_mistyped_command_is_answered_with_the_nearest_one() -> None:
    result = CliRunner().invoke(main, ["adaptr"])

    assert (result.exit_code, "There is no command adaptr. Did you mean adaptor?" in result.output) == (2, True)


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(main, ["--version"])

    assert (result.exit_code, result.output.startswith("rma, version ")) == (0, True)


@pytest.fixture
def bare_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> click.Command:
    """A command whose package is installed and whose dependency is not."""
    package = tmp_path / "rma_sample"
    package.mkdir()
    (package / "__init__.py").write_text("import a_library_of_an_extra\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return _load(EntryPoint("sample", "rma_sample:command", "rma.commands"))


def test_a_command_without_its_extra_says_what_to_install(bare_command: click.Command) -> None:
    result = CliRunner().invoke(bare_command, ["--anything", "goes"])

    assert result.exit_code == 2
    assert result.output == 'rma sample needs the extra "sample": pip install "rma-toolkit[sample]"\n'


def test_a_command_without_its_extra_is_listed_with_what_it_needs(bare_command: click.Command) -> None:
    assert bare_command.get_short_help_str(100).startswith('(needs the extra "sample"')


def test_a_command_that_imports_its_extra_late_says_what_to_install_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rma_adaptor.cli.requires", lambda _: ["click>=8", "no-such-library>=1; extra == 'adaptor'"])

    result = CliRunner().invoke(main, ["tenants", "list"])

    assert result.output == 'rma tenants needs the extra "adaptor": pip install "rma-toolkit[adaptor]"\n'


def test_a_command_whose_package_is_not_there_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [EntryPoint("adaptor", "rma_adaptor.serve:adaptor", ""), EntryPoint("play", "rma_nowhere:play", "")]
    monkeypatch.setattr("rma_adaptor.cli.entry_points", lambda **_: entries)

    assert main.list_commands(click.Context(main)) == ["adaptor"]


def test_a_command_whose_module_is_missing_is_not_taken_for_a_missing_extra() -> None:
    command = _load(EntryPoint("sample", "rma_adaptor.nowhere:command", "rma.commands"))

    result = CliRunner().invoke(command, [])

    assert result.output == "rma sample cannot be loaded: this installation has no module rma_adaptor.nowhere\n"


def test_importing_the_package_loads_no_web_framework() -> None:
    """`rma --help` and every other command import this package first."""
    code = "import sys, rma_adaptor.cli; print('fastapi' in sys.modules)"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout == "False\n"
