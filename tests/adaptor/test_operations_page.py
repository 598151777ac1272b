"""The operations page and the alerts say what the code does."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.metrics import Metrics
from rma_adaptor.settings import Settings

ADAPTOR = Path(__file__).parents[2] / "adaptor"
PAGE = (ADAPTOR / "OPERATIONS.md").read_text(encoding="utf-8")
RULES = yaml.safe_load((ADAPTOR / "docker" / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]


def rows_under(heading: str) -> list[list[str]]:
    """Return the rows of a section's tables, cell by cell."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [
        [cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\|.*\|$", section, re.MULTILINE)
    ]


OUTAGES = [row for row in rows_under("What Gladly gets when ReturnLogic does not answer") if row[1] in {"yes", "no"}]


@pytest.mark.parametrize(
    ("question", "kept", "gets", "_sees"), [pytest.param(*row, id=" ".join(row[:2])) for row in OUTAGES]
)
async def test_gladly_gets_what_the_table_says(
    adaptor: Any, row: Any, question: str, kept: str, gets: str, _sees: str
) -> None:
    asks = {
        "auto-link": adaptor.gladly.auto_link,
        "manual search": adaptor.gladly.search,
        "detailed": adaptor.gladly.detailed,
    }
    if kept == "yes":
        adaptor.upstream.rows = [row(7)]
        await adaptor.gladly.detailed("ana@example.com")
        adaptor.clock.move(3600)
    adaptor.upstream.always = httpx.Response(503)

    answer = await asks[question]("ana@example.com", at=adaptor.clock.now)

    assert gets == described(answer)


def described(answer: httpx.Response) -> str:
    """Say of an answer what the table says."""
    if answer.status_code != 200:
        return f"`{answer.status_code}`"
    [customer, *_] = answer.json()["results"] or [None]
    if customer is None:
        return "`200`, nobody"
    if "customAttributes" not in customer:
        return "`200`, the person"
    shown = set(customer["customAttributes"])
    return "`200`, `rmaNotice` only" if shown == {"rmaNotice"} else "`200`, everything and `rmaNotice`"


def test_the_table_has_every_question_with_and_without_rows() -> None:
    questions = ("auto-link", "manual search", "detailed")

    assert [row[:2] for row in OUTAGES] == [[question, kept] for question in questions for kept in ("yes", "no")]


@pytest.mark.parametrize("error", [ReturnLogicError, *ReturnLogicError.__subclasses__()])
def test_every_cause_stands_with_what_the_agent_reads(error: type[ReturnLogicError]) -> None:
    assert f"\n| `{error.code}` | {error.reason} | " in PAGE


def test_the_table_of_capacity_follows_its_formula() -> None:
    opens_a_minute = {"one in 10 minutes": 0.1, "one in 2 minutes": 0.5, "1 a minute": 1, "4 a minute": 4}
    ages = [0, 30, 60, 300, 900]

    found = [row for row in rows_under("Capacity") if row[0] in opens_a_minute]

    expected = [[name, *(f"{120 * (1 + r * age / 60):.0f}" for age in ages)] for name, r in opens_a_minute.items()]
    assert found == expected


async def test_every_figure_is_listed_with_its_labels_and_no_other(adaptor: Any) -> None:
    metrics: Metrics = adaptor.services.metrics
    suffixes = {"counter": "_total", "info": "_info"}
    families = [family for family in metrics.registry.collect() if family.name.startswith("rma_adaptor_")]

    listed = {row[0].strip("`"): row[1] for row in rows_under("Figures") if row[0].startswith("`rma_adaptor_")}

    assert set(listed) == {family.name + suffixes.get(family.type, "") for family in families}
    for collector, names in metrics.registry._collector_to_names.items():
        labels = ", ".join(getattr(collector, "_labelnames", ()))
        assert all(listed[name] == labels for name in names if name in listed and labels), names


def test_the_alerts_ask_for_figures_that_exist_and_each_has_its_row() -> None:
    alerts = [rule["alert"] for rule in RULES if "alert" in rule]
    recorded = {rule["record"] for rule in RULES if "record" in rule}
    known = {row[0].strip("`") for row in rows_under("Figures")} | recorded
    asked = {name for rule in RULES for name in re.findall(r"rma_adaptor[\w:]+", rule["expr"])}

    assert [row[0].strip("`") for row in rows_under("Figures") if row[0].strip("`") in alerts] == alerts
    assert {name.removesuffix("_bucket") for name in asked} - known == set()


def test_the_labels_that_alerts_choose_by_are_words_of_ours() -> None:
    chosen = dict(re.findall(r'(cause|kind)="(\w+)"', "".join(rule["expr"] for rule in RULES)))

    assert chosen["cause"] in {error.code for error in ReturnLogicError.__subclasses__()}
    assert chosen["kind"] == "detailed"


def test_every_setting_that_the_page_names_exists() -> None:
    named = {name for row in rows_under("Settings to think about")[2:] for name in re.findall(r"`(\w+)`", row[0])}

    assert named - {"max_age_s"} <= set(Settings.model_fields)
    assert len(named) > 5
