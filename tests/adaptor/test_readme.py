"""The operator's page names every setting, tenant field, attribute and failure that the code has."""

from pathlib import Path

import pytest

from rma_adaptor import Settings
from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.tenants import ATTRIBUTE_NAMES, TenantConfig

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
