"""`rma tenants`: what a person types and reads, what a program gets, and that no secret is ever shown twice."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from rma_adaptor.commands.tenants import tenants
from rma_adaptor.sealing import Seal

Rma = Callable[..., Awaitable[Result]]
EMAIL = "ana@example.com"
REMOVES_WHAT = "its settings, its signing keys, its ReturnLogic key, its audit log and the rows kept of its people"


@pytest.fixture
def rma(adaptor: Any, commands: Any) -> Rma:
    on: Rma = commands(tenants, adaptor)
    return on


def keys_of(adaptor: Any, name: str = "acme") -> list[str]:
    return [key.get_secret_value() for key in adaptor.services.tenants.get(name).signing_keys]


def refusal(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


async def test_a_tenant_is_added_with_a_signing_key_that_is_shown_once(adaptor: Any, rma: Rma) -> None:
    added = await rma("add", "bolt", "--returnlogic-key-file", "-", input="rl-s3cret\n")
    shown = await rma("show", "bolt")

    [key] = keys_of(adaptor, "bolt")
    assert (added.exit_code, len(key) >= 32) == (0, True)
    assert f"Signing key, shown only now:  {key}" in added.stdout
    assert "rl-s3cret" not in added.output + shown.output
    assert key not in shown.output
    assert adaptor.services.tenants.get("bolt").returnlogic_api_key.get_secret_value() == "rl-s3cret"


async def test_secrets_come_from_files(adaptor: Any, rma: Rma, tmp_path: Path) -> None:
    flags = []
    for option in ("returnlogic-key", "signing-key", "basic-password"):
        (tmp_path / option).write_text(f"{option}-s3cret\n", encoding="utf-8")
        flags += [f"--{option}-file", str(tmp_path / option)]

    added = await rma(
        "add", "bolt", *flags, "--basic-username", "gladly", "--set", "max_age_s=5", "--set", "currency=EUR"
    )

    kept = adaptor.services.tenants.get("bolt")
    assert (added.exit_code, "s3cret" in added.output, "Signing key" in added.output) == (0, False, False)
    assert (keys_of(adaptor, "bolt"), kept.basic_auth.password.get_secret_value()) == (
        ["signing-key-s3cret"],
        "basic-password-s3cret",
    )
    assert (kept.max_age_s, kept.currency, kept.allow_unsigned) == (5, "EUR", False)


async def test_secrets_come_from_the_environment(adaptor: Any, rma: Rma) -> None:
    names = ("RETURNLOGIC_KEY", "SIGNING_KEY", "BASIC_PASSWORD")

    added = await rma("add", "bolt", env={f"RMA_TENANT_{name}": f"{name}-s3cret" for name in names})

    kept = adaptor.services.tenants.get("bolt")
    assert (added.exit_code, keys_of(adaptor, "bolt")) == (0, ["SIGNING_KEY-s3cret"])
    assert kept.returnlogic_api_key.get_secret_value() == "RETURNLOGIC_KEY-s3cret"
    assert kept.basic_auth.password.get_secret_value() == "BASIC_PASSWORD-s3cret"


async def test_a_program_gets_one_line_with_the_key_that_was_made(adaptor: Any, rma: Rma) -> None:
    added = await rma("add", "bolt", "--returnlogic-key-file", "-", "--json", input="rl-key")

    line = json.loads(added.stdout)
    assert (line["tenant"]["name"], [line["signing_key"]]) == ("bolt", keys_of(adaptor, "bolt"))


async def test_an_unsigned_tenant_is_told_of(adaptor: Any, rma: Rma) -> None:
    added = await rma("add", "bolt", "--returnlogic-key-file", "-", "--unsigned", input="rl-key")

    assert "its lookups need NOTHING: anybody is answered" in added.stdout
    assert adaptor.services.tenants.get("bolt").is_open_to_all


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        (["bolt"], "", "the ReturnLogic API key is missing"),
        (["bolt", "--returnlogic-key-file", "-"], " \n", "there is no secret in <stdin>"),
        (["acme", "--returnlogic-key-file", "-"], "rl", "there is such a tenant already; it was left as it is"),
        (["a b", "--returnlogic-key-file", "-"], "rl", "name: String should match pattern"),
        (["bolt", "--returnlogic-key-file", "-"], "s3cret key", "returnlogic_api_key: must be printable ASCII"),
        (["bolt", "--returnlogic-key-file", "-", "--set", "currency"], "rl", "write each field as FIELD=VALUE"),
        (["bolt", "--returnlogic-key-file", "-", "--set", "colour=red"], "rl", "colour: Extra inputs"),
        (["bolt", "--returnlogic-key-file", "-", "--set", 'signing_keys=["s3cret"]'], "rl", "signing_keys is a secret"),
    ],
    ids=["no key", "blank key", "there already", "bad name", "bad key", "no value", "unknown field", "secret field"],
)
async def test_what_cannot_be_added_is_one_sentence(
    adaptor: Any, rma: Rma, arguments: list[str], text: str, sentence: str
) -> None:
    told = refusal(await rma("add", *arguments, input=text))

    assert told.startswith("rma tenants add: ")
    assert (sentence in told, told.count("\n"), "s3cret" in told) == (True, 1, False), told
    assert [tenant.name for tenant in adaptor.services.tenants.all()] == ["acme"]


async def test_tenants_are_listed_in_a_table(adaptor: Any, rma: Rma) -> None:
    await adaptor.tenant("bolt", signing_keys=[], attributes=["rma"], is_enabled=False)

    listed = await rma("list")

    assert [" ".join(line.split()) for line in listed.stdout.splitlines()] == [
        "Tenant State Lookups need ReturnLogic Shows",
        "acme enabled the signing key api.returnlogic.com everything",
        "bolt disabled what it cannot have: all are refused api.returnlogic.com rma",
    ]


async def test_a_program_gets_the_list_of_the_api(adaptor: Any, rma: Rma) -> None:
    listed = await rma("list", "--json")

    assert json.loads(listed.stdout) == (await adaptor.admin.get("/tenants")).json()


async def test_no_tenants_say_what_to_do(adaptor: Any, rma: Rma) -> None:
    await adaptor.services.tenants.remove("acme")

    assert "rma tenants add" in (await rma("list")).stdout


async def test_a_tenant_is_shown_with_every_field(adaptor: Any, rma: Rma) -> None:
    await adaptor.tenant(basic_auth={"username": "u", "password": "s3cret"}, attributes={"rma": "link"})

    shown = (await rma("show", "acme")).stdout

    assert [field for field in (await adaptor.admin.get("/tenants/acme")).json() if f"\n{field} " not in shown] == [
        "name",
        "is_enabled",
    ]
    assert ("s3cret" in shown, "/t/acme/lookup" in shown, "rma: link" in shown) == (False, True, True)


async def test_what_to_type_on_gladlys_page_is_shown(rma: Rma) -> None:
    shown = await rma("show", "acme", "--gladly", "--public-url", "https://adaptor.example.com")

    assert "https://adaptor.example.com/t/acme/lookup" in shown.stdout
    assert "Hello Gladly Support" in shown.stdout


async def test_without_an_address_it_says_which_one_is_missing(rma: Rma) -> None:
    assert "give public_url" in refusal(await rma("show", "acme", "--gladly"))


async def test_a_check_that_is_fine_ends_with_0(adaptor: Any, rma: Rma, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, headers={"X-RateLimit-Limit-Second": "2"}, json={"rmas": [row()]})

    checked = await rma("check", "acme", "--email", "-", input=f"{EMAIL}\n")

    assert checked.exit_code == 0
    for text in ("answered 200", "Lookups can use its answer.", "rmas", "customerEmail in 1", "per second 2"):
        assert text in checked.stdout
    assert EMAIL not in checked.output


@pytest.mark.parametrize("answer", [httpx.Response(401), httpx.ConnectError("no"), httpx.Response(200, json={})])
async def test_a_check_that_finds_something_ends_with_1(adaptor: Any, rma: Rma, answer: Any) -> None:
    adaptor.upstream.always = answer

    checked, line = await rma("check", "acme"), await rma("check", "acme", "--json")

    assert (checked.exit_code, line.exit_code, json.loads(line.stdout)["is_usable"]) == (1, 1, False)
    assert "Lookups cannot use it: " in checked.stdout


async def test_a_signing_key_is_changed_in_two_steps(adaptor: Any, rma: Rma) -> None:
    [old] = keys_of(adaptor)
    first = await rma("rotate", "acme")
    during = keys_of(adaptor)
    second = await rma("rotate", "acme", "--finish")

    assert (during[0], keys_of(adaptor)) == (old, during[1:])
    assert (f"shown only now:  {during[1]}" in first.stdout, "rma tenants rotate acme --finish" in first.stdout) == (
        True,
        True,
    )
    assert (second.exit_code, during[1] in second.stdout) == (0, False)


async def test_a_rotation_too_many_is_refused(rma: Rma) -> None:
    await rma("rotate", "acme")

    assert "two signing keys hold already" in refusal(await rma("rotate", "acme"))


@pytest.mark.parametrize("option", ["signing-key", "returnlogic-key"])
async def test_a_new_key_of_ones_own_is_taken_and_not_shown(adaptor: Any, rma: Rma, option: str) -> None:
    rotated = await rma("rotate", "acme", f"--{option}-file", "-", input="new-s3cret\n")

    kept = adaptor.services.tenants.get("acme")
    secrets = [key.get_secret_value() for key in (*kept.signing_keys, kept.returnlogic_api_key)]
    assert (rotated.exit_code, secrets.count("new-s3cret"), "s3cret" in rotated.output) == (0, 1, False)


async def test_two_steps_at_once_are_refused(adaptor: Any, rma: Rma) -> None:
    told = refusal(await rma("rotate", "acme", "--finish", "--signing-key-file", "-", input="x"))

    assert ("take one at a time" in told, len(keys_of(adaptor))) == (True, 1)


async def test_fields_are_set(adaptor: Any, rma: Rma) -> None:
    done = await rma("set", "acme", "max_age_s=5", 'attributes=["rma"]', "currency=EUR")

    kept = adaptor.services.tenants.get("acme")
    assert (done.exit_code, kept.max_age_s, kept.attributes, kept.currency) == (0, 5, ("rma",), "EUR")


async def test_a_tenant_is_disabled_and_enabled(adaptor: Any, rma: Rma) -> None:
    disabled = await rma("disable", "acme")
    is_enabled = adaptor.services.tenants.get("acme").is_enabled
    enabled = await rma("enable", "acme")

    assert (is_enabled, adaptor.services.tenants.get("acme").is_enabled) == (False, True)
    assert ("404" in disabled.stdout, "is enabled" in enabled.stdout) == (True, True)


async def test_a_removal_wants_a_yes_and_says_what_is_gone(adaptor: Any, rma: Rma) -> None:
    told = refusal(await rma("remove", "acme"))
    still_there = [tenant.name for tenant in adaptor.services.tenants.all()]
    removed = await rma("remove", "acme", "--yes")

    assert (REMOVES_WHAT in told, still_there, REMOVES_WHAT in removed.stdout) == (True, ["acme"], True)
    assert adaptor.services.tenants.all() == ()


@pytest.mark.parametrize(("arguments", "kept"), [([], 0), (["--email", "-"], 1)], ids=["everybody", "one person"])
async def test_rows_are_forgotten(adaptor: Any, rma: Rma, arguments: list[str], kept: int) -> None:
    await adaptor.gladly.detailed(EMAIL)
    await adaptor.gladly.detailed("leo@example.com")

    forgotten = await rma("forget", "acme", *arguments, input=f"{EMAIL}\n")

    assert (forgotten.exit_code, len(adaptor.services.read_model)) == (0, kept)
    assert EMAIL not in forgotten.output


COMMANDS = ["show", "check", "rotate", "enable", "disable", "forget"]


@pytest.mark.parametrize("arguments", [[name] for name in COMMANDS] + [["remove", "--yes"], ["set", "max_age_s=1"]])
async def test_an_unknown_tenant_is_one_sentence(rma: Rma, arguments: list[str]) -> None:
    told = refusal(await rma(arguments[0], "nobody", *arguments[1:]))

    assert told == f"rma tenants {arguments[0]}: there is no such tenant\n"


LIST = """\
tenants:
  - name: acme
    returnlogic_api_key: "********"
    signing_keys: ["********"]
    currency: EUR
  - name: bolt
    returnlogic_api_key: rl-s3cret
"""


@pytest.mark.parametrize("is_dry_run", [True, False])
async def test_a_file_of_tenants_is_imported(adaptor: Any, rma: Rma, *, is_dry_run: bool) -> None:
    before = keys_of(adaptor)

    done = await rma("import", "-", *(["--check"] if is_dry_run else []), input=LIST)

    names = [tenant.name for tenant in adaptor.services.tenants.all()]
    assert (done.exit_code, names) == (0, ["acme"] if is_dry_run else ["acme", "bolt"])
    assert ("Created" in done.stdout, "Nothing was changed." in done.stdout) == (True, is_dry_run)
    assert (keys_of(adaptor), "s3cret" in done.output) == (before, False)


async def test_the_list_of_a_program_is_a_file_to_import(rma: Rma, tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text((await rma("list", "--json")).stdout, encoding="utf-8")

    again = await rma("import", str(tmp_path / "all.json"), "--json")

    assert json.loads(again.stdout) == {"created": [], "replaced": [], "unchanged": ["acme"]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tenants: [\n  s3cret: {", "is neither YAML nor JSON: something is wrong in line 2"),
        ("s3cret", "holds no list of tenants"),
        ("", "holds no list of tenants"),
        ("- {name: bolt, returnlogic_api_key: s3cret, max_age_s: -1}", "tenant bolt: max_age_s: Input should be"),
        ("- {returnlogic_api_key: s3cret}", "tenant number 1: name: Field required"),
        ("- s3cret", "tenant number 1: Input should be"),
        ("- {name: bolt, returnlogic_api_key: 2026-01-01}", "dates need quotes"),
        ("\x00s3cret", "is neither YAML nor JSON"),
    ],
    ids=["no YAML", "no list", "nothing", "a bad field", "no name", "no object", "a date", "a zero byte"],
)
async def test_a_file_that_cannot_be_imported_is_one_sentence(adaptor: Any, rma: Rma, text: str, sentence: str) -> None:
    told = refusal(await rma("import", "-", input=text))

    assert (sentence in told, told.count("\n"), "s3cret" in told) == (True, 1, False), told
    assert [tenant.name for tenant in adaptor.services.tenants.all()] == ["acme"]


async def test_the_admin_token_comes_from_the_environment(adaptor_with: Any, commands: Any) -> None:
    rma = commands(tenants, await adaptor_with(admin_token=SecretStr("the-token")))

    without, right = await rma("list"), await rma("list", env={"RMA_ADAPTOR_ADMIN_TOKEN": "the-token"})

    assert "set RMA_ADAPTOR_ADMIN_TOKEN" in refusal(without)
    assert right.exit_code == 0


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (httpx.ConnectError("refused"), "no adaptor answers at http://x.example (ConnectError)"),
        (httpx.UnsupportedProtocol("x"), "--admin-url http://x.example is no URL such as http://127.0.0.1:8703"),
        (httpx.Response(200, text="<html>"), "what answers at http://x.example is no adaptor's admin API (status 200)"),
        (httpx.Response(404, json={"detail": "no"}), "is no adaptor's admin API (status 404)"),
    ],
)
def test_what_is_no_adaptor_is_one_sentence(answer: Any, sentence: str) -> None:
    def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content)

    arguments = ["list", "--admin-url", "http://x.example/"]
    told = refusal(CliRunner().invoke(tenants, arguments, obj=httpx.MockTransport(handle)))

    assert (sentence in told, told.count("\n")) == (True, 1), told


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("nonsense", "is no URL such as"), ("ftp://x.example", "is no URL such as"), ("http://[", "see --admin-url")],
)
def test_an_address_that_is_none_is_one_sentence(url: str, sentence: str) -> None:
    told = refusal(CliRunner().invoke(tenants, ["list", "--admin-url", url]))

    assert (url in told and sentence in told, told.count("\n")) == (True, 1), told


def test_a_new_key_opens_what_it_closed() -> None:
    keys = [CliRunner().invoke(tenants, ["new-key"]).stdout.strip() for _ in range(2)]

    assert Seal(keys[:1]).open(Seal(keys[:1]).close("text")) == "text"
    assert keys[0] != keys[1]


@pytest.mark.parametrize("command", sorted(tenants.commands))
def test_every_command_has_an_example(command: str) -> None:
    assert "Example" in CliRunner().invoke(tenants, [command, "--help"]).output


async def test_the_address_of_webhooks_is_shown_once_and_holds(rma: Rma, adaptor: Any) -> None:
    made = await rma("webhooks", "acme", "--public-url", "http://adaptor.example/")
    address = made.stdout.split("shown only now:")[1].strip()
    answer = await adaptor.gladly.http.post(address, content=b"{}")
    shown = await rma("show", "acme")

    assert (made.exit_code, answer.status_code) == (0, 204)
    assert "webhooks                  with a secret\n" in shown.stdout
    assert address.rpartition("/")[2] not in shown.stdout


async def test_the_address_of_webhooks_is_changed_without_a_gap(rma: Rma, adaptor: Any) -> None:
    async def add() -> str:
        made = await rma("webhooks", "acme", "--json")
        return str(json.loads(made.stdout)["address"])

    async def statuses() -> list[int]:
        return [(await adaptor.gladly.http.post(address, content=b"{}")).status_code for address in (old, new)]

    old, new = await add(), await add()
    both = await statuses()
    third = await rma("webhooks", "acme")
    await rma("webhooks", "acme", "--finish")
    finished = await statuses()
    again = await rma("webhooks", "acme", "--finish")
    await rma("webhooks", "acme", "--off")

    assert (both, finished, await statuses()) == ([204, 204], [404, 204], [404, 404])
    assert "finish that rotation first" in third.stderr
    assert "no rotation is under way" in again.stderr


async def test_a_key_that_signs_webhooks_comes_from_a_file_and_stays_when_the_secret_changes(
    rma: Rma, adaptor: Any, tmp_path: Path
) -> None:
    file = tmp_path / "key.txt"
    file.write_text("s3cret-key\n", encoding="utf-8")

    made = await rma("webhooks", "acme", "--signing-key-file", str(file))
    await rma("webhooks", "acme")

    hooks = adaptor.services.tenants.get("acme").webhooks
    assert (hooks.signing_key, len(hooks.secrets)) == (SecretStr("s3cret-key"), 2)
    assert "s3cret-key" not in made.output


async def test_webhooks_are_not_set_by_arguments(rma: Rma) -> None:
    refused = await rma("set", "acme", 'webhooks={"secrets": ["0123456789abcdef"]}')
    both = await rma("webhooks", "acme", "--off", "--finish")

    assert (refused.exit_code, both.exit_code) == (2, 2)
    assert "see rma tenants webhooks --help" in refused.stderr
    assert "exclude each other" in both.stderr
