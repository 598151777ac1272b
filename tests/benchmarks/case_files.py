"""The same 200 cases of six calls, written down for each runner from its templates in `cases/`."""

from dataclasses import dataclass, field
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "cases"
FILES, ROWS = 20, 10
CASES = FILES * ROWS
CALLS = CASES * 6


@dataclass(frozen=True)
class Layout:
    """Where a runner wants what: the template of a case file, its place, and the files that come once."""

    template: str
    place: str
    beside: dict[str, str] = field(default_factory=dict)


def write_cases(folder: Path, layout: Layout, *, label: str, values: dict[str, str]) -> None:
    """Write every file that a run needs.

    Args:
        folder: Where to; files of an earlier round are replaced.
        layout: What the runner wants.
        label: What makes the e-mail addresses of this run its own.
        values: What the templates say about the world.
    """
    texts = {"pytest.ini": "[pytest]\n"}
    for template, place in layout.beside.items():
        texts[place] = Template(_read(template)).safe_substitute(values)
    for number in range(FILES):
        emails = [f"{label}-{number:02}-{row}@example.com" for row in range(ROWS)]
        texts[layout.place.format(number)] = _case_file(
            _read(layout.template), emails, values | {"file": f"{number:02}"}
        )
    for place, text in texts.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:  # compiled steps stay fresh
            path.write_text(text, encoding="utf-8")


def _case_file(template: str, emails: list[str], values: dict[str, str]) -> str:
    """Fill a template in; its one line with $email comes once for each case."""
    lines = []
    for line in template.splitlines():
        rows = enumerate(emails) if "$email" in line else [(0, "")]
        lines += [Template(line).substitute(values, row=f"{row:02}", email=email) for row, email in rows]
    return "\n".join([*lines, ""])


def _read(template: str) -> str:
    return (TEMPLATES / template).read_text(encoding="utf-8")
