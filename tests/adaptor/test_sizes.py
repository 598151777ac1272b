"""Which part of a variant's name is the size, and which of two sizes is the smaller one."""

import pytest

from rma_adaptor.sentences.sizes import size_in


@pytest.mark.parametrize(
    ("variant", "size"),
    [
        ("M", "M"),
        ("Pine / M", "M"),
        ("Size: M", "M"),
        ("Grey / 6-9", "6-9"),
        ("Blue, Small", "Small"),
        ("Blue | US 8.5", "US 8.5"),
        ("Mustard / One Size", "One Size"),
        ("Pine", "Pine"),
        ("32 / 34", "32 / 34"),
        ("Pine / XM", "Pine / XM"),
    ],
)
def test_the_size_is_the_part_that_reads_like_one_else_the_whole_name(variant: str, size: str) -> None:
    found = size_in(variant)

    assert found is not None
    assert found.text == size


def test_a_variant_without_a_name_has_no_size() -> None:
    assert (size_in(None), size_in("")) == (None, None)


@pytest.mark.parametrize(
    "run",
    [
        ["2XS", "x-small", "S", "Medium", "l", "Extra Large", "XXL", "3XL"],
        ["6", "8.5", "10,5", "32W"],
        ["US 8.5", "US 9"],
        ["3-5", "6-9", "10-13"],
    ],
)
def test_sizes_of_one_kind_have_an_order(run: list[str]) -> None:
    found = [size_in(text) for text in run]

    assert len({size.run for size in found if size}) == 1
    assert [size.rank for size in found if size] == sorted({size.rank for size in found if size})


def test_sizes_that_cannot_be_compared_have_no_order() -> None:
    assert {size_in(text).run for text in ("One Size", "Regular", "32 / 34")} == {""}  # type: ignore[union-attr]


def test_numbers_of_two_systems_are_not_compared() -> None:
    assert size_in("US 9") != size_in("EU 42")
    assert len({size.run for text in ("9", "US 9", "EU 42") if (size := size_in(text))}) == 3
