from decimal import Decimal

import pytest

from rma_adaptor.money import format_amount


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("110.5", "USD", "$110.50"),
        ("1234567.891", "EUR", "€1,234,567.89"),
        ("0", "GBP", "£0.00"),
        ("-3", "USD", "-$3.00"),
        ("1200", "JPY", "¥1,200"),
        ("1.2345", "KWD", "KWD 1.234"),
        ("5", "CHF", "CHF 5.00"),
    ],
)
def test_an_amount_is_written_with_its_currency(amount: str, currency: str, text: str) -> None:
    assert format_amount(Decimal(amount), currency) == text
