"""What each verb of a scenario is called in plain English."""

from collections.abc import Callable

import pytest

from rma_scenarios.format.reading import Case
from rma_scenarios.verbs.cast import Cast, listed, span

SENTENCES = {
    "customer: {who: gina, starts_chat: {}}": "Gina Lin opens the Returns Center and types their e-mail into its chat",
    "customer: {starts_chat: {in: store, email: a@b.example}}": "A shopper opens the store and types a@b.example "
    "into its chat",
    "customer: {who: gina, says: Where is it?}": "Gina Lin writes in the chat: “Where is it?”",
    "customer: {who: gina, sends_email: {subject: My jacket}}": "Gina Lin sends an e-mail: “My jacket”",
    "customer: {sends_email: {email: a@b.example, text: Hello}}": "A shopper sends an e-mail from a@b.example: “Hello”",
    "customer: {who: gina, looks_up_order: {order: boots}}": "Gina Lin opens the Returns Center and looks up "
    "the order boots",
    "customer: {who: gina, looks_up_order: {}}": "Gina Lin opens the Returns Center and asks for a mail "
    "that starts a return",
    "customer: {who: gina, starts_return: boots}": "Gina Lin starts a return in the Returns Center: "
    "everything of the order boots",
    "customer: {who: gina, starts_return: {order: boots, items: [Socks, {product: Hat, reason: Damage}]}}": "Gina Lin "
    "starts a return in the Returns Center: Socks (Refund, Too Small) and Hat (Refund, Damage)",
    "agent: {opens_profile: gina}": "The agent opens the profile of Gina Lin",
    "agent: {adds_email: {profile: omar, email: a@b.example}}": "The agent adds a@b.example "
    "to the profile of Omar Haddad",
    "agent: {creates_profile: {name: Leo}}": "The agent makes a customer profile of Leo",
    "agent: {searches: {profile: gina, search: a@b.example}}": "The agent searches by hand for a@b.example "
    "from the profile of Gina Lin",
    "agent: {searches: {profile: gina, search: {email: a@b.example, fields: {name: Leo}}}}": "The agent searches "
    "by hand for a@b.example and Leo from the profile of Gina Lin",
    "agent: {links_manually: {profile: gina, search: a@b.example}}": "The agent searches for a@b.example, "
    "picks the match and links the profile of Gina Lin",
    "agent: {links_manually: {profile: gina, search: a@b.example, picks: 2}}": "The agent searches for a@b.example, "
    "picks the match number 2 and links the profile of Gina Lin",
    "agent: {unlinks: gina}": "The agent unlinks the profile of Gina Lin",
    "agent: {unlinks: {profile: gina, app: Loyalty Club}}": "The agent unlinks the profile of Gina Lin "
    "from Loyalty Club",
    "agent: {merges_profiles: {from: omar, into: gina}}": "The agent merges the profile of Omar Haddad "
    "into the profile of Gina Lin",
    "agent: {replies: On its way}": "The agent replies: “On its way”",
    "agent: {follows_rma_link: gina}": "The agent clicks the RMA link on the profile of Gina Lin",
    "agent: {starts_return: boots}": "The agent starts a return in ReturnLogic: everything of the order boots",
    "agent: {runs_action: {profile: gina, action: Give a voucher}}": "The agent runs the action Give a voucher "
    "on the profile of Gina Lin",
    "agent: {runs_action: {profile: gina, action: Cancel, on: '1832', fills: {reason: size, notify: false}}}": "The "
    "agent runs the action Cancel of order 1832 on the profile of Gina Lin, with size as reason and notify off",
    "admin: {sets_app: {enable_actions: false}}": "An administrator switches Enable Actions off",
    "merchant: {creates_return: boots}": "The merchant's staff creates a return by hand: everything of the order boots",
    "merchant: {opens_rma: jacket}": "The merchant's staff opens the page of the RMA jacket",
    "merchant: {authorizes: jacket}": "The merchant's staff authorises the RMA jacket",
    "merchant: {rejects: jacket}": "The merchant's staff rejects the RMA jacket",
    "merchant: {cancels: jacket}": "The merchant's staff cancels the RMA jacket",
    "merchant: {approves_item: {rma: jacket, product: Hat}}": "The merchant's staff approves Hat of the RMA jacket",
    "merchant: {unapproves_item: {rma: jacket, product: Hat, size: M}}": "The merchant's staff no longer approves "
    "Hat in M of the RMA jacket",
    "merchant: {processes: jacket}": "The merchant's staff processes all items of the RMA jacket",
    "merchant: {processes: {rma: jacket, return_type: Refund}}": "The merchant's staff processes the Refund items "
    "of the RMA jacket",
    "merchant: {completes: jacket}": "The merchant's staff completes the RMA jacket",
    "merchant: {comments: {rma: jacket, text: Called}}": "The merchant's staff notes on the RMA jacket: “Called”",
    "merchant: {deletes_rma: jacket}": "The merchant's staff deletes the RMA jacket",
    "warehouse: {receives: jacket}": "The warehouse receives everything of the RMA jacket",
    "warehouse: {receives: {rma: jacket, product: Hat, quantity: 1, disposition: Damaged, comment: Torn}}": "The "
    "warehouse receives 1 of Hat of the RMA jacket, Damaged, and notes: “Torn”",
    "warehouse: {receives: {rma: jacket, product: Hat, size: M}}": "The warehouse receives Hat in M of the RMA jacket",
    "carrier: {scans_label: jacket}": "The carrier scans the label of the RMA jacket",
    "carrier: {delivers: jacket}": "The carrier delivers the parcel of the RMA jacket",
    "admin: {sets_app: {auto_linking: []}}": "An administrator switches Auto-linking off",
    "admin: {sets_app: {auto_linking: [emails], active: false}}": "An administrator switches Auto-linking on and "
    "deactivates the app",
    "admin: {sets_app: {overwrite_existing_values: true}}": "An administrator switches Overwrite Existing Values on",
    "admin: {sets_app: {}}": "An administrator looks at the app page",
    "admin: {makes_adaptor_forget: gina}": "An administrator makes the adaptor forget Gina Lin",
    "admin: {makes_adaptor_forget: {}}": "An administrator makes the adaptor forget everybody",
    "clock: {advances: 3d}": "3 days pass",
    "clock: {advances: 24h}": "1 day passes",
    "clock: {moves_to: '2026-04-01T00:00:00Z'}": "It is now 2026-04-01T00:00:00Z",
    "clock: {freezes: true}": "Time stands still",
    "clock: {freezes: false}": "Time goes on",
    "clock: {freezes: {on: true, rate_windows: true}}": "Time stands still, also that in which calls are counted",
    "returnlogic: {fails: status}": "ReturnLogic answers with an error",
    "returnlogic: {fails: {with: status, status: 502, times: 1}}": "ReturnLogic answers with an error 502 once",
    "returnlogic: {fails: {with: latency, latency: 250ms, times: 3}}": "ReturnLogic is slow (250 milliseconds) 3 times",
    "returnlogic: {fails: {with: drip, latency: 1s, percent: 30}}": "ReturnLogic lets its answers drip in small pieces "
    "(1 second apart), on 30 of a hundred calls",
    "returnlogic: {fails: {with: expired_token, times: 1}}": "ReturnLogic says that the token has expired once",
    "returnlogic: {fails: {with: maintenance, begins_in: 1h, lasts: 30m}}": "ReturnLogic is down for maintenance, "
    "for 30 minutes, beginning in 1 hour",
    "gladly: {fails: reset}": "Gladly resets the connection",
    "clock: {to_next_event: true}": "Time passes until the next thing is due",
    "returnlogic: {recovers: true}": "ReturnLogic works again",
    "returnlogic: {revokes_key: true}": "ReturnLogic revokes the API key that the adaptor uses",
    "gladly: {fails: maintenance}": "Gladly is down for maintenance",
    "gladly: {recovers: }": "Gladly works again",
    "api: {get: /api/v1/x}": "A program calls GET /api/v1/x of gladly",
    "api: {delete: /tenants/x, to: adaptor_admin}": "A program calls DELETE /tenants/x of adaptor admin",
    "api: {sends_lookup: {email: a@b.example}}": "A program sends the adaptor a detailed lookup about a@b.example, "
    "correctly signed",
    "api: {sends_lookup: {email: a@b.example, kind: auto_link, signed: false}}": "A program sends the adaptor "
    "an auto-link lookup about a@b.example, unsigned",
    "api: {sends_lookup: {email: a@b.example, key: x, age: 10m, tampers: body}}": "A program sends the adaptor "
    "a detailed lookup about a@b.example, signed with another key, signed 10 minutes ago, "
    "whose body was changed after signing",
    "api: {sends_lookup: {email: a@b.example, ahead: 10m}}": "A program sends the adaptor a detailed lookup "
    "about a@b.example, signed 10 minutes ahead",
    "api: {repeats_lookup: true}": "A program sends the latest lookup to the adaptor again, byte for byte",
}


@pytest.mark.parametrize(
    ("step", "sentence"), [pytest.param(step, sentence, id=sentence) for step, sentence in SENTENCES.items()]
)
def test_a_step_is_told_as_a_sentence(case: Callable[..., Case], step: str, sentence: str) -> None:
    scenario = case(f"  - {step}").scenario

    assert scenario.steps[0].actor.sentence(Cast(scenario.given)) == sentence


def test_a_profile_that_the_story_made_is_called_by_its_key(case: Callable[..., Case]) -> None:
    steps = "  - agent: {creates_profile: {name: Leo, as: newcomer}}\n  - agent: {opens_profile: newcomer}"

    scenario = case(steps).scenario

    assert scenario.steps[1].actor.sentence(Cast(scenario.given)) == "The agent opens the profile of newcomer"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.25, "250 milliseconds"),
        (1, "1 second"),
        (1.5, "1.5 seconds"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (7200, "2 hours"),
        (86_400, "1 day"),
        (259_200, "3 days"),
    ],
)
def test_a_span_of_time_is_told_in_its_largest_whole_unit(seconds: float, told: str) -> None:
    assert span(seconds) == told


@pytest.mark.parametrize(
    ("words", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_a_sentence_does(words: list[str], told: str) -> None:
    assert listed(words) == told
