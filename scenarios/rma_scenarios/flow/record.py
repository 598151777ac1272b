"""Record a flow: the exchanges of one story as an ordered list of arrows over four lanes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from rma_scenarios.flow.bodies import as_mapping
from rma_scenarios.flow.exchanges import Exchange, exchange_from
from rma_scenarios.flow.nesting import Moment, in_causal_order
from rma_scenarios.flow.sentences import answer_sentence, call_sentence, is_rma_page


class Lane(StrEnum):
    """Name the four lanes, in the order in which a picture shows them."""

    PEOPLE = "Customer/Agent"
    GLADLY = "Gladly"
    ADAPTOR = "Adaptor"
    RETURNLOGIC = "ReturnLogic"


@dataclass(frozen=True)
class Arrow:
    """Hold one arrow: a call, or the answer to one.

    `at_ms` counts from the start of the flow; `duration_ms` is the whole exchange and stands on answers only;
    `exchange` is the journal's sequence number; `depth` is how many calls are still waiting for an answer.
    """

    number: int
    source: Lane
    target: Lane
    sentence: str
    is_answer: bool
    status: int | None
    is_failed: bool
    at_ms: float
    duration_ms: float | None
    exchange: int
    depth: int


@dataclass(frozen=True)
class Decision:
    """Hold one verdict of Gladly, with what triggered it."""

    round: str
    trigger: str
    app_name: str
    rule: str
    outcome: str
    sentence: str
    flip: str | None


@dataclass(frozen=True)
class Flow:
    """Hold one recorded flow, from which every view is made."""

    title: str
    question: str
    arrows: tuple[Arrow, ...]
    decisions: tuple[Decision, ...]
    exchanges: tuple[Exchange, ...]
    slowest_lookup_ms: float | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """List what happened, one sentence per arrow."""
        return tuple(arrow.sentence for arrow in self.arrows)

    @property
    def rules(self) -> tuple[str, ...]:
        """List the ids of the rules that decided, each once, in order of first use."""
        return tuple(dict.fromkeys(decision.rule for decision in self.decisions if decision.rule))

    def normalised(self) -> "Flow":
        """Give the flow with times that do not differ from run to run.

        Durations are cut to whole seconds, so that a lookup over five seconds still shows; offsets become the order.
        """
        arrows = (replace(arrow, at_ms=0.0, duration_ms=_whole_seconds(arrow.duration_ms)) for arrow in self.arrows)
        return replace(self, arrows=tuple(arrows), slowest_lookup_ms=_whole_seconds(self.slowest_lookup_ms))


def record_flow(
    journal: Iterable[Mapping[str, Any]],
    rounds: Iterable[Mapping[str, Any]],
    *,
    title: str,
    question: str,
    include_reads: bool = False,
) -> Flow:
    """Make a flow of journal rows and Gladly's rounds.

    Args:
        journal: Rows in any order.
        rounds: Gladly's rounds in any order; their verdicts become decisions, oldest first.
        title: Names the flow.
        question: What the reader wants to know of it.
        include_reads: Draw also the page reads that change nothing and trigger nothing.
    """
    told = sorted(map(exchange_from, journal), key=_beginning)
    told = [exchange for exchange in told if include_reads or not _is_mere_read(exchange)]
    lookups = [exchange.duration_ms for exchange in told if exchange.target == "adaptor"]
    return Flow(
        title=title,
        question=question,
        arrows=tuple(_arrows(told)),
        decisions=tuple(_decisions(rounds)),
        exchanges=tuple(told),
        slowest_lookup_ms=max(lookups, default=None),
    )


def _beginning(exchange: Exchange) -> tuple[int, datetime, int]:
    """Return what sorts exchanges by their beginning; the time is for journals that were kept without its number."""
    return exchange.begun, exchange.at, exchange.seq


def lane_of(party: str) -> Lane:
    """Give the lane a party stands in: everybody who is not a service stands in the first."""
    services = {"gladly": Lane.GLADLY, "adaptor": Lane.ADAPTOR, "returnlogic": Lane.RETURNLOGIC}
    return services.get(party, Lane.PEOPLE)


def _is_mere_read(exchange: Exchange) -> bool:
    reads = exchange.is_by_person and exchange.method == "GET" and not exchange.operation
    return reads and not is_rma_page(exchange)


def _arrows(exchanges: Sequence[Exchange]) -> Iterator[Arrow]:
    start = exchanges[0].at if exchanges else None
    told = ((moment, _sentence(moment)) for moment in in_causal_order(exchanges))
    worth_telling = ((moment, sentence) for moment, sentence in told if sentence)
    for number, (moment, sentence) in enumerate(worth_telling, 1):
        exchange, is_answer = moment.exchange, moment.is_answer
        caller, called = lane_of(exchange.source), lane_of(exchange.target)
        offset = (exchange.at - start).total_seconds() * 1000 if start else 0.0
        yield Arrow(
            number=number,
            source=called if is_answer else caller,
            target=caller if is_answer else called,
            sentence=sentence,
            is_answer=is_answer,
            status=exchange.status if is_answer else None,
            is_failed=is_answer and exchange.is_failed,
            at_ms=offset + (exchange.duration_ms if is_answer else 0.0),
            duration_ms=exchange.duration_ms if is_answer else None,
            exchange=exchange.seq,
            depth=moment.depth,
        )


def _sentence(moment: Moment) -> str | None:
    return answer_sentence(moment.exchange) if moment.is_answer else call_sentence(moment.exchange)


def _decisions(rounds: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    for played in sorted(rounds, key=lambda one: (str(one.get("at", "")), str(one.get("id", "")))):
        for verdict in map(as_mapping, played.get("verdicts") or []):
            yield Decision(
                round=str(played.get("id") or ""),
                trigger=str(played.get("trigger") or ""),
                app_name=str(verdict.get("app_name") or verdict.get("app") or ""),
                rule=str(verdict.get("rule") or ""),
                outcome=str(verdict.get("outcome") or ""),
                sentence=str(verdict.get("sentence") or ""),
                flip=str(verdict["flip"]) if verdict.get("flip") else None,
            )


def _whole_seconds(duration_ms: float | None) -> float | None:
    return None if duration_ms is None else duration_ms // 1000 * 1000.0
