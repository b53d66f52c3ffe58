"""Signing in and out, and changing one's own password."""

import hmac
import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.context import Context, Shared
from api.pages import page
from api.visitor import (
    FORM_COOKIE,
    CheckedForm,
    CsrfError,
    SignedIn,
    session_cookie,
    session_token,
    set_cookie,
)
from core.errors import AuthenticationError, UsageError
from store.accounts import FIRST_ADMIN, MIN_LENGTH, admin_password_file, change_password, check_sign_in
from store.web_sessions import close_session, open_session, sweep

router = APIRouter(include_in_schema=False)
WRONG = "登录名或口令不对，或账号已停用、被锁定（连续 5 次不对，锁定 15 分钟）。"


def local_path(asked: str) -> str:
    """Return a path on this site to go on to; anything else leads to the first page."""
    fine = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable()
    return asked if fine else "/"


def _form(request: Request, context: Context, asked: str, error: str = "", status: int = 200) -> Response:
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    response = page(
        request, "sign_in.html", status=status, form_token=token, next=local_path(asked), error=error
    )
    set_cookie(response, context.settings, FORM_COOKIE, token)
    return response


@router.get("/sign-in")
def sign_in_page(
    request: Request, context: Shared, asked: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    """Show the sign-in page."""
    return _form(request, context, asked)


@router.post("/sign-in")
def sign_in(
    request: Request,
    context: Shared,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
    asked: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Check login and password and open a session; a session that came along is closed."""
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not hmac.compare_digest(csrf.encode(), expected.encode()):
        raise CsrfError
    with context.ledger.session() as session:
        account = check_sign_in(session, login.strip(), password)
        if account is not None:
            sweep(session, context.settings)
            close_session(session, session_token(request, context))
            token, _ = open_session(session, account.login)
    if account is None:
        return _form(request, context, asked, WRONG, HTTPStatus.UNAUTHORIZED)
    target = "/password" if account.must_change else local_path(asked)
    response = RedirectResponse(target, HTTPStatus.SEE_OTHER)
    set_cookie(response, context.settings, session_cookie(context.settings), token)
    response.delete_cookie(FORM_COOKIE, path="/")
    return response


@router.post("/sign-out")
def sign_out(request: Request, context: Shared, visitor: CheckedForm) -> Response:
    """End the session."""
    with context.ledger.session() as session:
        close_session(session, session_token(request, context))
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    response.delete_cookie(session_cookie(context.settings), path="/")
    return response


@router.get("/password")
def password_page(request: Request, visitor: SignedIn) -> Response:
    """Show the page on which one changes one's password."""
    return page(request, "password.html", visitor, error="", min_length=MIN_LENGTH)


@router.post("/password")
def set_password(
    request: Request,
    context: Shared,
    visitor: CheckedForm,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the password, sign out everywhere else, and go on with a fresh session."""
    login = visitor.principal.actor
    try:
        if new != again:
            raise UsageError("两次输入的新口令不一致。")
        with context.ledger.session() as session:
            change_password(session, login, old, new)
            token, _ = open_session(session, login)
    except (AuthenticationError, UsageError) as error:
        return page(
            request, "password.html", visitor, status=error.status, error=error.message, min_length=MIN_LENGTH
        )
    if login == FIRST_ADMIN:
        admin_password_file(context.settings).unlink(missing_ok=True)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    set_cookie(response, context.settings, session_cookie(context.settings), token)
    return response
