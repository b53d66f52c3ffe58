"""The ladder on a small real lake: every rung, judgements, and the same outcome whatever the threads."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core.settings import Settings
from resolution import run as ladder_run
from resolution.reasons import Decision, Reason
from resolution.tables import TABLES, latest
from store.judgements import Verdict, append, undo
from store.ledger import Ledger
from tests.resolution.lake import code, deliver

BRANDS = [
    *("恒盛", "大华", "金鹰", "凯达", "明辉", "泰丰", "华盛", "顺达", "宏远", "鑫源"),
    *("立兴", "嘉泰", "永盛", "三力", "飞扬", "天翼", "联丰", "德隆", "百凯", "乔峰"),
]
TRADES = ["鞋业", "服装", "食品", "陶瓷", "机械", "纺织"]
NAMES = {
    "晋江市恒盛鞋业有限公司": (Decision.MATCH, Reason.SAME_NAME),
    "晋江恒盛鞋业有限责任公司": (Decision.MATCH, Reason.SAME_ANATOMY),
    "晋江市老泰丰鞋业有限公司": (Decision.MATCH, Reason.SAME_FORMER_NAME),
    "晋江市恒盛鞋业有限公司青阳分公司": (Decision.MATCH, Reason.SAME_NAME),
    "晋江市恒盛鞋业有限公司第二分公司": (Decision.MATCH, Reason.BRANCH_TO_PARENT),
    "晋江市恒胜鞋业有限公司": (Decision.MATCH, Reason.MODEL_ABOVE),
    "厦门恒盛鞋业有限公司": (Decision.NONE, Reason.OTHER_PLACE),
    "晋江市恒盛": (Decision.REVIEW, Reason.NAME_TOO_SHORT),
    "晋江市小明食杂店": (Decision.AMBIGUOUS, Reason.NAME_SHARED),
    "晋江查无此家科技有限公司": (Decision.NONE, Reason.NO_CANDIDATE),
    "晋江市陈埭镇人民政府": (Decision.NONE, Reason.PUBLIC_BODY),
    "王小明": (Decision.NONE, Reason.PERSON),
    "晋江市明辉纺织有限公司、晋江市立兴机械有限公司": (Decision.MATCH, Reason.SAME_NAME),
}  # fmt: skip


def _companies() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for i in range(120):
        brand, trade = BRANDS[i % 20], TRADES[i // 20]
        rows.append(
            {
                "name": f"晋江市{brand}{trade}有限公司", "code": code(i),
                "legal_representative": "王小" + brand[0],
                "phone": f"1380595{i:04d}", "address": f"晋江市陈埭镇江头村鞋都路{i + 1}号", "town": "陈埭镇",
            }
        )  # fmt: skip
    rows.append({"name": "晋江市恒盛鞋业有限公司青阳分公司", "code": code(900)})
    return rows


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Ledger]:
    folder: Path = tmp_path_factory.mktemp("ladder")
    settings = Settings(home=folder)
    ledger = Ledger(settings)
    companies = _companies()
    deliver(settings, ledger, "company_registration", companies)
    shops = [
        {"name": "晋江市小明食杂店", "code": code(500 + i, sole=True), "operator": o}
        for i, o in enumerate(("李四", "王五"))
    ]
    deliver(
        settings,
        ledger,
        "sole_proprietor",
        [*shops, {"name": "无", "code": code(700, sole=True), "operator": "陈六"}],
    )
    tax = [
        {"code": r["code"], "name": r["name"], "status": "正常", "subject_kind": "单位纳税人税务登记"}
        for r in companies
    ]
    tax.append(
        {
            "code": code(950),
            "name": "上海过客建设有限公司",
            "status": "报验",
            "subject_kind": "跨区域涉税事项报验户",
        }
    )
    tax.append(
        {
            "code": code(960),
            "name": "晋江市只在税务有限公司",
            "status": "注销",
            "subject_kind": "单位纳税人税务登记",
        }
    )
    deliver(settings, ledger, "tax_registration", tax)
    former = {"code": code(5), "name": "晋江市老泰丰鞋业有限公司", "amount": 1}
    deliver(settings, ledger, "tax_net_revenue", [former, former], period="2020-03")
    coded = [
        {
            "code": code(3),
            "name": "晋江市大华鞋业有限公司",
            "amount": 1,
        },  # the code of 凯达, the name of 大华
        {
            "code": code(4)[:16] + code(4)[17] + code(4)[16],
            "name": "晋江市明辉鞋业有限公司",
            "amount": 1,
        },  # two neighbours swapped
        {"code": code(999), "name": "晋江市外来有限公司", "amount": 1},
    ]
    deliver(settings, ledger, "tax_net_revenue", coded)
    deliver(settings, ledger, "subsidy_payment", [{"beneficiary_name": n, "payee_name": None} for n in NAMES])
    return settings, ledger


def _resolved(settings: Settings, ledger: Ledger) -> duckdb.DuckDBPyConnection:
    ladder_run.resolve(settings, ledger)
    con = duckdb.connect()
    latest(settings, ledger).attach(con)
    return con


@pytest.fixture(scope="module")
def con(home: tuple[Settings, Ledger]) -> duckdb.DuckDBPyConnection:
    return _resolved(*home)


def _decided(con: duckdb.DuckDBPyConnection, name: str) -> list[Any]:
    query = (
        "SELECT m.decision, m.reason, m.entity_id, e.code, m.own_entity_id "
        "FROM match m JOIN mention n USING (mention_id) LEFT JOIN entity e ON e.entity_id = m.entity_id "
        "WHERE n.name = ? AND n.code IS NULL AND n.kind = 'ent'"
    )
    return con.execute(query, [name]).fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_ends_on_the_rung_it_should(con: duckdb.DuckDBPyConnection, name: str) -> None:
    for part in name.split("、"):
        assert NAMES[name] in [tuple(row[:2]) for row in _decided(con, part)]


def test_every_mention_is_decided_once(con: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT count(*), count(DISTINCT mention_id), (SELECT count(*) FROM mention) FROM match"
    assert len(set(con.execute(query).fetchall()[0])) == 1


def test_a_code_of_one_firm_with_the_name_of_another_waits_for_a_person(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = con.execute(
        "SELECT decision, reason, e.code, r.code FROM match m JOIN mention n USING (mention_id) "
        "JOIN entity e USING (entity_id) JOIN entity r ON r.entity_id = m.runner_up "
        "WHERE n.code = ? AND n.name LIKE '%大华%'",
        [code(3)],
    ).fetchall()
    assert rows == [("review", "code_name_conflict", code(3), code(1))]


def test_a_code_one_slip_away_is_repaired_where_the_name_agrees(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "SELECT decision, e.code FROM match JOIN entity e USING (entity_id) WHERE reason = 'code_one_slip'"
    ).fetchall()
    assert rows == [("match", code(4))]


def test_unregistered_firms_get_an_entity_of_their_own(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "SELECT name, code FROM entity WHERE NOT registered AND kind = 'ent' ORDER BY name"
    ).fetchall()
    assert ("晋江市外来有限公司", code(999)) in rows
    assert ("上海过客建设有限公司", code(950)) in rows
    assert ("晋江查无此家科技有限公司", None) in rows
    assert not any(name == "王小明" for name, _ in rows)


def test_a_listed_branch_hangs_below_its_parent_and_an_unlisted_one_is_its_parent(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = con.execute(
        "SELECT b.name, b.registered, p.name "
        "FROM entity b JOIN entity p ON p.entity_id = b.parent_id ORDER BY 1"
    ).fetchall()
    parent = "晋江市恒盛鞋业有限公司"
    assert rows == [(parent + "青阳分公司", True, parent)]
    assert _decided(con, parent + "第二分公司")[0][3] == code(0)


def test_what_only_the_tax_registration_lists_is_registered_with_its_status(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = con.execute(
        "SELECT status, in_market, valid_to FROM entity WHERE code = ?", [code(960)]
    ).fetchall()
    assert [(s, m, str(d)) for s, m, d in rows] == [("注销", False, "2023-04-30")]


def test_a_sole_proprietor_without_a_name_is_called_by_its_owner(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT name FROM entity WHERE code = ?", [code(700, sole=True)]).fetchall() == [
        ("陈六（个体工商户，无字号）",)
    ]


def test_tables_have_exactly_the_documented_columns(con: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES:
        found = [row[:2] for row in con.execute(f"DESCRIBE {table.name}").fetchall()]
        assert found == [(c.name, c.type) for c in table.columns]


@pytest.mark.slow
def test_threads_and_repetition_change_nothing(home: tuple[Settings, Ledger]) -> None:
    settings, ledger = home
    hashes = {
        ladder_run.resolve(settings.model_copy(update={"threads": n}), ledger).run.state_hash for n in (1, 2)
    }
    assert len(hashes) == 1


@pytest.mark.slow
def test_a_judgement_binds_the_next_run_and_can_be_undone(home: tuple[Settings, Ledger]) -> None:
    settings, ledger = home
    con = _resolved(settings, ledger)
    name = "厦门恒盛鞋业有限公司"
    mention = con.execute("SELECT mention_id FROM mention WHERE name = ?", [name]).fetchall()[0][0]
    entity = con.execute("SELECT entity_id FROM entity WHERE code = ?", [code(0)]).fetchall()[0][0]
    at = datetime(2023, 6, 1)
    with ledger.session() as session:
        number = append(session, mention, entity, Verdict.MUST_LINK, actor="某某", reason="同址", at=at).id
    con = _resolved(settings, ledger)
    assert _decided(con, name)[0][:3] == (Decision.MATCH, Reason.JUDGED_SAME, entity)
    with ledger.session() as session:
        undo(session, number, actor="某某", reason="看错", at=at)
    con = _resolved(settings, ledger)
    assert _decided(con, name)[0][:2] == (Decision.NONE, Reason.OTHER_PLACE)


@pytest.mark.slow
def test_a_cannot_link_takes_a_certain_match_away(home: tuple[Settings, Ledger]) -> None:
    settings, ledger = home
    con = _resolved(settings, ledger)
    name = "晋江恒盛鞋业有限责任公司"
    mention, entity = con.execute(
        "SELECT mention_id, entity_id FROM match JOIN mention n USING (mention_id) WHERE n.name = ?", [name]
    ).fetchall()[0]
    with ledger.session() as session:
        append(
            session,
            mention,
            entity,
            Verdict.CANNOT_LINK,
            actor="某某",
            reason="两家",
            at=datetime(2023, 6, 1),
        )
    con = _resolved(settings, ledger)
    assert _decided(con, name)[0][2] != entity


@pytest.mark.slow
def test_before_any_register_came_nobody_is_matched_and_once_it_came_they_are(
    settings: Settings, ledger: Ledger
) -> None:
    name = "晋江市恒盛鞋业有限公司"
    deliver(
        settings, ledger, "subsidy_payment", [{"beneficiary_name": name, "payee_name": None, "amount": 1}]
    )
    assert [row[0] for row in _decided(_resolved(settings, ledger), name)] == [Decision.NONE]
    deliver(settings, ledger, "company_registration", [{"name": name, "code": code(0)}])
    ((decision, _, _, found, _),) = _decided(_resolved(settings, ledger), name)
    assert (decision, found) == (Decision.MATCH, code(0))
