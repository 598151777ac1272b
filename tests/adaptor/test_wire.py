"""Every shape that published clients send, and every broken envelope."""

import json
from typing import Any

import pytest

from rma_adaptor.errors import LookupMalformed
from rma_adaptor.wire import BasicLookup, DetailedLookup, parse_lookup

AUTO = {"emails": ["a@x.com", "b@x.com"], "id": "o2sg", "name": "First Last", "phones": ["+15551234567"]}
ANA = {"externalCustomerId": "a@x.com"}
ATTRIBUTES = {"customAttributes": {"vipStatus": "GOLD"}, "favoriteFood": "Apple Pie", "points": 7}


def basic(query: Any) -> bytes:
    return json.dumps({"lookupLevel": "BASIC", "query": query, "uniqueMatchRequired": False}).encode()


def detailed(query: Any, **changes: Any) -> bytes:
    return json.dumps({"lookupLevel": "DETAILED", "query": query, "uniqueMatchRequired": True, **changes}).encode()


@pytest.mark.parametrize(
    ("query", "emails", "is_auto_link"),
    [
        pytest.param(AUTO, ("a@x.com", "b@x.com"), True, id="auto-link"),
        pytest.param({"id": "o2sg", "name": "A"}, (), True, id="auto-link of a profile without e-mail"),
        pytest.param({"id": "o2sg", "phones": ["+1"]}, (), True, id="auto-link with a phone only"),
        pytest.param({"email": "a@x.com"}, ("a@x.com",), False, id="search by email"),
        pytest.param({"emails": "a@x.com"}, ("a@x.com",), False, id="search by emails, a string"),
        pytest.param({"emails": "a@x.com, b@x.com"}, ("a@x.com", "b@x.com"), False, id="comma-separated"),
        pytest.param({"emails": "a@x.com", "name": "E", "phones": "666"}, ("a@x.com",), False, id="search by more"),
        pytest.param({"orderNumber": "1832"}, (), False, id="search by order number"),
        pytest.param({"email": ""}, (), False, id="a form field left blank"),
        pytest.param({"emails": [], "id": "x"}, (), True, id="an empty array"),
        pytest.param({"emails": [" ", "a@x.com"]}, ("a@x.com",), True, id="a blank in an array"),
        pytest.param({"emails": None, "email": "a@x.com"}, ("a@x.com",), False, id="null means none"),
        pytest.param({"email": "a@x.com", "id": "x"}, ("a@x.com",), False, id="a plain string outweighs the id"),
        pytest.param(AUTO | ATTRIBUTES | {"name": 5}, ("a@x.com", "b@x.com"), True, id="unknown keys kept out"),
    ],
)
def test_a_basic_lookup_is_read_by_its_shape(query: Any, emails: tuple[str, ...], *, is_auto_link: bool) -> None:
    question = parse_lookup(basic(query))

    assert question == BasicLookup(emails, is_auto_link=is_auto_link)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(detailed({"externalCustomerId": "a@x.com"}), id="the id alone"),
        pytest.param(detailed({"externalCustomerId": "a@x.com", **AUTO, **ATTRIBUTES}), id="with attributes"),
        pytest.param(
            b'{"lookupLevel":"DETAILED","query":{"externalCustomerId":"a@x.com"}}', id="not said to be unique"
        ),
        pytest.param(detailed({"externalCustomerId": "a@x.com", "emails": 5}), id="e-mails are not read here"),
    ],
)
def test_a_detailed_lookup_trusts_the_external_customer_id_alone(body: bytes) -> None:
    question = parse_lookup(body)

    assert question == DetailedLookup("a@x.com")


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"lookupLevel=BASIC", "", id="not JSON"),
        pytest.param(b'{"lookupLevel": NaN}', "", id="not quite JSON"),
        pytest.param(b'"\xff"', "", id="not UTF-8"),
        pytest.param(b"[]", "", id="not an object"),
        pytest.param(b"[" * 200_000, "", id="nested beyond the parser"),
        pytest.param(b'{"a":' * 21 + b"1" + b"}" * 21, "", id="nested one level too deep"),
        pytest.param(b"{}", "lookupLevel", id="no level"),
        pytest.param(b'{"lookupLevel":"basic","query":{}}', "lookupLevel", id="unknown level"),
        pytest.param(b'{"lookupLevel":["BASIC"],"query":{}}', "lookupLevel", id="level of another type"),
        pytest.param(b'{"lookupLevel":"BASIC"}', "query", id="no query"),
        pytest.param(basic([]), "query", id="query is a list"),
        pytest.param(basic({"emails": 5}), "emails", id="emails is a number"),
        pytest.param(basic({"emails": {"original": "a@x.com"}}), "emails", id="emails is an object"),
        pytest.param(basic({"emails": ["a@x.com", 5]}), "emails", id="a number among emails"),
        pytest.param(basic({"email": True}), "email", id="email is a boolean"),
        pytest.param(detailed({}), "externalCustomerId", id="no external customer id"),
        pytest.param(detailed({"externalCustomerId": ""}), "externalCustomerId", id="an empty id"),
        pytest.param(detailed({"externalCustomerId": "  "}), "externalCustomerId", id="a blank id"),
        pytest.param(detailed({"externalCustomerId": 12345}), "externalCustomerId", id="a numeric id"),
        pytest.param(detailed(ANA, uniqueMatchRequired=False), "uniqueMatchRequired", id="not unique"),
        pytest.param(detailed(ANA, uniqueMatchRequired="yes"), "uniqueMatchRequired", id="not a flag"),
    ],
)
def test_a_broken_envelope_is_refused_naming_the_field(body: bytes, attr: str) -> None:
    with pytest.raises(LookupMalformed) as refusal:
        parse_lookup(body)

    assert refusal.value.attr == attr


def test_nesting_is_allowed_up_to_the_limit() -> None:
    query = b'{"a":' * 18 + b"{}" + b"}" * 18

    question = parse_lookup(b'{"lookupLevel":"BASIC","query":' + query + b"}", max_depth=20)

    assert isinstance(question, BasicLookup)
