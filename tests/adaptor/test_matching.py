import unicodedata
from typing import Any

import pytest

from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.matching import belongs_to, normalise_email, normalise_emails, rows_of, spellings_of
from rma_adaptor.returnlogic import Rma, RmaList

COMPOSED = "jos\u00e9@ex\u00e4mple.com"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
AMONG_OTHER_TEXT = [
    pytest.param("ana@example.com, ana2@example.com", id="two addresses"),
    pytest.param("ANA@example.com (deleted)", id="a remark"),
    pytest.param("mailto:ana@example.com", id="a link"),
    pytest.param("Ana <ana@example.com>; Leo <leo@example.com>", id="two names"),
    pytest.param("it was 'ana@example.com'.", id="a sentence"),
]


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


@pytest.mark.parametrize(("asked", "named"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED.upper())])
def test_letters_that_unicode_spells_in_two_ways_are_the_same(row: Any, asked: str, named: str) -> None:
    matched = rows_of(asked, listed(row(1, email=named)), trust_filter=False)

    assert len(matched.rows) == 1


def test_an_asked_address_stays_spelt_as_it_was_asked() -> None:
    assert (normalise_email(f" {DECOMPOSED.title()}"), normalise_email(COMPOSED)) == (DECOMPOSED, COMPOSED)


@pytest.mark.parametrize(
    ("email", "spellings"),
    [
        ("ana@example.com", ("ana@example.com",)),
        (COMPOSED, (COMPOSED, DECOMPOSED)),
        (DECOMPOSED, (DECOMPOSED, COMPOSED)),
    ],
)
def test_an_address_has_each_of_its_spellings_once(email: str, spellings: tuple[str, ...]) -> None:
    assert spellings_of(email) == spellings


@pytest.mark.parametrize("named", AMONG_OTHER_TEXT)
def test_the_asked_address_among_other_text_makes_the_answer_unreadable(row: Any, named: str) -> None:
    """To drop that row as another person's would look like "no returns"."""
    found = listed(row(1, email="leo@example.com"), row(2, email=named))

    with pytest.raises(AnswerUnreadable):
        rows_of("ana@example.com", found, trust_filter=False)


@pytest.mark.parametrize("named", AMONG_OTHER_TEXT)
def test_with_trust_filter_the_asked_address_among_other_text_is_the_asked_persons(row: Any, named: str) -> None:
    matched = rows_of("ana@example.com", listed(row(1, email=named)), trust_filter=True)

    assert (len(matched.rows), matched.dropped) == (1, 0)


def test_an_address_among_other_text_is_found_in_every_spelling() -> None:
    assert belongs_to(COMPOSED, f"{DECOMPOSED.upper()} (deleted)") is None


@pytest.mark.parametrize(
    "named",
    [
        pytest.param("leo@example.com (deleted)", id="a remark about another person"),
        pytest.param("diana@example.com (deleted)", id="the end of a longer address"),
        pytest.param("x.ana@example.com, leo@example.com", id="after a dot"),
        pytest.param("ana@example.com.au, leo@example.com", id="the beginning of a longer domain"),
        pytest.param("ana@example.com.au", id="another address"),
    ],
)
@pytest.mark.parametrize("trust_filter", [True, False])
def test_text_without_the_asked_address_spoils_nobody_elses_lookup(row: Any, named: str, *, trust_filter: bool) -> None:
    matched = rows_of("ana@example.com", listed(row(1), row(2, email=named)), trust_filter=trust_filter)

    assert ([rma.id for rma in matched.rows], matched.dropped) == (["1"], 1)


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
