"""Who is at the other end: the signed-in visitor of a request, or an error that leads to the sign-in page."""

import hmac
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Form, Request, Response

from access.principal import Principal, of_account
from api.context import Context, Shared
from core.errors import AuthenticationError, ForbiddenError
from core.settings import Settings
from store.web_sessions import find_session

FORM_COOKIE: Final = "chanye_form"


class PasswordChangeRequiredError(ForbiddenError):
    """首次登录请先修改口令。"""


class CsrfError(ForbiddenError):
    """页面已过期，请返回刷新后重试。"""


@dataclass(frozen=True)
class Visitor:
    """A signed-in browser: who it is, its form token, whether the password must be changed first."""

    principal: Principal
    csrf: str
    must_change: bool


def session_cookie(settings: Settings) -> str:
    """Return the cookie's name; over https the prefix ties it to this host (RFC 6265bis, 4.1.3)."""
    return "__Host-chanye" if settings.cookie_secure else "chanye"


def set_cookie(response: Response, settings: Settings, name: str, value: str) -> None:
    """Set a cookie that no script reads and no other site sends along with a form."""
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=settings.cookie_secure, path="/")


def session_token(request: Request, context: Context) -> str:
    """Return the token in the request's cookie, or an empty string."""
    return request.cookies.get(session_cookie(context.settings), "")


def known_visitor(request: Request, context: Shared) -> Visitor | None:
    """Return the visitor of a living session, or None."""
    token = session_token(request, context)
    if not token:
        return None
    with context.ledger.session() as session:
        found = find_session(session, token, context.settings)
        if found is None:
            return None
        web, account = found
        return Visitor(of_account(account), web.csrf, account.must_change)


def signed_in(visitor: Annotated[Visitor | None, Depends(known_visitor)]) -> Visitor:
    """Return the visitor, even one who must still change the password; else AuthenticationError."""
    if visitor is None:
        raise AuthenticationError
    return visitor


def admitted(visitor: Annotated[Visitor, Depends(signed_in)]) -> Visitor:
    """Return a visitor who may use the product."""
    if visitor.must_change:
        raise PasswordChangeRequiredError
    return visitor


def checked_form(
    visitor: Annotated[Visitor, Depends(signed_in)], csrf: Annotated[str, Form()] = ""
) -> Visitor:
    """Return the visitor of a form that this visitor's own page sent; else CsrfError."""
    if not hmac.compare_digest(csrf.encode(), visitor.csrf.encode()):
        raise CsrfError
    return visitor


Admitted = Annotated[Visitor, Depends(admitted)]
SignedIn = Annotated[Visitor, Depends(signed_in)]
CheckedForm = Annotated[Visitor, Depends(checked_form)]
