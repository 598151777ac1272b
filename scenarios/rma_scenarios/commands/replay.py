"""`rma replay`: repeat a failed case from the token that it printed."""

import sys
from typing import Any

import click

from rma_scenarios.commands.playing import Wish
from rma_scenarios.commands.run import ADAPTOR_URL, SIGNING_KEY, STACK_URL, play, refuse_strange_url
from rma_scenarios.format.problems import FileProblems
from rma_scenarios.replay import TokenProblem, read_token


@click.command(short_help="Repeat a failed case from its token.")
@click.argument("token")
@STACK_URL
@ADAPTOR_URL
@SIGNING_KEY
@click.option("--keep", "keeps", is_flag=True, help="Leave the case's world open when it fails again.")
def replay(token: str, *, stack_url: str | None, **wishes: Any) -> None:
    """Play a case again with exactly the same inputs: file, case, seed, world; TOKEN is what its failure printed."""
    try:
        found = read_token(token)
        case = found.case()
    except (TokenProblem, FileProblems) as error:
        click.echo(f"rma replay: {error}", err=True)
        sys.exit(2)
    wish = Wish(world_id=found.world_id, **wishes)
    refuse_strange_url(wish, stack_url)
    changes = found.changes()
    if changes:
        click.echo(changes, err=True)
    sys.exit(1 if play([case], stack_url, wish, command="replay") else 0)
