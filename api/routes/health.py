"""Whether the program lives and whether it can answer, for whoever watches it."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text

from api.context import Context, Shared
from core.errors import ChanyeError

router = APIRouter(tags=["运行状态"])


@router.get("/healthz", summary="程序在运行")
def healthz() -> dict[str, str]:
    """程序活着就答 `ok`，不问台账和图数据库；供进程守护使用。"""
    return {"status": "ok"}


@router.get("/readyz", summary="可以应答", responses={503: {"description": "台账或图数据库没有应答"}})
def readyz(context: Shared) -> Response:
    """台账和图数据库都有应答时为 200，否则 503 并说明是哪一个；供负载均衡使用。"""
    parts = {"ledger": _ledger(context), "graph": _graph(context)}
    ready = all(state == "ok" for state in parts.values())
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse({"status": "ok" if ready else "unavailable"} | parts, status)


def _ledger(context: Context) -> str:
    with context.ledger.session() as session:
        session.execute(text("SELECT 1"))
    return "ok"


def _graph(context: Context) -> str:
    try:
        with context.graph.session() as session:
            session.run("RETURN 1").consume()
    except ChanyeError as error:
        return error.message
    return "ok"
