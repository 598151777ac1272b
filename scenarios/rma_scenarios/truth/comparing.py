"""Hold what was seen of the vendor's API against what the mock shows of itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rma_scenarios.truth.seeing import Seen
from rma_scenarios.truth.shapes import EMAIL, NOTHING, TEXT, Shapes
from rma_scenarios.truth.traits import Trait

Verdict = Literal["same", "other type", "missing live", "only live", "only null", "not seen"]

_FREE_TEXT = frozenset({TEXT, EMAIL, "web address", "date"})


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One place of an answer: the kinds of value on each side, empty where it is not there."""

    path: str
    mock: tuple[str, ...]
    live: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One of the mock's settings: what it is, and what would play what was seen."""

    setting: str
    mock: Any
    live: Any
    verdict: Literal["same", "differs", "not seen", "none fits"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is the same and what is not, with what was seen besides."""

    fields: tuple[FieldRow, ...]
    settings: tuple[SettingRow, ...]
    rows: int
    strangers: int
    notes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Say whether nothing differs; what could not be seen does not."""
        is_as_told = all(row.verdict in {"same", "not seen"} for row in self.settings)
        return is_as_told and all(row.verdict in {"same", "only null", "not seen"} for row in self.fields)

    def variants(self) -> dict[str, Any]:
        """Return the settings that a world must be given to play what was seen."""
        return {row.setting: row.live for row in self.settings if row.verdict == "differs"}


def compared(mock: Seen, live: Seen, variants: Mapping[str, Any]) -> Comparison:
    """Compare.

    Args:
        mock: What the mock shows of itself.
        live: What the vendor's API showed.
        variants: How the mock is set.
    """
    return Comparison(
        fields=tuple(_fields(mock, live.shapes)),
        settings=tuple(_setting(live.traits.get(name), name, value) for name, value in variants.items()),
        rows=live.rows,
        strangers=live.strangers,
        notes=live.notes,
    )


def _fields(mock: Seen, live: Shapes) -> Iterator[FieldRow]:
    for path in [*mock.shapes, *(path for path in live if path not in mock.shapes)]:
        ours, theirs = mock.shapes.get(path, frozenset()), live.get(path, frozenset())
        verdict = _verdict(ours, theirs, is_optional=path in mock.sometimes)
        yield FieldRow(path, tuple(sorted(ours)), tuple(sorted(theirs)), verdict)


def _verdict(ours: frozenset[str], theirs: frozenset[str], *, is_optional: bool) -> Verdict:
    if not theirs:
        return "not seen" if is_optional else "missing live"
    if not ours:
        return "only live"
    ours, theirs = ours - {NOTHING}, theirs - {NOTHING}
    if not theirs or not ours:
        return "only null"
    is_free_text = ours <= _FREE_TEXT and TEXT in ours and theirs <= _FREE_TEXT
    return "same" if ours == theirs or is_free_text or ours > theirs else "other type"


def _setting(trait: Trait | None, name: str, value: Any) -> SettingRow:
    if trait is None or (trait.fits is None and not trait.seen):
        return SettingRow(name, value, "", "not seen")
    if trait.fits is None:
        return SettingRow(name, value, trait.seen, "none fits")
    return SettingRow(name, value, trait.fits, "same" if trait.fits == value else "differs")
