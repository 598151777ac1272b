"""Tell of tenants on a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

_STATUS_OK = 200


def in_columns(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """Return rows with their columns aligned."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(indent + line.rstrip() for line in lines)


def table_of(tenants: Iterable[Mapping[str, Any]]) -> str:
    """Return a line for each tenant."""
    rows = [
        (one["name"], state_of(one), lock_of(one), urlsplit(one["returnlogic_api_url"]).netloc, _shown(one))
        for one in tenants
    ]
    if not rows:
        return "No tenant is set up; rma tenants add sets one up."
    return in_columns([("Tenant", "State", "Lookups need", "ReturnLogic", "Shows"), *rows])


def everything(tenant: Mapping[str, Any]) -> str:
    """Return all that the adaptor tells of a tenant; secrets come masked."""
    first = [("Tenant", tenant["name"]), ("State", state_of(tenant)), ("Lookups need", lock_of(tenant))]
    fields = {**tenant, "attributes": _shown(tenant), "webhooks": _hooks(tenant)}
    rest = [(name, _text(value)) for name, value in fields.items() if name not in {"name", "is_enabled"}]
    return in_columns([*first, ("Lookup path", f"/t/{tenant['name']}/lookup"), ("", ""), *rest])


def state_of(tenant: Mapping[str, Any]) -> str:
    """Say whether lookups are answered."""
    return "enabled" if tenant["is_enabled"] else "disabled"


def lock_of(tenant: Mapping[str, Any]) -> str:
    """Say what a lookup must bring to be answered."""
    count = len(tenant["signing_keys"])
    keys = ["one of two signing keys" if count > 1 else "the signing key"] if count else []
    basic = ["basic auth"] if tenant["basic_auth"] else []
    if keys or basic:
        return " and ".join(keys + basic)
    return "NOTHING: anybody is answered" if tenant["allow_unsigned"] else "what it cannot have: all are refused"


def moment_text(moment: str | None) -> str:
    """Return a moment as people read it."""
    return f"{datetime.fromisoformat(moment).astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "never"


def finding_text(name: str, finding: Mapping[str, Any]) -> str:
    """Tell what one call to ReturnLogic showed."""
    answered = f"answered {finding['status']}" if finding["status"] else "gave no answer to look at"
    verdict = "Lookups can use its answer." if finding["is_usable"] else f"Lookups cannot use it: {finding['problem']}."
    lines = [f"Tenant {name}: ReturnLogic {answered}, after {finding['took_ms']} ms. {verdict}", ""]
    rows = [("Key", finding["key"])]
    if installation := finding["installation"]:
        rows = [("Token", finding["key"]), ("Installation", _installation(installation))]
    if finding["status"] == _STATUS_OK:
        rows += _inside(finding)
    if limits := finding["limits"]:
        rows.append(("Limits", ", ".join(f"{label.replace('_', ' ')} {value}" for label, value in limits.items())))
    return "\n".join([*lines, in_columns(rows, indent="  "), *(["", *finding["advice"]] if finding["advice"] else [])])


def _installation(installation: Mapping[str, Any]) -> str:
    if installation["state"] == "missing":
        return f"missing: team {installation['team_id']} has not installed the app"
    over = f", over since {moment_text(installation['over_since'])}" if installation["over_since"] else ""
    installed, renewed = moment_text(installation["installed_at"]), moment_text(installation["renewed_at"])
    return f"of team {installation['team_id']}, installed {installed}, renewed {renewed}{over}"


def _inside(finding: Mapping[str, Any]) -> list[tuple[str, str]]:
    counts = (finding[f"rows_{which}"] for which in ("of_asked", "of_others", "without_email"))
    keys = ", ".join(f"{key} in {count}" for key, count in finding["email_keys"].items())
    return [
        ("Envelope", finding["envelope"] or "unknown"),
        ("Rows", "{}: {} of the asked e-mail, {} of others, {} without e-mail".format(finding["rows"], *counts)),
        ("E-mail under", keys or "no key of any row"),
        ("Filter", finding["filter"]),
    ]


def _shown(tenant: Mapping[str, Any]) -> str:
    attributes = tenant["attributes"]
    if attributes is None:
        return "everything"
    return _text(attributes)


def _hooks(tenant: Mapping[str, Any]) -> str:
    hooks = tenant["webhooks"]
    if hooks is None:
        return "(none)"
    secrets = "either of two secrets" if len(hooks["secrets"]) > 1 else "a secret"
    return f"with {secrets}{' and a signature' if hooks['signing_key'] else ''}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "(none)"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return "(none)" if value is None else str(value)
