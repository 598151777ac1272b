"""What `rma worlds` prints of a world, for people and for programs."""

from typing import Any

import click
import pytest
from click.testing import CliRunner

from rma_scenarios.commands.worlds import worlds
from rma_scenarios.commands.worlds_text import everything, line_of, opened, table_of

SHOP: dict[str, Any] = {
    "id": "shop",
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "orders": [{"key": "boots", "of": "gina", "name": "#1001", "items": [{"product": "Summit Down Vest"}]}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "customers": 0,
}


async def test_a_program_gets_the_shape_of_up_with_the_declared_things(triangle: Any) -> None:
    world = await triangle.stack.open_world(**SHOP)

    line = line_of(triangle.stack, world)

    assert set(line) == {"stage_url", "stack_url", "adaptor", "gladly", "returnlogic", "control", "world"}
    assert line["adaptor"]["lookup_url"] == "http://127.0.0.1:8700/t/shop/lookup"
    assert line["world"]["adaptor"] == {"tenant": "shop", "signing_key": world.signing_key}
    assert line["world"]["rmas"]["jacket"] == world.rmas["jacket"]
    assert set(line["world"]) >= {"gladly", "returnlogic", "people", "profiles", "orders", "now", "customers"}


async def test_a_world_with_an_app_of_its_own_has_no_tenant(triangle: Any) -> None:
    app = {"url": "http://127.0.0.1:3000/lookup", "signing_key": "theirs"}
    world = await triangle.stack.open_bare_world({**SHOP, "apps": [app]})

    line = line_of(triangle.stack, world)

    assert line["adaptor"]["lookup_url"] == app["url"]
    assert line["world"]["adaptor"] == {"tenant": None, "signing_key": "theirs"}
    assert (await triangle.stack.admin.get("tenants")).json() == {"tenants": []}


async def test_a_world_without_an_app_says_so(triangle: Any) -> None:
    text = opened(triangle.stack, await triangle.stack.open_bare_world({"id": "empty", "customers": 0}))

    assert "(none: this world has no lookup app)" in text
    assert "Customer profile" not in text


async def test_a_person_reads_pages_credentials_and_declared_things(triangle: Any) -> None:
    world = await triangle.stack.open_world(**SHOP)

    text = opened(triangle.stack, world)

    for value in ("World shop is open.", world.links["stage_url"], world.signing_key, world.rmas["jacket"]["url"]):
        assert value in text
    assert f"  gina     Gina Lin   gina.lin@example.com           {world.profiles['gina']}" in text.splitlines()


async def test_everything_is_shown_of_a_world(triangle: Any) -> None:
    links = (await triangle.stack.open_world(**SHOP)).links

    text = everything(
        links,
        clock={"now": "2026-03-02T15:00:00.000Z", "is_frozen": True},
        faults=[{"lane": "returnlogic", "kind": "maintenance", "path": "/v1/rmas", "state": "active"}],
        snapshots=[{"name": "before", "at": "2026-03-02T14:00:00.000Z"}],
    )

    lines = text.splitlines()
    assert "  Now               2026-03-02T15:00:00.000Z (frozen)" in lines
    assert "  Fault             returnlogic maintenance /v1/rmas   active" in lines
    assert "  Snapshot          before   2026-03-02T14:00:00.000Z" in lines
    assert f"  Gladly            organisation {links['gladly']['organization']}" in lines


async def test_a_person_reads_of_each_failure_whether_it_is_still_to_come_or_over(triangle: Any) -> None:
    world = await triangle.stack.open_world(**SHOP)
    for kind, when in (("reset", {"lasts_s": 60}), ("maintenance", {}), ("malformed", {"begins_in_s": 3600})):
        await world.fault(kind=kind, path="/v1/rmas", times=None, **when)
    await world.control.post("clock", {"advance_s": 120})
    clock, found = [(await world.control.get(call)).json() for call in ("clock", "faults")]

    text = everything(world.links, clock=clock, faults=found["faults"], snapshots=[])

    assert [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith("  Fault ")] == [
        "returnlogic reset /v1/rmas   over",
        "returnlogic maintenance /v1/rmas   active",
        "returnlogic malformed /v1/rmas   to come",
    ]


def test_worlds_are_listed_in_columns() -> None:
    rows = [
        {"id": "demo", "seed": 7, "customers": 54, "now": "N1", "stage_url": "http://a/w/demo/stage"},
        {"id": "a-large-one", "seed": 11, "customers": 1_000_000, "now": "N2", "stage_url": "http://a/w/b/stage"},
    ]

    assert table_of(rows).splitlines() == [
        "World         Seed   People      Now   Pages",
        "demo          7      54          N1    http://a/w/demo/stage",
        "a-large-one   11     1,000,000   N2    http://a/w/b/stage",
    ]


def test_no_world_is_said_in_words() -> None:
    assert table_of([]) == "No world is open."


@pytest.mark.parametrize("name", sorted(worlds.commands))
def test_every_subcommand_explains_itself_with_an_example(name: str) -> None:
    result = CliRunner().invoke(worlds, [name, "--help"])

    assert result.exit_code == 0
    assert f"\n    rma worlds {name}" in result.output or f"| rma worlds {name}" in result.output
    assert "--stack-url" in result.output


def said(command: click.Command, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(("reset", "demo", "--data", "--journal"), "Choose one of --data, --journal", id="two parts"),
        pytest.param(("new", "--seed", "many"), "is not a valid integer", id="a seed that is no number"),
        pytest.param(("new", "--spec", "missing.yaml"), "No such file", id="no such file"),
        pytest.param(("delete",), "Missing argument", id="nothing to delete"),
        pytest.param(("list", "--stack-url", "127.0.0.1"), "is no stack URL", id="no stack URL"),
    ],
)
def test_misuse_is_one_sentence_and_exit_2(arguments: tuple[str, ...], sentence: str) -> None:
    code, errors = said(worlds, *arguments)

    assert code == 2
    assert sentence in errors


def test_without_a_running_stack_it_is_said_how_to_start_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("RMA_STACK_URL", raising=False)

    code, errors = said(worlds, "list")

    assert (code, errors) == (
        2,
        "rma worlds list: no stack runs on this machine; start one with rma up, or name one with --stack-url URL\n",
    )
