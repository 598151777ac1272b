"""Answer Gladly's two questions: who might this be, and what about this one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rma_adaptor import answers
from rma_adaptor.actions.offers import with_offers
from rma_adaptor.attributes import Known
from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicError, SearchUnanswered
from rma_adaptor.fetching import fetch_rows
from rma_adaptor.matching import normalise_email, normalise_emails
from rma_adaptor.returnlogic import ProductFacts, Rma
from rma_adaptor.rows.readings import Reading
from rma_adaptor.sentences.sizing import MOST_PRODUCTS, fits_of
from rma_adaptor.services import Services
from rma_adaptor.telemetry import LookupRecord
from rma_adaptor.tenants import Tenant
from rma_adaptor.wire import BasicLookup, DetailedLookup, LookupResponse

_BACKGROUND_S = 30.0
"""How long calls that nobody waits for may wait for their turns."""


@dataclass(frozen=True)
class Asking:
    """Hold what one lookup needs besides its question."""

    services: Services
    tenant: Tenant
    budget: Budget
    record: LookupRecord
    trace: str = ""

    async def read(self, email: str) -> Reading:
        """Return one person's rows from the read model or from ReturnLogic.

        Raises:
            ReturnLogicError: Nothing usable is known and ReturnLogic gave no answer.
        """
        reading = await self.services.read_model.read(
            self.tenant.name,
            email,
            max_age_s=self.tenant.max_age_s,
            stale_while_revalidate_s=self.tenant.stale_while_revalidate_s,
            fetch=partial(self._fetch, email),
            budget=self.budget,
        )
        if reading.failure is not None:
            self.record.cause = reading.failure.code
        self.record.note_age((self.services.clock() - reading.as_of).total_seconds())
        return reading

    def facts(self, rows: Sequence[Rma]) -> Mapping[str, ProductFacts]:
        """Return what is known of the products that did not fit, and have the rest found out; nothing is waited for.

        For a tenant with `assumed_api` only: such calls are assumed to exist (RL-API-1).
        """
        products = tuple(fit.product.casefold() for fit in fits_of(rows)[:MOST_PRODUCTS])
        if not products:
            return {}
        services, team = self.services, self.services.team_of(self.tenant)
        watch, call_s = services.call_watch(self.tenant.name), services.settings.budget_s
        services.shelf.learn(
            team,
            products,
            lambda: services.client.asker(team, Budget.of(_BACKGROUND_S, call_s=call_s), watch, is_background=True),
        )
        return services.shelf.known(team, products)

    async def _fetch(self, email: str, *, is_background: bool) -> Reading:
        reading, dropped = await fetch_rows(
            self.services,
            # As it is now: it may have been changed or removed since this lookup came, and what was kept forgotten.
            self.services.tenants.get(self.tenant.name),
            email,
            budget=Budget.of(self.services.settings.budget_s),
            on_call=self.record.count_call,
            trace=self.trace,
            is_background=is_background,
        )
        self.record.dropped_rows += dropped
        return reading


async def basic(question: BasicLookup, asking: Asking) -> bytes:
    """Return one result per asked e-mail that has RMAs, as JSON.

    Raises:
        SearchUnanswered: An agent's search cannot be answered in full. An auto-link is answered with nobody instead:
            the profile stays unlinked and Gladly asks again, whereas an error would fail every other adaptor.

    Contract: GL-ROUND-1, one adaptor's error fails the whole lookup (documented).
    """
    asking.record.kind = "auto_link" if question.is_auto_link else "manual_search"
    emails = normalise_emails(question.emails)[: asking.services.settings.max_emails]
    outcomes = await asyncio.gather(*(asking.read(email) for email in emails), return_exceptions=True)
    readings: dict[str, Reading] = {}
    for email, outcome in zip(emails, outcomes, strict=True):
        if isinstance(outcome, ReturnLogicError):
            return _basic_unanswered(question, outcome, asking.record).as_json()
        if isinstance(outcome, BaseException):
            raise outcome
        readings[email] = outcome
    answer = answers.candidates({email: reading.rows for email, reading in readings.items()})
    is_stale = any(reading.failure for reading in readings.values())
    asking.record.outcome = "stale" if is_stale else "found" if answer.results else "nobody"
    return answer.as_json()


async def detailed(question: DetailedLookup, asking: Asking) -> bytes:
    """Return everything about the linked person, as JSON; nobody when the id is not an e-mail.

    Contract: GL-LINK-7 (documented); RL-CUSTOMER-1, the id is the e-mail in lower case (assumed).
    """
    asking.record.kind = "detailed"
    email = normalise_email(question.external_customer_id)
    if email is None:
        asking.record.outcome = "nobody"
        return answers.NOBODY.as_json()
    try:
        reading = await asking.read(email)
    except ReturnLogicError as failure:
        asking.record.outcome, asking.record.cause = "outage", failure.code
        return answers.customer_unanswered(asking.tenant, email, failure).as_json()
    asking.record.outcome = "stale" if reading.failure else "found" if reading.rows else "no_returns"
    if asking.tenant.assumed_api:
        # What is known of products changes while the rows stay the same.
        return _customer(asking, email, reading, asking.facts(reading.rows))
    return reading.answered(asking.tenant, lambda: _customer(asking, email, reading))


def _customer(asking: Asking, email: str, reading: Reading, facts: Mapping[str, ProductFacts] | None = None) -> bytes:
    notice = answers.stale_notice(reading.failure, reading.as_of) if reading.failure else ""
    known = Known(email, reading.rows, reading.as_of, reading.is_complete, notice, facts or {})
    answer = answers.customer(asking.tenant, known)
    return answers.small_json(with_offers(answer, asking.tenant, email, reading.rows, asking.services.tickets))


def _basic_unanswered(question: BasicLookup, failure: ReturnLogicError, record: LookupRecord) -> LookupResponse:
    record.outcome, record.cause = "outage", failure.code
    if question.is_auto_link:
        return answers.NOBODY
    raise SearchUnanswered(failure) from failure
