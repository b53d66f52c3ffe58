"""An installation without a graph, a browser on it, and how to sign in."""

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from core.settings import Settings
from store.accounts import add_account, change_password
from store.ledger import Ledger

PASSWORD = "Chen-dai-2023"
Client = TestClient


def form_token(response: Response) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', response.text)
    assert found is not None
    return found[1]


@pytest.fixture(autouse=True)
def _quick(quick_hashes: None) -> None:
    """Every page test signs in."""


@pytest.fixture
def browser(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def account(ledger: Ledger) -> Callable[..., str]:
    """Make an account that has its own password already."""

    def make(login: str = "lin", role: str = "analyst", scope: str | None = None) -> str:
        with ledger.session() as session:
            first = add_account(session, login, role, actor="test", scope=scope)
            change_password(session, login, first, PASSWORD)
        return login

    return make


def enter(browser: TestClient, login: str, password: str = PASSWORD, next_path: str = "/") -> Response:
    """Fill in the sign-in form and return the answer."""
    token = form_token(browser.get("/sign-in", params={"next": next_path}))
    form = {"login": login, "password": password, "csrf": token, "next": next_path}
    answer: Response = browser.post("/sign-in", data=form)
    return answer
