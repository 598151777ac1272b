"""Which texts are an e-mail address or a phone number."""

import pytest

from rma_mocks.core.contacts import addr_spec, e164


@pytest.mark.parametrize(
    "text",
    ["gina.lin@example.com", " gina.lin@example.com ", "Gina Lin <gina.lin@example.com>", "<gina.lin@example.com>"],
)
def test_only_the_address_itself_is_kept(text: str) -> None:
    assert addr_spec(text) == "gina.lin@example.com"


@pytest.mark.parametrize("text", ["ünal@exämple.com", "gina+returns@example.com", "G@EXAMPLE.CO.UK"])
def test_unusual_addresses_are_addresses(text: str) -> None:
    assert addr_spec(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("gina", id="no at"),
        pytest.param("a@b@example.com", id="two ats"),
        pytest.param("a@nowhere", id="no dot"),
        pytest.param("a@example.com, b@example.com", id="two addresses"),
        pytest.param("a\x00@example.com", id="NUL"),
        pytest.param("a b@example.com", id="a blank"),
        pytest.param(f"{'x' * 250}@example.com", id="too long"),
        pytest.param("Gina <gina", id="half a name"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert addr_spec(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("650 555 0199", "+16505550199"),
        ("1 (650) 555-0199", "+16505550199"),
        ("+44 20 7946 0123", "+442079460123"),
        ("٦٥٠٥٥٥٠١٩٩", None),
        ("12", None),
        ("+1+6505550199", None),
    ],
)
def test_a_number_without_a_country_code_is_a_us_one(text: str, number: str | None) -> None:
    assert e164(text) == number
