"""Pages about enterprises: search, and one enterprise's profile."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.context import Shared
from api.pages import page
from api.profile_view import facts, key_figures, sections
from api.reading import FIGURES, figure, profile, search, source
from api.visitor import Admitted
from ingest.contract import load_catalogue
from queries.trace import parse_key

router = APIRouter(include_in_schema=False)
UNITS = {"staff": "人", "power": "千瓦时"}
"""Figures that are no money."""
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
    shown = profile(context, visitor.principal, entity_id)
    firm = shown.data
    if firm["id"] != entity_id:
        return RedirectResponse(f"/enterprises/{firm['id']}", HTTPStatus.MOVED_PERMANENTLY)
    return page(
        request,
        "profile.html",
        visitor,
        firm=firm,
        facts=facts(firm, shown.withheld),
        key_figures=key_figures(firm["enterprise_figures"], firm["last_active"]),
        sections=sections(firm),
        masked=shown.masked,
        withheld=shown.withheld,
    )


@router.get("/enterprises/{entity_id}/figures/{year}/{key}")
def figure_page(
    request: Request, context: Shared, visitor: Admitted, entity_id: str, year: int, key: str
) -> Response:
    """Show the source rows that a yearly figure is made of, and those that do not count, with the reason."""
    firm, shown = figure(context, visitor.principal, entity_id, year, key)
    return page(
        request,
        "figure.html",
        visitor,
        firm=firm,
        year=year,
        key=key,
        caption=FIGURES[key],
        unit=UNITS.get(key, "元"),
        form="money" if key not in UNITS else "number",
        rows=shown.data,
        total=sum(r["amount"] or 0 for r in shown.data if r["counted"]),
        withheld=shown.withheld,
    )


@router.get("/sources")
def source_page(
    request: Request, context: Shared, visitor: Admitted, key: Annotated[str, Query(max_length=500)]
) -> Response:
    """Show one source record: file, sheet, row, its cells, and the match decisions it led to."""
    shown = source(context, visitor.principal, key)
    types = {f.label: f.type for f in load_catalogue().dataset(parse_key(key)["dataset"]).fields}
    return page(request, "source.html", visitor, key=key, withheld=shown.withheld, types=types, **shown.data)
