"""Which RMA the link opens, and under which names attributes are shown."""

from typing import Any

import pytest

from rma_adaptor.attributes import Known, attributes_of, chosen_rma, rma_url
from rma_adaptor.returnlogic import Rma
from rma_adaptor.returnlogic.models import newest_first
from rma_adaptor.tenants import Tenant


def tenant(**changes: Any) -> Tenant:
    return Tenant.model_validate({"name": "acme", "returnlogic_api_key": "k", **changes})


def rmas(*rows: dict[str, Any]) -> tuple[Rma, ...]:
    return newest_first(Rma.model_validate(row) for row in rows)


@pytest.fixture
def shown(clock: Any) -> Any:
    def shown(rows: tuple[Rma, ...], **changes: Any) -> Any:
        return attributes_of(tenant(**changes), Known("ana@example.com", rows, clock.now))

    return shown


def test_the_newest_open_rma_is_chosen_before_a_newer_closed_one(row: Any) -> None:
    rows = rmas(row(1), row(2), row(3, workflowStatus="Completed"))

    chosen = chosen_rma(rows)

    assert chosen is not None
    assert chosen.id == "2"


def test_without_an_open_rma_the_newest_is_chosen(row: Any) -> None:
    rows = rmas(row(1, workflowStatus="Rejected"), row(2, workflowStatus="Completed"))

    chosen = chosen_rma(rows)

    assert chosen is not None
    assert chosen.id == "2"


def test_a_person_with_rmas_has_every_attribute(row: Any, shown: Any) -> None:
    values = shown(rmas(row(1), row(2, workflowStatus="Completed")))

    assert values == {
        "rma": "https://originate.returnlogic.com/originate/rma/1",
        "rmaCode": "1",
        "rmaStatus": "In Transit",
        "rmaCount": "2",
        "rmaAsOf": "2026-03-02T15:00:01Z",
        "rmaNotice": "",
        "returnSizing": "",
        "returnSuggestion": "",
        "returnStart": "",
    }


def test_a_person_without_rmas_has_the_link_cleared(shown: Any) -> None:
    values = shown(())

    assert values == {
        "rma": "",
        "rmaCode": "",
        "rmaStatus": "No returns",
        "rmaCount": "0",
        "rmaAsOf": "2026-03-02T15:00:01Z",
        "rmaNotice": "",
        "returnSizing": "",
        "returnSuggestion": "",
        "returnStart": "",
    }


def test_a_status_that_is_missing_does_not_read_as_no_return(row: Any, shown: Any) -> None:
    assert shown(rmas(row(workflowStatus=None)))["rmaStatus"] == "Unknown"


def test_a_count_that_may_be_larger_says_so(row: Any, clock: Any) -> None:
    values = attributes_of(tenant(), Known("ana@example.com", rmas(row(1)), clock.now, is_complete=False))

    assert values["rmaCount"] == "1+"


def test_a_count_may_be_a_number_and_then_the_notice_says_that_it_may_be_larger(row: Any, clock: Any) -> None:
    all_read, some_read = (
        attributes_of(tenant(counts="number"), Known("ana@example.com", rmas(row(1)), clock.now, is_complete=is_all))
        for is_all in (True, False)
    )

    assert (all_read["rmaCount"], all_read["rmaNotice"]) == (1, "")
    assert some_read["rmaCount"] == 1
    assert some_read["rmaNotice"] == "There may be more returns than the 1 that were read."


def test_an_address_that_is_too_long_leads_nowhere(row: Any, shown: Any) -> None:
    assert shown(rmas(row("9" * 1000)), rma_url_template=f"https://rl.example/{'x' * 1500}/{{rlRmaId}}")["rma"] == ""


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        pytest.param(["rma"], {"rma"}, id="the link alone"),
        pytest.param(["rma", "rmaStatus"], {"rma", "rmaStatus"}, id="two of them"),
        pytest.param({"rma": "returnLink", "rmaCode": "rmaCode"}, {"returnLink", "rmaCode"}, id="renamed"),
        pytest.param([], set(), id="none"),
    ],
)
def test_the_tenant_chooses_and_renames_attributes(row: Any, shown: Any, setting: Any, names: set[str]) -> None:
    assert set(shown(rmas(row()), attributes=setting)) == names


def test_the_link_can_open_the_table_instead(row: Any, shown: Any) -> None:
    table = {"rma_link": "table", "rma_table_url": "https://originate.example/table"}

    values = shown(rmas(row(7)), **table)

    assert (values["rma"], values["rmaCode"]) == ("https://originate.example/table", "7")


def test_an_id_is_percent_encoded_in_the_link(row: Any) -> None:
    [rma] = rmas(row("R/7 ?#ü"))

    url = rma_url(tenant(rma_url_template="https://rl.example/{rlRmaId}?from=gladly"), rma)

    assert url == "https://rl.example/R%2F7%20%3F%23%C3%BC?from=gladly"


def test_a_return_is_started_where_the_tenant_says(shown: Any) -> None:
    url = "https://acme.returnlogic.com/?email={email}"

    assert shown((), return_start_url=url)["returnStart"] == "https://acme.returnlogic.com/?email=ana%40example.com"
