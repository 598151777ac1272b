"""Whatever is kept, dropped and forgotten, RMAs lead to exactly those who are known to have them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.memory import Known, RowMemory
from rma_adaptor.rows.readings import Reading

NOW = datetime(2026, 3, 2, 15, 0, 1, tzinfo=UTC)
EMAILS, IDS = ("ana@x.com", "leo@x.com", "mia@x.com"), ("1", "2", "3")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["keep", "keep", "forget", "forget all", "expire"]),
        st.sampled_from(EMAILS),
        st.sets(st.sampled_from(IDS)),
        st.integers(min_value=0, max_value=5),
    )
)


def known(ids: set[str], order: int) -> Known:
    rows = tuple(Rma.model_validate({"id": rma_id}) for rma_id in sorted(ids))
    return Known(Reading(rows, NOW + timedelta(seconds=order), source=""), order)


@given(steps=STEPS)
def test_rmas_lead_to_those_who_are_known_to_have_them(steps: list[tuple[str, str, set[str], int]]) -> None:
    memory = RowMemory(capacity=2)
    for kind, email, ids, order in steps:
        if kind == "keep":
            memory.keep(("acme", email), known(ids, order))
        elif kind == "expire":
            memory.expire("acme", NOW + timedelta(seconds=order))
        else:
            memory.forget("acme", email if kind == "forget" else None)

        found = {one: memory.get(("acme", one)) for one in EMAILS}
        have = {one: {row.id for row in each.reading.rows} for one, each in found.items() if each is not None}
        assert len(memory) == len(have) <= 2
        for rma_id in IDS:
            assert memory.emails_of("acme", [rma_id]) == {one for one, theirs in have.items() if rma_id in theirs}
        assert memory.emails_of("bolt", IDS) == set()


def test_the_person_asked_longest_ago_goes_first() -> None:
    memory = RowMemory(capacity=2)
    for email in EMAILS[:2]:
        memory.keep(("acme", email), known({"1"}, 0))
    memory.touch(("acme", EMAILS[0]))

    memory.keep(("acme", EMAILS[2]), known({"2"}, 0))

    assert [memory.get(("acme", email)) is None for email in EMAILS] == [False, True, False]
