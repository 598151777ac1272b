"""Worlds are found by the credential that they have now."""

from rma_mocks.core.directory import Directory


def test_a_new_credential_replaces_the_old_one_which_only_tells_whose_it_was() -> None:
    directory = Directory[str]()
    directory.add("w1", "entry", credential="old")

    directory.revoke("old")
    directory.issue("w1", "new")

    assert (directory.of_credential("old"), directory.of_credential("new")) == (None, "entry")
    assert (directory.of_revoked("old"), directory.of_revoked("new")) == ("entry", None)


def test_a_revoked_credential_may_open_another_world_and_stays_with_it() -> None:
    directory = Directory[str]()
    directory.add("w1", "first", credential="old")
    directory.revoke("old")
    directory.issue("w1", "new")
    directory.add("w2", "second", credential="old")

    directory.remove("w1")

    assert directory.of_credential("old") == "second"
    assert (directory.of_credential("new"), directory.of_revoked("old")) == (None, None)


def test_a_credential_that_comes_back_opens_its_world_again() -> None:
    directory = Directory[str]()
    directory.add("w1", "entry", credential="old")
    directory.revoke("old")
    directory.issue("w1", "new")

    directory.revoke("new")
    directory.issue("w1", "old")

    assert (directory.of_credential("old"), directory.of_revoked("new")) == ("entry", "entry")


def test_a_removed_world_leaves_no_credential_behind() -> None:
    directory = Directory[str]()
    directory.add("w1", "entry", credential="old")
    directory.revoke("old")
    directory.issue("w1", "new")

    directory.remove("w1")

    assert [directory.of_credential(key) or directory.of_revoked(key) for key in ("old", "new")] == [None, None]


def test_a_world_may_have_several_credentials_and_loses_them_one_by_one() -> None:
    directory = Directory[str]()
    directory.add("w1", "entry", credential="key")
    directory.issue("w1", "token")

    directory.revoke("token")
    directory.revoke("never issued")

    assert (directory.of_credential("key"), directory.of_credential("token")) == ("entry", None)
    assert (directory.of_revoked("token"), directory.of_revoked("never issued")) == ("entry", None)
