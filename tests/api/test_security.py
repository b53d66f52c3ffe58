"""Every answer is closed by its headers, and every route is public on purpose or defended."""

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount, Route

from api.app import ROUTERS, create_app
from core.settings import Settings
from tests.api.conftest import enter

PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
}


def _routes(settings: Settings) -> list[tuple[str, str]]:
    own = [r for r in create_app(settings).routes if isinstance(r, Mount | Route)]
    assert [r.path for r in own if isinstance(r, Mount)] == ["/static"]
    routes = [
        r
        for r in [*own, *(r for router in ROUTERS for r in router.routes)]
        if isinstance(r, Route | APIRoute)
    ]
    return sorted({(method, r.path) for r in routes for method in (r.methods or set()) - {"HEAD"}})


def test_every_route_is_public_on_purpose_or_defended(browser: TestClient, settings: Settings) -> None:
    routes = _routes(settings)
    assert set(routes) >= PUBLIC
    for method, path in set(routes) - PUBLIC:
        answer = browser.request(method, path.replace("{", "").replace("}", ""))
        refused = answer.status_code == 401 or (
            answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        )
        assert refused, (method, path, answer.status_code)


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/static/app.css", "/nothing", "/v1/nothing", "/"])
def test_every_answer_carries_the_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"].startswith("public" if path.startswith("/static") else "no-store")


def test_pages_hold_no_script_no_inline_style_and_no_foreign_address(
    browser: TestClient, account: Callable[..., str]
) -> None:
    enter(browser, account())
    for path in ("/", "/password", "/nothing"):
        text = browser.get(path).text
        assert "<script" not in text
        assert " style=" not in text
        assert "http://" not in text
        assert "https://" not in text


def test_errors_are_pages_for_people_and_problems_for_programs(
    browser: TestClient, account: Callable[..., str]
) -> None:
    page = browser.get("/nothing")
    assert page.status_code == 404
    assert "没有这个页面" in page.text
    answer = browser.get("/v1/enterprises/ent_1")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "请先登录",
        "status": 401,
        "detail": "请先登录。",
        "instance": "/v1/enterprises/ent_1",
    }
    assert browser.delete("/sign-in").status_code == 405
    enter(browser, account())
    assert browser.get("/v1/enterprises/ent_1").status_code == 503
    assert "chanye neo4j" in browser.get("/enterprises?q=恒盛").text
    assert browser.get("/enterprises?q=" + "x" * 300).status_code == 422


def test_text_from_outside_stays_text(browser: TestClient, account: Callable[..., str]) -> None:
    hostile = '"><script>alert(1)</script>'
    assert "<script" not in browser.get("/sign-in", params={"next": f"/{hostile}"}).text
    enter(browser, account())
    assert "<script" not in browser.get("/enterprises", params={"q": hostile}).text


def test_a_role_without_the_right_is_refused_and_noted(
    browser: TestClient, account: Callable[..., str]
) -> None:
    enter(browser, account("op", "operator"))
    answer = browser.get("/enterprises?q=恒盛")
    assert answer.status_code == 403
    assert "运维人员" in answer.text
    assert browser.get("/v1/enterprises/ent_1").status_code == 403


def test_health_tells_what_answers(browser: TestClient) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    ready = browser.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["ledger"] == "ok"
    assert "图数据库" in ready.json()["graph"]


def test_the_interface_describes_itself(browser: TestClient) -> None:
    document = browser.get("/openapi.json").json()
    assert set(document["paths"]) == {"/healthz", "/readyz", "/v1/enterprises/{entity_id}"}
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert len(operation["description"]) > 20
    assert "problem+json" in document["info"]["description"]
