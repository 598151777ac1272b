"""Show on a terminal where everything of a world is, and with what it opens."""

from collections.abc import Iterable, Sequence
from typing import Any

_NAME_WIDTH = 18

Row = tuple[str, str]


def rows_of(links: dict[str, Any]) -> list[Row]:
    """Return names and addresses of what `stack_links` found; an empty row parts pages from APIs."""
    gladly, returnlogic, own = links["gladly"], links["returnlogic"], links["world"]
    admin_url, admin_token = links["adaptor"]["admin_url"], links["adaptor"]["admin_token"]
    admin = [("Adaptor admin API", f"{admin_url}   Bearer {admin_token}")] if admin_url else []
    return [
        ("Stage", links["stage_url"]),
        ("Agent desktop", gladly["desk_url"]),
        ("Returns Center", returnlogic["returns_center_url"]),
        ("ReturnLogic staff", returnlogic["originate_url"]),
        ("", ""),
        ("Lookup URL", links["adaptor"]["lookup_url"] or "(none: this world has no lookup app)"),
        ("Signing key", own["adaptor"]["signing_key"] or "(none: requests go unsigned)"),
        *admin,
        ("Gladly API", f"{gladly['api_url']}   {own['gladly']['username']} : {own['gladly']['api_token']}"),
        ("ReturnLogic API", f"{returnlogic['api_url']}   Bearer {own['returnlogic']['api_key']}"),
        ("Control API", f"{links['control']['url']}   Bearer {links['control']['token']}"),
        ("Stack URL", f"{links['stack_url']}   for pytest --stack-url and rma run --stack-url"),
    ]


def listed(rows: Iterable[Row]) -> str:
    """Return rows as lines, their values below each other."""
    return "\n".join(f"  {name:<{_NAME_WIDTH}}{value}".rstrip() for name, value in rows)


def in_columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """Return a table whose columns are as wide as they must be; the first row is its head."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["   ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(indent + line.rstrip() for line in lines)
