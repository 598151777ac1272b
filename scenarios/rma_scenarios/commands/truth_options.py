"""What the commands that hold the mock against the vendor have in common."""

import click

from rma_scenarios.announced import STACK_VARIABLE

MOCK_STACK_URL = click.option(
    "--stack-url",
    metavar="URL",
    envvar=STACK_VARIABLE,
    help=f"The stack whose mock is compared; else ${STACK_VARIABLE}, else mocks that end with this command.",
)
