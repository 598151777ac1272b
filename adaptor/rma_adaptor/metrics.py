"""Count what operators watch, for Prometheus; labels are tenants' names and our own words, never a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from rma_adaptor.limits_told import limits_told
from rma_adaptor.telemetry import ActionRecord, LookupRecord

_LOOKUP_BUCKETS_S = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5)
_AGE_BUCKETS_S = (1, 5, 15, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600)
_BY_WINDOW = ("tenant", "window")
_NAMED_STATUS = frozenset({200, 401, 403, 404, 429, 503})

# A time of birth for every series would double the page, and rate() needs none.
disable_created_metrics()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class _Series:
    """Hold what one kind of lookup is counted on; finding each by its labels costs as much as counting."""

    lookups: Counter
    took: Histogram
    age: Histogram


class Metrics:
    """Hold one process's instruments in a registry of their own; parts add theirs with `watch` or on `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Info("rma_adaptor_build", "Which version runs", registry=self.registry)
        build.info({"version": version("rma-toolkit")})
        self.under_way = Gauge("rma_adaptor_lookups_under_way", "Lookups being answered", registry=self.registry)
        asked = ("tenant", "kind", "outcome")
        self._lookups = self._counter("rma_adaptor_lookups", "Lookups answered or refused", *asked)
        self._degraded = self._counter("rma_adaptor_degraded_lookups", "Lookups without fresh rows", "tenant", "cause")
        self._dropped = self._counter("rma_adaptor_dropped_rows", "Rows dropped as other people's", "tenant")
        self._calls = self._counter("rma_adaptor_returnlogic_calls", "Calls made to ReturnLogic", "tenant", "outcome")
        self._refusals = self._counter("rma_adaptor_returnlogic_refused_calls", "Calls not made", "tenant", "reason")
        granting = ("grant", "outcome")
        self._token_calls = self._counter("rma_adaptor_token_calls", "Calls for tokens of installations", *granting)
        acted = ("tenant", "action", "step", "outcome")
        self._actions = self._counter("rma_adaptor_actions", "Forms of actions shown, and what became of them", *acted)
        self._webhooks = self._counter("rma_adaptor_webhooks", "Webhooks by what came of them", "tenant", "outcome")
        self._took = self._histogram("rma_adaptor_lookup_seconds", "Time of a lookup", "tenant", "kind")
        self._call_took = self._histogram("rma_adaptor_returnlogic_call_seconds", "Time of one call", "tenant")
        self._age = self._histogram("rma_adaptor_served_age_seconds", "Age of rows served", "tenant", of=_AGE_BUCKETS_S)
        left = "Share of ReturnLogic's limit that is left, as its last answer said"
        self._left = Gauge("rma_adaptor_returnlogic_limit_left_ratio", left, _BY_WINDOW, registry=self.registry)

        self._series: dict[tuple[str, str, str], _Series] = {}
        self._call_series: dict[tuple[str, int | None], tuple[Counter, Histogram]] = {}

    def watch(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Add a gauge that is read when somebody looks."""
        Gauge(f"rma_adaptor_{name}", about, registry=self.registry).set_function(read)

    def count_lookup(self, record: LookupRecord) -> None:
        """Count one lookup, answered or refused."""
        asked = record.tenant, record.kind, record.outcome
        series = self._series.get(asked) or self._find_series(*asked)
        series.lookups.inc()
        series.took.observe(record.seconds())
        if record.age_s is not None:
            series.age.observe(record.age_s)
        if record.cause != "-":
            self._degraded.labels(record.tenant, record.cause).inc()

    def count_action(self, record: ActionRecord) -> None:
        """Count one form that was asked for or sent."""
        self._actions.labels(record.tenant, record.action, record.step, record.outcome).inc()

    def count_dropped(self, tenant: str, rows: int) -> None:
        """Count rows that ReturnLogic listed for somebody else than was asked."""
        if rows:
            self._dropped.labels(tenant).inc(rows)

    def count_call(self, tenant: str, status: int | None, seconds: float, headers: Mapping[str, str]) -> None:
        """Count one call to ReturnLogic; without an answer the status is None."""
        calls, took = self._call_series.get((tenant, status)) or self._find_call_series(tenant, status)
        calls.inc()
        took.observe(seconds)
        for told in limits_told(headers):
            if told.limit and told.left is not None:
                self._left.labels(tenant, told.window).set(min(1.0, told.left / told.limit))

    def count_token_call(self, grant: str, status: int | None, _seconds: float, _headers: Mapping[str, str]) -> None:
        """Count one call for tokens, by its `grant_type`."""
        self._token_calls.labels(grant, _outcome(status)).inc()

    def count_refusal(self, tenant: str, reason: str) -> None:
        """Count one call that was not made, for a reason of ours."""
        self._refusals.labels(tenant, reason).inc()

    def count_webhook(self, tenant: str, outcome: str) -> None:
        """Count one webhook: of a person, of everybody, unreadable, or refused."""
        self._webhooks.labels(tenant, outcome).inc()

    def forget(self, tenant: str) -> None:
        """Drop a removed tenant's series."""
        self._series = {asked: series for asked, series in self._series.items() if asked[0] != tenant}
        self._call_series = {asked: pair for asked, pair in self._call_series.items() if asked[0] != tenant}
        counted = (self._lookups, self._degraded, self._dropped, self._calls, self._refusals)
        counters = (*counted, self._actions, self._webhooks)
        for metric in (*counters, self._took, self._call_took, self._age, self._left):
            metric.remove_by_labels({"tenant": tenant})

    def page(self) -> bytes:
        """Return all figures as Prometheus reads them, text format 0.0.4."""
        return generate_latest(self.registry)

    def _find_series(self, tenant: str, kind: str, outcome: str) -> _Series:
        lookups = self._lookups.labels(tenant, kind, outcome)
        series = _Series(lookups, self._took.labels(tenant, kind), self._age.labels(tenant))
        self._series[tenant, kind, outcome] = series
        return series

    def _find_call_series(self, tenant: str, status: int | None) -> tuple[Counter, Histogram]:
        series = self._calls.labels(tenant, _outcome(status)), self._call_took.labels(tenant)
        self._call_series[tenant, status] = series
        return series

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, *labels: str, of: tuple[float, ...] = _LOOKUP_BUCKETS_S) -> Histogram:
        return Histogram(name, about, labels, buckets=of, registry=self.registry)


def _outcome(status: int | None) -> str:
    if status is None:
        return "no_answer"
    return str(status) if status in _NAMED_STATUS else f"{status // 100}xx"
