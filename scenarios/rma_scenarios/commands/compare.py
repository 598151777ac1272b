"""`rma compare`: hold what the mock assumes of ReturnLogic's API against the real one, reading only."""

import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click

from rma_scenarios.client import CallFailed
from rma_scenarios.commands.truth_options import MOCK_STACK_URL
from rma_scenarios.errors import StackError
from rma_scenarios.interrupting import run_interruptibly
from rma_scenarios.truth.asking import Api, Asker, is_this_machine
from rma_scenarios.truth.compared_text import json_of, shapes_json, table_of
from rma_scenarios.truth.comparing import Comparison, compared
from rma_scenarios.truth.errors import CannotAsk
from rma_scenarios.truth.mock_side import SHOPPER, mock_side, some_stack
from rma_scenarios.truth.private_file import refuse_existing, write_private
from rma_scenarios.truth.seeing import Seen, see

KEY_VARIABLE = "RETURNLOGIC_API_KEY"
_API_URL = "https://api.returnlogic.com/v1"


@click.command(short_help="Hold the mock against the real ReturnLogic, reading only.")
@click.option(
    "--returnlogic-key",
    "key",
    metavar="KEY",
    envvar=KEY_VARIABLE,
    help=f"The team's API key; better in ${KEY_VARIABLE}, since others can see the arguments of a process.",
)
@click.option("--email", required=True, metavar="EMAIL", help="A shopper who has returns there.")
@click.option("--api-url", default=_API_URL, show_default=True, metavar="URL", help="Where the API is.")
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the shapes, as JSON."
)
@click.option("--force", is_flag=True, help="Replace that file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@MOCK_STACK_URL
def compare(
    *, key: str | None, email: str, api_url: str, save: Path | None, force: bool, as_json: bool, stack_url: str | None
) -> None:
    """Ask ReturnLogic for one shopper's RMAs and compare their shape with the mock's, field by field.

    Three calls are made, all of them GET /rmas?email=: the shopper's RMAs, their second page, and those of an address
    that nobody has. Nothing is written there, and no value of an answer is printed or saved: only names, types and
    formats. The mock's side is a throw-away world, on the stack of --stack-url or on mocks that end with this. A proxy
    in the environment is used.

    Exit status: 0 all that could be seen is the same, 1 something differs, 2 nothing could be compared.
    """
    api = _api_of(key, email, api_url)
    try:
        if save is not None:
            refuse_existing(save, may_replace=force)
        live, found = run_interruptibly(_compared(api, email, stack_url))
        if save is not None:
            write_private(save, shapes_json(live), may_replace=force)
    except CannotAsk as error:
        _refuse(f"ReturnLogic at {api_url}: {error}")
    except (StackError, CallFailed) as error:
        _refuse(f"the mock's side: {error}")
    except FileExistsError:
        _refuse(f"{save} is there already; choose another name or give --force.")
    except OSError as error:
        _refuse(f"cannot write {save}: {error.strerror}. Choose a place with --save FILE.")
    except KeyboardInterrupt:
        sys.exit(130)
    click.echo(json_of(found) if as_json else table_of(found))
    sys.exit(0 if found.is_same else 1)


def _api_of(key: str | None, email: str, url: str) -> Api:
    """Return whom to ask; refuse what could not be sent, or should not be."""
    if not key:
        raise click.UsageError(f"Give the team's API key with --returnlogic-key or in ${KEY_VARIABLE}.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise click.UsageError("The key has characters that no header carries; was it copied whole?")
    if "@" not in email.strip(" @"):
        raise click.UsageError("--email wants the e-mail address of a shopper who has returns.")
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--api-url wants a URL such as {_API_URL}, not {url!r}.")
    if "@" in urlsplit(url).netloc:
        raise click.UsageError("--api-url wants no user name and no password; the key alone opens the API.")
    if url.startswith("http://") and not is_this_machine(url):
        raise click.UsageError("--api-url must be https: the key would be sent in the clear.")
    return Api(url, key)


async def _compared(api: Api, email: str, stack_url: str | None) -> tuple[Seen, Comparison]:
    async with Asker(api) as asker:
        live = await see(asker, email.strip())
    async with some_stack(stack_url) as stack, mock_side(stack) as ours, Asker(ours.api) as asker:
        mock = await see(asker, SHOPPER)
        return live, compared(mock, live, ours.variants)


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"rma compare: {sentence}", err=True)
    sys.exit(2)
