"""What the agent read at each opening of a profile, and how a long story is called."""

import json
from typing import Any

from rma_notebooks.plan import Plan
from rma_notebooks.views.openings import Openings
from rma_notebooks.worlds import world
from rma_scenarios.flow import Flow, record_flow

RMA = "http://127.0.0.1:8702/w/a/originate/rma/77"


def row(seq: int, sender: str, operation: str, *, path: str = "/x", status: int = 200, **answer: Any) -> dict[str, Any]:
    at = f"2026-03-02T15:00:{seq:02}Z"
    return {"seq": seq, "from": sender, "to": "returnlogic", "method": "POST", "path": path, "status": status} | {
        "operation": operation,
        "at": at,
        "response_body": json.dumps(answer),
    }


def opening(seq: int, **values: str) -> dict[str, Any]:
    attributes = [{"name": name, "value": value} for name, value in values.items()]
    return row(seq, "agent", "open_profile", profile={"name": "Gina", "is_linked": True, "attributes": attributes})


def flow(*rows: dict[str, Any]) -> Flow:
    return record_flow(rows, [], title="A story", question="Why?")


def shown(openings: Openings) -> tuple[str, str]:
    bundle = openings._repr_mimebundle_()
    return bundle["text/plain"], bundle["text/html"]


def test_each_opening_tells_what_came_before_it_and_what_the_agent_read() -> None:
    openings = Openings(
        flow(
            opening(1, rmaStatus="Requested", rma=RMA),
            row(2, "merchant", "authorize_rma", path="/w/a/originate/api/rmas/77/authorize", id="77"),
            row(3, "carrier", "scan_label", path="/w/a/carrier/api/rmas/77/scan", id="77"),
            opening(4, rmaStatus="In Transit", rma=RMA),
        )
    )

    plain, html = shown(openings)

    assert openings.statuses == ["Requested", "In Transit"]
    assert [line.split("  ")[0] for line in plain.splitlines()[1:]] == [
        "nothing yet",
        "Staff member authorises RMA 77; Carrier scans the label of RMA 77",
    ]
    assert html.count(f'<a href="{RMA}"') == 2


def test_a_profile_without_returns_reads_as_nothing_and_leads_nowhere() -> None:
    plain, html = shown(Openings(flow(opening(1, rma=""))))

    assert plain.splitlines()[1].endswith("no link")
    assert "<a " not in html


def test_a_refused_step_is_not_told_as_done_and_the_story_says_where_it_stopped() -> None:
    refused = row(2, "merchant", "complete_rma", path="/w/a/originate/api/rmas/77/complete", status=409)

    plain, _ = shown(Openings(flow(opening(1), refused), "refused: Cannot complete RMA 77"))

    assert "completes" not in plain
    assert plain.splitlines()[-1] == "The story stopped: refused: Cannot complete RMA 77."


def test_a_story_in_which_nobody_looks_says_so() -> None:
    plain, _ = shown(Openings(flow()))

    assert plain == "Nobody opened a customer profile."


def test_a_long_story_is_called_by_its_beginning() -> None:
    plan = Plan.of(world(), [{"agent": {"opens_profile": "Gina Lin"}}] * 30)

    assert len(plan.case.scenario.steps) == 30
    assert plan.case.scenario.scenario.endswith("then the agent opens the profile of Gina Lin, and so on")
