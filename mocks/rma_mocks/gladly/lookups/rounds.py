"""Play one trigger on a profile: ask every app that must be asked, then apply all answers or none."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rma_mocks.gladly.entities import AnswerWarning, App, LinkState, Outcome, Profile, Round, Verdict
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.lookups import linking, question
from rma_mocks.gladly.lookups import verdicts as told
from rma_mocks.gladly.lookups.answer import Answer, Result
from rma_mocks.gladly.lookups.caller import Ask, LookupFailed
from rma_mocks.gladly.lookups.merging import apply_detailed
from rma_mocks.gladly.organisation import Organisation


@dataclass(frozen=True, slots=True)
class _Part:
    """What one app's lookups came to, and what to store if the whole round holds."""

    app: App
    verdict: Verdict
    result: Result | None = None


class Rounds:
    """Run the lookups of one organisation.

    Args:
        organisation: Whose profiles and apps.
        ask: Sends one question to one app.
    """

    def __init__(self, organisation: Organisation, ask: Ask) -> None:
        self._organisation = organisation
        self._ask = ask
        self._warnings: dict[str, list[AnswerWarning]] = {}

    async def trigger(self, profile: Profile, why: str) -> Round:
        """Ask all active apps about a profile that was opened, contacted in, or got an e-mail or phone.

        Contract: Gladly, when lookups are sent (documented; GL-TRIGGER-1); all adaptors of a round succeed or
        fail together (documented; GL-ROUND-1).
        """
        apps = self._organisation.active_apps
        return await self._run(profile, why, apps, lambda app, round_id: self._automatic(app, profile, round_id))

    async def refresh(self, profile: Profile, why: str) -> Round:
        """Ask the apps that a profile is linked to for its details, and no other.

        Contract: Gladly, a detailed lookup after an action (documented; GL-ACT-9).
        """
        apps = [app for app in self._organisation.active_apps if profile.link_to(app.id).state is LinkState.LINKED]
        return await self._run(profile, why, apps, lambda app, round_id: self._automatic(app, profile, round_id))

    async def link(self, profile: Profile, app: App, external_customer_id: str) -> Round:
        """Link a profile to the result that an agent picked; it holds only if the detailed lookup does.

        Contract: Gladly, link a customer profile by hand (documented; GL-LINK-7).
        """

        async def part(app: App, round_id: str) -> _Part:
            results = await self._detailed(app, profile, external_customer_id, round_id)
            if len(results) != 1:
                return _Part(app, told.link_refused(app, len(results)))
            return _Part(app, told.linked_by_hand(app, results[0].external_customer_id), results[0])

        return await self._run(profile, "manual_link", [app], part)

    async def search(self, app: App, filled: dict[str, str], round_id: str) -> list[Result]:
        """Send an agent's search to one app, or raise LookupFailed."""
        form = [row.attribute for row in app.search_query_attributes]
        asked = question.manual_search(filled, form, self._organisation.lookups)
        return await self._ask(app, asked, round_id=round_id)

    async def _run(self, profile: Profile, why: str, apps: list[App], part: "_PartOf") -> Round:
        began_at, began = self._organisation.world.clock.now(), time.perf_counter()
        round_id = self._organisation.next_round_id()
        warnings = self._warnings.setdefault(round_id, [])
        profiles = self._organisation.profiles
        async with profiles.lock_of(profile.id):
            profiles.refuse_merged(profile)
            parts = await asyncio.gather(*(_caught(part, app, round_id) for app in apps))
            if self._organisation.profiles is not profiles:  # nothing of it may reach the data that came instead
                raise GladlyError(409, "invalid_state", "the world was reset while this lookup was under way")
            verdicts = self._applied(profile, [row for row in parts if row.app.is_active], warnings)
            # Both lookups of a round often have the same oddity, which is told once.
            profile.verdicts, profile.warnings = verdicts, tuple(dict.fromkeys(self._warnings.pop(round_id)))
        finished = Round(
            id=round_id,
            trigger=why,
            profile_id=profile.id,
            at=began_at,
            duration_ms=round((time.perf_counter() - began) * 1000, 3),
            verdicts=verdicts,
            warnings=profile.warnings,
        )
        self._organisation.note_round(finished)
        return finished

    def _applied(self, profile: Profile, parts: list[_Part], warnings: list[AnswerWarning]) -> tuple[Verdict, ...]:
        """Store all answers or none; what decided comes first, one verdict an app, then what no card shows."""
        culprit = next((part.app for part in parts if part.verdict.outcome is Outcome.FAILED), None)
        if culprit is None:
            for part in parts:
                if part.result is not None:
                    warnings += apply_detailed(self._organisation, part.app, profile, part.result)
            return (*(part.verdict for part in parts), *self._unlisted(parts))
        return tuple(told.not_applied(part.app, culprit) if part.result is not None else part.verdict for part in parts)

    def _unlisted(self, parts: list[_Part]) -> list[Verdict]:
        sent = [(part.app, part.result.custom_attributes) for part in parts if part.result is not None]
        rows = [(app, self._organisation.unlisted(name for name, text in given.items() if text)) for app, given in sent]
        return [told.not_shown(app, names) for app, names in rows if names]

    async def _automatic(self, app: App, profile: Profile, round_id: str) -> _Part:
        link = profile.link_to(app.id)
        if link.state is LinkState.LINKED and link.external_customer_id:
            results = await self._detailed(app, profile, link.external_customer_id, round_id)
            if len(results) != 1:
                return _Part(app, told.kept(app, len(results)))
            return _Part(app, told.refreshed(app), results[0])
        if link.state is LinkState.UNLINKED:
            return _Part(app, linking.not_asked(app, profile, was_unlinked=True))
        if not app.auto_linking and not self._organisation.lookups.legacy_suggestions:
            return _Part(app, linking.not_asked(app, profile, self._organisation.lookups, was_unlinked=False))
        return await self._auto_link(app, profile, round_id)

    async def _auto_link(self, app: App, profile: Profile, round_id: str) -> _Part:
        settings = self._organisation.lookups
        results = await self._asked(app, question.auto_link(profile, settings), round_id)
        verdict, external_customer_id = linking.decide_auto_link(app, profile, results, settings)
        if external_customer_id is None:
            return _Part(app, verdict)
        details = await self._detailed(app, profile, external_customer_id, round_id)
        if len(details) != 1:
            return _Part(app, told.link_refused(app, len(details)))
        return _Part(app, verdict, details[0])

    async def _detailed(self, app: App, profile: Profile, external_customer_id: str, round_id: str) -> list[Result]:
        asked = question.detailed(profile, external_customer_id, self._organisation.lookups)
        return await self._asked(app, asked, round_id)

    async def _asked(self, app: App, asked: question.Question, round_id: str) -> list[Result]:
        results = await self._ask(app, asked, round_id=round_id)
        self._warnings[round_id] += results.warnings if isinstance(results, Answer) else ()
        return results


_PartOf = Callable[[App, str], Awaitable[_Part]]


async def _caught(part: "_PartOf", app: App, round_id: str) -> _Part:
    try:
        return await part(app, round_id)
    except LookupFailed as failure:
        return _Part(app, told.failed(app, str(failure), rule=failure.rule))
