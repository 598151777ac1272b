"""The step definitions of the comparison with pytest-bdd; copied beside its features as a test module."""

import os
from collections.abc import Iterator

import httpx
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

PROFILES = "/api/v1/customer-profiles"

scenarios("features")


@pytest.fixture(scope="session")
def gladly() -> Iterator[httpx.Client]:
    auth = (os.environ["GLADLY_USERNAME"], os.environ["GLADLY_TOKEN"])
    with httpx.Client(base_url=os.environ["GLADLY_ORIGIN"], auth=auth) as client:
        yield client


@given(parsers.parse('a customer "{name}" with the e-mail "{email}"'), target_fixture="profile")
def profile(gladly: httpx.Client, name: str, email: str) -> str:
    answer = gladly.post(PROFILES, json={"name": name, "emails": [{"original": email}]})
    assert answer.status_code == 201
    return answer.headers["location"]


@then(parsers.parse('their profile says "{name}"'))
def profile_says(gladly: httpx.Client, profile: str, name: str) -> None:
    answer = gladly.get(profile)
    assert answer.status_code == 200
    assert answer.json()["name"] == name


@when(parsers.parse('they are renamed "{name}"'))
def rename(gladly: httpx.Client, profile: str, name: str) -> None:
    answer = gladly.patch(profile, json={"name": name})
    assert answer.status_code == 204


@then(parsers.parse('the e-mail "{email}" finds one customer, "{name}"'))
def email_finds(gladly: httpx.Client, email: str, name: str) -> None:
    answer = gladly.get(PROFILES, params={"email": email})
    assert answer.status_code == 200
    assert [row["name"] for row in answer.json()] == [name]


@then(parsers.parse('nobody has the id "{profile_id}"'))
def nobody_has(gladly: httpx.Client, profile_id: str) -> None:
    answer = gladly.get(f"{PROFILES}/{profile_id}")
    assert answer.status_code == 404
