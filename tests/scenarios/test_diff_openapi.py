"""`rma diff-openapi`, rehearsed on copies of our own description that somebody changed."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import mock_apps
from rma_scenarios.format.names import known_rules
from rma_scenarios.truth.description_file import BrokenDescription, description_of, read_description
from rma_scenarios.truth.differing import DiffRow, RuleRow, differences, rules_touched
from rma_scenarios.truth.differing_text import json_of, table_of
from rma_scenarios.truth.operations import operations_of

Document = dict[str, Any]


@pytest.fixture(scope="module")
def own() -> Document:
    """The mock's description of the one evidenced call; that of a 404 is what one of the copies adds."""
    apps = mock_apps(gladly_url="", returnlogic_url="", hosts=LOOPBACK_HOSTS, control_token="")
    document = json.loads(json.dumps(apps.returnlogic.openapi()))
    call = document["paths"]["/v1/rmas"]["get"]
    call["responses"].pop("404", None)
    return {**document, "paths": {"/v1/rmas": {"get": call}}}


@pytest.fixture
def vendor(own: Document) -> Document:
    """A copy that a test may change."""
    return copy.deepcopy(own)


def rows_of(ours: Document, theirs: Document) -> list[DiffRow]:
    mine, other = (operations_of(description_of(document, "it"), under="") for document in (ours, theirs))
    return differences(mine, other)


def differing(rows: list[DiffRow]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.verdict != "confirmed":
            found.setdefault(row.verdict, set()).add(f"{row.kind} {row.name}".strip())
    return found


def becomes(rows: list[DiffRow]) -> dict[str, str]:
    return {row.rule: row.becomes for row in rules_touched(rows, known_rules())}


def answer(document: Document) -> Document:
    found: Document = document["paths"]["/v1/rmas"]["get"]["responses"]["200"]["content"]["application/json"]
    return found


def rma(document: Document) -> Document:
    found: Document = answer(document)["schema"]["properties"]["data"]["items"]["properties"]
    return found


def parameters(document: Document) -> list[Document]:
    found: list[Document] = document["paths"]["/v1/rmas"]["get"]["parameters"]
    return found


def test_our_own_description_confirms_everything_that_we_assume(own: Document, vendor: Document) -> None:
    rows = rows_of(own, vendor)

    assert differing(rows) == {}
    changes = becomes(rows)
    assert {"RL-RMAS-1", "RL-PAGE-1", "RL-ID-1", "RL-RMA-4"} <= set(changes)
    assert set(changes.values()) == {"documented"}
    assert "RL-ERR-1" not in changes, "it is documented already"


def rename(schema: Document, old: str, new: str) -> None:
    schema[new] = schema.pop(old)


def to_envelope(name: str) -> Callable[[Document], None]:
    return lambda document: rename(answer(document)["schema"]["properties"], "data", name)


def to_array(document: Document) -> None:
    answer(document)["schema"] = answer(document)["schema"]["properties"]["data"]


def to_cursor(document: Document) -> None:
    properties = answer(document)["schema"]["properties"]
    for name in ("page", "pageSize", "total"):
        del properties[name]
    properties["nextCursor"] = {"type": "string"}


def to_text_ids(document: Document) -> None:
    rma(document)["rlRmaId"] = {"type": "string"}


def to_snake(document: Document) -> None:
    rma(document)["workflowStatus"]["enum"] = ["in_transit", "complete"]


def to_text_money(document: Document) -> None:
    for outcome in rma(document)["totals"]["properties"].values():
        outcome["properties"]["total"]["type"] = "string"


def to_second_item_keys(document: Document) -> None:
    item = rma(document)["rmaItems"]["items"]["properties"]
    rename(item, "id", "rmaItemId")
    rename(item, "name", "productName")


def without_email(document: Document) -> None:
    del rma(document)["customerEmail"]


def to_not_found(document: Document) -> None:
    document["paths"]["/v1/rmas"]["get"]["responses"]["404"] = {"description": "Nobody"}


PAGES = {"response page", "response pageSize", "response total"}
CHANGES: list[tuple[str, Callable[[Document], None], dict[str, set[str]], dict[str, str]]] = [
    ("envelope", to_envelope("returns"), {"contradicted": {"response (envelope)"}}, {"RL-PAGE-1": "contradicted"}),
    (
        "array",
        to_array,
        {"contradicted": {"response (envelope)"}, "unknown to them": PAGES},
        {"RL-PAGE-1": "contradicted", "RL-PAGE-2": "partly documented"},
    ),
    (
        "cursor",
        to_cursor,
        {"unknown to them": PAGES, "new": {"response nextCursor"}},
        {"RL-PAGE-2": "partly documented"},
    ),
    ("rma_id", to_text_ids, {"contradicted": {"response [].rlRmaId"}}, {"RL-ID-1": "contradicted"}),
    (
        "status_spelling",
        to_snake,
        {"contradicted": {"response [].workflowStatus"}},
        {"RL-STATUS-2": "contradicted"},
    ),
    (
        "money",
        to_text_money,
        {"contradicted": {f"response [].totals.{of}.total" for of in ("refund", "exchange", "giftCard")}},
        {"RL-MONEY-1": "contradicted"},
    ),
    (
        "item_keys",
        to_second_item_keys,
        {
            "unknown to them": {"response [].rmaItems[].id", "response [].rmaItems[].name"},
            "new": {"response [].rmaItems[].rmaItemId", "response [].rmaItems[].productName"},
        },
        {"RL-RMA-5": ""},
    ),
    ("email_key", without_email, {"unknown to them": {"response [].customerEmail"}}, {"RL-RMA-4": ""}),
    ("nothing_found", to_not_found, {"new": {"status 404"}}, {}),
]


@pytest.mark.parametrize(("change", "expected", "rules"), [pytest.param(*row[1:], id=row[0]) for row in CHANGES])
def test_exactly_what_was_changed_differs_and_its_rule_with_it(
    own: Document,
    vendor: Document,
    change: Callable[[Document], None],
    expected: dict[str, set[str]],
    rules: dict[str, str],
) -> None:
    before = becomes(rows_of(own, vendor))
    change(vendor)

    rows = rows_of(own, vendor)

    assert differing(rows) == expected
    after = becomes(rows)
    assert {rule: after.get(rule, "") for rule in before if after.get(rule, "") != before[rule]} == rules


def test_parameters_are_compared_by_type_and_by_whether_they_must_be_there(own: Document, vendor: Document) -> None:
    by_name = {row["name"]: row for row in parameters(vendor)}
    by_name["email"]["required"] = not by_name["email"]["required"]
    by_name["page"]["schema"] = {"type": "string"}
    parameters(vendor).append({"name": "colour", "in": "query", "schema": {"type": "string"}})

    rows = rows_of(own, vendor)

    assert differing(rows) == {
        "contradicted": {"parameter query email", "parameter query page"},
        "new": {"parameter query colour"},
    }
    [email] = [row for row in rows if row.name == "query email"]
    assert sorted(text.endswith(", required") for text in (email.ours, email.theirs)) == [False, True]


def test_operations_are_matched_whatever_base_version_and_names_of_parameters() -> None:
    ours = {"openapi": "3.1.0", "paths": {"/v1/rmas/{rma_id}": {"get": call()}, "/v1/rmas": {"post": call()}}}
    theirs = {
        "openapi": "3.0.3",
        "servers": [{"url": "https://api.example.com/api/v2/"}],
        "paths": {"/rmas/{rlRmaId}": {"get": call()}, "/shops": {"get": call()}},
    }

    rows = rows_of(ours, theirs)

    assert [(row.operation, row.verdict) for row in rows if row.kind == "operation"] == [
        ("GET /rmas/{}", "confirmed"),
        ("POST /rmas", "unknown to them"),
        ("GET /shops", "new"),
    ]


def call(**more: Any) -> Document:
    return {"responses": {"200": {"description": "Good"}}, **more}


SWAGGER = """\
swagger: '2.0'
basePath: /v1
paths:
  /rmas:
    get:
      parameters:
        - {name: email, in: query, required: true, type: string}
      responses:
        200:
          description: Good
          schema: {type: object, properties: {data: {type: array, items: {$ref: '#/definitions/Rma'}}}}
    post:
      parameters:
        - {name: body, in: body, schema: {$ref: '#/definitions/Wish'}}
      responses: {201: {description: Made}}
definitions:
  Wish: {type: object, required: [orderName], properties: {orderName: {type: string}}}
  Rma:
    allOf:
      - {properties: {rlRmaId: {type: integer, format: int64}}}
      - properties:
          parent: {$ref: '#/definitions/Rma'}
          label: {x-nullable: true, type: object, properties: {carrier: {type: string}}}
"""


def test_swagger_2_is_read_with_its_references_even_those_that_come_back_to_themselves(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(SWAGGER)

    description = read_description(tmp_path / "api.yaml")
    found = operations_of(description)

    listed = found["GET /rmas"]
    assert {name: sorted(field.types) for name, field in listed.response.items()} == {
        "(envelope)": ["data"],
        "[].rlRmaId": ["integer"],
        "[].parent": ["object"],
        "[].label": ["null", "object"],
        "[].label.carrier": ["string"],
    }
    assert (listed.parameters["query email"].is_required, set(listed.statuses)) == (True, {"200"})
    assert found["POST /rmas"].request["orderName"].is_required
    assert description.problems == {}


def test_references_that_cannot_be_followed_are_told_and_the_rest_is_compared() -> None:
    targets = {"a": "other.yaml#/A", "b": "#/nowhere", "c": "#/x", "d": "#anchor"}
    schema = {"properties": {name: {"$ref": target} for name, target in targets.items()}}
    answers = {"200": {"content": {"application/json": {"schema": schema}}}}
    document = {"openapi": "3.0.0", "paths": {"/rmas": {"post": {"responses": answers}}}, "x": {"$ref": "#/x"}}
    description = description_of(document, "theirs")

    found = operations_of(description)

    assert set(found["POST /rmas"].response) == {"a", "b", "c", "d"}
    assert set(description.problems) == {
        "other.yaml#/A is in another file, which is not read",
        "#/nowhere leads nowhere",
        "#/x refers to itself",
        "#anchor leads nowhere",
    }


def test_a_reference_into_a_path_is_followed_however_its_braces_are_written() -> None:
    answer = {"description": "It", "content": {"application/json": {"schema": {"properties": {"id": {}}}}}}
    same = {"200": {"$ref": "#/paths/~1rmas~1%7BrmaId%7D/get/responses/200"}}
    calls = {"get": {"responses": {"200": answer}}, "put": {"responses": same}}
    description = description_of({"openapi": "3.0.0", "paths": {"/rmas/{rmaId}": calls}}, "theirs")

    assert set(operations_of(description)["PUT /rmas/{}"].response) == {"id"}
    assert description.problems == {}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("api.json", '{"openapi": "3.0.0",\n "paths": }', "api.json:2:11: Expecting value"),
        ("api.yaml", "openapi: 3.0.0\npaths: [\n", "api.yaml:3:1: did not find expected node content"),
        ("api.yaml", "- a\n", "holds no object at its top"),
        ("api.yaml", "", "holds no object at its top"),
        ("api.yaml", "info: {}\n", "has neither openapi nor swagger at its top"),
        ("api.yaml", "openapi: 4.0.0\npaths: {}\n", "has version 4.0.0; OpenAPI 3 and Swagger 2.0 are understood"),
        ("api.yaml", "openapi: 3.0.0\n", "has no paths"),
        ("api.json", "[" * 100_000, "is nested too deeply"),
        ("api.yaml", "a: " + "[" * 5_000, "api.yaml:1: is nested more than 200 deep"),
        ("api.yaml", "a: 2026-99-99\n", "holds a value that cannot be read"),
        ("api.yaml", "a: \x01\n", "has characters that no YAML has"),
        ("api.yaml", "\udcff", "is not UTF-8 text"),
    ],
    ids=range(12),
)
def test_a_broken_file_is_told_with_its_place(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(BrokenDescription) as failure:
        read_description(path)

    assert sentence in str(failure.value)
    assert str(path) in str(failure.value)


WORDS = [
    "get",
    "parameters",
    "responses",
    "200",
    "content",
    "application/json",
    "schema",
    "properties",
    "items",
    "$ref",
    "allOf",
    "type",
    "required",
    "in",
    "name",
    "enum",
    "data",
    "additionalProperties",
    "requestBody",
]
SCALARS = st.sampled_from([None, True, 7, "#/paths", "#/paths/~1a", "object", "array", "query"])
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None)
@given(paths=st.dictionaries(st.sampled_from(["/a", "/v1/a", "b"]), ANYTHING), servers=ANYTHING)
def test_nonsense_in_a_description_is_read_as_far_as_it_goes(paths: Any, servers: Any) -> None:
    found = operations_of(description_of({"openapi": "3.0.0", "servers": servers, "paths": paths}, "theirs"))

    assert {row.verdict for row in differences(found, found)} <= {"confirmed"}


def test_text_and_json_tell_the_same(own: Document, vendor: Document) -> None:
    to_text_ids(vendor)
    rows = rows_of(own, vendor)
    rules = [RuleRow("RL-ID-1", "assumed", "contradicted", "rlRmaId is a number.", ("a", "b", "c", "d"))]

    text, data = table_of(rows, rules, ["#/x leads nowhere"]), json.loads(json_of(rows, rules, ["#/x leads nowhere"]))

    assert "RL-ID-1 (assumed → contradicted): rlRmaId is a number. [a, b, c and 1 more]" in text
    assert "1 contradicted" in text
    assert [row["theirs"] for row in data["rows"] if row["verdict"] == "contradicted"] == ["string"]
    assert data["problems"] == ["#/x leads nowhere"]
