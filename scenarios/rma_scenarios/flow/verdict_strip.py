"""Draw what stands under the lanes: Gladly's verdicts, and the slowest lookup against five seconds."""

from collections.abc import Sequence

from rma_scenarios.flow.record import Decision
from rma_scenarios.flow.svg_parts import LINE_HEIGHT, element, line, text, text_block
from rma_scenarios.flow.wording import (
    FIVE_SECONDS_MS,
    change_words,
    lookup_time,
    outcome_mark,
    outcome_words,
    reason,
    trigger_words,
)
from rma_scenarios.flow.wrapping import wrapped

_LEFT = 16
_SENTENCE_X = 196
_SENTENCE_WIDTH = 690
_SIZE = 13
_BAR = 8


def verdict_strip(decisions: Sequence[Decision], top: int, width: int) -> tuple[str, int]:
    """Draw one box per verdict: outcome and trigger, the sentence, the deciding rule.

    Returns:
        The markup, and the height at which it ends.
    """
    parts: list[str] = []
    for decision in decisions:
        markup, top = _verdict(decision, top, width)
        parts.append(markup)
        top += 8
    return "".join(parts), top


def _verdict(decision: Decision, top: int, width: int) -> tuple[str, int]:
    sentence = wrapped(reason(decision), _SENTENCE_WIDTH, _SIZE)
    flip = wrapped(change_words(decision), _SENTENCE_WIDTH, _SIZE) if decision.flip else []
    rows = max(2, len(sentence) + len(flip))
    height = rows * LINE_HEIGHT + 16
    first = top + LINE_HEIGHT + 4
    mood = {"✓": "good", "✗": "bad"}.get(outcome_mark(decision), "strong")
    box = element("rect", x=_LEFT, y=top, width=width - 2 * _LEFT, height=height, rx=6, class_="box")
    parts = [
        box,
        text(f"{outcome_mark(decision)} {outcome_words(decision)}", _LEFT + 12, first, mood),
        text(trigger_words(decision), _LEFT + 12, first + LINE_HEIGHT, "muted"),
        text_block(sentence, _SENTENCE_X, first),
        text_block(flip, _SENTENCE_X, first + len(sentence) * LINE_HEIGHT, "muted"),
        text(decision.rule, width - _LEFT - 12, first, "rule end"),
    ]
    return "".join(parts), top + height


def time_bar(slowest_ms: float, top: int, width: int) -> tuple[str, int]:
    """Draw the slowest lookup as a thin bar, with the line that five seconds make.

    Returns:
        The markup, and the height at which it ends.
    """
    whole = max(FIVE_SECONDS_MS * 1.2, slowest_ms * 1.05)
    room = width - 2 * _LEFT
    y, limit = top + 24, _LEFT + room * FIVE_SECONDS_MS / whole
    spent = "spent" if slowest_ms <= FIVE_SECONDS_MS else "overspent"
    parts = [
        text(lookup_time(slowest_ms), _LEFT, top + 14, "muted"),
        element("rect", x=_LEFT, y=y, width=room, height=_BAR, class_="box"),
        element("rect", x=_LEFT, y=y, width=max(3, room * slowest_ms / whole), height=_BAR, class_=spent),
        line((limit, y - 5), (limit, y + _BAR + 5), "limit"),
        text("five seconds", limit + 6, y + _BAR + 14, "muted"),
    ]
    return "".join(parts), y + _BAR + 22
