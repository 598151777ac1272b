"""Tenants outlive the process, their secrets encrypted; their file is nobody else's."""

from pathlib import Path
from typing import Any

import pytest

from rma_adaptor.errors import ConfigurationError, StoreUnavailable, TenantUnknown
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant

OLD, NEW = new_key(), new_key()


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
    async with TenantStore(database, Seal([OLD])).open() as store:
        await store.put(stored)

    async with TenantStore(database, Seal([OLD])).open() as store:
        found = store.get("acme")

    assert found == stored


async def test_a_removed_tenant_stays_removed(database: str) -> None:
    async with TenantStore(database, Seal([OLD])).open() as store:
        await store.put(tenant())
        await store.remove("acme")

    async with TenantStore(database, Seal([OLD])).open() as store:
        found = store.all()

    assert found == ()


async def test_removing_an_unknown_tenant_is_refused(database: str) -> None:
    async with TenantStore(database, Seal([OLD])).open() as store:
        with pytest.raises(TenantUnknown):
            await store.remove("nobody")


async def test_the_file_is_readable_by_this_user_only(database: str, tmp_path: Path) -> None:
    async with TenantStore(database, Seal([OLD])).open():
        mode = (tmp_path / "adaptor.db").stat().st_mode & 0o777

    assert mode == 0o600


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("not a url", "it is no URL of a database", id="no URL"),
        pytest.param("sqlite+aiosqlite:////no/such/folder/a.db", "No such file or directory", id="no such folder"),
        pytest.param("mysql://u:pa55@h/d", "neither SQLite nor PostgreSQL", id="another database"),
        pytest.param(
            "postgresql+nosuch://u:pa55@h/d", "there is no such kind of database or driver", id="an unknown driver"
        ),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        async with TenantStore(url, Seal([OLD])).open():
            pass

    assert reason in str(refusal.value)
    assert "pa55" not in str(refusal.value)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello " * 100, encoding="utf-8")

    with pytest.raises(ConfigurationError):
        async with TenantStore(f"sqlite+aiosqlite:///{file}", Seal([OLD])).open():
            pass


async def keep(database: str, seal: Seal, *tenants: Tenant, allow_plaintext: bool = False) -> None:
    async with TenantStore(database, seal, allow_plaintext=allow_plaintext).open() as store:
        for each in tenants:
            await store.put(each)


async def test_no_secret_can_be_read_in_the_file(database: str, tmp_path: Path) -> None:
    await keep(database, Seal([OLD]), tenant(returnlogic_api_key="rl-s3cret", signing_keys=["sign-s3cret"]))

    assert b"s3cret" not in (tmp_path / "adaptor.db").read_bytes()


async def test_without_a_key_a_file_is_refused_and_a_memory_is_not(database: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="rma tenants new-key"):
        await keep(database, Seal())

    assert not (tmp_path / "adaptor.db").exists()
    await keep("sqlite+aiosqlite://", Seal(), tenant())


async def test_plain_secrets_are_taken_over_and_encrypted(database: str, tmp_path: Path) -> None:
    await keep(database, Seal(), tenant(returnlogic_api_key="rl-s3cret"), allow_plaintext=True)
    assert b"rl-s3cret" in (tmp_path / "adaptor.db").read_bytes()

    async with TenantStore(database, Seal([OLD])).open() as store:
        taken_over = store.get("acme")

    assert taken_over == tenant(returnlogic_api_key="rl-s3cret")
    with pytest.raises(ConfigurationError, match="encrypted with a key"):
        await keep(database, Seal(), allow_plaintext=True)


async def test_a_start_with_a_new_first_key_encrypts_anew_so_that_the_old_one_can_go(database: str) -> None:
    await keep(database, Seal([OLD]), tenant(), tenant(name="bolt"))

    await keep(database, Seal([NEW, OLD]))

    async with TenantStore(database, Seal([NEW])).open() as store:
        assert [found.name for found in store.all()] == ["acme", "bolt"]


async def test_a_wrong_key_names_the_setting_and_loses_nothing(database: str, tmp_path: Path) -> None:
    await keep(database, Seal([OLD]), tenant())
    before = (tmp_path / "adaptor.db").read_bytes()

    with pytest.raises(ConfigurationError, match="RMA_ADAPTOR_ENCRYPTION_KEYS") as refusal:
        await keep(database, Seal([NEW]))

    assert NEW not in str(refusal.value)
    assert (tmp_path / "adaptor.db").read_bytes() == before
    async with TenantStore(database, Seal([OLD])).open() as store:
        assert store.get("acme") == tenant()


async def test_several_tenants_are_stored_all_or_none(database: str) -> None:
    async with TenantStore(database, Seal([OLD])).open() as store:
        with pytest.raises(ValueError, match="the third"):
            await store.put_all(lambda _: (made(number) for number in range(3)))

        assert store.all() == ()


def made(number: int) -> Tenant:
    if number == 2:
        raise ValueError("the third is wrong")
    return tenant(name=f"t{number}")


async def test_a_database_that_goes_away_is_a_sentence_and_changes_nothing(database: str, tmp_path: Path) -> None:
    async with TenantStore(database, Seal([OLD])).open() as store:
        await store.put(tenant())
        (tmp_path / "adaptor.db").write_bytes(b"not a database any more, " * 500)

        with pytest.raises(StoreUnavailable, match="nothing was changed"):
            await store.put(tenant(currency="EUR"))

        assert store.get("acme").currency == "USD"
