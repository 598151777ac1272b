"""Hide secrets in recorded exchanges, whether or not the journal did so already."""

import json
import re
from collections.abc import Mapping
from typing import Any

from rma_scenarios.flow.exchanges import parse_json

MASK = "••••••"

_SECRET_NAME = re.compile(
    r"authorization|cookie|password|passwd|secret|token|signature|credential"
    r"|(?:^|[-_.])(?:jwt|auth)(?:$|[-_.])|(?:api|signing|private|access|encryption)[-_. ]?keys?\b",
    re.IGNORECASE,
)
# The look-behind keeps a long body from being read again from each of its letters.
_ASSIGNMENT = re.compile(r"(?<![\w.-])(?P<name>[\w.-]+)(?P<sign>=)(?P<value>[^&\s\"']+)")
_SCHEME = re.compile(r"\b(?P<scheme>Bearer|Basic)\s+[\w+/=._~-]{6,}", re.IGNORECASE)


def is_secret_name(name: str) -> bool:
    """Say whether a header or key of this name carries a secret."""
    return bool(_SECRET_NAME.search(name))


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Give the headers with every secret replaced, names kept."""
    return {name: MASK if is_secret_name(name) else masked_text(value) for name, value in headers.items()}


def masked_body(body: str) -> str:
    """Give a body with secrets replaced; JSON comes back indented, other text as it was."""
    parsed = parse_json(body)
    if isinstance(parsed, dict | list):
        return json.dumps(_masked(parsed), indent=2, ensure_ascii=False)
    return masked_text(body)


def masked_text(text: str) -> str:
    """Replace `token=…` pairs and bearer or basic credentials inside any text, such as a query string."""
    without_pairs = _ASSIGNMENT.sub(_masked_pair, text)
    return _SCHEME.sub(lambda match: f"{match['scheme']} {MASK}", without_pairs)


def _masked_pair(match: re.Match[str]) -> str:
    return f"{match['name']}={MASK}" if is_secret_name(match["name"]) else match[0]


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: MASK if is_secret_name(key) and content else _masked(content) for key, content in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return masked_text(value) if isinstance(value, str) else value
