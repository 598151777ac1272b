"""Scripted failures: which calls they hit, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from rma_mocks.core.faults import KINDS, Fault, FaultError, Faults, without_world

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def hits(faults: Faults, count: int, *, seed: int = 7) -> list[bool]:
    return [faults.take("returnlogic", "/v1/rmas", now=NOW, seed=seed) is not None for _ in range(count)]


def test_a_fault_hits_as_often_as_it_says() -> None:
    faults = Faults()
    faults.add(Fault("returnlogic", "maintenance", path="/v1/rmas", times=2))

    assert hits(faults, 3) == [True, True, False]


def test_a_fault_hits_only_its_lane_and_route() -> None:
    faults = Faults()
    faults.add(Fault("returnlogic", "maintenance", path="/v1/*"))

    assert faults.take("gladly", "/v1/rmas") is None
    assert faults.take("returnlogic", "/originate") is None
    assert faults.take("returnlogic", "/v1/rmas") is not None


def test_an_unlimited_fault_stays_until_it_is_cleared() -> None:
    faults = Faults()
    faults.add(Fault("gladly", "status", times=None))

    assert all(faults.take("gladly", "/any") for _ in range(5))
    faults.clear()
    assert faults.take("gladly", "/any") is None


def test_an_expired_token_is_noticed_on_the_api_only() -> None:
    faults = Faults()
    faults.add(Fault("returnlogic", "expired_token", times=None))

    assert faults.take("returnlogic", "/w/w1/originate/api/rmas") is None
    assert faults.take("returnlogic", "/v1/rmas") is not None


def test_faults_are_numbered_and_one_can_be_taken_back() -> None:
    faults = Faults()
    first, second = (faults.add(Fault("returnlogic", kind)) for kind in ("status", "maintenance"))

    assert (faults.remove(first.id), faults.remove(first.id)) == (True, False)
    assert [fault.id for fault in faults.scripted] == [second.id] == [2]


@pytest.mark.parametrize(
    ("after_s", "state"),
    [
        pytest.param(0, "to come", id="before"),
        pytest.param(59, "to come", id="just before"),
        pytest.param(60, "active", id="at its beginning"),
        pytest.param(89, "active", id="at its last second"),
        pytest.param(90, "over", id="at its end"),
    ],
)
def test_a_timed_fault_follows_the_worlds_clock(after_s: int, state: str) -> None:
    faults = Faults()
    fault = faults.add(Fault("returnlogic", "maintenance", times=None, begins_in_s=60, lasts_s=30), now=NOW)
    at = NOW + timedelta(seconds=after_s)

    taken = faults.take("returnlogic", "/v1/rmas", now=at)

    assert (fault.state(at), taken is not None) == (state, state == "active")


def test_of_what_is_over_by_its_time_or_used_up_the_latest_hundred_are_kept() -> None:
    faults = Faults()
    for number in range(150):
        faults.add(Fault("returnlogic", "maintenance", times=None, lasts_s=30), now=NOW + timedelta(minutes=number))
    faults.add(Fault("returnlogic", "maintenance", times=None), now=NOW + timedelta(days=1))

    assert [fault.id for fault in faults.scripted] == [*range(51, 151), 151]


def test_a_clock_that_is_set_back_brings_a_timed_fault_back() -> None:
    faults = Faults()
    fault = faults.add(Fault("returnlogic", "maintenance", times=None, lasts_s=30), now=NOW)

    assert fault.state(NOW + timedelta(hours=1)) == "over"
    assert fault.state(NOW) == "active"


def test_a_fault_begins_and_ends_of_itself_unless_it_is_used_up() -> None:
    faults = Faults()
    fault = faults.add(Fault("returnlogic", "reset", path="/v1/*", begins_in_s=0, lasts_s=30), now=NOW)

    assert list(fault.events()) == [(NOW + timedelta(seconds=30), "fault 1 ends: reset on returnlogic /v1/*")]
    faults.take("returnlogic", "/v1/rmas", now=NOW)
    assert list(fault.events()) == []


def test_the_dice_follow_from_the_seed_alone() -> None:
    def thrown(seed: int) -> list[bool]:
        faults = Faults()
        faults.add(Fault("returnlogic", "status", times=None, percent=30))
        return hits(faults, 1000, seed=seed)

    assert thrown(7) == thrown(7) != thrown(8)
    assert 250 < sum(thrown(7)) < 350


def test_a_call_that_the_dice_spare_may_meet_the_next_fault() -> None:
    faults = Faults()
    rare = faults.add(Fault("returnlogic", "status", times=None, percent=1))
    faults.add(Fault("returnlogic", "maintenance", times=None))

    assert all(hits(faults, 50))
    assert (rare.calls, rare.hits) == (50, sum(1 for _ in range(rare.hits)))
    assert rare.hits < 5


def test_a_copy_is_equal_and_counts_on_its_own() -> None:
    faults = Faults()
    faults.add(Fault("returnlogic", "status", times=None, percent=50))
    hits(faults, 10)

    copied = faults.copy()

    assert copied == faults
    assert hits(copied, 20) == hits(faults, 20)
    hits(copied, 1)
    assert copied != faults
    assert copied.add(Fault("returnlogic", "status")).id == 2


def test_of_faults_that_are_over_the_latest_hundred_stay() -> None:
    faults = Faults()
    for _ in range(150):
        faults.add(Fault("returnlogic", "status"))
        hits(faults, 1)

    assert [faults.scripted[0].id, faults.scripted[-1].id] == [50, 150]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        pytest.param({"kind": "explode"}, "kind 'explode' is unknown; write one of: answer_lost", id="unknown kind"),
        pytest.param({"lane": "shopify"}, "lane 'shopify' is unknown; write gladly or returnlogic", id="unknown lane"),
        pytest.param({"times": 0}, "times 0 is out of range; write 1 to 1000000, or null", id="never"),
        pytest.param({"status": 200}, "status 200 is out of range; write 400 to 599", id="no error"),
        pytest.param({"latency_ms": -1}, "latency_ms -1 is out of range; write 0 to 60000", id="before it was asked"),
        pytest.param({"percent": 0}, "percent 0 is out of range; write 1 to 100", id="no chance"),
        pytest.param({"percent": 101}, "percent 101 is out of range", id="more than all"),
        pytest.param({"begins_in_s": -1}, "begins_in_s -1 is out of range", id="in the past"),
        pytest.param({"begins_in_s": float("nan")}, "begins_in_s nan is out of range", id="no number"),
        pytest.param({"lasts_s": 0}, "lasts_s 0 is out of range; write 0.001 to", id="no time"),
    ],
)
def test_a_fault_that_cannot_be_played_says_what_to_write(wrong: dict[str, object], hint: str) -> None:
    with pytest.raises(FaultError, match=hint):
        Fault(**{"lane": "gladly", "kind": "status", **wrong})


def test_a_fault_ends_before_the_worlds_last_day() -> None:
    century_s = 99 * 366 * 24 * 3600

    with pytest.raises(FaultError, match="a world lives until 2100"):
        Faults().add(Fault("gladly", "status", begins_in_s=century_s), now=NOW)


OF_WEBHOOKS = {"duplicated", "reordered", "delayed", "dropped", "stale"}


def test_every_kind_can_be_scripted_on_both_lanes_but_those_of_webhooks() -> None:
    faults = Faults()

    for kind in KINDS:
        faults.add(Fault("returnlogic", kind))
        if kind not in OF_WEBHOOKS:
            faults.add(Fault("gladly", kind))

    assert len(faults.scripted) == 2 * len(KINDS) - len(OF_WEBHOOKS)


@pytest.mark.parametrize("kind", sorted(OF_WEBHOOKS))
def test_gladly_sends_no_webhooks_that_could_be_spoilt(kind: str) -> None:
    with pytest.raises(FaultError, match="is done to webhooks, which only returnlogic sends"):
        Fault("gladly", kind)


@pytest.mark.parametrize(
    ("kind", "path", "fits"),
    [
        pytest.param("dropped", "webhook/rma.updated", True, id="a delivery"),
        pytest.param("dropped", "/v1/rmas", False, id="no call"),
        pytest.param("status", "webhook/rma.updated", False, id="no delivery"),
    ],
)
def test_what_is_done_to_webhooks_hits_no_call_and_the_other_way_round(kind: str, path: str, *, fits: bool) -> None:
    assert Fault("returnlogic", kind).fits("returnlogic", path) is fits


def test_a_page_path_is_matched_without_its_world() -> None:
    assert without_world("/w/w1/desk/api/apps") == "/desk/api/apps"
    assert without_world("/w/w1") == "/"
    assert without_world("/v1/rmas") == "/v1/rmas"
