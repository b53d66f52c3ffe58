"""The application: routes, errors, headers and what they share, put together for one installation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import problems
from api.context import Context
from api.headers import SecurityHeaders
from api.lake import LakeSource
from api.pages import STATIC
from api.routes import chains, enterprises, health, sign_in, v1
from core.settings import Settings

DESCRIPTION: Final = (Path(__file__).parent / "openapi.md").read_text(encoding="utf-8")

ROUTERS: Final = tuple(module.router for module in (health, sign_in, enterprises, chains, v1))


def create_app(settings: Settings, lake: LakeSource | None = None) -> FastAPI:
    """Return the application of one installation; opens the ledger now, graph and lake when first asked."""
    context = Context(settings, lake)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        context.graph.close()

    app = FastAPI(
        title="产业图谱接口",
        version=version("chanye"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan,
    )
    app.state.context = context
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(SecurityHeaders, https=settings.cookie_secure)
    return app
