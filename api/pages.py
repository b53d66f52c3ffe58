"""Pages: Jinja2 templates with everything escaped, the visitor and the style sheet's address."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.context import context_of
from api.formats import FILTERS, NOTHING
from api.visitor import Visitor

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates, with our filters; an unknown name is an error, never an empty cell."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals |= {"nothing": NOTHING, "style_version": style_version()}
    return made


@lru_cache(maxsize=1)
def style_version() -> str:
    """Return a digest of the style sheet, so that browsers may keep it and still see a new one."""
    return hashlib.sha256((STATIC / "app.css").read_bytes()).hexdigest()[:12]


def page(
    request: Request,
    template: str,
    visitor: Visitor | None = None,
    *,
    status: int = 200,
    **values: Any,  # noqa: ANN401  # what the template shows
) -> HTMLResponse:
    """Render a page for a visitor (None: before sign-in)."""
    html = (
        environment()
        .get_template(template)
        .render(visitor=visitor, path=request.url.path, city=context_of(request).settings.city, **values)
    )
    return HTMLResponse(html, status)
