"""ANSWERS.md has every field that is answered, no other, with the evidence that rules.yaml has, and the code's caps."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from rma_adaptor import caps
from rma_adaptor.tenants import ATTRIBUTE_NAMES
from rma_adaptor.wire import CustomerResult, Email, Fulfillment, OrderCard, Product

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "adaptor" / "ANSWERS.md").read_text(encoding="utf-8")
RULES = {
    rule["id"]: rule["evidence"]
    for rule in yaml.safe_load((ROOT / "scenarios" / "rma_scenarios" / "rules.yaml").read_text(encoding="utf-8"))[
        "rules"
    ]
}
NESTED = {"emails": Email, "products": Product, "fulfillments": Fulfillment}
CAPS = {
    "name": caps.NAME,
    "rma": caps.LINK,
    "rmaCode": caps.ID,
    "rmaStatus": caps.WORD,
    "returnSizing": caps.SENTENCE,
    "returnSuggestion": caps.SENTENCE,
    "returnStart": caps.LINK,
    "orderNumber": caps.ID,
    "rmaNumber": caps.ID,
    "status": caps.WORD,
    "orderStatus": caps.WORD,
    "orderLink": caps.LINK,
    "returnType": caps.NAME,
    "note": caps.NOTE,
    "products[]": caps.PRODUCTS,
    "products[].id": caps.ID,
    "products[].name": caps.NAME,
    "products[].sku": caps.ID,
    "products[].status": caps.WORD,
    "fulfillments[].carrier": caps.WORD,
    "fulfillments[].trackingNumber": caps.ID,
    "fulfillments[].trackingUrl": caps.LINK,
    "fulfillments[].productIds": caps.PRODUCTS,
}


def rows(heading: str) -> Mapping[str, list[str]]:
    """Return the cells of the table under a heading, by the field that they are about."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split(" |")] for line in section.splitlines() if line[:3] == "| `"
    ]
    return {row[0].strip("`"): row for row in cells}


def fields(shape: type[BaseModel], before: str = "") -> Iterator[str]:
    """Return the names of a shape's fields as they are on the wire."""
    for field in shape.model_fields.values():
        name = f"{before}{field.alias}"
        inside = NESTED.get(field.alias or "")
        if inside is None or inside is not Email:
            yield f"{name}[]" if inside else name
        if inside:
            yield from fields(inside, f"{name}[].")


def test_every_field_of_a_person_is_there_and_no_other() -> None:
    assert set(rows("DETAILED: the person")) == set(fields(CustomerResult))


def test_every_field_of_a_match_is_there_and_no_other() -> None:
    assert set(rows("BASIC: auto-link and manual search")) == set(fields(CustomerResult)) - {
        "customAttributes",
        "transactions",
        "actions",
    }


def test_every_attribute_is_there_and_no_other() -> None:
    assert tuple(rows("DETAILED: attributes")) == ATTRIBUTE_NAMES


def test_every_field_of_a_card_is_there_and_no_other() -> None:
    assert tuple(rows("DETAILED: cards")) == tuple(fields(OrderCard))


@pytest.mark.parametrize("heading", ["DETAILED: the person", "DETAILED: attributes", "DETAILED: cards"])
def test_every_cap_is_the_codes(heading: str) -> None:
    for name, cells in rows(heading).items():
        if name in CAPS:
            assert cells[-1].startswith(f"{CAPS[name]:,}"), name


def test_every_card_field_names_a_rule_of_each_vendor() -> None:
    for name, cells in rows("DETAILED: cards").items():
        assert cells[2].startswith("GL-"), name
        assert cells[3].startswith("RL-") or name == "type", name


def test_the_evidence_of_every_rule_is_the_one_that_rules_yaml_has() -> None:
    named = re.findall(r"((?:GL|RL)-[A-Z]+-\d+)[^|()]*\((documented|observed|assumed)\)", PAGE)

    assert len(named) > 50
    assert [(rule, evidence) for rule, evidence in named if RULES.get(rule) != evidence] == []
    assert set(re.findall(r"(?:GL|RL)-[A-Z]+-\d+", PAGE)) <= set(RULES)


def test_the_size_of_a_whole_answer_is_the_codes() -> None:
    assert f"{caps.ANSWER:,} bytes" in PAGE
