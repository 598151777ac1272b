"""The documents agree with the code."""

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_args

from rma_mocks.core.faults import KINDS
from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.gladly.settings import LookupSettings
from rma_mocks.worlds.declared.lookup_spec import LookupSpec
from rma_mocks.worlds.gallery.entries import GALLERY
from rma_mocks.worlds.serving import mock_apps
from rma_scenarios.format.expectations import (
    ActionExpected,
    AnswerExpected,
    ConversationExpected,
    DebuggerExpected,
    Expected,
    LedgerExpected,
    ProfileExpected,
    SearchExpected,
    VerdictExpected,
)
from rma_scenarios.format.given import (
    AdaptorGiven,
    AppGiven,
    Given,
    GladlyGiven,
    ItemGiven,
    LabelGiven,
    OrderGiven,
    OtherAppGiven,
    PageGiven,
    PersonGiven,
    ProfileGiven,
    ReturnLogicGiven,
    RmaGiven,
)
from rma_scenarios.format.lookups import AttributeGiven, LabelledGiven, LookupsGiven
from rma_scenarios.format.matchers import Matcher
from rma_scenarios.format.scenario import ACTORS, Scenario, Step
from rma_scenarios.stack import PORT_BASE

ROOT = Path(__file__).parents[1]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_fault_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \| ", text("mocks/README.md"), re.MULTILINE))

    assert set(KINDS) <= documented


def test_every_call_of_the_control_api_is_documented() -> None:
    readme = text("mocks/README.md")

    apps = mock_apps(gladly_url="", returnlogic_url="", hosts=LOOPBACK_HOSTS, control_token="")
    for path in (path for path in apps.gladly.openapi()["paths"] if path.startswith("/_mock")):
        inside = path.removeprefix("/_mock").replace("{world_id}", "{id}").replace("{fault_id}", "{number}")
        assert f"{inside}`" in readme or f"{inside}?" in readme, inside


def test_every_entry_of_the_gallery_is_documented_in_its_own_words() -> None:
    rows = [f"| `{entry.key}` | {entry.about} | {entry.outcome} |" for entry in GALLERY.values()]
    readme = text("mocks/README.md")

    assert [row for row in rows if row not in readme] == []


def test_every_setting_of_lookups_is_documented_with_its_default_and_can_be_asked_for() -> None:
    defaults = {field.name: field.default for field in fields(LookupSettings)}
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| .* \| GL-[A-Z]+-\d+ \|$", text("mocks/README.md"), re.MULTILINE)

    assert dict(rows) == {
        name: default if isinstance(default, str) else json.dumps(default) for name, default in defaults.items()
    }
    assert {name: field.default for name, field in LookupSpec.model_fields.items()} == defaults
    assert [*LookupsGiven.model_fields] == [*defaults]


def test_the_ports_are_the_documented_ones() -> None:
    readme = text("scenarios/README.md")

    assert [str(PORT_BASE + place) in readme for place in range(4)] == [True] * 4


def test_every_session_and_command_that_a_document_names_exists() -> None:
    sessions = set(re.findall(r"^def (\w+)\(session", text("noxfile.py"), re.MULTILINE))
    commands = set(tomllib.loads(text("pyproject.toml"))["project"]["entry-points"]["rma.commands"])
    documents = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]

    for document in documents:
        page = document.read_text(encoding="utf-8")
        assert set(re.findall(r"nox -s (\w+)", page)) <= sessions, document
        assert set(re.findall(r"`rma (\w+)", page)) <= commands, document


def test_every_local_link_leads_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(row for extra in extras for row in extra)]
    names = {re.split(r"[\[>=<]", requirement)[0] for requirement in wanted} - {"rma-toolkit"}
    table = text("ARCHITECTURE.md").split("## Why each dependency is there")[1]

    assert [name for name in sorted(names) if name not in table] == []


def _words_of_the_format() -> list[str]:
    actors = [field.annotation for name, field in Step.model_fields.items() if name in ACTORS]
    verbs = [verb for actor in actors for verb in get_args(actor)[0].names()]
    parts = (Scenario, Given, PersonGiven, OrderGiven, RmaGiven, ItemGiven, AppGiven, AdaptorGiven, GladlyGiven)
    others = (LabelGiven, ProfileGiven, ReturnLogicGiven, OtherAppGiven, PageGiven, AttributeGiven, LabelledGiven)
    expected = (Expected, ProfileExpected, VerdictExpected, SearchExpected, ConversationExpected, LedgerExpected)
    outcomes = (ActionExpected, DebuggerExpected, AnswerExpected)
    named = [word for part in (*parts, *others, *expected, *outcomes, Matcher) for word in part.names()]
    return sorted({*ACTORS, *verbs, *named})


def test_every_word_of_the_scenario_format_is_documented() -> None:
    readme = text("scenarios/README.md")

    assert [word for word in _words_of_the_format() if f"`{word}`" not in readme] == []


def test_every_option_of_the_pytest_plugin_is_documented() -> None:
    offered = re.findall(r'addoption\(\s*"(--[a-z-]+)"', text("scenarios/rma_scenarios/plugin.py"))
    readme = text("scenarios/README.md")

    assert len(offered) >= 5
    assert [option for option in offered if f"`{option}" not in readme] == []


def test_the_readme_starts_with_its_two_commands() -> None:
    first_screen = text("README.md").splitlines()[:30]

    assert "python3 -m pip install nox && python3 -m nox -s demo" in first_screen
    assert "python3 -m pip install nox && python3 -m nox" in first_screen
