"""`rma diff-openapi`: hold what the mock assumes of ReturnLogic's API against the vendor's own description of it."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from rma_scenarios.client import CallFailed
from rma_scenarios.commands.truth_options import MOCK_STACK_URL
from rma_scenarios.errors import StackError
from rma_scenarios.format.names import known_rules
from rma_scenarios.interrupting import run_interruptibly
from rma_scenarios.stack_answers import read
from rma_scenarios.truth.description_file import BrokenDescription, Description, description_of, read_description
from rma_scenarios.truth.differing import differences, rules_touched
from rma_scenarios.truth.differing_text import json_of, table_of
from rma_scenarios.truth.mock_side import some_stack
from rma_scenarios.truth.operations import operations_of

_API = "/v1/"


@click.command("diff-openapi", short_help="Hold the mock against ReturnLogic's own OpenAPI file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@MOCK_STACK_URL
def diff_openapi(*, file: Path, as_json: bool, stack_url: str | None) -> None:
    """Compare FILE, the vendor's description as JSON or YAML, OpenAPI 3 or Swagger 2.0, with the mock's own.

    Every operation, parameter, field and status of ours is confirmed, contradicted or unknown to them, and theirs that
    we do not have is new. The last lines name the rules of rules.yaml that would change. Nobody is called but the mock.

    Exit status: 0 nothing differs, 1 something does, 2 nothing could be compared.
    """
    try:
        theirs = read_description(file)
        ours = run_interruptibly(_ours(stack_url))
    except BrokenDescription as error:
        _refuse(str(error))
    except (StackError, CallFailed) as error:
        _refuse(f"the mock's side: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    rows = differences(operations_of(ours, under=_API), operations_of(theirs))
    rules = rules_touched(rows, known_rules())
    click.echo((json_of if as_json else table_of)(rows, rules, list(theirs.problems)))
    sys.exit(0 if all(row.verdict == "confirmed" for row in rows) else 1)


async def _ours(stack_url: str | None) -> Description:
    async with some_stack(stack_url) as stack:
        answer = await stack.control.calls.call("GET", f"{stack.links.returnlogic_url}/openapi.json")
        return description_of(read(answer), "the mock's description")


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"rma diff-openapi: {sentence}", err=True)
    sys.exit(2)
