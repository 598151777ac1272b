"""Answer the lookups and forms of scripted apps, in the place of an adaptor that is not there."""

import json
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.context import CurrentOrganisation, wanted_app
from rma_mocks.gladly.errors import not_found
from rma_mocks.gladly.lookups.scripted import operation_of
from rma_mocks.gladly.organisation import Organisation

router = APIRouter(prefix="/w/{world}/scripted", tags=["scripted apps"])


@router.post("/{app_id}", dependencies=[Depends(unrecorded)])
async def answer(request: Request, organisation: CurrentOrganisation, app_id: str) -> Response:
    """Answer as the world's declaration says: text as it is, anything else as JSON."""
    app = wanted_app(organisation, app_id)
    if app.answers is None:
        raise not_found("scripted app", app_id)
    return _answer(app.answers[operation_of(await _body(request))])


@router.get("/{app_id}/{path:path}", dependencies=[Depends(unrecorded)])
async def give_form(organisation: CurrentOrganisation, app_id: str, path: str) -> Response:
    """Answer the call that asks for an action's form, as the world's declaration says."""
    return _page(organisation, app_id, path)


@router.post("/{app_id}/{path:path}", dependencies=[Depends(unrecorded)])
async def take_form(organisation: CurrentOrganisation, app_id: str, path: str) -> Response:
    """Answer the call that sends an action's form, as the world's declaration says."""
    return _page(organisation, app_id, path)


def _page(organisation: Organisation, app_id: str, path: str) -> Response:
    page = wanted_app(organisation, app_id).pages.get(path)
    if page is None:
        raise not_found("page", path)
    return _answer(page["answer"], page["status"])


def _answer(given: Any, status: int = 200) -> Response:
    if isinstance(given, str):
        kind = "text/html" if given.lstrip().startswith("<") else "application/json"
        return Response(given, status, media_type=kind)
    return Response(json.dumps(given, ensure_ascii=False), status, media_type="application/json")


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
