"""Errors on the way out: a page for people, RFC 9457 problem+json for programs, both in Chinese."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.context import context_of
from api.pages import page
from api.visitor import PasswordChangeRequiredError, known_visitor
from core.errors import AuthenticationError, ChanyeError
from core.logs import get_logger

TITLES: Final = {
    400: "请求有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种请求",
    409: "不止一个结果",
    422: "参数有误",
    503: "暂时不可用",
}
log = get_logger(__name__)


def title_of(status: int) -> str:
    """Return the Chinese title of a status."""
    return TITLES.get(status, "出错了")


def problem(request: Request, status: int, detail: str, **members: Any) -> JSONResponse:  # noqa: ANN401
    """Return a problem+json answer (RFC 9457)."""
    body = {"type": "about:blank", "title": title_of(status), "status": status, "detail": detail}
    body |= {"instance": request.url.path} | members
    return JSONResponse(body, status, media_type="application/problem+json")


def is_program(request: Request) -> bool:
    """Whether a program asks: the JSON routes, whatever they accept."""
    return request.url.path.startswith(("/v1/", "/healthz", "/readyz"))


def answer(request: Request, status: int, detail: str, advice: str | None = None) -> Response:
    """Return the error in the form the asker reads."""
    if is_program(request):
        return problem(request, status, detail if advice is None else f"{detail} {advice}")
    visitor = known_visitor(request, context_of(request))
    return page(
        request, "error.html", visitor, status=status, title=title_of(status), detail=detail, advice=advice
    )


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, ChanyeError)
    if not is_program(request):
        if isinstance(error, PasswordChangeRequiredError):
            return RedirectResponse("/password", HTTPStatus.SEE_OTHER)
        if isinstance(error, AuthenticationError):
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            query = urlencode({"next": asked}) if request.method == "GET" and asked != "/" else ""
            return RedirectResponse(f"/sign-in?{query}".rstrip("?"), HTTPStatus.SEE_OTHER)
    if error.status >= 500:
        log.error("request failed", path=request.url.path, error=error.message)
    return answer(request, error.status, error.message, error.advice)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = {404: "没有这个页面。", 405: "这个地址不支持这种请求。"}.get(
        error.status_code, str(error.detail)
    )
    return answer(request, error.status_code, detail)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    names = "、".join(str(e["loc"][-1]) for e in error.errors())
    return answer(request, 422, f"参数不对或缺少：{names}。")


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", path=request.url.path, kind=type(error).__name__, exc_info=error)
    return answer(request, 500, "出现了未预期的错误，已记入日志。")


def install(app: FastAPI) -> None:
    """Let every error of the application leave through here."""
    app.add_exception_handler(ChanyeError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
