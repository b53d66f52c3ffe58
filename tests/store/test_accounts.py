"""Accounts: random first passwords, a lock after five failures, sessions with two clocks."""

import stat
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.errors import AuthenticationError, NotFoundError, UsageError
from core.settings import Settings
from store import accounts
from store.ledger import Ledger
from store.tables import Account, AuditEntry, WebSession
from store.web_sessions import close_session, find_session, open_session, sweep

NOW = datetime(2023, 6, 1, 9, 0)
GOOD = "Chen-dai-2023"


pytestmark = pytest.mark.usefixtures("quick_hashes")


def _add(ledger: Ledger, login: str = "lin") -> str:
    with ledger.session() as session:
        return accounts.add_account(session, login, "analyst", actor="test")


def _try(ledger: Ledger, password: str, minutes: int = 0, login: str = "lin") -> bool:
    with ledger.session() as session:
        moment = NOW + timedelta(minutes=minutes)
        return accounts.check_sign_in(session, login, password, now=moment) is not None


def test_the_first_admin_gets_a_random_password_in_a_private_file(settings: Settings, ledger: Ledger) -> None:
    path = accounts.ensure_first_admin(settings, ledger)
    assert path == settings.secrets / "admin-password.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    password = path.read_text().strip()
    assert len(password) == 20
    assert _try(ledger, password, login="admin")
    with ledger.session() as session:
        assert accounts.get_account(session, "admin").must_change
        audit = "".join(f"{e.object}{e.detail}" for e in session.scalars(select(AuditEntry)))
    assert password not in audit


def test_a_second_start_changes_nothing_and_names_the_file_until_the_password_changed(
    settings: Settings, ledger: Ledger
) -> None:
    path = accounts.ensure_first_admin(settings, ledger)
    assert path is not None
    first = path.read_text()
    assert accounts.ensure_first_admin(settings, ledger) == path
    assert path.read_text() == first
    with ledger.session() as session:
        accounts.change_password(session, "admin", first.strip(), GOOD)
    assert accounts.ensure_first_admin(settings, ledger) is None


def test_five_failures_lock_even_the_right_password_for_a_while(ledger: Ledger) -> None:
    password = _add(ledger)
    assert [_try(ledger, "wrong") for _ in range(4)] == [False] * 4
    assert _try(ledger, password)
    assert [_try(ledger, "wrong") for _ in range(5)] == [False] * 5
    assert not _try(ledger, password, minutes=14)
    assert _try(ledger, password, minutes=16)


def test_a_failure_leaves_the_same_answer_whether_the_login_exists(ledger: Ledger) -> None:
    _add(ledger)
    assert not _try(ledger, "wrong")
    assert not _try(ledger, "wrong", login="nobody")
    with ledger.session() as session:
        causes = [
            e.detail["cause"]
            for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            if e.detail.get("cause")
        ]
    assert causes == ["password", "unknown"]


def test_a_disabled_account_stays_out_and_its_sessions_end(ledger: Ledger) -> None:
    password = _add(ledger)
    with ledger.session() as session:
        open_session(session, "lin")
        accounts.set_disabled(session, "lin", True, actor="test")
        assert session.scalars(select(WebSession)).all() == []
    assert not _try(ledger, password)
    with ledger.session() as session:
        accounts.set_disabled(session, "lin", False, actor="test")
    assert _try(ledger, password)


def test_a_reset_gives_a_new_password_that_must_be_changed(ledger: Ledger) -> None:
    old = _add(ledger)
    with ledger.session() as session:
        accounts.change_password(session, "lin", old, GOOD)
    with ledger.session() as session:
        new = accounts.reset_password(session, "lin", actor="test")
        assert accounts.get_account(session, "lin").must_change
    assert not _try(ledger, GOOD)
    assert _try(ledger, new)


@pytest.mark.parametrize(
    "weak", ["Ab1-", "aaaaaaaaaaaa", "1111122222", "abcdefghijkl", "lin-2023-ABC", "A1" * 150]
)
def test_a_weak_password_is_refused(ledger: Ledger, weak: str) -> None:
    old = _add(ledger)
    with pytest.raises(UsageError), ledger.session() as session:
        accounts.change_password(session, "lin", old, weak)


def test_a_change_needs_the_old_password(ledger: Ledger) -> None:
    _add(ledger)
    with pytest.raises(AuthenticationError), ledger.session() as session:
        accounts.change_password(session, "lin", "wrong", GOOD)


def test_logins_are_unique_and_visible(ledger: Ledger) -> None:
    _add(ledger)
    for login in ("lin", "", "a b", "x" * 65):
        with pytest.raises(UsageError), ledger.session() as session:
            accounts.add_account(session, login, "analyst", actor="test")
    with pytest.raises(NotFoundError), ledger.session() as session:
        accounts.get_account(session, "nobody")


REAL_HASHER = accounts._hasher


def test_the_product_hashes_at_the_cost_that_rfc_9106_asks_for() -> None:
    assert (REAL_HASHER.time_cost, REAL_HASHER.memory_cost, REAL_HASHER.parallelism) >= (3, 65536, 4)


def test_no_password_is_kept_readable(ledger: Ledger) -> None:
    password = _add(ledger)
    with ledger.session() as session:
        account = session.get(Account, "lin")
        assert account is not None
        assert account.password_hash.startswith("$argon2id$")
        assert password not in account.password_hash


def test_a_session_ends_by_idleness_and_by_age(ledger: Ledger, settings: Settings) -> None:
    _add(ledger)
    with ledger.session() as session:
        token, _ = open_session(session, "lin", now=NOW)
    for minutes, alive in ((29, True), (58, True), (89, False)):
        with ledger.session() as session:
            moment = NOW + timedelta(minutes=minutes)
            assert (find_session(session, token, settings, now=moment) is not None) is alive
    with ledger.session() as session:
        token, _ = open_session(session, "lin", now=NOW)
    for minutes in range(20, 12 * 60, 20):
        with ledger.session() as session:
            assert find_session(session, token, settings, now=NOW + timedelta(minutes=minutes))
    with ledger.session() as session:
        assert find_session(session, token, settings, now=NOW + timedelta(minutes=12 * 60 + 1)) is None


def test_only_the_hash_of_a_token_is_kept_and_closing_ends_it(ledger: Ledger, settings: Settings) -> None:
    _add(ledger)
    with ledger.session() as session:
        token, csrf = open_session(session, "lin", now=NOW)
        assert token != csrf
        assert token not in session.scalars(select(WebSession.token_hash)).all()
        close_session(session, token)
        close_session(session, "unknown")
    with ledger.session() as session:
        assert find_session(session, token, settings, now=NOW) is None


def test_sweeping_removes_what_ran_out(ledger: Ledger, settings: Settings) -> None:
    _add(ledger)
    with ledger.session() as session:
        open_session(session, "lin", now=NOW)
        open_session(session, "lin", now=NOW + timedelta(minutes=40))
        sweep(session, settings, now=NOW + timedelta(minutes=50))
        assert len(session.scalars(select(WebSession)).all()) == 1
