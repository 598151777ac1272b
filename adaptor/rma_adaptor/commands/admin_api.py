"""Call the admin API of a running adaptor, and say in one sentence why that did not work."""

import functools
import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec
from urllib.parse import quote

import click

if TYPE_CHECKING:
    import httpx

Given = ParamSpec("Given")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON line, for programs.")
NAME = click.argument("name", metavar="NAME")

_DEFAULT_URL = "http://127.0.0.1:8703"
_PATIENCE_S = 30.0
_UNAUTHORIZED = 401
_INDEX = re.compile(r"tenants\.(\d+)\.?")


class AdminRefused(Exception):
    """Say in one sentence what the adaptor, or the way to it, refused."""


class AdminApi:
    """Ask one adaptor's admin API."""

    def __init__(self, url: str, token: str | None, http: "httpx.Client") -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._http = http

    def tenant(self, method: str, name: str, path: str = "", **how: Any) -> Any:
        """Ask about one tenant; see `ask`."""
        return self.ask(method, f"/tenants/{quote(name, safe='')}{path}", **how)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Return what the adaptor answers, read as JSON; None when it answers with nothing.

        Raises:
            AdminRefused: No adaptor answers there, or it says no.
        """
        import httpx  # noqa: PLC0415  help and usage errors come without it

        sent = {**(headers or {}), **({"Authorization": f"Bearer {self._token}"} if self._token else {})}
        try:
            content = None if body is None else json.dumps(body, allow_nan=False)
            sent |= {} if content is None else {"Content-Type": "application/json"}
            answer = self._http.request(method, self._url + path, content=content, params=params, headers=sent)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise AdminRefused(f"--admin-url {self._url} is no URL such as http://127.0.0.1:8703") from None
        except httpx.HTTPError as error:
            kind = type(error).__name__
            sentence = f"no adaptor answers at {self._url} ({kind}): start one with rma adaptor, or see --admin-url"
            raise AdminRefused(sentence) from None
        except (TypeError, ValueError, RecursionError):
            raise AdminRefused("what was given cannot be written as JSON; dates need quotes") from None
        if answer.is_success and not answer.content:
            return None
        return _read(answer, self._url, body)


def on_adaptor(work: Callable[Given, None]) -> Callable[..., None]:
    """Make a command's function be called with `api`, and end with a sentence and status 2 when that refuses."""

    @click.option(
        "--admin-url",
        metavar="URL",
        envvar="RMA_ADAPTOR_ADMIN_URL",
        default=_DEFAULT_URL,
        help=f"The adaptor's admin API; else $RMA_ADAPTOR_ADMIN_URL, else {_DEFAULT_URL}.",
    )
    @click.option(
        "--admin-token",
        metavar="TOKEN",
        envvar="RMA_ADAPTOR_ADMIN_TOKEN",
        help="Its token; better in $RMA_ADAPTOR_ADMIN_TOKEN, since others can see the arguments of a process.",
    )
    @click.pass_context
    @functools.wraps(work)
    def run(context: click.Context, /, admin_url: str, admin_token: str | None, **given: Any) -> None:
        import httpx  # noqa: PLC0415  as above

        # Tests put a transport into the context's object, and need no socket then.
        with httpx.Client(transport=context.obj, timeout=_PATIENCE_S, trust_env=False) as http:
            try:
                work(api=AdminApi(admin_url, admin_token, http), **given)  # type: ignore[call-arg,arg-type]
            except AdminRefused as refused:
                refuse(context, str(refused))

    return run


def refuse(context: click.Context, sentence: str) -> NoReturn:
    """Say what is wrong, and end."""
    group = context.parent.info_name if context.parent else "tenants"
    click.echo(f"rma {group} {context.info_name}: {sentence}", err=True)
    sys.exit(2)


def _read(answer: "httpx.Response", url: str, body: object) -> Any:
    try:
        document = answer.json()
        if answer.is_success:
            return document
        problems = document["errors"]
        sentences = [_sentence(problem["attr"], problem["detail"], body) for problem in problems]
    except (ValueError, KeyError, TypeError):
        sentence = f"what answers at {url} is no adaptor's admin API (status {answer.status_code}); see --admin-url"
        raise AdminRefused(sentence) from None
    if answer.status_code == _UNAUTHORIZED:
        sentences = ["the admin token is missing or wrong: set RMA_ADAPTOR_ADMIN_TOKEN to the adaptor's admin_token"]
    raise AdminRefused("; ".join(sentences))


def _sentence(attr: str, detail: str, body: object) -> str:
    """Put field and reason together, and name a tenant of a list as its writer does."""
    found = _INDEX.match(attr)
    if found is None:
        return f"{attr}: {detail}" if attr and attr not in detail else detail
    field = attr[found.end() :]
    return f"tenant {_name_at(int(found[1]), body)}: {f'{field}: ' if field else ''}{detail}"


def _name_at(place: int, body: object) -> str:
    entry = body["tenants"][place] if isinstance(body, dict) else None
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else f"number {place + 1}"
