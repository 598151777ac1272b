"""Scripted failures."""

import pytest

from rma_mocks.core.faults import Fault, FaultError, Faults, without_world


def test_a_fault_hits_as_often_as_it_says() -> None:
    faults = Faults()
    faults.add(Fault("returnlogic", "maintenance", path="/v1/rmas", times=2))

    taken = [faults.take("returnlogic", "/v1/rmas") for _ in range(3)]

    assert [fault is not None for fault in taken] == [True, True, False]


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


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        pytest.param({"kind": "explode"}, "write one of", id="unknown kind"),
        pytest.param({"lane": "shopify"}, "gladly or returnlogic", id="unknown lane"),
        pytest.param({"times": 0}, "at least 1", id="never"),
    ],
)
def test_a_fault_that_cannot_be_played_says_what_to_write(wrong: dict[str, object], hint: str) -> None:
    with pytest.raises(FaultError, match=hint):
        Fault(**{"lane": "gladly", "kind": "status", **wrong})


def test_a_page_path_is_matched_without_its_world() -> None:
    assert without_world("/w/w1/desk/api/apps") == "/desk/api/apps"
    assert without_world("/w/w1") == "/"
    assert without_world("/v1/rmas") == "/v1/rmas"
