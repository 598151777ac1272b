"""Extend what an application's own OpenAPI document says."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI


def extend_description(app: FastAPI, extend: Callable[[dict[str, Any]], None]) -> None:
    """Have an application's OpenAPI document changed once, before anybody reads it."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            extend(plain())
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign] # FastAPI's own way to extend it
