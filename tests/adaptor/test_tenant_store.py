"""Tenants outlive the process; their file is nobody else's."""

from pathlib import Path
from typing import Any

import pytest

from rma_adaptor.errors import ConfigurationError, TenantUnknown
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant


def tenant(**changes: Any) -> Tenant:
    secrets = {"returnlogic_api_key": "rl-key", "signing_keys": ["k1", "k2"]}
    basic = {"basic_auth": {"username": "u", "password": "p"}}
    return Tenant.model_validate({"name": "acme", **secrets, **basic, **changes})


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'adaptor.db'}"


@pytest.mark.parametrize("attributes", [None, ["rma"], {"rma": "link"}])
async def test_a_tenant_comes_back_whole_after_a_restart(database: str, attributes: Any) -> None:
    stored = tenant(attributes=attributes, max_age_s=5)
    async with TenantStore(database).open() as store:
        await store.put(stored)

    async with TenantStore(database).open() as store:
        found = store.get("acme")

    assert found == stored


async def test_a_removed_tenant_stays_removed(database: str) -> None:
    async with TenantStore(database).open() as store:
        await store.put(tenant())
        await store.remove("acme")

    async with TenantStore(database).open() as store:
        found = store.all()

    assert found == ()


async def test_removing_an_unknown_tenant_is_refused(database: str) -> None:
    async with TenantStore(database).open() as store:
        with pytest.raises(TenantUnknown):
            await store.remove("nobody")


async def test_the_file_is_readable_by_this_user_only(database: str, tmp_path: Path) -> None:
    async with TenantStore(database).open():
        mode = (tmp_path / "adaptor.db").stat().st_mode & 0o777

    assert mode == 0o600


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("not a url", "ArgumentError", id="no URL"),
        pytest.param("sqlite+aiosqlite:////no/such/folder/a.db", "No such file or directory", id="no such folder"),
        pytest.param("postgresql+nosuch://u:pa55@h/d", "NoSuchModuleError", id="an unknown driver"),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        async with TenantStore(url).open():
            pass

    assert reason in str(refusal.value)
    assert "pa55" not in str(refusal.value)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello " * 100, encoding="utf-8")

    with pytest.raises(ConfigurationError):
        async with TenantStore(f"sqlite+aiosqlite:///{file}").open():
            pass
