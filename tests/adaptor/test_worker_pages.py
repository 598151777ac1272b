"""The figures of several workers come on one page that Prometheus reads."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.metrics import Metrics
from rma_adaptor.serving import serve_as
from rma_adaptor.settings import Settings, load_settings
from rma_adaptor.telemetry import LookupRecord
from rma_adaptor.worker_pages import merged
from rma_adaptor.workers import Worker


def page(tenant: str, lookups: int) -> bytes:
    metrics = Metrics()
    for _ in range(lookups):
        metrics.count_lookup(LookupRecord(tenant=tenant, kind="detailed", outcome="found", age_s=1.0))
    return metrics.page()


def test_every_figure_has_its_workers_number_and_every_family_comes_once() -> None:
    text = merged({2: page("acme", 2), 1: page("bolt{x} y", 1)}).decode()

    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    samples = [sample for family in families for sample in family.samples]
    assert {sample.labels["worker"] for sample in samples} == {"1", "2"}
    found = [sample for sample in samples if sample.name == "rma_adaptor_lookups_total"]
    assert [(sample.labels["worker"], sample.labels["tenant"], sample.value) for sample in found] == [
        ("1", "bolt{x} y", 1),
        ("2", "acme", 2),
    ]
    alone = list(text_string_to_metric_families(page("acme", 2).decode()))
    assert [(family.name, family.type, family.documentation) for family in families] == [
        (family.name, family.type, family.documentation) for family in alone
    ]


def test_workers_without_redis_are_refused_in_a_sentence() -> None:
    with pytest.raises(ConfigurationError, match=r"^workers 2 need setting redis \(RMA_ADAPTOR_REDIS\)"):
        load_settings(workers=2)


def test_workers_without_a_common_database_are_refused_in_a_sentence() -> None:
    settings = Settings(workers=2, redis="redis://host", database="sqlite://")

    with pytest.raises(ConfigurationError, match="a database that they share"):
        serve_as(Worker(number=1, count=2, public_fd=-1, admin_fd=-1, folder=""), settings)


def test_a_worker_is_told_who_it_is_as_text() -> None:
    worker = Worker(number=2, count=3, public_fd=5, admin_fd=6, folder="/tmp/x")  # noqa: S108

    assert Worker.of(worker.argument()) == worker
    assert not worker.is_first
