"""Change tenants: fields, keys, on and off, many at once; what is masked stays, what is wrong changes nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from rma_adaptor import Settings
from rma_adaptor.sealing import new_key
from rma_adaptor.services import Services, utc_now
from rma_adaptor.tenants import Tenant
from rma_adaptor.tokens import MASK

EMAIL = "ana@example.com"
ACME = {"returnlogic_api_key": "rl-key", "signing_keys": ["k-0123456789abcdef"]}


def stored(adaptor: Any, name: str = "acme") -> Any:
    return adaptor.services.tenants.get(name)


def keys_of(adaptor: Any) -> list[str]:
    return [key.get_secret_value() for key in stored(adaptor).signing_keys]


async def test_a_field_is_changed_and_the_others_stay(adaptor: Any) -> None:
    before = stored(adaptor)

    answer = await adaptor.admin.patch("/tenants/acme", json={"max_age_s": 5})

    assert (answer.status_code, answer.json()["max_age_s"]) == (200, 5)
    assert stored(adaptor) == before.model_copy(update={"max_age_s": 5})


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"max_age_s": "s3cret"}, "max_age_s"),
        ({"colour": "s3cret"}, "colour"),
        ({"name": "bolt"}, "name"),
        ({"is_enabled": False}, "is_enabled"),
        ({"returnlogic_api_key": "s3cret key"}, "returnlogic_api_key"),
        ({"rma_link": "table"}, ""),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_a_wrong_change_names_the_field_and_changes_nothing(
    adaptor: Any, change: dict[str, Any], attr: str
) -> None:
    before = stored(adaptor)

    answer = await adaptor.admin.patch("/tenants/acme", json=change)

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, attr)
    assert "s3cret" not in answer.text
    assert stored(adaptor) == before


async def test_a_new_key_of_returnlogic_forgets_what_the_old_one_read(adaptor: Any) -> None:
    await adaptor.gladly.detailed(EMAIL)

    await adaptor.admin.patch("/tenants/acme", json={"returnlogic_api_key": "another"})

    assert len(adaptor.services.read_model) == 0


@pytest.mark.parametrize(
    ("change", "status", "asked_with"),
    [("PATCH", 200, ["Bearer rl-key-2"]), ("DELETE", 404, [])],
    ids=["another key", "removed"],
)
async def test_what_is_changed_while_a_lookup_arrives_is_not_read_with_the_old_key(
    adaptor: Any, change: str, status: int, asked_with: list[str]
) -> None:
    body = json.dumps({"lookupLevel": "DETAILED", "query": {"externalCustomerId": EMAIL}}).encode()
    path = "/t/acme/lookup"

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:10]
        await adaptor.admin.request(change, "/tenants/acme", json={"returnlogic_api_key": "rl-key-2"})
        yield body[10:]

    headers = adaptor.gladly.headers(path, body, ACME["signing_keys"][0], adaptor.clock.now, {})
    answer = await adaptor.gladly.http.post(path, content=slowly(), headers=headers)

    assert answer.status_code == status
    assert [call.headers["authorization"] for call in adaptor.upstream.calls] == asked_with
    assert len(adaptor.services.read_model) == len(asked_with)


@pytest.mark.parametrize("upstream", [None, httpx.Response(503)], ids=["answers", "is away"])
async def test_between_another_key_and_the_erasing_of_its_rows_none_of_them_is_shown(
    adaptor: Any, upstream: httpx.Response | None
) -> None:
    adaptor.upstream.rows = [{"rlRmaId": 7, "customerEmail": EMAIL}]
    first = await adaptor.gladly.detailed(EMAIL)
    adaptor.upstream.rows, adaptor.upstream.always = [], upstream
    await adaptor.tenant(returnlogic_api_key="rl-key-2")

    answer = await adaptor.gladly.detailed(EMAIL)

    codes = [one.json()["results"][0]["customAttributes"].get("rmaCode", "") for one in (first, answer)]
    assert (codes, adaptor.upstream.calls[-1].headers["authorization"]) == (["7", ""], "Bearer rl-key-2")


async def test_a_lookup_that_waits_while_the_key_is_changed_is_answered_with_the_new_one(adaptor: Any) -> None:
    adaptor.upstream.gate.clear()
    asking = asyncio.ensure_future(adaptor.gladly.detailed(EMAIL))
    await adaptor.upstream.asked.wait()
    await adaptor.tenant(returnlogic_api_key="rl-key-2")
    adaptor.upstream.gate.set()

    answer = await asking

    assert answer.json()["results"][0]["customAttributes"]["rmaCount"] == "0"
    assert [call.headers["authorization"] for call in adaptor.upstream.calls] == ["Bearer rl-key", "Bearer rl-key-2"]


async def test_what_is_shown_can_be_sent_back_whole(adaptor: Any) -> None:
    await adaptor.tenant(basic_auth={"username": "u", "password": "p"}, signing_keys=["k1", "k2"])
    before = stored(adaptor)
    shown = (await adaptor.admin.get("/tenants/acme")).json()

    config = {name: value for name, value in shown.items() if name not in {"name", "is_enabled"}}
    answer = await adaptor.admin.put("/tenants/acme", json=config)

    assert (answer.status_code, stored(adaptor)) == (200, before)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("bolt", "returnlogic_api_key", MASK),
        ("bolt", "signing_keys", [MASK]),
        ("acme", "signing_keys", [MASK, MASK]),
        ("acme", "basic_auth", {"username": "u", "password": MASK}),
    ],
    ids=["no such tenant", "no key yet", "one key only", "no password yet"],
)
async def test_a_masked_secret_that_stands_for_none_is_refused(
    adaptor: Any, name: str, field: str, value: object
) -> None:
    answer = await adaptor.admin.put(f"/tenants/{name}", json={**ACME, field: value})

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, field)


async def test_creating_only_leaves_a_tenant_that_is_there_alone(adaptor: Any) -> None:
    before = stored(adaptor)
    only_new = {"If-None-Match": "*"}

    there = await adaptor.admin.put("/tenants/acme", json={"returnlogic_api_key": "x"}, headers=only_new)
    new = await adaptor.admin.put("/tenants/bolt", json={"returnlogic_api_key": "x"}, headers=only_new)

    assert (there.status_code, new.status_code, stored(adaptor)) == (412, 201, before)


async def test_two_signing_keys_hold_until_the_rotation_is_finished(adaptor: Any) -> None:
    added = await adaptor.admin.post("/tenants/acme/rotate", json={"signing_key": "k-new"})
    during = [(await adaptor.gladly.detailed(EMAIL, key=key)).status_code for key in (ACME["signing_keys"][0], "k-new")]
    third = await adaptor.admin.post("/tenants/acme/rotate", json={"signing_key": "k-third"})

    finished = await adaptor.admin.post("/tenants/acme/rotate/finish")
    after = [(await adaptor.gladly.detailed(EMAIL, key=key)).status_code for key in (ACME["signing_keys"][0], "k-new")]

    assert [added.status_code, third.status_code, finished.status_code] == [200, 409, 200]
    assert (during, after, keys_of(adaptor)) == ([200, 200], [401, 200], ["k-new"])
    assert "k-new" not in added.text + third.text + finished.text


async def test_a_rotation_that_was_not_begun_cannot_be_finished(adaptor: Any) -> None:
    answer = await adaptor.admin.post("/tenants/acme/rotate/finish")

    assert (answer.status_code, len(keys_of(adaptor))) == (409, 1)


async def test_a_disabled_tenant_answers_like_an_unknown_one_and_the_log_knows(adaptor: Any, logged: Any) -> None:
    await adaptor.admin.post("/tenants/acme/disable")

    refused = [await adaptor.gladly.detailed(EMAIL), await adaptor.gladly.search(EMAIL)]
    unknown = await adaptor.gladly.detailed(EMAIL, tenant="nobody")

    assert [(answer.status_code, answer.text) for answer in refused] == [(404, unknown.text)] * 2
    assert adaptor.upstream.calls == []
    assert [(line["tenant"], line["kind"], line["outcome"]) for line in logged if line["event"] == "lookup"] == [
        *[("acme", "-", "tenant_disabled")] * 2,
        ("-", "-", "tenant_unknown"),
    ]


async def test_an_enabled_tenant_answers_again(adaptor: Any) -> None:
    await adaptor.admin.post("/tenants/acme/disable")
    shown = (await adaptor.admin.get("/tenants/acme")).json()

    await adaptor.admin.post("/tenants/acme/enable")

    assert (shown["is_enabled"], (await adaptor.gladly.detailed(EMAIL)).status_code) == (False, 200)


async def test_replacing_a_disabled_tenant_does_not_enable_it(adaptor: Any) -> None:
    await adaptor.admin.post("/tenants/acme/disable")

    answer = await adaptor.admin.put("/tenants/acme", json=ACME)

    assert answer.json()["is_enabled"] is False


async def test_many_tenants_are_imported_in_one_go(adaptor: Any) -> None:
    entries = [{"name": "acme", **ACME}, {"name": "bolt", **ACME, "is_enabled": False}, {"name": "acorn", **ACME}]
    await adaptor.admin.put("/tenants/acorn", json={**ACME, "currency": "EUR"})

    answer = await adaptor.admin.post("/tenants", json={"tenants": entries})

    assert answer.json() == {"created": ["bolt"], "replaced": ["acorn"], "unchanged": ["acme"]}
    assert (stored(adaptor, "bolt").is_enabled, stored(adaptor, "acorn").currency) == (False, "USD")


async def test_a_dry_run_says_the_same_and_stores_nothing(adaptor: Any) -> None:
    entries = {"tenants": [{"name": "acme", **ACME, "currency": "EUR"}, {"name": "bolt", **ACME}]}

    answer = await adaptor.admin.post("/tenants?check=true", json=entries)

    assert answer.json() == {"created": ["bolt"], "replaced": ["acme"], "unchanged": []}
    assert [(tenant.name, tenant.currency) for tenant in adaptor.services.tenants.all()] == [("acme", "USD")]


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"name": "core", **ACME, "max_age_s": -1}, "tenants.1.max_age_s"),
        ({"name": "no name", **ACME}, "tenants.1.name"),
        ({"name": "bolt", **ACME}, "tenants.1.name"),
        ({"name": "core", "returnlogic_api_key": MASK}, "tenants.1.returnlogic_api_key"),
        ({"name": "core"}, "tenants.1.returnlogic_api_key"),
    ],
    ids=["a bad field", "a bad name", "a name twice", "a masked secret that nobody knows", "no key"],
)
async def test_one_wrong_tenant_keeps_the_whole_list_out(adaptor: Any, wrong: dict[str, Any], attr: str) -> None:
    answer = await adaptor.admin.post("/tenants", json={"tenants": [{"name": "bolt", **ACME}, wrong]})

    assert (answer.status_code, [problem["attr"] for problem in answer.json()["errors"]]) == (422, [attr])
    assert [tenant.name for tenant in adaptor.services.tenants.all()] == ["acme"]


SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40).filter(MASK.__ne__)
CONFIG = st.fixed_dictionaries(
    {"returnlogic_api_key": SECRET},
    optional={
        "signing_keys": st.lists(SECRET, max_size=2),
        "basic_auth": st.fixed_dictionaries({"username": st.text(max_size=10), "password": SECRET}),
        "allow_unsigned": st.booleans(),
        "is_enabled": st.booleans(),
        "attributes": st.none() | st.lists(st.sampled_from(["rma", "rmaCode", "transactions"]), unique=True),
        "trust_filter": st.booleans(),
        "max_age_s": st.floats(0, 86_400),
        "currency": st.sampled_from(["USD", "EUR"]),
    },
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configs=st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9-]{0,20}\Z"), CONFIG, min_size=1, max_size=4))
async def test_what_is_listed_can_be_imported_again_and_changes_nothing(
    adaptor: Any, configs: dict[str, dict[str, Any]]
) -> None:
    entries = [{"name": name, **config} for name, config in configs.items()]
    imported = await adaptor.admin.post("/tenants", json={"tenants": entries})
    before = adaptor.services.tenants.all()

    listed = (await adaptor.admin.get("/tenants")).json()
    again = await adaptor.admin.post("/tenants", json=listed)

    assert imported.status_code == 200
    assert again.json() == {"created": [], "replaced": [], "unchanged": [tenant.name for tenant in before]}
    assert adaptor.services.tenants.all() == before
    for entry in entries:
        kept = adaptor.services.tenants.get(entry["name"])
        assert kept.returnlogic_api_key.get_secret_value() == entry["returnlogic_api_key"]
        assert [key.get_secret_value() for key in kept.signing_keys] == entry.get("signing_keys", [])


async def test_every_change_is_logged_without_a_value(adaptor: Any, logged: Any) -> None:
    admin = adaptor.admin
    await admin.put("/tenants/bolt", json={"returnlogic_api_key": "s3cret", "signing_keys": ["s3cret"]})
    await admin.patch("/tenants/bolt", json={"max_age_s": 5, "returnlogic_api_key": "s3cret2"})
    await admin.post("/tenants/bolt/rotate", json={"signing_key": "s3cret3"})
    await admin.post("/tenants/bolt/rotate/finish")
    await admin.post("/tenants/bolt/disable")
    await admin.post("/tenants/bolt/enable")
    await admin.post("/tenants/bolt/forget", json={"email": EMAIL})
    await admin.delete("/tenants/bolt")

    changes = [
        "created",
        "set max_age_s,returnlogic_api_key",
        "signing_key_added",
        "signing_key_dropped",
        "disabled",
        "enabled",
        "forgot_a_person",
        "removed",
    ]
    line = {"event": "tenant changed", "log_level": "info", "tenant": "bolt"}
    assert logged == [{**line, "change": change} for change in changes]


def warnings_in(logged: Any) -> list[tuple[str, str]]:
    return [(line["event"][:8], line["tenant"]) for line in logged if line["log_level"] == "warning"]


@pytest.mark.parametrize(
    ("changes", "count"),
    [({}, 1), ({"signing_keys": ["k"]}, 0), ({"basic_auth": {"username": "u"}}, 0), ({"allow_unsigned": False}, 0)],
    ids=["unsigned", "signed", "basic auth", "refused"],
)
async def test_a_tenant_that_takes_unsigned_lookups_is_warned_of_at_each_change(
    adaptor: Any, logged: Any, changes: dict[str, Any], count: int
) -> None:
    open_to_all = {"returnlogic_api_key": "rl", "allow_unsigned": True, **changes}
    await adaptor.admin.put("/tenants/bolt", json=open_to_all)
    await adaptor.admin.patch("/tenants/bolt", json={"max_age_s": 5})

    assert warnings_in(logged) == [("UNSIGNED", "bolt")] * (2 * count)


async def test_a_tenant_that_takes_unsigned_lookups_is_warned_of_at_the_start(tmp_path: Path, logged: Any) -> None:
    chosen = Settings(database=f"sqlite+aiosqlite:///{tmp_path / 'adaptor.db'}", encryption_keys=SecretStr(new_key()))
    unsigned = {"returnlogic_api_key": "rl", "allow_unsigned": True}
    async with Services.of(chosen, transport=None, clock=utc_now).running() as services:
        await services.tenants.put(Tenant.model_validate({"name": "bolt", **unsigned}))
        await services.tenants.put(Tenant.model_validate({"name": "acme", **unsigned, "signing_keys": ["k"]}))
    assert warnings_in(logged) == []

    async with Services.of(chosen, transport=None, clock=utc_now).running():
        pass

    assert warnings_in(logged) == [("UNSIGNED", "bolt")]
