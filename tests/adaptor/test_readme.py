"""The operator's page names every setting, tenant field, attribute and failure that the code has."""

from pathlib import Path

import pytest

from rma_adaptor import Settings
from rma_adaptor.actions.offers import ACTIONS
from rma_adaptor.commands.installations import installations
from rma_adaptor.commands.tenants import tenants
from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.gladly_page import gladly_page
from rma_adaptor.tenants import ATTRIBUTE_NAMES, Tenant, TenantConfig

README = (Path(__file__).parents[2] / "adaptor" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_listed_with_its_variable_and_default(name: str) -> None:
    default = Settings.model_fields[name].default
    shown = "none" if default is None else f"`{default}`"

    assert f"| `{name}` | `RMA_ADAPTOR_{name.upper()}` | {shown} |" in README


@pytest.mark.parametrize("name", sorted(TenantConfig.model_fields))
def test_every_tenant_field_is_listed(name: str) -> None:
    assert f"\n| `{name}` | " in README


@pytest.mark.parametrize("name", ATTRIBUTE_NAMES)
def test_every_attribute_is_listed(name: str) -> None:
    assert f"\n| `{name}` | " in README


@pytest.mark.parametrize("error", [ReturnLogicError, *ReturnLogicError.__subclasses__()])
def test_every_failure_of_returnlogic_is_listed(error: type[ReturnLogicError]) -> None:
    assert f"\n| `{error.code}` | " in README


@pytest.mark.parametrize("name", sorted(tenants.commands))
def test_every_command_for_tenants_is_listed(name: str) -> None:
    assert f"`rma tenants {name}" in README


@pytest.mark.parametrize("name", sorted(installations.commands))
def test_every_command_for_installations_is_listed(name: str) -> None:
    assert f"`rma installations {name}" in README


def test_the_page_for_gladly_is_the_one_that_the_command_prints() -> None:
    acme = Tenant.model_validate({"name": "acme", "returnlogic_api_key": "x", "signing_keys": ["k"]})

    for row in gladly_page(acme, "https://adaptor.example.com").fields:
        assert f"\n  {row.field:<25}  {row.value}\n" in README


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_is_listed(name: str) -> None:
    assert f"\n| `{name}` | on " in README
