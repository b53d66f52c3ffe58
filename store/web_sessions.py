"""Signed-in browsers: a random token in a cookie, its hash in the ledger, two clocks that end it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from core.settings import Settings
from store.audit import append, utc_now
from store.tables import Account, WebSession

SEEN_STEP: Final = timedelta(minutes=1)
"""How exactly `seen_at` is kept: a write per page would cost more than it tells."""


def token_hash(token: str) -> str:
    """Return what the ledger keeps of a token; the token itself lives in the browser alone."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(session: Session, login: str, *, now: datetime | None = None) -> tuple[str, str]:
    """Sign a browser in; return its token (for the cookie) and its form token."""
    moment = now or utc_now()
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    session.add(
        WebSession(token_hash=token_hash(token), login=login, csrf=csrf, created_at=moment, seen_at=moment)
    )
    session.flush()
    return token, csrf


def find_session(
    session: Session, token: str, settings: Settings, *, now: datetime | None = None
) -> tuple[WebSession, Account] | None:
    """Return the living session of a token and its account, or None; a session that ran out is removed."""
    moment = now or utc_now()
    found = session.get(WebSession, token_hash(token))
    if found is None:
        return None
    account = session.get(Account, found.login)
    idle = moment - found.seen_at > timedelta(minutes=settings.session_idle_minutes)
    old = moment - found.created_at > timedelta(hours=settings.session_hours)
    if account is None or account.disabled or idle or old:
        session.delete(found)
        return None
    if moment - found.seen_at >= SEEN_STEP:
        found.seen_at = moment
    return found, account


def close_session(session: Session, token: str) -> None:
    """Sign a browser out; unknown tokens are fine."""
    found = session.get(WebSession, token_hash(token))
    if found is not None:
        append(session, found.login, "sign_out", found.login)
        session.delete(found)


def sweep(session: Session, settings: Settings, *, now: datetime | None = None) -> None:
    """Remove every session that ran out."""
    moment = now or utc_now()
    session.execute(
        delete(WebSession).where(
            or_(
                WebSession.seen_at < moment - timedelta(minutes=settings.session_idle_minutes),
                WebSession.created_at < moment - timedelta(hours=settings.session_hours),
            )
        )
    )
