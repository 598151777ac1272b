"""rma validate, describe, new, and what run and replay say about bad input; never a traceback."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from rma_scenarios.commands.describe import describe
from rma_scenarios.commands.new import KINDS, new
from rma_scenarios.commands.replay import replay
from rma_scenarios.commands.run import run
from rma_scenarios.commands.validate import validate
from rma_scenarios.format.reading import read_file, read_text, refuse_same_sentences
from rma_scenarios.replay import token_of

GOOD = """\
format: 1
scenario: {title}
because: Everybody matters
tags: [people]
matrix: {{name: [Ana, Ben]}}
steps:
  - agent: {{creates_profile: {{name: <name>}}}}
"""
BAD = "format: 1\nscenario: S\nbecuase: B\nsteps: []\n"
NO_STACK = "http://rma:token@127.0.0.1:1/_mock"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder that a user is in."""
    with contextlib.chdir(tmp_path):
        yield tmp_path


@pytest.fixture
def good(folder: Path) -> Path:
    path = folder / "people" / "good.scenario.yaml"
    path.parent.mkdir()
    path.write_text(GOOD.format(title="Anybody gets a profile"), encoding="utf-8")
    return path


@pytest.fixture
def bad(folder: Path) -> Path:
    path = folder / "bad.scenario.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


def said(command: click.Command, *arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


PROBLEMS_OF_BAD = "bad.scenario.yaml:3:1: becuase is unknown; did you mean because?"


@pytest.mark.usefixtures("good")
def test_validating_good_files_counts_them() -> None:
    result = said(validate)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "1 files, 2 cases, 0 files with problems\n")


@pytest.mark.usefixtures("good", "bad")
def test_validating_bad_files_names_every_problem_at_its_place() -> None:
    result = said(validate)

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [PROBLEMS_OF_BAD]
    assert result.stderr == "2 files, 2 cases, 1 files with problems\n"


def test_validating_takes_files_and_folders_each_once(good: Path, bad: Path) -> None:
    result = said(validate, str(good), str(good.parent), str(good))

    assert (result.exit_code, result.stderr) == (0, "1 files, 2 cases, 0 files with problems\n")
    assert bad.exists()


def test_a_file_that_is_named_in_several_ways_is_one_file(good: Path, folder: Path) -> None:
    (folder / "link.scenario.yaml").symlink_to(good)
    (folder / "linked").symlink_to(good.parent, target_is_directory=True)
    ways = ("people/good.scenario.yaml", str(good), "people/../people/good.scenario.yaml", "linked/good.scenario.yaml")

    result = said(validate, *ways, "link.scenario.yaml", ".")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 files, 2 cases, 0 files with problems\n"


def test_a_file_is_no_duplicate_of_its_own_link(good: Path, folder: Path) -> None:
    link = folder / "link.scenario.yaml"
    link.symlink_to(good)

    refuse_same_sentences([*read_file(good), *read_file(link)])  # as pytest collects them


def test_two_files_that_say_the_same_sentence_are_told(good: Path, folder: Path) -> None:
    other = folder / "zoe.scenario.yaml"
    other.write_text("# The same\n" + good.read_text(encoding="utf-8"), encoding="utf-8")

    result = said(validate, str(good), str(other))

    assert result.exit_code == 1
    assert result.stdout == (
        "zoe.scenario.yaml:3:11: people/good.scenario.yaml:2 says the same sentence; scenarios are told apart by it\n"
    )


def test_the_schema_is_printed_for_editors() -> None:
    result = said(validate, "--schema")

    assert json.loads(result.stdout)["title"] == "rma-toolkit scenario, format 1"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", [validate, describe, run], ids=["validate", "describe", "run"])
def test_a_folder_without_scenarios_says_how_to_begin(command: click.Command) -> None:
    result = said(command)

    assert result.exit_code == 2
    assert "There is no *.scenario.yaml in these folders; rma new writes one to start from." in result.output


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", [validate, describe, run], ids=["validate", "describe", "run"])
def test_a_path_that_does_not_exist_is_refused(command: click.Command) -> None:
    result = said(command, "gone.scenario.yaml")

    assert result.exit_code == 2
    assert "'gone.scenario.yaml' does not exist" in result.output


def test_describing_tells_every_case(good: Path) -> None:
    result = said(describe, str(good))

    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if "gets a profile" in line] == [
        "Anybody gets a profile (ana)",
        "Anybody gets a profile (ben)",
    ]


@pytest.mark.usefixtures("good", "bad")
def test_describing_tells_what_can_be_told_and_names_the_rest() -> None:
    result = said(describe)

    assert result.exit_code == 1
    assert "The agent makes a customer profile of Ana" in result.stdout
    assert result.stderr.splitlines() == [PROBLEMS_OF_BAD]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_a_scenario_with_the_files_name_as_its_sentence(folder: Path, kind: str) -> None:
    result = said(new, "my/first-story", "--kind", kind)

    [case] = read_file(folder / "my" / "first-story.scenario.yaml")
    assert (result.exit_code, case.scenario.scenario) == (0, "First story")
    assert result.stdout == "my/first-story.scenario.yaml\nPlay it:  rma run my/first-story.scenario.yaml\n"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("story.yaml", "Story", id="another ending"),
        pytest.param("story.scenario.yaml", "Story", id="the whole name"),
        pytest.param('say "hi": now', 'Say "hi": now', id="signs of YAML"),
        pytest.param("back\\slash", "Back\\slash", id="a backslash"),
        pytest.param("zoë", "Zoë", id="any language"),
        pytest.param("--", "Say here what holds", id="nothing to say"),
        pytest.param("x" * 200, "X" + "x" * 199, id="long"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_whatever_a_new_file_is_called_it_is_a_scenario(name: str, sentence: str) -> None:
    result = said(new, "--", name)

    [case] = read_file(Path(result.stdout.splitlines()[0]))
    assert case.scenario.scenario == sentence


@pytest.mark.parametrize(
    "name", ["story", "story.yml", "story.YAML", "story.scenario", "story.scenario.yml", "story.scenario.yaml"]
)
@pytest.mark.usefixtures("folder")
def test_a_new_file_ends_like_every_scenario_file_however_it_is_called(name: str) -> None:
    result = said(new, name)

    assert result.stdout.splitlines()[0] == "story.scenario.yaml"


@pytest.mark.usefixtures("folder")
def test_a_new_file_needs_a_name() -> None:
    result = said(new, ".")

    assert (result.exit_code, "PATH names a file, and . is a folder." in result.stderr) == (2, True)


def test_a_new_file_overwrites_none(good: Path) -> None:
    before = good.read_bytes()

    result = said(new, str(good))

    assert (result.exit_code, good.read_bytes()) == (2, before)
    assert result.stderr == "rma new: people/good.scenario.yaml is there already; choose another name.\n"


def test_a_new_file_that_cannot_be_written_says_why(good: Path) -> None:
    result = said(new, str(good / "inside"))

    assert result.exit_code == 2
    assert result.stderr == "rma new: people/good.scenario.yaml/inside.scenario.yaml cannot be written: File exists.\n"


@pytest.mark.usefixtures("bad")
def test_running_a_bad_file_tells_its_problems_and_starts_nothing() -> None:
    result = said(run)

    assert (result.exit_code, result.stderr.splitlines()) == (2, [PROBLEMS_OF_BAD])


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--case", "nobody"), id="no such case"),
        pytest.param(("--tag", "nothing"), id="no such tag"),
        pytest.param(("--tag", "people", "--tag", "nothing"), id="one tag of two"),
    ],
)
@pytest.mark.usefixtures("good")
def test_running_what_there_is_none_of_says_so(arguments: tuple[str, ...]) -> None:
    result = said(run, *arguments)

    assert result.exit_code == 2
    assert "No case is like that; rma validate counts those that there are." in result.output


@pytest.mark.parametrize(
    ("option", "place", "why"),
    [
        pytest.param("--artifacts DIR", "file/deep", "Not a directory", id="artifacts below a file"),
        pytest.param("--report FILE", "file/report.html", "Not a directory", id="a report below a file"),
        pytest.param("--report FILE", f"out/{'x' * 300}", "File name too long", id="a report with too long a name"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_played(
    good: Path, folder: Path, option: str, place: str, why: str
) -> None:
    (folder / "file").touch()

    result = said(run, str(good), option.split(maxsplit=1)[0], place, "--stack-url", NO_STACK)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"rma run: cannot write {place}: {why}. Choose a place with {option}.\n"


def test_the_places_of_a_run_are_made_before_it_and_hold_nothing_yet(good: Path, folder: Path) -> None:
    (folder / "old.html").write_text("of an earlier run", encoding="utf-8")

    for report in ("out/new.html", "old.html"):
        said(run, str(good), "--artifacts", "kept/deep", "--report", report, "--stack-url", NO_STACK)

    assert sorted(path.name for path in folder.iterdir()) == ["kept", "old.html", "out", "people"]
    assert [*(folder / "out").iterdir(), *(folder / "kept/deep").iterdir()] == []
    assert (folder / "old.html").read_text(encoding="utf-8") == "of an earlier run"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param(
            "127.0.0.1", "'127.0.0.1' is no stack URL; rma up prints one such as http://rma:TOKEN@", id="no URL"
        ),
        pytest.param("http://127.0.0.1:8701/_mock", "is no stack URL; rma up prints one", id="no token"),
    ],
)
def test_a_stack_url_that_is_none_is_told(good: Path, url: str, told: str) -> None:
    [case, _] = read_file(good)

    for result in (said(run, "--stack-url", url), said(replay, token_of(case, "w-1"), "--stack-url", url)):
        assert result.exit_code == 2
        assert told in result.stderr


@pytest.mark.parametrize(
    ("token", "told"),
    [
        pytest.param("hello", "rma replay: a replay token begins with rma1.\n", id="no token"),
        pytest.param("rma1.abc", "rma replay: the token is damaged; copy the whole line\n", id="damaged"),
    ],
)
def test_replaying_what_is_no_token_says_so(token: str, told: str) -> None:
    result = said(replay, token)

    assert (result.exit_code, result.stderr) == (2, told)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        pytest.param(("--url", "adaptor"), "--url wants a URL such as https://", id="no URL"),
        pytest.param(("--url", "http://a", "--stack-url", NO_STACK), "give either --url or --stack-url", id="both"),
    ],
)
def test_replaying_against_an_adaptor_elsewhere_needs_its_address_and_no_running_stack(
    good: Path, flags: tuple[str, ...], told: str
) -> None:
    [case, _] = read_file(good)

    result = said(replay, token_of(case, "w-1"), *flags)

    assert (result.exit_code, told in result.stderr) == (2, True)


@pytest.mark.usefixtures("folder")
def test_replaying_a_file_that_is_gone_plays_the_tokens_copy() -> None:
    [case, _] = read_text(GOOD.format(title="S"), Path("gone.scenario.yaml"))

    result = said(replay, token_of(case, "w-1"), "--stack-url", "nowhere")

    assert result.stderr.splitlines()[0] == "gone.scenario.yaml is not here; the token's own copy is played."
