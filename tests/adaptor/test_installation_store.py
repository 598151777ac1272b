"""Tokens of installations outlive the process, encrypted; the encryption key is changed as for tenants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.installation_store import InstallationStore
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tokens import TokenSet

OLD, NEW = new_key(), new_key()
TEAM_ID = "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
TOKENS = TokenSet(SecretStr("bearer-s3cret"), SecretStr("refresh-s3cret"))
NEXT = TokenSet(SecretStr("bearer-2"), SecretStr("refresh-2"))
NOW, LATER = datetime(2026, 3, 2, 15, tzinfo=UTC), datetime(2026, 3, 2, 16, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "adaptor.db"


def content(file: Path) -> bytes:
    return file.read_bytes()


@asynccontextmanager
async def opened(file: Path, *keys: str) -> AsyncIterator[InstallationStore]:
    seal = Seal(keys)
    tenants = TenantStore(f"sqlite+aiosqlite:///{file}", seal, allow_plaintext=True)
    async with tenants.open():
        yield InstallationStore(tenants, seal)


async def test_an_installation_comes_back_whole_after_a_restart(file: Path) -> None:
    async with opened(file, OLD) as store:
        made = await store.put(TEAM_ID, TOKENS, at=NOW)
        renewed = await store.renew(made, NEXT, at=LATER)

    async with opened(file, OLD) as store:
        assert await store.load() == (renewed,) == await store.all()
        assert (renewed.installed_at, renewed.renewed_at, renewed.tokens) == (NOW, LATER, NEXT)


async def test_tokens_lie_encrypted(file: Path) -> None:
    async with opened(file, OLD) as store:
        await store.put(TEAM_ID, TOKENS, at=NOW)

    assert b"s3cret" not in content(file)


async def test_tokens_are_encrypted_anew_with_the_first_key(file: Path) -> None:
    async with opened(file) as store:
        await store.put(TEAM_ID, TOKENS, at=NOW)
    async with opened(file, NEW, OLD) as store:
        await store.load()

    async with opened(file, NEW) as store:
        [found] = await store.load()

    assert found.tokens == TOKENS
    assert b"s3cret" not in content(file)


async def test_a_key_that_does_not_fit_is_a_sentence_and_changes_nothing(file: Path) -> None:
    async with opened(file, OLD) as store:
        await store.put(TEAM_ID, TOKENS, at=NOW)
    before = content(file)

    async with opened(file, NEW) as store:
        with pytest.raises(ConfigurationError, match=f"tokens of team {TEAM_ID}.*another|key that is not among"):
            await store.load()

    assert content(file) == before


async def test_what_was_replaced_can_neither_be_renewed_nor_ended(file: Path) -> None:
    async with opened(file, OLD) as store:
        first = await store.put(TEAM_ID, TOKENS, at=NOW)
        second = await store.put(TEAM_ID, NEXT, at=LATER)

        done = [await store.renew(first, TOKENS, at=LATER), await store.end(first, at=LATER)]

        assert (done, await store.read(TEAM_ID)) == ([None, False], second)


async def test_only_one_claims_a_set_of_tokens_at_a_time(file: Path) -> None:
    async with opened(file, OLD) as store:
        made = await store.put(TEAM_ID, TOKENS, at=NOW)

        claims = [await store.claim(made, now=now, until=now + 10) for now in (0.5, 5, 11)]
        await store.release(made)

        assert (claims, await store.claim(made, now=12, until=20)) == ([True, False, True], True)


async def test_new_tokens_of_an_installation_that_was_over_let_in_again(file: Path) -> None:
    async with opened(file, OLD) as store:
        made = await store.put(TEAM_ID, TOKENS, at=NOW)
        await store.end(made, at=LATER)

        renewed = await store.renew(made, NEXT, at=LATER)

        assert (renewed, renewed.over_since) == (await store.read(TEAM_ID), None)
