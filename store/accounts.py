"""Accounts: who may sign in, with which role; passwords are argon2 hashes, failures lock for a while."""

import os
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import AuthenticationError, NotFoundError, UsageError
from core.settings import Settings
from store.audit import append, take_turn, utc_now
from store.ledger import Ledger
from store.tables import Account, WebSession

FAILURES_BEFORE_LOCK: Final = 5
LOCK_MINUTES: Final = 15
MIN_LENGTH: Final = 10
FIRST_ADMIN: Final = "admin"
SYSTEM: Final = "system"
"""The actor of what the program does by itself."""

_hasher = PasswordHasher()  # argon2id with RFC 9106's low-memory profile, the library's default


@lru_cache(maxsize=1)
def _decoy() -> str:
    """Return the hash that stands in for an unknown login, so that it takes as long as a known one."""
    return _hasher.hash(secrets.token_hex(16))


def random_password() -> str:
    """Return 20 characters that can be read aloud: no 0/O, 1/l/I."""
    letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(letters) for _ in range(20))


def check_password_is_strong(login: str, password: str) -> None:
    """Raise UsageError for a password that is short, uniform or holds the login (GB/T 22239, 8.1.4.1)."""
    if len(password) < MIN_LENGTH:
        raise UsageError(f"口令太短：至少 {MIN_LENGTH} 个字符。")
    if len(password) > 200:
        raise UsageError("口令太长：至多 200 个字符。")
    kinds = {unicodedata.category(c)[:2] for c in password}
    if len(kinds) < 2 or len(set(password)) < 5:
        raise UsageError(
            "口令太简单：至少含两类字符（大写、小写、数字、符号、汉字），且不少于 5 个不同字符。"
        )
    if login.casefold() in password.casefold():
        raise UsageError("口令中不能含有登录名。")


def get_account(session: Session, login: str) -> Account:
    """Return the account or raise NotFoundError."""
    account = session.get(Account, login)
    if account is None:
        raise NotFoundError(f"没有账号“{login}”。", advice="用 chanye user list 查看全部账号。")
    return account


def list_accounts(session: Session) -> list[Account]:
    """Return all accounts by login."""
    return list(session.scalars(select(Account).order_by(Account.login)))


def add_account(
    session: Session,
    login: str,
    role: str,
    *,
    actor: str,
    display_name: str = "",
    scope: str | None = None,
    password: str | None = None,
) -> str:
    """Create an account that must change its password at the first sign-in; return that password.

    Whether the role exists is for `access.roles` to say; the ledger keeps the word.
    """
    if not login or len(login) > 64 or not login.isprintable() or any(c.isspace() for c in login):
        raise UsageError("登录名须为 1—64 个可见字符，不含空格。")
    if session.get(Account, login) is not None:
        raise UsageError(f"账号“{login}”已经存在。")
    first = password or random_password()
    account = Account(
        login=login,
        display_name=display_name or login,
        password_hash=_hasher.hash(first),
        role=role,
        scope=scope,
        created_at=utc_now(),
    )
    session.add(account)
    append(session, actor, "account.add", login, detail={"role": role, "scope": scope})
    return first


def reset_password(session: Session, login: str, *, actor: str) -> str:
    """Give a new random password that must be changed, unlock, and end all sessions; return it."""
    account = get_account(session, login)
    first = random_password()
    account.password_hash = _hasher.hash(first)
    account.must_change, account.failures, account.locked_until = True, 0, None
    end_sessions(session, login)
    append(session, actor, "account.reset_password", login)
    return first


def set_disabled(session: Session, login: str, disabled: bool, *, actor: str) -> None:
    """Shut an account out (its sessions end at once), or let it in again."""
    get_account(session, login).disabled = disabled
    if disabled:
        end_sessions(session, login)
    append(session, actor, "account.disable" if disabled else "account.enable", login)


def end_sessions(session: Session, login: str) -> None:
    """Sign an account out everywhere."""
    session.execute(delete(WebSession).where(WebSession.login == login))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, VerificationError):
        return False


def check_sign_in(
    session: Session, login: str, password: str, *, now: datetime | None = None
) -> Account | None:
    """Return the account if login and password are right, else None; count failures, lock after five.

    One answer for every cause (unknown, wrong, locked, disabled): nobody learns which logins exist.
    It does not raise, so that the caller's transaction keeps the count of failures.
    """
    moment = now or utc_now()
    account = session.get(Account, login)
    right = _matches(account.password_hash if account else _decoy(), password)
    # The slow hash is done before the turn is taken; what counts is read again within it, so that guesses
    # made side by side are counted one by one.
    take_turn(session)
    cause = "unknown"
    if account is not None:
        session.refresh(account)
        cause = _refusal(account, right, moment)
    if account is None or cause:
        if account is not None and cause == "password":
            _count_failure(session, account, moment)
        append(session, SYSTEM, "sign_in.refused", login[:64], detail={"cause": cause}, at=moment)
        return None
    account.failures, account.locked_until, account.signed_in_at = 0, None, moment
    if _hasher.check_needs_rehash(account.password_hash):
        account.password_hash = _hasher.hash(password)
    append(session, login, "sign_in", login, at=moment)
    return account


def _refusal(account: Account, right: bool, moment: datetime) -> str:
    """Return why this account may not enter now, or nothing."""
    if account.disabled:
        return "disabled"
    if account.locked_until is not None and moment < account.locked_until:
        return "locked"
    return "" if right else "password"


def _count_failure(session: Session, account: Account, moment: datetime) -> None:
    account.failures += 1
    if account.failures >= FAILURES_BEFORE_LOCK:
        account.failures, account.locked_until = 0, moment + timedelta(minutes=LOCK_MINUTES)
        append(session, SYSTEM, "account.lock", account.login, at=moment)


def change_password(session: Session, login: str, old: str, new: str, *, now: datetime | None = None) -> None:
    """Set a password of one's own; AuthenticationError if the old is wrong, UsageError if the new is weak.

    Every session of the account ends: the caller opens a fresh one.
    """
    account = get_account(session, login)
    if not _matches(account.password_hash, old):
        raise AuthenticationError("原口令不对。")
    if old == new:
        raise UsageError("新口令不能与原口令相同。")
    check_password_is_strong(login, new)
    moment = now or utc_now()
    account.password_hash = _hasher.hash(new)
    account.must_change, account.password_changed_at = False, moment
    end_sessions(session, login)
    append(session, login, "account.change_password", login, at=moment)


def admin_password_file(settings: Settings) -> Path:
    """Where the first password of the first admin is written."""
    return settings.secrets / "admin-password.txt"


def ensure_first_admin(settings: Settings, ledger: Ledger) -> Path | None:
    """Create `admin` with a random password where no account exists yet; return the password's file.

    Returns the file also later, as long as that first password is still in force; None once it was changed.
    """
    path = admin_password_file(settings)
    with ledger.session() as session:
        if session.scalars(select(Account.login).limit(1)).first() is None:
            password = add_account(session, FIRST_ADMIN, "admin", actor=SYSTEM, display_name="系统管理员")
            _write_secret(path, password)
            return path
        admin = session.get(Account, FIRST_ADMIN)
        return path if admin is not None and admin.must_change and path.exists() else None


def _write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, never readable to others even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
