"""Ask ReturnLogic about its products, in calls that are only assumed to exist; tolerant of what comes.

Contract: RL-API-1, `/v1/products`, `/v1/products/{code}/variants` and `/v1/products/{code}/sizing` (assumed).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, TypeVar
from urllib.parse import quote

from pydantic import BeforeValidator, Field, ValidationError

from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.returnlogic.asking import Asker
from rma_adaptor.returnlogic.envelopes import document_in, list_in
from rma_adaptor.returnlogic.models import Amount, Count, Row, Text
from rma_adaptor.returnlogic.values import as_texts

Shape = TypeVar("Shape", bound=Row)
_MOST_PRODUCTS = 5_000
_MOST_VARIANTS = 500


class Variant(Row):
    """One thing on the shelf."""

    sku: Text = Field(None, validation_alias="sku")
    name: Text = Field(None, validation_alias="variantName")
    color: Text = Field(None, validation_alias="color")
    size: Text = Field(None, validation_alias="size")
    price: Amount = Field(None, validation_alias="price")
    stock: Count = Field(None, validation_alias="stock")


class _Product(Row):
    code: Text = Field(None, validation_alias="code")
    name: Text = Field(None, validation_alias="name")


class _Shares(Row):
    returned: Count = Field(None, validation_alias="returned")
    too_small: Amount = Field(None, validation_alias="tooSmall")
    too_big: Amount = Field(None, validation_alias="tooBig")
    sizes: Annotated[tuple[str, ...], BeforeValidator(as_texts)] = Field((), validation_alias="sizes")


@dataclass(frozen=True)
class ProductFacts:
    """What ReturnLogic says of one product.

    Attributes:
        sizes: From small to large.
        returned: Pieces of it that came back from all shoppers, 0 when nothing is said.
        too_small: Share of them, from 0 to 1.
        too_big: The same.
    """

    sizes: tuple[str, ...]
    variants: tuple[Variant, ...]
    returned: int = 0
    too_small: Decimal = Decimal(0)
    too_big: Decimal = Decimal(0)


async def product_codes(asker: Asker) -> Mapping[str, str]:
    """Return the code of each product by its name in lower case; names that two products have are left out.

    Raises:
        ReturnLogicError: No usable answer.
    """
    answer = await asker.ask("GET", "/products")
    answer.raise_for_status()
    rows = _rows(answer.body, _Product, "products")[:_MOST_PRODUCTS]
    named = [(row.name.casefold(), row.code) for row in rows if row.name and row.code]
    times = Counter(name for name, _ in named)
    return {name: code for name, code in named if times[name] == 1}


async def product_facts(asker: Asker, code: str) -> ProductFacts:
    """Return what is said of one product, in two calls.

    Raises:
        ReturnLogicError: No usable answer.
    """
    path = f"/products/{quote(code, safe='')}"
    variants = await asker.ask("GET", f"{path}/variants")
    variants.raise_for_status()
    sizing = await asker.ask("GET", f"{path}/sizing")
    sizing.raise_for_status()
    shares = _validated(_Shares, document_in(sizing.body))
    return ProductFacts(
        sizes=shares.sizes,
        variants=tuple(_rows(variants.body, Variant, "variants")[:_MOST_VARIANTS]),
        returned=max(0, shares.returned or 0),
        too_small=_share(shares.too_small),
        too_big=_share(shares.too_big),
    )


def _rows(body: bytes, shape: type[Shape], named: str) -> list[Shape]:
    return [_validated(shape, entry) for entry in list_in(body, named)]


def _validated(shape: type[Shape], entry: object) -> Shape:
    try:
        return shape.model_validate(entry)
    except ValidationError:
        raise AnswerUnreadable("ReturnLogic's answer about products is not what it is assumed to be") from None


def _share(number: Decimal | None) -> Decimal:
    return number if number is not None and 0 <= number <= 1 else Decimal(0)
