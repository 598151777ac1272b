"""Draw a flow as one self-contained SVG: same flow, same bytes."""

from hashlib import sha256

from rma_scenarios.flow.record import Flow
from rma_scenarios.flow.sequence import WIDTH, sequence
from rma_scenarios.flow.svg_parts import element, plain
from rma_scenarios.flow.text import flow_lines
from rma_scenarios.flow.theme import STYLE
from rma_scenarios.flow.verdict_strip import time_bar, verdict_strip

_MARGIN = 14


def flow_svg(flow: Flow, *, key: str | None = None, changed: frozenset[int] = frozenset()) -> str:
    """Draw lanes and arrows, Gladly's verdicts under them, and the slowest lookup against five seconds.

    The picture needs no script, font or file, follows the reader's choice of light or dark, and carries its own
    text alternative. It may stand in a page beside others.

    Args:
        flow: What to draw.
        key: Tells this picture's ids from those of others in the page; needed where one flow may stand twice.
        changed: Numbers of the arrows that another flow does not have; they are marked.
    """
    parts, bottom = sequence(flow.arrows, _MARGIN, changed)
    strip, bottom = verdict_strip(flow.decisions, bottom + 10, WIDTH)
    parts += strip
    if flow.slowest_lookup_ms is not None:
        bar, bottom = time_bar(flow.slowest_lookup_ms, bottom, WIDTH)
        parts += bar
    height = bottom + _MARGIN
    alternative = "\n".join(flow_lines(flow, changed=changed))
    key = key or sha256(f"{flow.title}\n{alternative}".encode()).hexdigest()[:10]
    return element(
        "svg",
        [
            element("title", [plain(f"{flow.title}: who asked whom")], id=f"title-{key}"),
            element("desc", [plain(alternative)], id=f"desc-{key}"),
            element("style", [STYLE]),
            element("rect", width=WIDTH, height=height, class_="page"),
            parts,
        ],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        class_="rma-flow",
        role="img",
        aria_labelledby=f"title-{key} desc-{key}",
    )
