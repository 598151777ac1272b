"""The debugger plays lookups for real, tells what happened, and leaves every profile as it was."""

import json
from typing import Any

import pytest

GINA = "gina.lin@example.com"
FOUND = {
    "externalCustomerId": GINA,
    "emails": [{"original": GINA}],
    "customAttributes": {"rma": "https://x.example.com/1"},
}


async def report_of(mocks: Any, links: dict[str, Any], **body: Any) -> dict[str, Any]:
    path = f"/w/{links['id']}/desk/api/debugger/tests"
    answer = await mocks.gladly.post(path, json={"workflow": "autolinking_detailed"} | body)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


async def test_it_tells_how_a_profile_would_be_linked_and_changes_none(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    mocks.adaptor.results = [FOUND]
    before = await mocks.seen(world)

    report = await report_of(mocks, world, email=GINA)

    assert (report["outcome"], report["verdict"]["rule"]) == ("linked", "GL-LINK-1")
    assert report["customer"]["found_by"] == "email"
    assert [step["operation"] for step in report["steps"]] == ["auto_link", "detailed"]
    assert report["stored"]["attributes"][0]["fate"] == "shown"
    assert await mocks.seen(world) == before
    assert (await mocks.gladly.get(f"/w/{world['id']}/desk/api/rounds")).json()["rounds"] == []


async def test_the_journal_has_its_lookups_under_an_id_of_their_own(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    mocks.adaptor.results = [FOUND]

    await report_of(mocks, world, email=GINA)

    rows = (await mocks.asked(world, "journal"))["exchanges"]
    assert [(row["operation"], row["round"]) for row in rows] == [
        ("auto_link", "debug-1"),
        ("detailed", "debug-1"),
        ("test_lookup", "debug-1"),
    ]


async def test_the_signature_is_shown_step_by_step_and_ends_in_the_one_that_was_sent(
    mocks: Any, gina: dict[str, Any]
) -> None:
    world = await mocks.open(**gina)

    report = await report_of(mocks, world, email=GINA)

    steps = {row["name"]: row["lines"] for row in report["steps"][0]["signature"]["steps"]}
    sent = mocks.adaptor.requests[0]
    assert sent.headers["gladly-authorization"].endswith(steps["signature"][0])
    assert steps["canonical_request"][:3] == ["POST", sent.url.path, ""]
    assert steps["canonical_request"][-1] == steps["body_hash"][0]
    assert steps["string_to_sign"][2] == steps["canonical_hash"][0]


async def test_no_secret_stands_in_what_is_shown_but_for_the_curl_command(mocks: Any, gina: dict[str, Any]) -> None:
    secret = {"signing_key": "the-signing-key", "username": "u", "password": "the-password"}
    world = await mocks.open(**gina, apps=[{"url": "http://127.0.0.1:8700/lookup", **secret}])

    report = await report_of(mocks, world, email=GINA)

    credential = mocks.adaptor.requests[0].headers["authorization"].split()[1]
    [step] = report["steps"]
    assert credential in step.pop("curl")
    assert [word for word in (credential, "the-password", "the-signing-key") if word in json.dumps(report)] == []


async def test_somebody_unknown_is_asked_about_and_said_to_be_unknown(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)

    report = await report_of(mocks, world, email="nobody@example.com", phone="+16505550123")

    assert report["customer"]["found_by"] is None
    assert "No customer of Gladly's has nobody@example.com" in report["customer"]["sentence"]
    assert json.loads(mocks.adaptor.requests[0].content)["query"]["emails"] == ["nobody@example.com"]


async def test_a_linked_profile_is_tested_as_if_it_were_new(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    mocks.adaptor.results = [FOUND]
    await mocks.opens(world)

    report = await report_of(mocks, world, email=GINA)

    assert report["steps"][0]["operation"] == "auto_link"
    assert report["notes"] == ["The profile is linked to ReturnLogic; the test asks as if it were not."]


@pytest.mark.parametrize(
    ("count", "picked", "outcome", "operations"),
    [
        pytest.param(1, None, "linked", ["manual_search", "detailed"], id="the only one is gone on with"),
        pytest.param(2, None, "choose", ["manual_search"], id="of several one must be picked"),
        pytest.param(0, None, "not_linked", ["manual_search"], id="nobody is found"),
        pytest.param(2, "b", "not_linked", ["manual_search", "detailed"], id="details of two never link"),
    ],
)
async def test_a_search_goes_on_to_the_details_of_one(
    mocks: Any, gina: dict[str, Any], count: int, picked: str | None, outcome: str, operations: list[str]
) -> None:
    world = await mocks.open(**gina)
    mocks.adaptor.results = [FOUND, FOUND | {"externalCustomerId": "b"}][:count]

    report = await report_of(
        mocks, world, workflow="basic_detailed", query={"email": GINA}, external_customer_id=picked
    )

    assert report["outcome"] == outcome
    assert [step["operation"] for step in report["steps"]] == operations


async def test_the_search_form_is_filled_with_the_email(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)

    await report_of(mocks, world, workflow="basic_detailed", email=GINA)

    assert json.loads(mocks.adaptor.requests[0].content)["query"] == {"email": GINA}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param({}, "type an e-mail or a phone number to test with", id="nothing"),
        pytest.param({"email": "gina"}, "'gina' is not an e-mail address", id="no e-mail"),
        pytest.param({"email": GINA, "app": "none"}, "app none does not exist", id="no such app"),
        pytest.param({"query": {"email": GINA}}, "the search form belongs to the workflow basic_detailed", id="form"),
    ],
)
async def test_misuse_is_answered_with_a_sentence(
    mocks: Any, gina: dict[str, Any], body: dict[str, Any], sentence: str
) -> None:
    world = await mocks.open(**gina)
    path = f"/w/{world['id']}/desk/api/debugger/tests"

    answer = await mocks.gladly.post(path, json={"workflow": "autolinking_detailed"} | body)

    assert 400 <= answer.status_code < 500
    assert answer.json()["errors"][0]["detail"] == sentence


async def test_it_says_what_can_be_tested_and_who_may(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)

    shown = (await mocks.gladly.get(f"/w/{world['id']}/desk/api/debugger")).json()

    assert [row["id"] for row in shown["workflows"]] == ["autolinking_detailed", "basic_detailed"]
    assert [row["name"] for row in shown["apps"]] == ["ReturnLogic"]
    assert [row["role"] for row in shown["roles"]] == ["Administrator", "Developer"]
