"""From every older form of the tables to the present one, with all rows; never from a newer one."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.schema import METADATA, MIGRATIONS, VERSION
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant

KEY = new_key()
# As the first version, which knew no versions, created and filled it.
FIRST_TABLE = """CREATE TABLE tenants (
    name VARCHAR(63) NOT NULL, settings TEXT NOT NULL, secrets TEXT NOT NULL, PRIMARY KEY (name))"""
SECRETS = {
    "signing_keys": ["k1", "k2"],
    "returnlogic_api_key": "rl-key",
    "basic_auth": {"username": "u", "password": "p"},
}
SETTINGS = {"max_age_s": 5.0, "attributes": ["rma"], "currency": "EUR"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "adaptor.db"


def first_version(file: Path, *names: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(FIRST_TABLE)
        rows = [(name, json.dumps(SETTINGS), json.dumps(SECRETS)) for name in names]
        connection.executemany("INSERT INTO tenants VALUES (?, ?, ?)", rows)
    connection.close()


def content(file: Path) -> bytes:
    return file.read_bytes()


def store(file: Path) -> TenantStore:
    return TenantStore(f"sqlite+aiosqlite:///{file}", Seal([KEY]))


def differences(file: Path) -> list[object]:
    """Compare the tables of a file with those that the code knows."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, METADATA)
        at = context.get_current_revision()
    engine.dispose()
    return found if at == VERSION else [f"version {at}"]


async def test_the_tenants_of_the_first_version_are_all_taken_over(file: Path) -> None:
    first_version(file, "acme", "bolt")

    async with store(file).open() as opened:
        found = opened.all()

    fields = {**SETTINGS, **SECRETS}
    assert found == tuple(Tenant.model_validate({"name": name, **fields}) for name in ("acme", "bolt"))
    assert all(tenant.is_enabled for tenant in found)


@pytest.mark.parametrize("is_old", [True, False], ids=["migrated", "made anew"])
async def test_the_tables_are_the_same_whether_they_were_migrated_or_made_anew(file: Path, *, is_old: bool) -> None:
    if is_old:
        first_version(file, "acme")

    async with store(file).open():
        pass

    assert differences(file) == []


async def test_a_second_start_changes_nothing(file: Path) -> None:
    first_version(file, "acme")
    async with store(file).open():
        pass
    before = content(file)

    async with store(file).open():
        pass

    assert content(file) == before


async def test_tables_of_a_newer_version_are_left_as_they_are(file: Path) -> None:
    async with store(file).open():
        pass
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = content(file)

    with pytest.raises(ConfigurationError, match="version 9999"):
        async with store(file).open():
            pass

    assert content(file) == before


async def test_a_migration_that_fails_leaves_the_old_tables(file: Path) -> None:
    first_version(file, "acme")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE tenants SET secrets = 'fernet:gAAAAnobody-has-this-key'")
    connection.close()

    with pytest.raises(ConfigurationError, match="tenant acme"):
        async with store(file).open():
            pass

    with sqlite3.connect(file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = [row[1] for row in connection.execute("PRAGMA table_info(tenants)")]
    connection.close()
    assert (tables, columns) == (["tenants"], ["name", "settings", "secrets"])


def test_the_version_that_the_code_knows_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_a_start_without_anything_to_migrate_does_not_import_alembic(file: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from rma_adaptor.tenant_store import TenantStore\n"
        "async def start():\n"
        f"    async with TenantStore('sqlite+aiosqlite:///{file}', allow_plaintext=True).open(): pass\n"
        "asyncio.run(start())  # makes the tables\n"
        "asyncio.run(start())  # finds them\n"
        "print([name for name in ('alembic', 'cryptography', 'asyncpg') if name in sys.modules])\n"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"
