"""What the invented retailer sells: outdoor clothing, with sizes, colours, prices and size charts."""

from decimal import Decimal

from rma_mocks.core.products import Product

_LETTERS = ("XS", "S", "M", "L", "XL")
_WAISTS = ("28", "30", "32", "34", "36")


def _chart(sizes: tuple[str, ...], **measures: tuple[float, float]) -> dict[str, dict[str, float]]:
    """Grade a product: each measure in cm begins with the smallest size and grows by the same step."""
    return {
        size: {name: first + place * step for name, (first, step) in measures.items()}
        for place, size in enumerate(sizes)
    }


_TOPS = _chart(_LETTERS, chest=(92, 6), sleeve=(81, 2), length=(66, 2))
_TROUSERS = _chart(_WAISTS, waist=(72, 5), hip=(90, 5), inseam=(79, 1))
_SHORTS = _chart(_WAISTS, waist=(72, 5), hip=(90, 5), inseam=(17, 0.5))
_SHOES = ("7", "8", "9", "10", "11")
_SOCKS = ("3-5", "6-9", "10-13")


def _product(
    name: str, kind: str, price: str, colours: str, chart: dict[str, dict[str, float]], *, code: str
) -> Product:
    return Product(name, code, kind, Decimal(price), tuple(colours.split()), tuple(chart), chart)


PRODUCTS = (
    _product("Trail Fleece Jacket", "jacket", "68.00", "Pine Slate Rust", _TOPS, code="TFJ"),
    _product(
        "Merino Crew Sock", "sock", "21.25", "Grey Navy", _chart(_SOCKS, foot=(22, 2.5), leg=(18, 1.5)), code="MCS"
    ),
    _product("Ridge Rain Shell", "jacket", "129.00", "Black Ocean", _TOPS, code="RRS"),
    _product(
        "Summit Down Vest", "vest", "98.50", "Moss Black", _chart(_LETTERS, chest=(92, 6), length=(62, 2)), code="SDV"
    ),
    _product("Canyon Hiking Pant", "trousers", "84.00", "Khaki Charcoal", _TROUSERS, code="CHP"),
    _product("Harbor Flannel Shirt", "shirt", "54.75", "Red Green", _TOPS, code="HFS"),
    _product("Basecamp Hoodie", "shirt", "62.00", "Oat Slate", _TOPS, code="BCH"),
    _product("Creek Swim Short", "trousers", "39.50", "Teal Coral", _SHORTS, code="CSS"),
    _product("Alpine Beanie", "beanie", "24.00", "Mustard Navy", _chart(("One Size",), head=(57, 0)), code="ALB"),
    _product("Switchback Trail Runner", "shoe", "119.00", "Grey Blue", _chart(_SHOES, foot=(25, 0.85)), code="STR"),
    _product(
        "Dune Linen Dress", "dress", "76.00", "Sand Sage", _chart(_LETTERS, bust=(84, 5), waist=(66, 5)), code="DLD"
    ),
    _product(
        "Everyday Cotton Tee",
        "shirt",
        "28.00",
        "White Black Clay",
        _chart(_LETTERS, chest=(92, 6), length=(66, 2)),
        code="ECT",
    ),
)

_BY_NAME = {product.name.lower(): product for product in PRODUCTS}


def product_of_name(name: str) -> Product | None:
    """Return the product of that name; case does not matter."""
    return _BY_NAME.get(name.strip().lower())
