"""The journal keeps what happened and hides what is secret."""

from rma_mocks.core.journal import LIMIT, Exchange, Journal, kept_text, redacted


def exchange(path: str = "/v1/rmas") -> Exchange:
    return Exchange(
        lane="returnlogic",
        direction="received",
        sender="adaptor",
        receiver="returnlogic",
        method="GET",
        path=path,
        query="",
        status=200,
        operation="list_rmas",
        at="2026-03-02T15:00:00.000Z",
        duration_ms=1.0,
    )


def test_exchanges_are_numbered_in_order() -> None:
    journal = Journal()
    journal.add(exchange("/a"))
    journal.add(exchange("/b"))

    assert [(row["seq"], row["path"], row["from"], row["to"]) for row in journal.exchanges()] == [
        (1, "/a", "adaptor", "returnlogic"),
        (2, "/b", "adaptor", "returnlogic"),
    ]
    assert [row["path"] for row in journal.exchanges(after=1)] == ["/b"]


def test_a_full_journal_drops_the_oldest_and_says_so() -> None:
    journal = Journal()
    for _ in range(LIMIT + 1):
        journal.add(exchange())

    assert len(journal.exchanges()) == LIMIT
    assert journal.exchanges()[0]["seq"] == 2
    assert journal.is_truncated


def test_numbers_go_on_after_clearing() -> None:
    journal = Journal()
    journal.add(exchange())

    journal.clear()
    journal.add(exchange())

    assert [row["seq"] for row in journal.exchanges()] == [2]
    assert not journal.is_truncated


def test_a_beginning_has_a_number_of_its_own_also_after_clearing() -> None:
    journal = Journal()
    first = journal.begin()

    journal.clear()

    assert first < journal.begin()


def test_of_a_huge_body_only_the_beginning_is_kept() -> None:
    assert kept_text(b"x" * 1_000_000) == "x" * 256 * 1024


def test_secrets_are_masked_and_signed_names_stay_readable() -> None:
    headers = redacted(
        {
            "Authorization": "Bearer very-secret",
            "Cookie": "session=1",
            "Gladly-Authorization": "SigningAlgorithm=hmac-sha256, SignedHeaders=accept;gladly-time, Signature=ab12",
            "Accept": "application/json",
        }
    )

    assert headers == {
        "Authorization": "Bearer [masked]",
        "Cookie": "[masked]",
        "Gladly-Authorization": "SigningAlgorithm=hmac-sha256, SignedHeaders=accept;gladly-time, Signature=[masked]",
        "Accept": "application/json",
    }
