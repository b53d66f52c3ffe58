"""The pages and the JSON interface on a real graph: the small city of tests/graph_model/mini.py."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import duckdb
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select

from api.app import create_app
from api.chain_view import Summary
from api.context import Context
from api.warm import Warming
from core.settings import Settings
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from queries.lake import prepare_lake
from store.ledger import Ledger
from store.tables import Account, AuditEntry
from tests.api.conftest import enter
from tests.graph_model.mini import FOAM, SHOE, mini_ledger, mini_projection

pytestmark = pytest.mark.neo4j
Make = Callable[..., str]


class MiniLake:
    """The lake and the resolved tables of the small city."""

    def __init__(self, home: Path) -> None:
        self.connection = mini_projection(home).con
        self.connection.execute("DROP TABLE decided")
        self.connection.execute("DROP VIEW assigned")
        prepare_lake(self.connection, mini_ledger(home))

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        yield self.connection


@pytest.fixture(scope="module")
def mini_lake(tmp_path_factory: pytest.TempPathFactory) -> MiniLake:
    return MiniLake(tmp_path_factory.mktemp("mini_lake"))


@pytest.fixture(scope="module")
def city(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    with connect(neo4j_settings) as session:
        load_over_bolt(session, mini_projection(tmp_path_factory.mktemp("mini_graph")))
    return neo4j_settings


@pytest.fixture
def settings(city: Settings) -> Settings:
    return city


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    ledger = Ledger(settings)
    with ledger.session() as session:
        session.execute(delete(Account))
    return ledger


@pytest.fixture
def browser(settings: Settings, mini_lake: MiniLake, account: Make) -> Iterator[TestClient]:
    with TestClient(create_app(settings, mini_lake), follow_redirects=False) as client:
        enter(client, account())
        yield client


def _as(browser: TestClient, account: Make, role: str, scope: str | None = None) -> TestClient:
    enter(browser, account(f"as_{role}", role, scope))
    return browser


def test_search_finds_by_name_and_a_code_leads_straight_on(browser: TestClient) -> None:
    found = browser.get("/enterprises", params={"q": "恒盛鞋业"})
    assert f'href="/enterprises/{SHOE}"' in found.text
    straight = browser.get("/enterprises", params={"q": "91350582MA00000011"})
    assert straight.headers["location"] == f"/enterprises/{SHOE}"
    assert "没有结果" in browser.get("/enterprises", params={"q": "查无此名株式会社"}).text


def test_the_profile_shows_every_section_and_says_where_nothing_is(browser: TestClient) -> None:
    text = browser.get(f"/enterprises/{SHOE}").text
    for title in (
        "基本信息",
        "税收与扶持",
        "扶持资金明细",
        "荣誉资质",
        "产业链位置",
        "建设项目",
        "土地与房产",
        "关联企业与人员",
        "来源记录与匹配决定",
    ):
        assert title in text
    assert "晋江恒盛鞋业有限公司" in text
    assert "无数据" in text
    assert f'href="/enterprises/{FOAM}"' in text


def test_persons_are_masked_for_an_analyst_and_shown_to_an_admin(browser: TestClient, account: Make) -> None:
    text = browser.get(f"/enterprises/{SHOE}").text
    assert "陈**" in text
    assert "陈志强" not in text
    assert "13800000001" not in text
    assert "陈志强" in _as(browser, account, "admin").get(f"/enterprises/{SHOE}").text


def test_a_town_sees_figures_of_its_own_firms_only(
    browser: TestClient, account: Make, ledger: Ledger
) -> None:
    own = _as(browser, account, "town", "陈埭镇").get(f"/enterprises/{SHOE}").text
    assert "无权查看" not in own
    with ledger.session() as session:
        session.get_one(Account, "as_town").scope = "池店镇"
    other = browser.get(f"/enterprises/{SHOE}").text
    assert "晋江恒盛鞋业有限公司" in other
    assert "无权查看" in other


def test_every_figure_leads_to_its_rows_and_every_row_to_its_source(browser: TestClient) -> None:
    text = browser.get(f"/enterprises/{SHOE}").text
    figures = re.findall(rf'href="(/enterprises/{SHOE}/figures/\d+/\w+)"', text)
    assert figures
    for address in figures:
        page = browser.get(address)
        assert page.status_code == 200
        sources = re.findall(r'href="(/sources\?key=[^"]+)"', page.text)
        assert sources, address
    assert browser.get(f"/enterprises/{SHOE}/figures/2022/nothing").status_code == 404


def test_figures_and_source_records_name_their_units(browser: TestClient) -> None:
    figure = browser.get(f"/enterprises/{SHOE}/figures/2022/tax").text
    assert "数值（元）" in figure
    source = re.findall(r'href="(/sources\?key=[^"]+)"', figure)[0]
    assert re.search(r"<dd>-?[\d,]+\.\d\d 元</dd>", browser.get(unescape(source)).text)


def test_a_server_that_stops_at_once_lets_its_own_question_end(
    settings: Settings, mini_lake: MiniLake, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(settings, mini_lake, warmed=True)):
        pass
    assert [t.name for t in threading.enumerate() if t.name == "warm"] == []
    assert [r.getMessage() for r in caplog.records if r.name.startswith("neo4j")] == []


def test_a_warm_server_keeps_the_chains_and_audits_no_one(settings: Settings, mini_lake: MiniLake) -> None:
    context = Context(settings, mini_lake)
    with context.ledger.session() as session:
        before = session.scalar(select(func.count(AuditEntry.id)))
    Warming(context).wait(60)
    with context.ledger.session() as session:
        assert session.scalar(select(func.count(AuditEntry.id))) == before
    context.graph.close()
    kept: list[Summary] = context.remembered.answer("chains", list)
    assert "鞋服产业链" in [c.name for c in kept]


def test_an_id_that_gave_way_leads_on(browser: TestClient) -> None:
    page = browser.get("/enterprises/ent_old000000000")
    assert (page.status_code, page.headers["location"]) == (301, f"/enterprises/{SHOE}")
    answer = browser.get("/v1/enterprises/ent_old000000000")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/v1/enterprises/{SHOE}")
    assert answer.json()["merged_into"] == SHOE


def test_json_gives_the_masked_profile_and_says_so(browser: TestClient, ledger: Ledger) -> None:
    answer = browser.get(f"/v1/enterprises/{SHOE}").json()
    assert answer["data"]["id"] == SHOE
    assert answer["data"]["legal_representative"] == "陈**"
    assert "legal_representative" in answer["masked"]
    assert isinstance(answer["data"]["enterprise_figures"], list)
    with ledger.session() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.actor, last.action, last.object, last.rows) == ("lin", "api", SHOE, 1)


@pytest.mark.parametrize("identifier", ["ent_000000000000", "晋江恒盛鞋业有限公司", "ent_x' OR 1=1"])
def test_what_is_no_id_is_not_found(browser: TestClient, identifier: str) -> None:
    answer = browser.get(f"/v1/enterprises/{identifier}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "企业" in answer.json()["detail"]
    assert browser.get(f"/enterprises/{identifier}").status_code == 404


def test_the_chains_and_a_board_with_lanes_gaps_and_who_suffers(browser: TestClient) -> None:
    listed = browser.get("/chains").text
    assert "鞋服产业链" in listed
    board = browser.get("/chains/鞋服产业链").text
    for word in ("上游", "中游", "下游", "缺链", "下游可能受影响", "运动鞋制造"):
        assert word in board
    assert f'href="/enterprises/{SHOE}"' in board
    assert browser.get("/chains/鞋服").status_code == 200
    assert browser.get("/chains/没有这条链").status_code == 404


def test_pages_hold_no_script_and_no_inline_style(browser: TestClient) -> None:
    for path in (f"/enterprises/{SHOE}", "/chains", "/chains/鞋服产业链", "/enterprises?q=恒盛"):
        text = browser.get(path).text
        assert "<script" not in text
        assert " style=" not in text


def test_ready_when_graph_and_ledger_answer(browser: TestClient) -> None:
    assert browser.get("/readyz").json() == {"status": "ok", "ledger": "ok", "graph": "ok"}
