"""Answer the lookups of scripted apps, in the place of an adaptor that is not there."""

import json
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.context import CurrentOrganisation, wanted_app
from rma_mocks.gladly.errors import not_found
from rma_mocks.gladly.lookups.scripted import operation_of

router = APIRouter(prefix="/w/{world}/scripted", tags=["scripted apps"])


@router.post("/{app_id}", dependencies=[Depends(unrecorded)])
async def answer(request: Request, organisation: CurrentOrganisation, app_id: str) -> Response:
    """Answer as the world's declaration says: text as it is, anything else as JSON."""
    app = wanted_app(organisation, app_id)
    if app.answers is None:
        raise not_found("scripted app", app_id)
    given = app.answers[operation_of(await _body(request))]
    if isinstance(given, str):
        kind = "text/html" if given.lstrip().startswith("<") else "application/json"
        return Response(given, media_type=kind)
    return Response(json.dumps(given, ensure_ascii=False), media_type="application/json")


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
