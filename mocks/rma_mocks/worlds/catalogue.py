"""What the invented retailer sells: outdoor clothing, with sizes, colours and prices."""

from dataclasses import dataclass
from decimal import Decimal

_LETTERS = ("XS", "S", "M", "L", "XL")


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the shop; sizes from small to large."""

    name: str
    code: str
    price: Decimal
    colours: tuple[str, ...]
    sizes: tuple[str, ...]

    def variant(self, colour: str, size: str) -> str:
        """Name a variant as the shop shows it."""
        return f"{colour} / {size}"

    def sku(self, colour: str, size: str) -> str:
        """Number a variant as the warehouse does."""
        return f"{self.code}-{colour[:3].upper()}-{size}"


PRODUCTS = (
    Product("Trail Fleece Jacket", "TFJ", Decimal("68.00"), ("Pine", "Slate", "Rust"), _LETTERS),
    Product("Merino Crew Sock", "MCS", Decimal("21.25"), ("Grey", "Navy"), ("3-5", "6-9", "10-13")),
    Product("Ridge Rain Shell", "RRS", Decimal("129.00"), ("Black", "Ocean"), _LETTERS),
    Product("Summit Down Vest", "SDV", Decimal("98.50"), ("Moss", "Black"), _LETTERS),
    Product("Canyon Hiking Pant", "CHP", Decimal("84.00"), ("Khaki", "Charcoal"), ("28", "30", "32", "34", "36")),
    Product("Harbor Flannel Shirt", "HFS", Decimal("54.75"), ("Red", "Green"), _LETTERS),
    Product("Basecamp Hoodie", "BCH", Decimal("62.00"), ("Oat", "Slate"), _LETTERS),
    Product("Creek Swim Short", "CSS", Decimal("39.50"), ("Teal", "Coral"), ("28", "30", "32", "34", "36")),
    Product("Alpine Beanie", "ALB", Decimal("24.00"), ("Mustard", "Navy"), ("One Size",)),
    Product("Switchback Trail Runner", "STR", Decimal("119.00"), ("Grey", "Blue"), ("7", "8", "9", "10", "11")),
    Product("Dune Linen Dress", "DLD", Decimal("76.00"), ("Sand", "Sage"), _LETTERS),
    Product("Everyday Cotton Tee", "ECT", Decimal("28.00"), ("White", "Black", "Clay"), _LETTERS),
)

_BY_NAME = {product.name.lower(): product for product in PRODUCTS}


def product_of_name(name: str) -> Product | None:
    """Return the product of that name; case does not matter."""
    return _BY_NAME.get(name.strip().lower())
