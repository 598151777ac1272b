"""A webhook is a hint: it says whom to ask about again, and is never believed, however it comes."""

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rma_adaptor.budget import Budget
from rma_adaptor.read_model import ReadModel
from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.readings import Reading
from rma_adaptor.webhooks import Hint, hint_of

SECRET, OTHER = "s" * 32, "t" * 32
EVENT = {"id": "evt_01HZX6T9S8", "topic": "rma.updated", "teamId": "8a1d", "occurredAt": "2026-03-04T17:22:31Z"}
DAY = 86_400
NOW = datetime(2026, 3, 2, 15, 0, 1, tzinfo=UTC)


def body(**rma: Any) -> bytes:
    return json.dumps({**EVENT, "data": rma}).encode()


@pytest.mark.parametrize(
    ("sent", "hint"),
    [
        pytest.param(body(rlRmaId=7, customerEmail="Ana <ANA@x.com>"), Hint(("ana@x.com",), ("7",)), id="as assumed"),
        pytest.param(body(email="jos\u00e9@x.com"), Hint(("jos\u00e9@x.com", "jose\u0301@x.com")), id="two spellings"),
        pytest.param(body(rlRmaId="7"), Hint((), ("7",)), id="no e-mail"),
        pytest.param(body(id=7.0, email="ana@x.com"), Hint(("ana@x.com",), ("7",)), id="other names"),
        pytest.param(body(_assumed={"customerEmail": "ana@x.com"}), Hint(("ana@x.com",)), id="assumed fields"),
        pytest.param(body(rma={"id": "7", "email": "ana@x.com"}), Hint(("ana@x.com",), ("7",)), id="nested"),
        pytest.param(b'{"rlRmaId":7,"topic":"RmaChanged"}', Hint((), ("7",)), id="the RMA itself"),
        pytest.param(json.dumps(EVENT).encode(), Hint(), id="an event without an RMA"),
        pytest.param(body(rlRmaId={}, customerEmail="nobody"), Hint(), id="fields of other types"),
        pytest.param(b"[1, 2]", Hint(), id="a list"),
        pytest.param(b'{"data": [1]}', Hint(), id="a list inside"),
        pytest.param(b"", Hint(is_readable=False), id="nothing"),
        pytest.param(b"\xff\xfe", Hint(is_readable=False), id="no text"),
        pytest.param(b"[" * 100_000, Hint(is_readable=False), id="too deep"),
    ],
)
def test_whom_it_is_about_is_read_as_far_as_it_says(sent: bytes, hint: Hint) -> None:
    assert hint_of(sent) == hint


@given(sent=st.binary() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps).map(str.encode))
def test_no_body_is_an_error(sent: bytes) -> None:
    hint_of(sent)


@pytest.fixture
async def shop(adaptor: Any, row: Any) -> Any:
    """An adaptor that may show rows for a day, and has shown Ana's and Leo's."""
    await adaptor.tenant(max_age_s=DAY, webhooks={"secrets": [SECRET]})
    adaptor.upstream.rows = [row(7), row(8, email="leo@example.com")]
    for email in ("ana@example.com", "leo@example.com"):
        await adaptor.gladly.detailed(email)
    adaptor.upstream.calls.clear()
    adaptor.clock.move(60)
    return adaptor


async def hook(shop: Any, content: bytes, *, tenant: str = "acme", secret: str = SECRET, **headers: str) -> Any:
    return await shop.gladly.http.post(f"/t/{tenant}/webhooks/{secret}", content=content, headers=headers)


async def asked_again(shop: Any) -> list[str]:
    """Open both profiles and return of whom ReturnLogic was asked."""
    for email in ("ana@example.com", "leo@example.com"):
        await shop.gladly.detailed(email, at=shop.clock.now)
    return [request.url.params["email"].split("@")[0] for request in shop.upstream.calls]


@pytest.mark.parametrize(
    ("content", "again"),
    [
        pytest.param(body(customerEmail="ana@example.com"), ["ana"], id="by e-mail"),
        pytest.param(body(rlRmaId=8), ["leo"], id="by the id of an RMA that is known"),
        pytest.param(body(rlRmaId=8, customerEmail="ana@example.com"), ["ana", "leo"], id="an RMA that changed hands"),
        pytest.param(body(rlRmaId=9, customerEmail="mia@example.com"), [], id="somebody whom nobody opened"),
        pytest.param(body(rlRmaId=9), ["ana", "leo"], id="an RMA that nobody knows"),
        pytest.param(b"...", ["ana", "leo"], id="a body that cannot be read"),
        pytest.param(b'{"topic": "team.renamed"}', ["ana", "leo"], id="an unknown topic about nobody"),
    ],
)
async def test_whoever_it_is_about_is_asked_for_again_and_nobody_else(
    shop: Any, content: bytes, again: list[str]
) -> None:
    answer = await hook(shop, content)
    calls_by_the_webhook = len(shop.upstream.calls)

    assert (answer.status_code, calls_by_the_webhook, await asked_again(shop)) == (204, 0, again)


async def test_what_it_says_of_a_return_is_never_shown(shop: Any) -> None:
    await hook(shop, body(rlRmaId=7, customerEmail="ana@example.com", workflowStatus="Complete", orderName="#666"))
    shop.upstream.always = httpx.Response(503)

    answer = await shop.gladly.detailed("ana@example.com", at=shop.clock.now)

    [customer] = answer.json()["results"]
    assert (customer["customAttributes"]["rmaStatus"], "#666" in answer.text) == ("In Transit", False)
    assert "down for maintenance" in customer["customAttributes"]["rmaNotice"]


async def test_other_tenants_rows_stay_as_they_are(shop: Any) -> None:
    await shop.tenant("bolt", max_age_s=DAY)
    await shop.gladly.detailed("ana@example.com", tenant="bolt", at=shop.clock.now)
    shop.upstream.calls.clear()
    await hook(shop, b"...")

    await shop.gladly.detailed("ana@example.com", tenant="bolt", at=shop.clock.now)

    assert shop.upstream.calls == []


@pytest.mark.parametrize(
    ("tenant", "secret"),
    [
        pytest.param("acme", OTHER, id="a wrong secret"),
        pytest.param("acme", SECRET[:-1], id="a part of the secret"),
        pytest.param("nobody", SECRET, id="no such tenant"),
        pytest.param("bolt", SECRET, id="a tenant without webhooks"),
        pytest.param("acme", "********", id="the mask"),
        pytest.param("acme", "-", id="what nobody's is compared with"),
        pytest.param("acme", "%C3%A4", id="another script"),
    ],
)
async def test_without_the_secret_it_is_not_found_whatever_is_wrong(shop: Any, tenant: str, secret: str) -> None:
    await shop.tenant("bolt")

    answer = await hook(shop, b"...", tenant=tenant, secret=secret)

    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (404, "there is no such tenant")
    assert await asked_again(shop) == []


async def test_either_of_two_secrets_holds(shop: Any) -> None:
    await shop.tenant(max_age_s=DAY, webhooks={"secrets": [SECRET, OTHER]})

    answers = [await hook(shop, b"{}", secret=secret) for secret in (SECRET, OTHER)]

    assert [answer.status_code for answer in answers] == [204, 204]


async def test_a_disabled_tenants_webhooks_are_not_lost(shop: Any) -> None:
    await shop.admin.post("/tenants/acme/disable")
    answer = await hook(shop, body(customerEmail="ana@example.com"))
    await shop.admin.post("/tenants/acme/enable")

    assert (answer.status_code, await asked_again(shop)) == (204, ["ana"])


@pytest.mark.parametrize(
    ("key", "status"),
    [pytest.param("sign", 204, id="right"), pytest.param("other", 401, id="wrong"), pytest.param(None, 401, id="none")],
)
async def test_a_tenant_may_ask_for_a_signature_too(shop: Any, key: str | None, status: int) -> None:
    await shop.tenant(max_age_s=DAY, webhooks={"secrets": [SECRET], "signing_key": "sign"})
    content = body(customerEmail="ana@example.com")
    signature = {"X-ReturnLogic-Signature": hmac.new(key.encode(), content, hashlib.sha256).hexdigest()} if key else {}

    answer = await hook(shop, content, **signature)

    assert (answer.status_code, await asked_again(shop)) == (status, ["ana"] if status == 204 else [])


async def test_bodies_have_the_limits_of_lookups(adaptor_with: Any) -> None:
    adaptor = await adaptor_with(max_body_bytes=1024)
    await adaptor.tenant(webhooks={"secrets": [SECRET]})

    answer = await hook(adaptor, b"x" * 1025)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "body_too_large")


async def test_each_is_counted_and_logged_by_what_came_of_it_and_tells_of_nobody(shop: Any, logged: list[Any]) -> None:
    await hook(shop, body(customerEmail="ana@example.com"))
    await hook(shop, body(rlRmaId=99))
    await hook(shop, b"...")
    await hook(shop, b"...", secret=OTHER)
    await hook(shop, b"...", tenant="ana@example.com")

    lines = [(line["tenant"], line["outcome"]) for line in logged if line["event"] == "webhook"]
    page = shop.services.metrics.page().decode()
    outcomes = ["person", "everybody", "unreadable", "tenant_unknown"]
    assert lines == [*(("acme", outcome) for outcome in outcomes), ("-", "tenant_unknown")]
    for name, outcome in lines:
        assert f'rma_adaptor_webhooks_total{{outcome="{outcome}",tenant="{name}"}} 1.0' in page
    assert all(secret not in str(logged) + page for secret in ("ana@", SECRET, OTHER))


PEOPLE = {"ana@x.com": 1, "leo@x.com": 2}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["change", "tell", "tell again", "open", "answer"]),
        st.sampled_from(sorted(PEOPLE)),
        st.sampled_from(["e-mail", "id", "both", "nothing", "nonsense", "another's id"]),
    ),
    min_size=4,
    max_size=30,
)


class Shop:
    """Two people whose one RMA changes, a ReturnLogic that answers when told, and what must hold of each open."""

    def __init__(self, capacity: int) -> None:
        self.version = dict.fromkeys(PEOPLE, 0)
        self.told = dict.fromkeys(PEOPLE, 0)  # how things stood when a webhook about them was acknowledged
        self.asked: list[asyncio.Event] = []
        self.opened: list[tuple[asyncio.Task[Reading], int]] = []
        # The clock stands still, so that nothing is ever too old: only webhooks let anybody be asked again.
        self.model = ReadModel(capacity=capacity, clock=lambda: NOW)

    async def fetch(self, email: str, *, is_background: bool) -> Reading:
        del is_background
        row = Rma.model_validate({"rlRmaId": PEOPLE[email], "orderName": str(self.version[email])})
        answered = asyncio.Event()
        self.asked.append(answered)
        await answered.wait()
        return Reading((row,), NOW, source="")

    async def do(self, kind: str, email: str, how: str) -> None:
        if kind in {"change", "tell"}:
            self.version[email] += 1
        if kind in {"tell", "tell again"}:
            hint = hint_of(hook_body(email, how))
            await self.model.mark_stale("acme", hint.emails, hint.rma_ids)
            self.told[email] = self.version[email]
        if kind == "open":
            work = self.model.read("acme", email, max_age_s=DAY, fetch=partial(self.fetch, email), budget=Budget.of(60))
            self.opened.append((asyncio.ensure_future(work), self.told[email]))
        if kind == "answer":
            self.answer()
        await idle()

    def answer(self) -> None:
        for answered in self.asked:
            answered.set()
        self.asked.clear()


def hook_body(email: str, how: str) -> bytes:
    number = PEOPLE[email]
    return {
        "e-mail": body(customerEmail=email),
        "id": body(rlRmaId=number),
        "both": body(rlRmaId=number, customerEmail=email),
        "nothing": body(),
        "nonsense": b"\x00",
        "another's id": body(rlRmaId=99, customerEmail=email),
    }[how]


async def idle() -> None:
    for _ in range(6):
        await asyncio.sleep(0)


async def played(steps: list[tuple[str, str, str]], capacity: int) -> list[tuple[int, int]]:
    shop = Shop(capacity)
    for step in [*steps, ("answer", "", ""), *(("open", email, "") for email in PEOPLE)]:
        await shop.do(*step)
    while shop.asked:
        shop.answer()
        await idle()
    readings = [(await task, at_least) for task, at_least in shop.opened]
    await shop.model.aclose()
    return [(int(reading.rows[0].order_name or ""), at_least) for reading, at_least in readings]


@settings(max_examples=300)
@given(steps=STEPS, capacity=st.sampled_from([1, 2]))
def test_in_any_order_and_number_whatever_was_acknowledged_shows_at_every_open_after_it(
    steps: list[tuple[str, str, str]], capacity: int
) -> None:
    """Late, doubled, about nobody, before anything was read, while it is being read: each open is at least as new."""
    assert all(shown >= at_least for shown, at_least in asyncio.run(played(steps, capacity)))
