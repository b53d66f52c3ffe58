"""Pages about enterprises: search, and one enterprise's profile."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.context import Shared
from api.merged import successor
from api.pages import page
from api.reading import profile, search
from api.visitor import Admitted
from core.errors import NotFoundError

router = APIRouter(include_in_schema=False)
HOWS = {
    "code": "代码一致",
    "id": "编号一致",
    "name": "名称一致",
    "former": "曾用名一致",
    "similar": "名称相近",
}


@router.get("/")
def home(request: Request, visitor: Admitted) -> Response:
    """Show the search box."""
    return page(request, "search.html", visitor, q="", found=[], hows=HOWS)


@router.get("/enterprises")
def search_page(
    request: Request, context: Shared, visitor: Admitted, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show what a text may mean; a full code or id leads straight to the enterprise."""
    text = q.strip()
    found = search(context, visitor.principal, text) if text else []
    if len(found) == 1 and found[0]["how"] in ("code", "id"):
        return RedirectResponse(f"/enterprises/{found[0]['id']}", HTTPStatus.SEE_OTHER)
    return page(request, "search.html", visitor, q=text, found=found, hows=HOWS)


@router.get("/enterprises/{entity_id}")
def profile_page(request: Request, context: Shared, visitor: Admitted, entity_id: str) -> Response:
    """Show one enterprise: 一企一档."""
    try:
        shown = profile(context, visitor.principal, entity_id)
    except NotFoundError:
        with context.ledger.session() as session:
            new = successor(session, entity_id)
        if new is None:
            raise
        return RedirectResponse(f"/enterprises/{new}", HTTPStatus.MOVED_PERMANENTLY)
    return page(
        request, "profile.html", visitor, profile=shown.data, masked=shown.masked, withheld=shown.withheld
    )
