"""The documents agree with the code."""

import json
import re
import tomllib
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import yaml

from rma_mocks.core.faults import KINDS
from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.gladly.settings import LookupSettings
from rma_mocks.returnlogic.policies_spec import PoliciesSpec
from rma_mocks.returnlogic.settings import Policies, Variants
from rma_mocks.returnlogic.variants_spec import VariantsSpec
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
    RmaExpected,
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
    RmaGiven,
)
from rma_scenarios.format.lookups import AttributeGiven, LabelledGiven, LookupsGiven
from rma_scenarios.format.matchers import Matcher
from rma_scenarios.format.policies import AutomationGiven, PoliciesGiven
from rma_scenarios.format.returnlogic import ReturnLogicGiven
from rma_scenarios.format.scenario import ACTORS, Scenario, Step
from rma_scenarios.format.variants import VariantsGiven
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


def _documented_defaults(heading: str) -> dict[str, str]:
    section = text("mocks/README.md").split(f"\n### {heading}\n")[1].split("\n#")[0]
    return dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \| .* \| [GR]L-[A-Z]+-\d+ \|$", section, re.MULTILINE))


def _as_written(defaults: dict[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in defaults.items()}


def test_every_setting_of_lookups_is_documented_with_its_default_and_can_be_asked_for() -> None:
    defaults = {field.name: field.default for field in fields(LookupSettings)}

    assert _documented_defaults("What nobody knows") == _as_written(defaults)
    assert {name: field.default for name, field in LookupSpec.model_fields.items()} == defaults
    assert [*LookupsGiven.model_fields] == [*defaults]


def test_every_variant_of_the_api_is_documented_with_its_default_and_can_be_asked_for() -> None:
    defaults = {field.name: field.default for field in fields(Variants)}

    assert _documented_defaults("What nobody knows of its API") == _as_written(defaults)
    assert {name: field.default for name, field in VariantsSpec.model_fields.items()} == defaults
    assert [*VariantsGiven.model_fields] == [*defaults]


def test_every_variant_of_the_api_has_a_rule_that_names_it_as_its_switch() -> None:
    rules = yaml.safe_load(text("scenarios/rma_scenarios/rules.yaml"))["rules"]
    switches = " ".join(rule.get("switch", "") for rule in rules)

    named = set(re.findall(r"returnlogic\.variants\.(\w+)", switches))

    assert named == {field.name for field in fields(Variants)}


def test_every_policy_of_a_merchant_is_documented_with_its_default_and_can_be_asked_for() -> None:
    defaults = {field.name: field.default for field in fields(Policies)}
    table = text("mocks/README.md").split("### What a merchant decides")[1]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \| .+ \| RL-[A-Z]+-\d+ \|$", table, re.MULTILINE))

    assert [*rows] == [*defaults] == [*PoliciesSpec.model_fields]
    assert PoliciesSpec().policies() == Policies()
    assert {name: shown.strip("`") for name, shown in rows.items() if shown.startswith("`")} == {
        name: str(default) if isinstance(default, str | Decimal) else json.dumps(default)
        for name, default in defaults.items()
        if name not in ("return_types", "reasons", "dispositions")
    }


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
        assert set(re.findall(r"`rma ([a-z][a-z-]*)", page)) <= commands, document


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
    others = (
        LabelGiven,
        PoliciesGiven,
        AutomationGiven,
        ProfileGiven,
        ReturnLogicGiven,
        OtherAppGiven,
        PageGiven,
        AttributeGiven,
        LabelledGiven,
    )
    expected = (
        Expected,
        ProfileExpected,
        RmaExpected,
        VerdictExpected,
        SearchExpected,
        ConversationExpected,
        LedgerExpected,
    )
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
