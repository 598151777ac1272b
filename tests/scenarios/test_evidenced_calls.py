"""Played scenarios leave no other calls of a default tenant than the one that there is evidence of."""

from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.format.reading import read_file

FOLDERS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(path for name in ("answers", "rma_scenarios/stories") for path in (FOLDERS / name).glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".scenario.yaml"))
async def test_a_default_tenant_asks_returnlogic_for_a_shoppers_rmas_and_nothing_else(
    triangle: Any, path: Path
) -> None:
    cases = read_file(path)
    results = [await triangle.play(case, records=True) for case in cases if not _is_allowed_more(case)]

    called = {
        (row["method"], row["path"])
        for result in results
        for row in result.journal
        if (row.get("from"), row.get("to")) == ("adaptor", "returnlogic")
    }
    assert all(result.is_passed for result in results)
    assert called <= {("GET", "/v1/rmas")}


def _is_allowed_more(case: Any) -> bool:
    adaptor = case.scenario.given.adaptor
    return bool(adaptor and adaptor.assumed_api)
