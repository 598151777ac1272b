"""Cut a run into equal parts that several machines play."""

import re
from collections.abc import Sequence

import pytest


def parsed(shard: str) -> tuple[int, int]:
    """Return which part of how many.

    Args:
        shard: `I/N`, with I from 1 to N.

    Raises:
        pytest.UsageError: When it is written otherwise.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", shard)
    if found is None or int(found[1]) > int(found[2]):
        raise pytest.UsageError(f"--shard wants I/N with I from 1 to N, such as 1/4, not {shard!r}")
    return int(found[1]), int(found[2])


def cut(items: Sequence[pytest.Item], shard: str) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the items that this part plays, and those that it leaves out; other tests than scenarios stay.

    Args:
        items: All of the run, in any order; each part is the same whatever it is.
        shard: As `parsed` reads it.
    """
    part, parts = parsed(shard)
    ids = sorted(item.nodeid for item in items if _is_scenario(item))
    mine = set(ids[part - 1 :: parts])
    kept = [item for item in items if not _is_scenario(item) or item.nodeid in mine]
    return kept, [item for item in items if _is_scenario(item) and item.nodeid not in mine]


def _is_scenario(item: pytest.Item) -> bool:
    return item.get_closest_marker("scenario") is not None
