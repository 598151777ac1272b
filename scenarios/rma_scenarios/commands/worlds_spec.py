"""Read what a new world shall be like: a file in the control API's fields, and options that win over it."""

import json
from pathlib import Path
from typing import Any, BinaryIO

from rma_scenarios.format.problems import located, shown_path
from rma_scenarios.format.text import TextProblem, compose, data_of


class SpecProblem(Exception):
    """A file that describes no world; the message names it and says what to write."""


def read_spec(file: BinaryIO) -> dict[str, Any]:
    """Return the fields that a JSON or YAML file has.

    Raises:
        SpecProblem: When it has none.
    """
    path = Path(file.name if isinstance(file.name, str) and file.name != "<stdin>" else "-")
    try:
        spec = _data(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SpecProblem(f"{shown_path(path)} is no text; save it as UTF-8") from error
    except RecursionError as error:
        raise SpecProblem(f"{shown_path(path)} nests too deep") from error
    except TextProblem as error:
        raise SpecProblem(located(path, error.problem)) from error
    if not isinstance(spec, dict):
        raise SpecProblem(f"{shown_path(path)} must be fields of a world, such as {{seed: 11, customers: 20}}")
    return spec


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # then it may be YAML, whose parser also tells where it is wrong
        return data_of(compose(text)) if text.strip() else None
