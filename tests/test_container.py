"""The container's files agree with the settings and the repository; no image is built here."""

import base64
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from sqlalchemy.engine import make_url

from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.settings import ENV_PREFIX, SECRETS_FOLDER, Settings, load_settings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "adaptor" / "docker"
DOCKERFILE = re.sub(r"\\\n\s*", "", (FOLDER / "Dockerfile").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
ADAPTOR = COMPOSE["services"]["adaptor"]
DEFAULTS = Settings(database="x")


def instructions(name: str, text: str = DOCKERFILE) -> list[str]:
    return re.findall(rf"^{name} (.+)$", text, re.MULTILINE)


def copied() -> list[str]:
    return [source for row in instructions("COPY") if "--from" not in row for source in row.split()[:-1]]


def environment_of_image() -> dict[str, str]:
    return dict(pair.split("=", 1) for row in instructions("ENV") for pair in row.split())


def test_every_file_that_is_copied_exists_and_reaches_the_builder() -> None:
    rules = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [rule[1:] for rule in rules if rule.startswith("!")]

    assert [source for source in copied() if not (ROOT / source).exists()] == []
    assert sorted(copied()) == sorted(let_in)
    assert "*" in rules
    assert not any(fnmatch(name, rule) for name in ("secrets", "adaptor.db", ".env", ".git") for rule in let_in)


def test_what_the_build_needs_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {project["readme"], *project["license-files"], "pyproject.toml"} <= set(copied())


def test_the_bare_package_is_installed_with_the_pinned_versions() -> None:
    [installs] = [row for row in instructions("RUN") if "pip install" in row]

    assert '--constraint constraints.txt ".${EXTRAS}"' in installs
    assert instructions("ARG") == ['EXTRAS=""']


def test_both_stages_start_from_one_image_of_a_python_that_is_supported() -> None:
    [build, final] = [row.split(" AS ")[0] for row in instructions("FROM")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(r"python:(\d\.\d+)-slim", final)

    assert build == final
    assert version is not None
    assert f"Programming Language :: Python :: {version[1]}" in project["classifiers"]


def test_it_runs_as_a_user_that_is_not_root_and_hears_signals_itself() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]

    assert instructions("USER", final) == ["10001:10001"]
    assert "--uid 10001" in final
    assert instructions("ENTRYPOINT", final) == ['["rma", "adaptor"]']


def test_it_exposes_the_ports_of_the_settings_and_serves_beyond_the_container() -> None:
    assert instructions("EXPOSE") == [f"{DEFAULTS.port} {DEFAULTS.admin_port}"]
    assert environment_of_image()["RMA_ADAPTOR_HOST"] == "0.0.0.0"  # noqa: S104
    assert {row.rpartition(":")[2] for row in ADAPTOR["ports"]} == {str(DEFAULTS.port), str(DEFAULTS.admin_port)}


def test_no_port_is_published_beyond_this_machine() -> None:
    ports = [row for service in COMPOSE["services"].values() for row in service.get("ports", [])]

    assert [row for row in ports if not row.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize(
    "variables",
    [pytest.param(environment_of_image(), id="image"), pytest.param(ADAPTOR["environment"], id="compose")],
)
def test_every_variable_names_a_setting(variables: dict[str, str]) -> None:
    ours = {name for name in variables if name.startswith(ENV_PREFIX)} - {SECRETS_FOLDER}

    assert {name.removeprefix(ENV_PREFIX).lower() for name in ours} <= set(Settings.model_fields)


def test_a_file_gives_what_no_variable_outweighs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rma_adaptor_admin_token").write_text("t0ken\n", encoding="utf-8")
    keys = [new_key(), new_key()]
    (tmp_path / "rma_adaptor_encryption_keys").write_text("\n".join(keys) + "\n", encoding="utf-8")
    (tmp_path / "rma_adaptor_database").write_text("postgresql+asyncpg://rma:pw@postgres/rma\n", encoding="utf-8")
    for name, value in {**environment_of_image(), **ADAPTOR["environment"], SECRETS_FOLDER: str(tmp_path)}.items():
        if name.startswith(ENV_PREFIX):
            monkeypatch.setenv(name, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value))

    settings = load_settings()

    assert settings.admin_token is not None
    assert settings.admin_token.get_secret_value() == "t0ken"
    assert settings.all_encryption_keys() == tuple(keys)
    assert settings.database == "postgresql+asyncpg://rma:pw@postgres/rma"
    assert (settings.host, settings.drain_s) == ("0.0.0.0", 5)  # noqa: S104


def test_state_lies_in_the_one_folder_that_can_be_written_to() -> None:
    [state] = [row for row in ADAPTOR["volumes"] if not row.endswith(":ro")]

    assert (state, instructions("VOLUME")) == ("state:/var/lib/rma", ["/var/lib/rma"])
    assert instructions("WORKDIR")[-1] == "/var/lib/rma"
    assert re.match(r"sqlite\+aiosqlite:///[^/]", Settings.model_fields["database"].default)
    assert (ADAPTOR["read_only"], ADAPTOR["cap_drop"]) == (True, ["ALL"])


def test_the_orchestrator_waits_longer_than_the_adaptor_needs_to_stop() -> None:
    """A lookup, a check behind it on the admin port, and a renewal of tokens that it begins, each with its budget."""
    page = (ROOT / "adaptor" / "OPERATIONS.md").read_text(encoding="utf-8")
    longest = float(ADAPTOR["environment"]["RMA_ADAPTOR_DRAIN_S"]) + 3 * DEFAULTS.budget_s + 3
    grace = ADAPTOR["stop_grace_period"].removesuffix("s")

    assert float(grace) > longest
    assert re.search(r"`drain_s` \+ 3 . `budget_s` \+ 3 seconds", page)
    assert f"the compose file gives {grace}." in page
    assert f"`TimeoutStopSec={grace}`" in page


def test_with_postgresql_its_driver_is_in_the_image_and_the_database_can_be_reached_by_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "adaptor" / "OPERATIONS.md").read_text(encoding="utf-8")
    postgres = COMPOSE["services"]["postgres"]

    assert {f"[{extra}]" for extra in project["optional-dependencies"]} >= set(re.findall(r"RMA_EXTRAS='(.*?)'", page))
    assert ADAPTOR["build"]["args"] == {"EXTRAS": "${RMA_EXTRAS:-}"}
    [url] = re.findall(r"`(postgresql\+asyncpg://rma:PASSWORD@\S+)`", page)
    assert make_url(url).host in COMPOSE["services"]
    assert make_url(url).database == postgres["environment"]["POSTGRES_DB"]
    assert make_url(url).username == postgres["environment"]["POSTGRES_USER"]


def test_with_redis_its_client_is_in_the_image_and_it_can_be_reached_by_its_name() -> None:
    page = (ROOT / "adaptor" / "OPERATIONS.md").read_text(encoding="utf-8")
    redis = COMPOSE["services"]["redis"]

    assert "RMA_EXTRAS='[redis]'" in page
    assert {urlsplit(url).hostname for url in re.findall(r"`(redis://\S+)`", page)} == {"redis"}
    assert (redis["profiles"], redis["command"][-1], redis.get("ports")) == (["redis"], "noeviction", None)


def test_the_key_that_the_operations_page_makes_without_the_adaptor_is_one() -> None:
    page = (ROOT / "adaptor" / "OPERATIONS.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^(.+) > secrets/rma_adaptor_encryption_keys$", page, re.MULTILINE)

    made = base64.b64encode(bytes(range(224, 256))).decode().translate(str.maketrans("+/", "-_"))

    assert command == "openssl rand -base64 32 | tr +/ -_"
    assert Seal([made]).has_keys


def test_no_secret_stands_in_a_file() -> None:
    written = f"{DOCKERFILE}{(FOLDER / 'compose.yaml').read_text(encoding='utf-8')}"

    assert (
        re.findall(r"(?i)(?:password|token|api_key|signing_key|encryption_keys)[\"']? *[:=] *[\"']?\w+", written) == []
    )
