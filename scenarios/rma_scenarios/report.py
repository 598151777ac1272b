"""Write played flows as one HTML file that needs nothing else: no script, no font, no server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rma_scenarios.flow import Flow, flow_svg, flow_table
from rma_scenarios.flow.raw import raw_exchanges
from rma_scenarios.flow.wording import change_words, offset, outcome_mark, outcome_words, reason, span, trigger_words
from rma_scenarios.profile_card import card_facts, is_web_link, linked_to

_FEW = 5
"""Beyond so many chapters a report is folded and can be searched."""


@dataclass(frozen=True)
class Check:
    """Hold one thing that was looked at while a flow was played."""

    sentence: str
    is_met: bool


@dataclass(frozen=True)
class Chapter:
    """Hold what a report tells about one flow.

    `card` is the customer profile as the desk showed it at the end, or None; `failure` says what was expected and
    what was there, or is None when the flow held, which `held` then says. `plain` is the whole scenario in plain
    English.
    """

    flow: Flow
    story: str
    checks: tuple[Check, ...]
    card: Mapping[str, Any] | None
    failure: str | None
    duration_ms: float
    rules: tuple[str, ...] = ()
    plain: str = ""
    held: str = "Held"

    @property
    def all_rules(self) -> tuple[str, ...]:
        """List every rule the flow exercised: those it set out for, then those that decided."""
        return tuple(dict.fromkeys(self.rules + self.flow.rules))


def write_report(
    path: Path,
    chapters: Sequence[Chapter],
    *,
    title: str,
    made_at: datetime,
    known_rules: Mapping[str, Mapping[str, str]] | None = None,
    is_masked: bool = False,
) -> Path:
    """Write the report and give its absolute path; the folder is made when it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    html = report_html(chapters, title=title, made_at=made_at, known_rules=known_rules, is_masked=is_masked)
    path.write_text(html, encoding="utf-8")
    return path.resolve()


def report_html(
    chapters: Sequence[Chapter],
    *,
    title: str,
    made_at: datetime,
    known_rules: Mapping[str, Mapping[str, str]] | None = None,
    is_masked: bool = False,
) -> str:
    """Give the report as HTML: failed flows first, else in the order given; secrets are masked.

    Args:
        chapters: One for each flow.
        title: Heads the page.
        made_at: The date that the page states.
        known_rules: `sentence` and `evidence` of each rule, by id; a rule that is not in it is listed by its id alone.
        is_masked: Somebody else's adaptor was played against, and the people in the chapters are masked.
    """
    chapters = sorted(chapters, key=lambda chapter: chapter.failure is None)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            title=title,
            made_at=made_at,
            chapters=chapters,
            is_long=len(chapters) > _FEW,
            is_masked=is_masked,
            rules=_rules(chapters, known_rules or {}),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("rma_scenarios"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        offset=offset,
        span=span,
        picture=lambda flow, number: Markup(flow_svg(flow, key=str(number))),  # noqa: S704 - flow_svg escapes every text itself
        table=lambda flow: Markup(flow_table(flow)),  # noqa: S704 - as above
        raw=raw_exchanges,
        linked_to=linked_to,
        facts=card_facts,
        mark=outcome_mark,
        outcome=outcome_words,
        trigger=trigger_words,
        reason=reason,
        change=change_words,
    )
    environment.tests["web_link"] = is_web_link
    return environment


def _rules(chapters: Sequence[Chapter], known: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    ids = sorted({rule for chapter in chapters for rule in chapter.all_rules})
    return [
        {
            "id": rule,
            "sentence": known.get(rule, {}).get("sentence", ""),
            "evidence": known.get(rule, {}).get("evidence", ""),
            "flows": {
                number: chapter.flow.title for number, chapter in enumerate(chapters, 1) if rule in chapter.all_rules
            },
        }
        for rule in ids
    ]
