"""Turn errors into answers, the same shape on both ports."""

import re

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rma_adaptor.errors import AdaptorError, BodyTooLarge, BodyTooSlow, SearchUnanswered, SignatureRejected
from rma_adaptor.wire import ErrorAnswer, Problem


def error_answer(error: AdaptorError) -> JSONResponse:
    """Answer with the error's status and one problem.

    Contract: GL-ROUND-2; no error body is prescribed, this shape is a third-party adaptor's (observed).
    """
    headers: dict[str, str] = {}
    if isinstance(error, SignatureRejected):
        headers["WWW-Authenticate"] = 'Basic realm="rma-adaptor"'
    if isinstance(error, BodyTooLarge | BodyTooSlow):
        headers["Connection"] = "close"
    if isinstance(error, SearchUnanswered) and error.retry_after is not None:
        headers["Retry-After"] = f"{max(1, round(error.retry_after))}"
    return problems_answer(error.status, Problem(attr=error.attr, code=error.code, detail=str(error)), headers=headers)


def problems_answer(status: int, *problems: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """Answer with a status and what is wrong."""
    return JSONResponse(ErrorAnswer(errors=problems).model_dump(), status_code=status, headers=headers)


def answer_errors(app: FastAPI) -> None:
    """Make the app answer its errors in our shape instead of the framework's."""
    app.add_exception_handler(AdaptorError, _adaptor_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)


async def _adaptor_error(_: Request, error: Exception) -> JSONResponse:
    return error_answer(error) if isinstance(error, AdaptorError) else error_answer(AdaptorError("unexpected"))


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        return error_answer(AdaptorError("unexpected"))
    code = re.sub(r"[^a-z]+", "_", error.detail.lower())
    problem = Problem(attr="", code=code, detail=error.detail)
    return problems_answer(error.status_code, problem, headers=dict(error.headers or {}))


async def _validation_error(_: Request, error: Exception) -> JSONResponse:
    """Name the fields and the reasons, never the values: they may be secrets."""
    if not isinstance(error, RequestValidationError):
        return error_answer(AdaptorError("unexpected"))
    problems = [
        Problem(
            attr=".".join(str(part) for part in problem["loc"][1:]),
            code="invalid",
            detail=str(problem["msg"]).removeprefix("Value error, "),
        )
        for problem in error.errors()
    ]
    return problems_answer(422, *problems)
