"""Signing in: forms with tokens, private cookies, a first password that must be changed."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.settings import Settings
from store.accounts import ensure_first_admin, set_disabled
from store.audit import verify
from store.ledger import Ledger
from store.tables import AuditEntry, WebSession
from tests.api.conftest import PASSWORD, enter, form_token

Make = Callable[..., str]


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(browser: TestClient, account: Make) -> None:
    asked = browser.get("/enterprises?q=恒盛")
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/sign-in?next=%2Fenterprises")
    done = enter(browser, account(), next_path="/enterprises?q=恒盛")
    assert done.status_code == 303
    assert done.headers["location"] == "/enterprises?q=%E6%81%92%E7%9B%9B"


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_to_another_site(browser: TestClient, account: Make, target: str) -> None:
    assert enter(browser, account(), next_path=target).headers["location"] == "/"


def test_the_cookie_is_private_and_the_token_new(browser: TestClient, account: Make, ledger: Ledger) -> None:
    cookie = enter(browser, account()).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    first = browser.cookies["chanye"]
    enter(browser, "lin")
    assert browser.cookies["chanye"] != first
    with ledger.session() as session:
        assert len(session.scalars(select(WebSession)).all()) == 1


def test_over_https_the_cookie_is_bound_to_the_host(settings: Settings, account: Make) -> None:
    from api.app import create_app

    secure = settings.model_copy(update={"cookie_secure": True})
    with TestClient(create_app(secure), base_url="https://testserver", follow_redirects=False) as client:
        answer = enter(client, account())
        assert "__Host-chanye=" in answer.headers["set-cookie"]
        assert "; Secure" in answer.headers["set-cookie"]
        assert "max-age" in client.get("/").headers["strict-transport-security"]


def test_a_wrong_password_and_an_unknown_login_get_the_same_page(browser: TestClient, account: Make) -> None:
    account()
    wrong, unknown = enter(browser, "lin", "wrong"), enter(browser, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    assert "chanye" not in browser.cookies


def test_a_form_from_elsewhere_is_refused(browser: TestClient, account: Make) -> None:
    account()
    answer = browser.post("/sign-in", data={"login": "lin", "password": PASSWORD, "csrf": "x"})
    assert answer.status_code == 403
    enter(browser, "lin")
    for path in ("/sign-out", "/password"):
        assert browser.post(path, data={"csrf": "x"}).status_code == 403
        assert browser.post(path).status_code == 403
    assert browser.get("/").status_code == 200


def test_the_first_admin_changes_the_password_before_anything_else(
    browser: TestClient, settings: Settings, ledger: Ledger
) -> None:
    path = ensure_first_admin(settings, ledger)
    assert path is not None
    first = path.read_text().strip()
    assert enter(browser, "admin", first).headers["location"] == "/password"
    for page in ("/", "/enterprises", "/chains"):
        assert browser.get(page).headers["location"] == "/password"
    assert browser.get("/v1/enterprises/ent_1").status_code == 403
    form = {"csrf": form_token(browser.get("/password")), "old": first, "new": "short", "again": "short"}
    assert "口令太短" in browser.post("/password", data=form).text
    assert "不一致" in browser.post("/password", data=form | {"new": PASSWORD}).text
    assert (
        "原口令不对"
        in browser.post("/password", data=form | {"old": "x", "new": PASSWORD, "again": PASSWORD}).text
    )
    done = browser.post("/password", data=form | {"new": PASSWORD, "again": PASSWORD})
    assert done.headers["location"] == "/"
    assert browser.get("/").status_code == 200
    assert not path.exists()
    assert first not in "".join(browser.get("/").text)


def test_signing_out_ends_the_session_also_for_a_copied_cookie(browser: TestClient, account: Make) -> None:
    enter(browser, account())
    token = browser.cookies["chanye"]
    form = {"csrf": form_token(browser.get("/"))}
    assert browser.post("/sign-out", data=form).headers["location"] == "/sign-in"
    assert browser.get("/", headers={"cookie": f"chanye={token}"}).status_code == 303


def test_an_account_that_is_shut_out_is_out_at_once(
    browser: TestClient, account: Make, ledger: Ledger
) -> None:
    enter(browser, account())
    with ledger.session() as session:
        set_disabled(session, "lin", True, actor="test")
    assert browser.get("/").status_code == 303


def test_five_wrong_passwords_lock_the_page_too(browser: TestClient, account: Make) -> None:
    account()
    for _ in range(5):
        enter(browser, "lin", "wrong")
    assert enter(browser, "lin").status_code == 401


def test_what_happened_is_in_the_audit(browser: TestClient, account: Make, ledger: Ledger) -> None:
    enter(browser, account(), "wrong")
    enter(browser, "lin")
    browser.post("/sign-out", data={"csrf": form_token(browser.get("/"))})
    with ledger.session() as session:
        actions = [e.action for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
        assert verify(session).sound
    assert actions[-3:] == ["sign_in.refused", "sign_in", "sign_out"]
