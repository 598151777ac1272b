"""What is encrypted, what a key opens, and what a bad key is answered with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.sealing import Seal, SealBroken, new_key

OLD, NEW = new_key(), new_key()


@given(text=st.text())
def test_every_text_comes_back(text: str) -> None:
    seal = Seal([OLD])

    assert seal.open(seal.close(text)) == text


def test_the_text_cannot_be_read_in_what_is_stored() -> None:
    assert "rl-secret" not in Seal([OLD]).close("rl-secret")


def test_what_an_older_key_encrypted_is_opened_and_known_to_be_old() -> None:
    stored = Seal([OLD]).close("text")
    seal = Seal([NEW, OLD])

    assert (seal.open(stored), seal.is_current(stored)) == ("text", False)


def test_what_the_first_key_encrypted_is_current() -> None:
    seal = Seal([NEW, OLD])

    assert seal.is_current(seal.close("text"))


def test_plain_text_is_opened_with_keys_and_known_to_be_old() -> None:
    seal = Seal([NEW])

    assert (seal.open('{"a": 1}'), seal.is_current('{"a": 1}')) == ('{"a": 1}', False)


def test_without_keys_texts_stay_plain() -> None:
    seal = Seal()

    assert (seal.close("text"), seal.open("text"), seal.is_current("text")) == ("text", "text", True)


@pytest.mark.parametrize("keys", [[], [NEW]], ids=["no key", "another key"])
def test_what_no_key_opens_is_broken(keys: list[str]) -> None:
    stored = Seal([OLD]).close("text")

    with pytest.raises(SealBroken):
        Seal(keys).open(stored)


def test_an_altered_text_is_broken() -> None:
    stored = Seal([OLD]).close("text")

    with pytest.raises(SealBroken):
        Seal([OLD]).open(stored[:-4] + "AAA=")


@pytest.mark.parametrize(
    "bad",
    ["s3cret", "", "s3cret" * 8, NEW[:-2], NEW + NEW, "ä" * 44],
    ids=["a word", "nothing", "many words", "too short", "two in one", "not ASCII"],
)
def test_a_text_that_is_no_key_is_named_by_its_place_only(bad: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Seal([NEW, bad])

    assert "number 2 is no key; rma tenants new-key makes one" in str(refusal.value)
    assert "s3cret" not in str(refusal.value)
