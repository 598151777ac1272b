import io
import json
from pathlib import Path

from rma_scenarios.console import Console
from rma_scenarios.flow import record_flow
from rma_scenarios.report import Check

DATA = Path(__file__).parent / "data"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_gets_each_step_once_and_no_control_characters() -> None:
    out = io.StringIO()
    console = Console(out)

    console.step_begins("The agent clicks Link")
    console.step_ends("The agent clicks Link", 12.0)
    console.checked(Check("The profile is linked", is_met=True))

    assert out.getvalue() == "  ✓ The agent clicks Link (12 ms)\n    ✓ The profile is linked\n"


def test_a_terminal_shows_a_step_while_it_runs_and_writes_its_end_over_it() -> None:
    out = Terminal()
    console = Console(out)

    console.step_begins("The agent clicks Link")
    console.step_fails("The agent clicks Link")

    assert out.getvalue().startswith("  … The agent clicks Link\r\x1b[2K")
    assert out.getvalue().count("\n") == 1


def test_what_the_services_said_is_indented_by_who_waits_for_whom() -> None:
    recorded = json.loads((DATA / "auto_linking.json").read_text(encoding="utf-8"))
    flow = record_flow(recorded["journal"], [], title="t", question="q")
    out = io.StringIO()

    Console(out).step_ends("The agent adds her e-mail", 76.0, flow.arrows[5:9])

    assert out.getvalue().splitlines()[1:] == [
        "      Gladly asks the lookup adaptor: who has gina.lin@example.com?",
        "        Adaptor asks ReturnLogic for the RMAs of gina.lin@example.com",
        "        ReturnLogic answers: 1 RMA, In Transit",
        "      Adaptor answers: one match, gina.lin@example.com",
    ]
