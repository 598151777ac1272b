"""`rma installations`, `rma tenants` of a tenant on an installation, and the admin API behind both."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from click.testing import Result

from rma_adaptor.commands.installations import installations
from rma_adaptor.commands.tenants import tenants

Rma = Callable[..., Awaitable[Result]]
TEAM_ID = "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
ANOTHER = "00000000-0000-4000-8000-00000000000b"


@pytest.fixture
def rma(app: Any, commands: Any) -> Rma:
    """Run `rma installations …` or `rma tenants …`; whatever they say holds no secret."""
    groups = {"installations": commands(installations, app), "tenants": commands(tenants, app)}

    async def run(group: str, *arguments: str, **how: Any) -> Result:
        result: Result = await groups[group](*arguments, **how)
        assert not [secret for secret in ("bt0", "rt0", "app-s3cret") if secret in result.output]
        return result

    return run


async def test_the_list_tells_of_teams_their_state_and_their_tenants(app: Any, rma: Rma) -> None:
    await app.install(team_id=ANOTHER)
    app.upstream.uninstall()
    await app.gladly.detailed("ana@example.com")

    listed = (await rma("installations", "list")).stdout.splitlines()

    assert listed[0].split("  ")[0] == "Team"
    assert [line.split()[:3] for line in listed[1:3]] == [[ANOTHER, "installed", "(none)"], [TEAM_ID, "over", "acme"]]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "The app is not configured: set app_client_id and app_client_secret."),
        ({"app_client_id": "a", "app_client_secret": "b"}, "setting public_url, then /install"),
        (
            {"app_client_id": "a", "app_client_secret": "b", "public_url": "https://a.example/x/"},
            "to be registered with ReturnLogic: https://a.example/x/install",
        ),
    ],
    ids=["no app", "no public URL", "both"],
)
async def test_the_list_says_where_a_browser_must_come(
    adaptor_with: Any, commands: Any, settings: dict[str, str], sentence: str
) -> None:
    result = await commands(installations, await adaptor_with(**settings))("list")

    assert ("No team has installed the app." in result.stdout, sentence in result.stdout) == (True, True)


async def test_one_is_shown_without_its_tokens(rma: Rma) -> None:
    shown = await rma("installations", "show", TEAM_ID.upper())
    as_json = json.loads((await rma("installations", "show", TEAM_ID, "--json")).stdout)

    heads = [line.split("  ")[0] for line in shown.stdout.splitlines()]
    assert heads[:4] == ["Team", "State", "Tenants", "Installed at"]
    assert (as_json["bearer_token"], as_json["refresh_token"], as_json["tenants"]) == ("********", "********", ["acme"])


async def test_one_that_is_over_says_what_to_do(app: Any, rma: Rma) -> None:
    app.upstream.uninstall()
    await app.gladly.detailed("ana@example.com")

    assert "the retailer must install the app again" in (await rma("installations", "show", TEAM_ID)).stdout


async def test_removing_asks_first_and_erases_tokens_and_rows(app: Any, rma: Rma) -> None:
    await app.gladly.detailed("ana@example.com")

    unsure = await rma("installations", "remove", TEAM_ID)
    kept = await app.services.installations.find(TEAM_ID)
    removed = await rma("installations", "remove", TEAM_ID, "--yes")

    assert (unsure.exit_code, kept is not None, "rma installations remove: this would erase" in unsure.stderr) == (
        2,
        True,
        True,
    )
    assert (removed.exit_code, "lookups of acme are answered as in an outage" in removed.stdout) == (0, True)
    assert (await app.services.installations.find(TEAM_ID), len(app.services.read_model)) == (None, 0)


@pytest.mark.parametrize("arguments", [["show", ANOTHER], ["remove", ANOTHER, "--yes"]], ids=lambda given: given[0])
async def test_a_team_that_has_not_installed_the_app_is_one_sentence(rma: Rma, arguments: list[str]) -> None:
    result = await rma("installations", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "this team has not installed the app" in result.stderr


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_the_admin_api_takes_nothing_but_the_id_of_a_team(app: Any, method: str) -> None:
    strange = await app.admin.request(method, "/installations/acme")
    unknown = await app.admin.request(method, f"/installations/{ANOTHER}")

    assert (strange.status_code, unknown.status_code) == (422, 404)


async def test_a_tenant_is_added_on_a_team_that_has_not_installed_the_app_yet(app: Any, rma: Rma) -> None:
    added = await rma("tenants", "add", "bolt", "--team-id", ANOTHER.upper())
    checked = await rma("tenants", "check", "bolt")
    await app.install(team_id=ANOTHER)
    again = await rma("tenants", "check", "bolt")

    assert (added.exit_code, f"rma installations show {ANOTHER}" in added.stdout) == (0, True)
    assert (checked.exit_code, "missing: team" in checked.stdout) == (1, True)
    assert "The retailer must install the app" in checked.stdout
    assert (again.exit_code, f"of team {ANOTHER}, installed 2026-03-02 15:00 UTC, renewed never" in again.stdout) == (
        0,
        True,
    )


async def test_a_check_tells_of_an_installation_that_is_over(app: Any, rma: Rma) -> None:
    app.upstream.uninstall()

    checked = await rma("tenants", "check", "acme")

    assert (checked.exit_code, "over since 2026-03-02 15:00 UTC" in checked.stdout) == (1, True)
    assert "install the app in ReturnLogic again" in checked.stdout


async def test_a_check_renews_a_token_that_is_over(app: Any, rma: Rma) -> None:
    app.upstream.expire()

    checked = await rma("tenants", "check", "acme")

    assert (checked.exit_code, "renewed 2026-03-02 15:00 UTC" in checked.stdout) == (0, True)


async def test_a_tenant_needs_one_way_in_and_only_one(rma: Rma) -> None:
    both = await rma("tenants", "add", "bolt", "--team-id", ANOTHER, "--returnlogic-key-file", "-", input="k")
    neither = await rma("tenants", "add", "bolt")
    strange = await rma("tenants", "add", "bolt", "--team-id", "acme")

    assert [result.exit_code for result in (both, neither, strange)] == [2, 2, 2]
    assert "exclude each other" in both.stderr
    assert "or --team-id" in neither.stderr
    assert "team_id: " in strange.stderr


async def test_a_tenant_goes_from_its_key_to_an_installation_and_back(app: Any, rma: Rma) -> None:
    await app.tenant("bolt")
    there = await rma("tenants", "set", "bolt", f"team_id={TEAM_ID}")
    on_team = app.services.tenants.get("bolt")
    back = await rma("tenants", "rotate", "bolt", "--returnlogic-key-file", "-", input="rl-key-2")
    on_key = app.services.tenants.get("bolt")

    assert (there.exit_code, back.exit_code) == (0, 0)
    assert (on_team.team_id, on_team.returnlogic_api_key) == (TEAM_ID, None)
    assert (on_key.team_id, on_key.returnlogic_api_key.get_secret_value()) == (None, "rl-key-2")


async def test_another_team_forgets_what_was_read_of_the_one_before(app: Any) -> None:
    await app.gladly.detailed("ana@example.com")

    await app.admin.patch("/tenants/acme", json={"team_id": ANOTHER})

    assert len(app.services.read_model) == 0


async def test_a_list_of_tenants_can_be_imported_again_as_it_is(rma: Rma, tmp_path: Any) -> None:
    listed = await rma("tenants", "list", "--json")
    (tmp_path / "tenants.json").write_text(listed.stdout, encoding="utf-8")

    imported = await rma("tenants", "import", str(tmp_path / "tenants.json"), "--json")

    assert json.loads(imported.stdout) == {"created": [], "replaced": [], "unchanged": ["acme"]}


async def test_a_removed_tenant_leaves_its_installation_and_says_so(app: Any, rma: Rma) -> None:
    removed = await rma("tenants", "remove", "acme", "--yes")

    assert f"The installation of team {TEAM_ID} stays: rma installations remove {TEAM_ID}" in removed.stdout
    assert await app.services.installations.find(TEAM_ID) is not None


async def test_the_page_for_gladly_is_the_same_as_with_a_key(app: Any, rma: Rma) -> None:
    await app.tenant("bolt")
    page = ("--gladly", "--public-url", "https://a.example")
    shown = [(await rma("tenants", "show", name, *page)).stdout for name in ("acme", "bolt")]

    assert shown[0] == shown[1].replace("bolt", "acme")
