"""Every verdict names a change that really flips it: each is applied in a fork, and the round played again there."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

DECIDING = {
    *("GL-LINK-1", "GL-LINK-2", "GL-LINK-3", "GL-LINK-4", "GL-LINK-5", "GL-LINK-6", "GL-LINK-7", "GL-LINK-10"),
    *("GL-DETAIL-1", "GL-DETAIL-2", "GL-ROUND-1", "GL-ROUND-2", "GL-ANSWER-1", "GL-TIME-1"),
}
STRANGER = "stranger@example.com"
CUSTOMER = "the.customer@example.com"
CUSTOMER_NUMBER = "+16505550177"
APPS = [
    {"id": "first", "name": "First", "url": "http://127.0.0.1:8700/first", "signing_key": "k"},
    {"id": "other", "name": "Other", "url": "http://127.0.0.1:8700/other", "signing_key": "k"},
]
OWN_EMAILS = ("one@example.com", "Two@example.com")
OWN_NUMBERS = ("+16505550101", "+16505550102")


@dataclass(frozen=True)
class Story:
    """One round as it is drawn; `trouble` strikes the app and question of `trouble_at`."""

    emails: list[str]
    phones: list[tuple[str, str]]
    auto_linking: list[str]
    found: list[tuple[str | None, str | None, str]]
    detailed: int
    before: str
    act: str
    trouble: str | None
    trouble_at: tuple[str, str]
    lookups: dict[str, Any]

    def rows(self) -> list[dict[str, Any]]:
        """Return the results of the auto-link request."""
        rows: list[dict[str, Any]] = []
        for place, (email, number, kind) in enumerate(self.found):
            phones = [{"original": number, "type": kind}] if number else []
            emails = [{"original": email}] if email else []
            rows.append({"externalCustomerId": f"c-{place}", "emails": emails, "phones": phones})
        return rows

    def sharing(self) -> dict[str, Any]:
        """Return the result that Gladly waits for: the profile's own customer."""
        return customer(self.emails[:1], [number for number, _ in self.phones])


def customer(emails: list[str], numbers: list[str]) -> dict[str, Any]:
    """Return one result."""
    return {
        "externalCustomerId": "c",
        "emails": [{"original": email} for email in emails],
        "phones": [{"original": number, "type": "MOBILE"} for number in numbers],
    }


@dataclass
class Script:
    """What the two adaptors answer, by app and question; `asked` holds what they were asked."""

    answers: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    troubles: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, story: Story) -> "Script":
        """Return the answers as a story has them."""
        script = cls({("first", "auto_link"): story.rows(), ("first", "detailed"): [customer([], [])] * story.detailed})
        if story.trouble is not None:
            script.troubles[story.trouble_at] = story.trouble
        return script

    def copy(self, **change: Any) -> "Script":
        """Return the same script, to be changed."""
        return replace(self, answers=dict(self.answers), troubles=dict(self.troubles), **change)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        level = json.loads(request.content)["lookupLevel"]
        place = (request.url.path.strip("/"), "auto_link" if level == "BASIC" else "detailed")
        self.asked.add(place)
        match self.troubles.get(place):
            case "silence":
                await asyncio.Event().wait()
            case "an error":
                return httpx.Response(500)
            case "rubbish":
                return httpx.Response(200, text="<html>")
        return httpx.Response(200, json={"results": self.answers.get(place, [])})


stories = st.builds(
    Story,
    emails=st.sampled_from([list(OWN_EMAILS[:1]), list(OWN_EMAILS), list(OWN_EMAILS[1:]), []]),
    phones=st.lists(
        st.tuples(st.sampled_from(OWN_NUMBERS), st.sampled_from(["MOBILE", "HOME"])),
        max_size=2,
        unique_by=lambda row: row[0],
    ),
    auto_linking=st.sampled_from(
        [["emails"], ["emails", "phones.mobile"], ["phones.mobile"], ["phones.mobile", "emails"], [], []]
    ),
    found=st.one_of(
        st.lists(
            st.tuples(
                st.sampled_from([*OWN_EMAILS, STRANGER, None]),
                st.sampled_from([*OWN_NUMBERS, "+16505550199", None]),
                st.sampled_from(["MOBILE", ""]),
            ),
            max_size=3,
        ),
        st.just([(OWN_EMAILS[0], OWN_NUMBERS[0], "MOBILE")]),
    ),
    detailed=st.sampled_from([1, 1, 1, 0, 2]),
    before=st.sampled_from(["new", "new", "linked", "unlinked"]),
    act=st.sampled_from(["open", "open", "open", "link"]),
    trouble=st.sampled_from([None, None, "an error", "rubbish", "silence"]),
    trouble_at=st.sampled_from(
        [("first", "auto_link"), ("first", "detailed"), ("other", "auto_link"), ("other", "auto_link")]
    ),
    lookups=st.sampled_from([{}, {"phone_match": "both"}, {"legacy_suggestions": True}, {"legacy_suggestions": True}]),
)


class Player:
    """Plays a story in a world, and again in its fork with the change that the verdict names."""

    def __init__(self, mocks: Any, story: Story) -> None:
        self._mocks, self._story = mocks, story
        self._links: dict[str, Any] = {}
        self._profile_id = ""

    async def play(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the verdict that decides, and that of the same app after the change."""
        await self._set_up()
        fork = (await self._mocks.control.post(f"worlds/{self._links['id']}/fork", json={})).json()
        script = Script.of(self._story)
        told = await self._round(self._links["id"], script)
        decided = _deciding(told)
        changed = await self._with_change(fork["id"], script, decided["change"])
        await self._mocks.control.delete(f"worlds/{self._links['id']}")
        await self._mocks.control.delete(f"worlds/{fork['id']}")
        return decided, next(row for row in changed if row["app"] == decided["app"])

    async def _set_up(self) -> None:
        story = self._story
        apps = [APPS[0] | {"auto_linking": story.auto_linking}, APPS[1]]
        self._links = await self._mocks.open(
            apps=apps, customers=0, gladly={"lookup_timeout_s": 0.05, "lookups": story.lookups}
        )
        body = {
            "name": "Pat",
            "emails": [{"original": email} for email in story.emails],
            "phones": [{"original": number, "type": kind} for number, kind in story.phones],
        }
        made = await self._mocks.gladly.post("/api/v1/customer-profiles", json=body, auth=self._auth(self._links))
        self._profile_id = made.headers["location"].rsplit("/", 1)[1]
        if story.before != "new":
            await self._links_by_hand(self._links["id"], Script({("first", "detailed"): [customer([], [])]}), "c")
        if story.before == "unlinked":
            await self._mocks.gladly.delete(f"{self._path(self._links['id'])}/links/first")

    async def _round(self, world_id: str, script: Script) -> list[dict[str, Any]]:
        if self._story.act == "link":
            return await self._links_by_hand(world_id, script, "c")
        return await self._calls(world_id, script, "open")

    async def _links_by_hand(self, world_id: str, script: Script, picked: str) -> list[dict[str, Any]]:
        return await self._calls(world_id, script, "links", {"app": "first", "external_customer_id": picked})

    async def _calls(
        self, world_id: str, script: Script, what: str, body: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        self._mocks.adaptor.script = script
        answer = await self._mocks.gladly.post(f"{self._path(world_id)}/{what}", json=body)
        verdicts: list[dict[str, Any]] = answer.json()["round"]["verdicts"]
        return verdicts

    async def _with_change(self, world_id: str, played: Script, change: dict[str, Any]) -> list[dict[str, Any]]:
        """Apply one change; what was not asked before is answered as Gladly waits for it."""
        script = played.copy()
        script.troubles = {place: how for place, how in played.troubles.items() if place in played.asked}
        for place, awaited in (("auto_link", self._story.sharing()), ("detailed", customer([], []))):
            for app in ("first", "other"):
                if (app, place) not in played.asked or (app, place) in played.troubles:
                    script.answers[app, place] = [awaited]
        match change["on"]:
            case "profile":
                return await self._changes_profile(world_id, script, change)
            case "app":
                page = f"/w/{world_id}/desk/api/apps/{change['app']}"
                await self._mocks.gladly.patch(page, json={"auto_linking": change["auto_linking"]})
            case "answer":
                script.answers[change["app"], change["to"]] = _results(change)
            case "adaptor":
                script.troubles = {place: how for place, how in script.troubles.items() if place[0] != change["app"]}
        return await self._round(world_id, script)

    async def _changes_profile(self, world_id: str, script: Script, change: dict[str, Any]) -> list[dict[str, Any]]:
        if "link_by_hand" in change:
            return await self._links_by_hand(world_id, script, change["link_by_hand"] or "c")
        if "add_email" in change:
            if change["add_email"] is None:
                script.answers["first", "auto_link"] = [customer([CUSTOMER], [])]
            return await self._calls(world_id, script, "emails", {"email": change["add_email"] or CUSTOMER})
        if change["add_phone"] is None:
            script.answers["first", "auto_link"] = [customer([], [CUSTOMER_NUMBER])]
        number = {"original": change["add_phone"] or CUSTOMER_NUMBER, "type": "MOBILE"}
        rest = f"/api/v1/customer-profiles/{self._profile_id}"
        fork = (await self._mocks.control.get(f"worlds/{world_id}")).json()
        own = [{"original": had, "type": kind} for had, kind in self._story.phones]
        await self._mocks.gladly.patch(rest, json={"phones": [*own, number]}, auth=self._auth(fork))
        return await self._round(world_id, script)

    def _path(self, world_id: str) -> str:
        return f"/w/{world_id}/desk/api/profiles/{self._profile_id}"

    def _auth(self, links: dict[str, Any]) -> tuple[str, str]:
        return links["gladly"]["username"], links["gladly"]["api_token"]


def _deciding(told: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the verdict that decided: what another app spoiled, then what failed, then the first app's own."""
    spoilt = [row for row in told if row["rule"] == "GL-ROUND-1"]
    return [*spoilt, *(row for row in told if row["outcome"] == "failed"), *told][0]


def _results(change: dict[str, Any]) -> list[dict[str, Any]]:
    shares = change.get("shares", {})
    one = customer(
        [shares["emails"]] if "emails" in shares else [], [shares["phones.mobile"]] if "phones.mobile" in shares else []
    )
    return {"none": [], "exactly_one": [one], "two": [one, one | {"externalCustomerId": "c2"}]}[change["results"]]


def _is_good(verdict: dict[str, Any]) -> bool:
    return verdict["outcome"] in ("linked", "refreshed")


def _is_flipped(story: Story, decided: dict[str, Any], changed: dict[str, Any]) -> bool:
    """A lookup that failed need only succeed where the profile has nothing that anybody could match."""
    if decided["outcome"] == "failed" and not _is_good(changed):
        needed = story.auto_linking if decided["app"] == "first" else ["emails"]
        is_strict = story.lookups.get("phone_match") == "both"
        usable = [number for number, kind in story.phones if kind == "MOBILE" or not is_strict]
        owned = {"emails": story.emails, "phones.mobile": usable}
        return changed["outcome"] != "failed" and not any(owned[name] for name in needed)
    return _is_good(decided) != _is_good(changed)


class Scripted:
    """The transport's end: whatever script is in force answers."""

    def __init__(self) -> None:
        self.script = Script()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        return await self.script(request)


def test_the_change_that_a_verdict_names_flips_it_and_every_deciding_rule_is_met(
    mocks_over: Callable[..., AbstractAsyncContextManager[Any]],
) -> None:
    met: Counter[str] = Counter()

    with asyncio.Runner() as runner:
        opened = mocks_over(adaptor=Scripted())
        mocks = runner.run(opened.__aenter__())

        @settings(max_examples=500, deadline=None, derandomize=True, database=None)
        @given(stories)
        def flips(story: Story) -> None:
            decided, changed = runner.run(Player(mocks, story).play())
            met[decided["rule"]] += 1
            assert _is_flipped(story, decided, changed), (decided, changed)

        flips()
        runner.run(opened.__aexit__(None, None, None))

    assert set(met) == DECIDING
