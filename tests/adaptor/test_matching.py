from typing import Any

import pytest

from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.matching import normalise_email, normalise_emails, rows_of
from rma_adaptor.returnlogic import Rma, RmaList


def listed(*rows: dict[str, Any], is_complete: bool = True) -> RmaList:
    return RmaList(tuple(Rma.model_validate(row) for row in rows), is_complete)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("ana@example.com", "ana@example.com", id="plain"),
        pytest.param("  Ana@Example.COM ", "ana@example.com", id="trimmed and lower case"),
        pytest.param('"Ruiz, Ana" <Ana@Example.com>', "ana@example.com", id="with a display name"),
        pytest.param("ana+shop@example.com", "ana+shop@example.com", id="a plus is part of the address"),
        pytest.param("\u00e4na@ex\u00e4mple.com", "\u00e4na@ex\u00e4mple.com", id="beyond ASCII"),
        pytest.param("12345", None, id="a number"),
        pytest.param("", None, id="nothing"),
        pytest.param("ana@", None, id="no domain"),
        pytest.param("ana@@example.com", None, id="two signs"),
        pytest.param("ana ruiz@example.com", None, id="a blank inside"),
        pytest.param("ana@example.com\r\nX: y", None, id="a line break inside"),
        pytest.param("\ud83dana@example.com", None, id="half a character"),
        pytest.param("a" * 250 + "@example.com", None, id="too long"),
    ],
)
def test_an_address_is_normalised_or_is_none(text: str, address: str | None) -> None:
    assert normalise_email(text) == address


def test_each_address_is_asked_once_in_the_order_given() -> None:
    emails = normalise_emails(["B@x.com", "a@x.com", "nobody", "b@X.com"])

    assert emails == ("b@x.com", "a@x.com")


def test_rows_of_other_people_are_dropped_and_counted(row: Any) -> None:
    found = listed(row(1), row(2, email="leo@example.com"), row(3, email="not an address"))

    matched = rows_of("ana@example.com", found, trust_filter=False)

    assert ([rma.id for rma in matched.rows], matched.dropped) == (["1"], 2)


def test_spelling_of_the_rows_address_does_not_matter(row: Any) -> None:
    matched = rows_of("ana@example.com", listed(row(1, email=" ANA@Example.com")), trust_filter=False)

    assert len(matched.rows) == 1


def test_a_row_without_email_makes_the_answer_unreadable(row: Any) -> None:
    found = listed(row(1), row(2, email=""))

    with pytest.raises(AnswerUnreadable):
        rows_of("ana@example.com", found, trust_filter=False)


def test_with_trust_filter_a_row_without_email_is_the_asked_persons(row: Any) -> None:
    found = listed(row(1, email=""), row(2, email="leo@example.com"))

    matched = rows_of("ana@example.com", found, trust_filter=True)

    assert ([rma.id for rma in matched.rows], matched.dropped) == (["1"], 1)


@pytest.mark.parametrize("emails", [["leo@example.com"], ["ana@example.com", "leo@example.com"], []])
def test_when_more_is_listed_than_read_nothing_is_concluded_from_others_rows(row: Any, emails: list[str]) -> None:
    """A filter that is ignored, over more pages than we read, must not look like "no returns"."""
    found = listed(*(row(number, email=email) for number, email in enumerate(emails)), is_complete=False)

    with pytest.raises(AnswerUnreadable):
        rows_of("ana@example.com", found, trust_filter=False)
