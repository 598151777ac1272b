from datetime import UTC, datetime, timedelta

from rma_adaptor.replay import ReplayGuard

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def test_the_second_use_of_a_signature_is_not_the_first() -> None:
    guard = ReplayGuard(max_skew_s=300, capacity=10)
    guard.is_first("acme", "aa", NOW)

    is_first = guard.is_first("acme", "aa", NOW)

    assert not is_first


def test_another_tenant_may_receive_the_same_signature() -> None:
    guard = ReplayGuard(max_skew_s=300, capacity=10)
    guard.is_first("acme", "aa", NOW)

    is_first = guard.is_first("bolt", "aa", NOW)

    assert is_first


def test_a_signature_is_remembered_as_long_as_its_time_could_be_accepted() -> None:
    guard = ReplayGuard(max_skew_s=300, capacity=10)
    guard.is_first("acme", "aa", NOW)

    is_first = guard.is_first("acme", "aa", NOW + timedelta(seconds=599))

    assert not is_first


def test_an_expired_signature_takes_no_room() -> None:
    guard = ReplayGuard(max_skew_s=300, capacity=10)
    guard.is_first("acme", "aa", NOW)

    guard.is_first("acme", "bb", NOW + timedelta(seconds=600))

    assert len(guard) == 1


def test_a_full_guard_forgets_the_oldest() -> None:
    guard = ReplayGuard(max_skew_s=300, capacity=2)
    for signature in ("aa", "bb", "cc"):
        guard.is_first("acme", signature, NOW)

    outcomes = [guard.is_first("acme", signature, NOW) for signature in ("cc", "bb", "aa")]

    assert outcomes == [False, False, True]
