"""Name outcomes, triggers and spans of time the same way in every view."""

from rma_scenarios.flow.record import Decision

FIVE_SECONDS_MS = 5000.0
"""Gladly's advice for an answer to a lookup. Contract: Lookup Adaptor best practices (documented), GL-TIME-1."""

CHANGED = "≠"
"""Stands before an arrow that another flow does not have."""

_LONG = (("d", 86_400_000, 1), ("h", 3_600_000, 1), ("min", 60_000, 0))
"""Units of stories in which somebody moves the clock, the longest first."""

_OUTCOMES = {
    "linked": ("✓", "Linked"),
    "refreshed": ("✓", "Refreshed"),
    "kept": ("○", "Kept"),
    "not_linked": ("○", "Not linked"),
    "not_asked": ("○", "Not asked"),
    "failed": ("✗", "Failed"),
    "not_shown": ("○", "Not shown"),
}
_TRIGGERS = {
    "profile_opened": "Profile opened",
    "contact_in": "Shopper got in touch",
    "email_added": "E-mail added",
    "profiles_merged": "Profiles merged",
    "manual_link": "Agent clicked Link",
    "manual_search": "Searched by hand",
}


def outcome_mark(decision: Decision) -> str:
    """Give the sign that tells an outcome without colour."""
    return _OUTCOMES.get(decision.outcome, ("○", ""))[0]


def outcome_words(decision: Decision) -> str:
    """Give an outcome in words, capitalised."""
    return _OUTCOMES.get(decision.outcome, ("", decision.outcome.replace("_", " ").capitalize()))[1]


def reason(decision: Decision) -> str:
    """Give a verdict's sentence without the outcome that views name beside it."""
    before, colon, after = decision.sentence.partition(": ")
    if colon and before == outcome_words(decision):
        return after[:1].upper() + after[1:]
    return decision.sentence


def change_words(decision: Decision) -> str:
    """Say what would turn the verdict; empty when nothing is known to."""
    return f"What would change it: {decision.flip}" if decision.flip else ""


def trigger_words(decision: Decision) -> str:
    """Give in words what made Gladly look."""
    return _TRIGGERS.get(decision.trigger, decision.trigger.replace("_", " ").capitalize())


def span(duration_ms: float) -> str:
    """Write a span of time as people read it: `under 1 s` for none, then `12 ms`, `1.3 s`."""
    if duration_ms <= 0:
        return "under 1 s"
    if duration_ms < 1:
        return "under 1 ms"
    if duration_ms < 1000:  # noqa: PLR2004 - milliseconds in a second
        return f"{duration_ms:.0f} ms"
    return f"{duration_ms / 1000:.1f} s"


def offset(at_ms: float) -> str:
    """Write when something happened, counted from the start of the flow: `+12 ms`, `+1.25 s`, `+3 min`, `+5.1 d`."""
    if at_ms < 1000:  # noqa: PLR2004 - milliseconds in a second
        return f"+{at_ms:.0f} ms"
    for unit, size_ms, digits in _LONG:
        if at_ms >= size_ms:
            return f"+{at_ms / size_ms:.{digits}f}".removesuffix(".0") + f" {unit}"
    return f"+{at_ms / 1000:.2f} s"


def lookup_time(slowest_ms: float) -> str:
    """Say how long the slowest lookup took, and whether that is within five seconds."""
    verdict = "within" if slowest_ms <= FIVE_SECONDS_MS else "over"
    return f"Slowest lookup: {span(slowest_ms)}, {verdict} the five seconds that Gladly asks for"
