"""The small types of the format, and that its words are those of the mocks."""

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

from rma_mocks.core.entities import DISPOSITIONS, RETURN_REASONS, RETURN_TYPES, SHIPPING_TYPES, STATUSES
from rma_mocks.core.faults import KINDS
from rma_mocks.gladly.entities import Outcome
from rma_mocks.gladly.settings import LookupSettings
from rma_mocks.returnlogic.api_route import NamedRoute
from rma_mocks.returnlogic.app import _ROUTES
from rma_mocks.returnlogic.policies_spec import PoliciesSpec
from rma_mocks.returnlogic.settings import Automation, Policies, Variants
from rma_mocks.worlds.declared.spec import AutoLinking
from rma_scenarios.format.expectations import OPERATIONS, VerdictExpected
from rma_scenarios.format.lookups import LookupsGiven
from rma_scenarios.format.parts import Part
from rma_scenarios.format.policies import Days, PoliciesGiven
from rma_scenarios.format.values import (
    AutoLinkField,
    Disposition,
    Email,
    Fault,
    Key,
    Moment,
    ReachedStatus,
    Reason,
    ReturnType,
    Seconds,
    ShippingType,
    Status,
)
from rma_scenarios.format.variants import VariantsGiven
from rma_scenarios.verbs.returns import _CODES
from rma_scenarios.verbs.vendors import _FAULTS

MOCKS = Path(__file__).parents[2] / "mocks" / "rma_mocks"


def words(kind: Any) -> list[str]:
    listed: list[str] = TypeAdapter(kind).json_schema()["enum"]
    return listed


def checked(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("250ms", 0.25), ("5s", 5.0), ("1.5s", 1.5), ("10m", 600.0), ("24h", 86_400.0), ("3d", 259_200.0), ("0s", 0.0)],
)
def test_a_duration_is_written_with_its_unit(text: str, seconds: float) -> None:
    assert checked(Seconds, text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "given",
    [
        "5",
        "5 s",
        "5sec",
        "-5s",
        "",
        "s",
        "1e3s",
        "5S",
        "\u0665s",
        "5s\n",
        None,
        5,
        5.0,
        True,
        ["5s"],
        "9" * 30 + "s",
        "36601d",
    ],
    ids=repr,
)
def test_what_is_no_duration_is_refused(given: Any) -> None:
    with pytest.raises(ValidationError, match="must be a duration"):
        checked(Seconds, given)


@pytest.mark.parametrize(
    "given", ["2026-03-02T15:00:00Z", "2026-03-02T15:00:00+01:00", "2026-03-02T15:00:00.5Z", "2024-02-29T00:00:00Z"]
)
def test_a_moment_has_date_time_and_zone_and_stays_as_written(given: str) -> None:
    assert checked(Moment, given) == given


@pytest.mark.parametrize(
    "given", ["2026-03-02", "2026-03-02T15:00:00", "2026-02-29T00:00:00Z", "2026-03-02T25:00:00Z", "now", "", "12"]
)
def test_what_is_no_moment_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        checked(Moment, given)


@pytest.mark.parametrize(
    "given", ["gina.lin@example.com", "Gina@Example.COM", "a+b@c.d.example", "zoë@exämple.example"]
)
def test_an_email_address_stays_as_written(given: str) -> None:
    assert checked(Email, given) == given


@pytest.mark.parametrize("given", ["gina", "gina@", "@example.com", "gina@example", "gi na@example.com", "a@b@c.d", ""])
def test_what_is_no_email_address_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="is no e-mail address"):
        checked(Email, given)


@pytest.mark.parametrize("given", ["gina", "gina_2", "g" * 40])
def test_a_key_is_a_short_word(given: str) -> None:
    assert checked(Key, given) == given


@pytest.mark.parametrize("given", ["Gina", "2gina", "gi-na", "", "g" * 41, "gina\n"], ids=repr)
def test_what_is_no_key_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        checked(Key, given)


@pytest.mark.parametrize(
    ("ours", "mocks"),
    [
        pytest.param(Status, STATUSES, id="statuses"),
        pytest.param(ReturnType, RETURN_TYPES, id="return types"),
        pytest.param(Reason, RETURN_REASONS.values(), id="reasons"),
        pytest.param(Disposition, DISPOSITIONS, id="dispositions"),
        pytest.param(ShippingType, SHIPPING_TYPES, id="shipping types"),
        pytest.param(ReachedStatus, get_args(get_type_hints(Automation)["at"]), id="triggers of automation"),
        pytest.param(Fault, KINDS, id="faults"),
        pytest.param(AutoLinkField, get_args(get_args(AutoLinking)[0]), id="fields that may auto-link"),
    ],
)
def test_the_words_of_the_format_are_those_of_the_mocks(ours: Any, mocks: Any) -> None:
    assert words(ours) == list(mocks)


def test_the_outcomes_of_a_verdict_are_those_of_the_mock() -> None:
    schema = VerdictExpected.model_json_schema()

    [outcome] = re.findall(r"'outcome': \{'anyOf': \[\{'enum': \[(.*?)\]", str(schema))

    assert re.findall(r"'(\w+)'", outcome) == [one.value for one in Outcome]


def test_the_codes_of_reasons_are_those_of_the_mock() -> None:
    assert {code: reason for reason, code in _CODES.items()} == RETURN_REASONS


def test_every_fault_has_words_for_people() -> None:
    assert list(_FAULTS) == words(Fault)


def test_every_operation_that_the_mocks_name_can_be_expected() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in MOCKS.rglob("*.py"))

    written = (
        r'(?:visit\.operation\b[^=\n]*= |\b(?:Question|Wanted|doing|reading|name_operation)\((?:request, )?)"(\w+)"'
    )
    named = {*re.findall(written, sources), *re.findall(r'\boperation="(\w+)"', sources)}
    routes = [route for module in _ROUTES for route in module.router.routes if isinstance(route, NamedRoute)]

    assert named | {route.name for route in routes} == set(OPERATIONS)


def test_the_policies_of_the_format_are_those_of_the_mocks() -> None:
    assert PoliciesGiven.names() == list(PoliciesSpec.model_fields)


def choices(kinds: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return the words that each setting may be, of those settings that are words."""
    alternatives = ((name, kind) for name, whole in kinds.items() for kind in (whole, *get_args(whole)))
    return {name: get_args(kind) for name, kind in alternatives if get_origin(kind) is Literal}


@pytest.mark.parametrize(
    ("ours", "mocks"), [(VariantsGiven, Variants), (LookupsGiven, LookupSettings), (PoliciesGiven, Policies)]
)
def test_every_setting_may_be_in_a_file_what_it_may_be_in_the_mocks(ours: type[Part], mocks: type) -> None:
    written = {name: field.annotation for name, field in ours.model_fields.items()}

    assert choices(written) == choices(get_type_hints(mocks)) != {}


@pytest.mark.parametrize("given", [1, 28, 3650, "never"])
def test_a_wait_of_the_merchant_is_a_number_of_days_or_never(given: Any) -> None:
    assert checked(Days, given) == given


@pytest.mark.parametrize("given", [0, -1, 3651, 1.5, True, "28", "28d", "Never", None, [28]], ids=repr)
def test_what_is_no_number_of_days_is_refused(given: Any) -> None:
    with pytest.raises(ValidationError, match="must be a whole number of days from 1 to 3650, or the word never"):
        checked(Days, given)
