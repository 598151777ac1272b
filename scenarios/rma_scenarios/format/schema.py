"""The JSON Schema of the format, for editors; `python -m rma_scenarios.format.schema` writes it anew."""

import json
from pathlib import Path
from typing import Any

from rma_scenarios.format.scenario import Scenario

SCHEMA_FILE = Path(__file__).parents[1] / "schema.json"


def schema() -> dict[str, Any]:
    """Return the schema as editors read it."""
    made = Scenario.model_json_schema(by_alias=True)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rma-toolkit scenario, format 1",
        "description": "A flow between shopper, agent, Gladly, lookup adaptor and ReturnLogic.",
    }
    return {**head, **{name: part for name, part in made.items() if name not in head}}


def schema_text() -> str:
    """Return the contents of the published file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
