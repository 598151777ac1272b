"""Offer what fits: on the profile, and on the card of each RMA."""

from collections.abc import Iterator, Mapping, Sequence

from rma_adaptor.actions.doing import Action
from rma_adaptor.actions.moves import AUTHORIZE, REJECT, RESEND_LABEL
from rma_adaptor.actions.notes import NOTE
from rma_adaptor.actions.starting import START_RETURN
from rma_adaptor.returnlogic import Rma
from rma_adaptor.tenants import Tenant
from rma_adaptor.tickets import Ticket, Tickets
from rma_adaptor.wire import ActionOffer, CustomerResult, LookupResponse, OrderCard

ACTIONS: Mapping[str, Action] = {
    action.name: action for action in (START_RETURN, AUTHORIZE, REJECT, RESEND_LABEL, NOTE)
}
"""Every action there is, by the name in its addresses."""

_REQUESTED = "Requested"


def with_offers(
    answer: LookupResponse, tenant: Tenant, email: str, rows: Sequence[Rma], tickets: Tickets
) -> LookupResponse:
    """Return a detailed answer with the actions that fit; without `assumed_api` as it is.

    Args:
        rows: Those of the cards, in the same order; there may be more of them.

    Contract: GL-ACT-1 and GL-ACT-2, on the profile and on cards (documented); which are offered is how an adaptor
    restricts them (GL-ACT-3, documented).
    """
    if not tenant.assumed_api:
        return answer

    def on_card(card: OrderCard, rma: Rma) -> OrderCard:
        offered = (_offer(action, tenant, Ticket(email, rma.id), tickets) for action in fitting(rma))
        return card.model_copy(update={"actions": tuple(offered)})

    def on_profile(result: CustomerResult) -> CustomerResult:
        cards = result.transactions
        if cards is not None:
            # By place: a card shows an id that is very long in short.
            cards = tuple(on_card(card, rma) for card, rma in zip(cards, rows, strict=False))
        offered = (_offer(START_RETURN, tenant, Ticket(email), tickets),)
        return result.model_copy(update={"transactions": cards, "actions": offered})

    return LookupResponse(results=tuple(on_profile(result) for result in answer.results))


def fitting(rma: Rma) -> Iterator[Action]:
    """Return what may be done with an RMA as it stands.

    Contract: RL-LIFE-1, only a requested one is authorised or rejected (documented); RL-LIFE-14, its label is not
    mailed before (documented); RL-STATUS-1, archived and deleted ones are closed (documented). Of what is closed
    there may still be something to note, unless it is not there any more (RL-LIFE-12, documented).
    """
    if rma.status == _REQUESTED and rma.is_open:
        yield AUTHORIZE
        yield REJECT
    elif rma.label is not None and rma.is_open:
        yield RESEND_LABEL
    if rma.put_away != "deleted":
        yield NOTE


def address_of(tenant: Tenant, action: Action, ticket: Ticket, tickets: Tickets) -> str:
    """Return where an action's form is, or is sent to: relative, and without a query.

    Contract: GL-SIGN-2, published readings differ in how a query is signed; a path is signed alike in all of them.
    """
    return f"/t/{tenant.name}/actions/{action.name}/{tickets.seal(tenant, action.name, ticket)}"


def _offer(action: Action, tenant: Tenant, ticket: Ticket, tickets: Tickets) -> ActionOffer:
    return ActionOffer(name=action.label, form_url=address_of(tenant, action, ticket, tickets))
