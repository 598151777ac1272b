import sys

import pytest

from rma_notebooks.lean_imports import without


def test_a_module_is_missing_only_inside() -> None:
    sys.modules.pop("colorsys", None)

    with without("colorsys"), pytest.raises(ImportError):
        __import__("colorsys")

    assert __import__("colorsys").__name__ == "colorsys"


def test_a_module_that_is_there_already_stays() -> None:
    with without("json"):
        assert __import__("json").loads("1") == 1
