import json
from pathlib import Path

from rma_scenarios.flow import flow_lines, record_flow

DATA = Path(__file__).parent / "data"


def lines_of(name: str) -> list[str]:
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return flow_lines(record_flow(rows["journal"], rows["rounds"], title="t", question="q"))


def test_plain_lines_say_who_asks_whom_and_what() -> None:
    assert lines_of("auto_linking")[1] == (
        "  2. Gladly → Adaptor              Gladly asks the lookup adaptor: who has +15550100?"
    )


def test_plain_lines_mark_failures_without_colour() -> None:
    assert lines_of("outage")[2] == ("  3. Adaptor → Gladly              ✗ Adaptor: no answer within the 15 s limit")


def test_verdicts_follow_with_rule_and_what_would_change_them() -> None:
    told = lines_of("auto_linking")[-3]

    assert told == (
        "○ Profile opened: Not linked. "
        "ReturnLogic answered with no customer: the profile holds a phone number and no e-mail. (GL-LINK-3) "
        "What would change it: It would link if gina.lin@example.com were on the profile."
    )


def test_the_last_line_compares_the_slowest_lookup_with_five_seconds() -> None:
    assert lines_of("auto_linking")[-1] == ("Slowest lookup: 31 ms, within the five seconds that Gladly asks for")
    assert lines_of("outage")[-1] == "Slowest lookup: 15.0 s, over the five seconds that Gladly asks for"
