"""The application: routes, errors, headers and what they share, put together for one installation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from api import problems
from api.context import Context
from api.headers import SecurityHeaders
from api.lake import LakeSource
from api.pages import STATIC
from api.routes import chains, enterprises, health, sign_in, v1
from api.warm import Warming
from core.settings import Settings

DESCRIPTION: Final = (Path(__file__).parent / "openapi.md").read_text(encoding="utf-8")

ROUTERS: Final = tuple(module.router for module in (health, sign_in, enterprises, chains, v1))


def create_app(settings: Settings, lake: LakeSource | None = None, *, warmed: bool = False) -> FastAPI:
    """Return the application of one installation; opens the ledger now, graph and lake when first asked.

    With `warmed` it asks its own pages' questions when it starts, so that the first visitor need not wait.
    """
    context = Context(settings, lake)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = Warming(context) if warmed else None
        yield
        if warming is not None:
            await run_in_threadpool(warming.stop)
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
