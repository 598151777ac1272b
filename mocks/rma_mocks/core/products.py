"""What a retailer sells: products, and the variants of colour and size that are on the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple


class Variant(NamedTuple):
    """One thing on the shelf, as order lines and return items refer to it; `price` in major units.

    `name` is what the shop shows, such as `Pine / M`; size and colour are None for products that we do not sell.
    """

    product: str
    name: str
    sku: str
    size: str | None
    colour: str | None
    price: Decimal


@dataclass(frozen=True)
class Product:
    """One product; sizes from small to large.

    `kind` says what a shopper may complain about, `size_chart` gives the measurements in cm for each size.
    """

    name: str
    code: str
    kind: str
    price: Decimal
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    size_chart: Mapping[str, Mapping[str, float]]

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Return all variants, colour by colour, sizes from small to large."""
        return tuple(self._variant(colour, size) for colour in self.colours for size in self.sizes)

    def variant(self, colour: str, size: str) -> Variant:
        """Return the variant of a size that the product has; in a strange colour it is no longer on the shelf."""
        if colour not in self.colours:
            return self._variant(colour, size)
        return self.variants[self.colours.index(colour) * len(self.sizes) + self.sizes.index(size)]

    def moved(self, variant: Variant, *, sizes: int = 0, colours: int = 0) -> Variant | None:
        """Return the variant so many sizes up and colours on; None beyond the end of the size run."""
        size = self.sizes.index(variant.size or "") + sizes
        colour = variant.colour or ""
        if colours:
            place = self.colours.index(colour) + colours if colour in self.colours else 0
            colour = self.colours[place % len(self.colours)]
        return self.variant(colour, self.sizes[size]) if 0 <= size < len(self.sizes) else None

    def _variant(self, colour: str, size: str) -> Variant:
        sku = f"{self.code}-{colour[:3].upper()}-{size}"
        return Variant(self.name, f"{colour} / {size}", sku, size, colour, self.price)
